// SPDX-License-Identifier: Apache-2.0
// Dispatch and combine as flows, against the closed form of expert_exchange.h and by hand.
#include <map>
#include <numeric>

#include <gtest/gtest.h>

#include "simulator/network/expert_exchange.h"
#include "simulator/network/moe_exchange.h"
#include "simulator/network/phase_run.h"
#include "tests/unit/network/small_cluster.h"

namespace sim {
namespace {

using test::firstRanks;
using test::smallCluster;

// DeepSeek-V3: top 8 of 256 experts on at most 4 machines.
CommShape deepSeek(double ranks) {
    return {4096, 7392, 8, 4, 256, ranks};
}

ExchangeFabric plainFabric() {
    ExchangeFabric fabric;
    fabric.scaleUp.bandwidth = BytesPerSecond{400e9};
    fabric.scaleOut.bandwidth = BytesPerSecond{50e9};
    return fabric;
}

TEST(MoeExchange, BalancedNormalDispatchTakesTheClosedForm) {
    for (const std::uint32_t ranks : {8U, 16U, 32U, 64U}) {
        const ClusterGraph graph = smallCluster(static_cast<int>(ranks), Topology::RailOptimised, 64);
        const auto placement = Placement::inOrder(graph, ranks);
        Router router(graph, {});
        const auto phase = planDispatch(deepSeek(ranks), ExpertTransport::Normal, firstRanks(ranks));
        const auto run = runPhases({phase}, router, placement, {});
        const auto form = allToAll(deepSeek(ranks), plainFabric());
        // Flows know the latency of their routes, the closed form with these links none.
        const double latency =
            ranks > 8 && form.scaleOutBytes / Bytes{50e9} > form.scaleUpBytes / Bytes{400e9} ? 2.5e-6 : 1e-6;
        EXPECT_NEAR(run.time.base() - latency, form.time.base(), 1e-9 * form.time.base()) << ranks;
    }
}

TEST(MoeExchange, NormalDispatchSendsOneCopyADomainOverTheSendersRail) {
    const auto phase = planDispatch(deepSeek(64), ExpertTransport::Normal, firstRanks(64));
    for (const Transfer& t : phase.transfers)
        EXPECT_TRUE(t.from / 8 == t.to / 8 || t.from % 8 == t.to % 8);
    double out = 0.0;
    for (const Transfer& t : phase.transfers)
        if (t.from == 0 && t.to >= 8) out += t.bytes.base();
    // Eight experts of at most four machines of 32: 3.61 machines expected, one eighth of them the own.
    const double machines = expectedDomains(8, 8, 4, 32);
    EXPECT_NEAR(out, 4096 * 7392 * machines * 7 / 8, 1.0);
}

TEST(MoeExchange, LowLatencySendsEveryCopyOnItsOwn) {
    const auto phase = planDispatch(deepSeek(64), ExpertTransport::LowLatency, firstRanks(64));
    double out = 0.0;
    for (const Transfer& t : phase.transfers)
        if (t.from == 5) out += t.bytes.base();
    EXPECT_NEAR(out, 4096.0 * 7392 * 8 * 63 / 64, 1.0);
}

TEST(MoeExchange, CombineIsDispatchTurnedRound) {
    const auto there = planDispatch(deepSeek(16), ExpertTransport::Normal, firstRanks(16));
    const auto back = reversed(there);
    ASSERT_EQ(there.transfers.size(), back.transfers.size());
    for (std::size_t i = 0; i < there.transfers.size(); ++i) {
        EXPECT_EQ(there.transfers[i].from, back.transfers[i].to);
        EXPECT_EQ(there.transfers[i].to, back.transfers[i].from);
    }
}

TEST(MoeExchange, ASkewedLoadIsAsSlowAsItsFullestRank) {
    // One rank of 16 with three times the mean load, the others with 13/15 of it.
    std::vector<double> load(16, 13.0 / 15.0);
    load[3] = 3.0;
    const ClusterGraph graph = smallCluster(16, Topology::FatTree);
    const auto placement = Placement::inOrder(graph, 16);
    Router router(graph, {});
    const CommShape shape{512, 7168, 8, 0, 256, 16};
    const auto time = [&](std::span<const double> loads) {
        const auto phase = planDispatch(shape, ExpertTransport::LowLatency, firstRanks(16), loads);
        return runPhases({phase}, router, placement, {}).time.base() - 2.5e-6;
    };
    // Eight remote senders fill the card of the rank: three times the bytes, three times the time.
    EXPECT_NEAR(time(load) / time({}), 3.0, 1e-6);
}

TEST(MoeExchange, KeepsEveryByteOfEveryToken) {
    std::vector<double> load(32);
    for (std::size_t i = 0; i < load.size(); ++i)
        load[i] = 0.5 + static_cast<double>(i) / 31.0;
    const auto phase = planDispatch(deepSeek(32), ExpertTransport::OneDomain, firstRanks(32), load);
    double all = 0.0;
    for (const Transfer& t : phase.transfers)
        all += t.bytes.base();
    // 32 ranks' copies without those that stay; the load sums to 32.
    const double copies = expectedDomains(8, 32, 0, 8);
    EXPECT_NEAR(all, 4096 * 7392 * copies * 31, 1.0);
}

} // namespace
} // namespace sim
