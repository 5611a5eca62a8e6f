// SPDX-License-Identifier: Apache-2.0
// Folding: what is alike becomes one, what is not stays apart, and the times do not change.
#include "simulator/network/flow_batch.h"

#include <cmath>

#include <gtest/gtest.h>

#include "simulator/base/error.h"
#include "tests/unit/network/two_level_tree.h"

namespace sim {
namespace {

using Path = std::vector<LinkIndex>;

// Pairs within a leaf and pairs across leaves are the two classes; links are those of hosts up and down and
// of leaves up and down.
TEST(FoldAlike, MakesTwoClassesOfAUniformAllToAll) {
    test::TwoLevelTree tree(64);
    const auto batch = tree.allToAll([](std::uint32_t) { return test::Mebibyte; });
    const auto folded = foldAlike(batch, tree.capacities());
    ASSERT_TRUE(folded);
    EXPECT_EQ(folded->flows.size(), 2U);
    EXPECT_EQ(folded->capacities.size(), 4U);
    EXPECT_DOUBLE_EQ(folded->capacities[0], 64 * 50e9);
    EXPECT_DOUBLE_EQ(folded->flows.kind(0).members + folded->flows.kind(1).members, 64.0 * 63.0);
}

TEST(FoldAlike, KeepsSkewedFlowsApart) {
    test::TwoLevelTree tree(16);
    EXPECT_FALSE(foldAlike(tree.allToAll([](std::uint32_t to) { return test::zipfBytes(to, 16); }),
                           tree.capacities()));
}

// One slow link among the hosts' makes its host's flows unlike all others, and the fold sees it.
TEST(FoldAlike, GivesTheTimesOfTheUnfoldedFlows) {
    test::TwoLevelTree tree(64);
    auto capacities = tree.capacities();
    capacities[5] = 20e9;
    const auto batch = tree.allToAll([](std::uint32_t) { return test::Mebibyte; });
    const auto folded = foldAlike(batch, capacities);
    ASSERT_TRUE(folded);
    EXPECT_GT(folded->flows.size(), 2U);
    const auto times = runBatch(batch, capacities);
    EXPECT_LT(times.classes, batch.size() / 2);
    // Host 5 sends 63 MiB at 20 GB/s; the others meet the common bound at the latest when it is done.
    EXPECT_NEAR(times.makespan.base() / (63 * test::Mebibyte / 20e9), 1.0, 1e-9);
    double worst = 0.0;
    for (std::size_t f = 0; f < batch.size(); ++f)
        if (batch.path(f)[0] == 5) worst = std::max(worst, std::abs(times.finish[f] / times.makespan - 1.0));
    EXPECT_LT(worst, 1e-9);
}

TEST(RunBatch, MeetsTheBoundOfTheUniformAllToAll) {
    for (const std::uint32_t hosts : {64U, 256U, 1024U}) {
        test::TwoLevelTree tree(hosts);
        const auto batch = tree.allToAll([](std::uint32_t) { return test::Mebibyte; });
        const double bound = (hosts - 1.0) * test::Mebibyte / 50e9;
        EXPECT_NEAR(makespanOf(batch, tree.capacities()).base() / bound, 1.0, 1e-9) << hosts;
    }
}

// The host that receives most sets the time: (n-1) messages of n/H(n) MiB over 50 GB/s. The study has
// 17.8244 ms and 223.538 ms.
TEST(RunBatch, MeetsTheBoundOfTheZipfAllToAll) {
    for (const std::uint32_t hosts : {64U, 256U}) {
        test::TwoLevelTree tree(hosts);
        const auto times = runBatch(
            tree.allToAll([&](std::uint32_t to) { return test::zipfBytes(to, hosts); }), tree.capacities());
        const double bound = (hosts - 1.0) * test::zipfBytes(0, hosts) / 50e9;
        EXPECT_NEAR(times.makespan.base() / bound, 1.0, 1e-9) << hosts;
        EXPECT_NEAR(times.makespan.base(), hosts == 64 ? 17.8244e-3 : 223.538e-3, hosts == 64 ? 5e-8 : 5e-7);
    }
}

TEST(RunBatch, CountsTheBytesOfEveryLink) {
    FlowBatch batch;
    const auto kind = batch.addKind({Bytes{100.0}, Seconds{0.0}, 2.0, Unlimited});
    batch.add(Path{0, 1}, kind);
    batch.add(Path{1}, kind);
    const auto times = runBatch(batch, std::vector<double>{100.0, 100.0});
    EXPECT_DOUBLE_EQ(times.carried[0].base(), 200.0);
    EXPECT_DOUBLE_EQ(times.carried[1].base(), 400.0);
    EXPECT_DOUBLE_EQ(times.makespan.base(), 4.0);
}

TEST(RunBatch, NamesAFlowThatNoBandwidthReaches) {
    FlowBatch batch;
    const auto kind = batch.addKind({Bytes{100.0}, Seconds{0.0}, 1.0, Unlimited});
    batch.add(Path{0}, kind);
    batch.add(Path{1}, kind);
    EXPECT_THROW(runBatch(batch, std::vector<double>{100.0, 0.0}), Error);
}

} // namespace
} // namespace sim
