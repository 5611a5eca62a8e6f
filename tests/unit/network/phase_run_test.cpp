// SPDX-License-Identifier: Apache-2.0
// Jobs that share a fabric, and links that fail.
#include <gtest/gtest.h>

#include "simulator/base/error.h"
#include "simulator/network/phase_run.h"
#include "tests/unit/network/small_cluster.h"

namespace sim {
namespace {

using test::firstRanks;
using test::smallCluster;

std::size_t cableOf(const ClusterGraph& graph, const char* a, const char* b) {
    for (std::size_t i = 0; i < graph.cables().size(); ++i)
        if (graph.cables()[i].a == graph.find(a) && graph.cables()[i].b == graph.find(b)) return i;
    ADD_FAILURE() << a << " - " << b;
    return 0;
}

class Jobs : public testing::Test {
  protected:
    ClusterGraph graph = smallCluster(16);
    Placement placement = Placement::inOrder(graph, 16);
    Router router{graph, {}};
    /// 50 MB from machine 0 to machine 1 over one card: 1 ms and 2.5 us of latency.
    FlowJob send(const char* name, std::uint32_t from, std::uint32_t to) {
        return {name, {Phase{{{from, to, Bytes{50e6}}}}}, Seconds{0.0}};
    }
    static constexpr double Latency = 2e-6 + 0.5e-6;
};

TEST_F(Jobs, RunningAloneTakeWhatTheirPhasesTake) {
    const auto phases = planCollective(CollectiveOp::AllReduce, CollectiveAlgorithm::Hierarchical,
                                       Bytes{64e6}, firstRanks(16));
    const auto alone = runPhases(phases, router, placement, {});
    const auto job = runJobs({{"a", phases, Seconds{1e-3}}}, {}, router, placement, {}, false);
    EXPECT_NEAR((job.jobEnd[0] - Seconds{1e-3}) / alone.time, 1.0, 1e-9);
    for (std::size_t link = 0; link < alone.carried.size(); ++link)
        EXPECT_NEAR(job.carried[link].base(), alone.carried[link].base(), 1e-3);
}

TEST_F(Jobs, SharingACardHalveEachOther) {
    const auto run = runJobs({send("a", 0, 8), send("b", 0, 8)}, {}, router, placement, {}, true);
    EXPECT_NEAR(run.jobEnd[0].base(), Latency + 2e-3, 1e-12);
    EXPECT_NEAR(run.jobEnd[1].base(), Latency + 2e-3, 1e-12);
    ASSERT_EQ(run.records.size(), 2U);
    EXPECT_EQ(run.records[1].job, 1U);
}

TEST_F(Jobs, WaitForALinkThatFailsAndComesBack) {
    // Half of the bytes, one second of outage, the other half.
    const auto card = cableOf(graph, "node0.nic0", "leaf0");
    const auto run = runJobs({send("a", 0, 8)},
                             {{Seconds{Latency + 0.5e-3}, card, 0.0}, {Seconds{Latency + 1.0005}, card, 1.0}},
                             router, placement, {}, false);
    EXPECT_NEAR(run.jobEnd[0].base(), Latency + 1.001, 1e-9);
}

TEST_F(Jobs, GoSlowerOverADegradedLink) {
    const auto card = cableOf(graph, "node0.nic0", "leaf0");
    const auto run = runJobs({send("a", 0, 8), send("b", 1, 9)}, {{Seconds{0.0}, card, 0.25}}, router,
                             placement, {}, false);
    EXPECT_NEAR(run.jobEnd[0].base(), Latency + 4e-3, 1e-12);
    EXPECT_NEAR(run.jobEnd[1].base(), Latency + 1e-3, 1e-12);
}

TEST_F(Jobs, NameTheLinkThatNeverComesBack) {
    const auto card = cableOf(graph, "node0.nic0", "leaf0");
    try {
        runJobs({send("restore", 0, 8)}, {{Seconds{0.0}, card, 0.0}}, router, placement, {}, false);
        FAIL();
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), ErrorCode::Infeasible);
        EXPECT_EQ(error.message(), "restore: rank 0 waits for ever to send to rank 8 over the failed link "
                                   "node0.nic0 -> leaf0");
    }
}

TEST_F(Jobs, AreBoundByWhatTheirCommunicationKernelsCanSend) {
    TransportTuning tuning;
    tuning.cap = BytesPerSecond{10e9};
    const auto run = runPhases(send("a", 0, 8).phases, router, placement, tuning);
    EXPECT_NEAR(run.time.base(), Latency + 5e-3, 1e-12);
}

} // namespace
} // namespace sim
