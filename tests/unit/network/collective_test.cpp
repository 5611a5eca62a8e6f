// SPDX-License-Identifier: Apache-2.0
// Collectives: their textbook costs, and closed forms against flows on a graph.
#include <map>

#include <gtest/gtest.h>

#include "simulator/base/error.h"
#include "simulator/network/phase_run.h"
#include "tests/unit/network/small_cluster.h"

namespace sim {
namespace {

using test::firstRanks;
using test::smallCluster;

constexpr Bytes Message{64e6};
constexpr CollectiveOp Ops[] = {CollectiveOp::AllReduce, CollectiveOp::AllGather, CollectiveOp::ReduceScatter,
                                CollectiveOp::Broadcast, CollectiveOp::AllToAll};
constexpr CollectiveAlgorithm Algorithms[] = {
    CollectiveAlgorithm::Ring,      CollectiveAlgorithm::Tree,   CollectiveAlgorithm::DoubleBinaryTree,
    CollectiveAlgorithm::InNetwork, CollectiveAlgorithm::Direct, CollectiveAlgorithm::Hierarchical};

TEST(Collective, ClosedFormEqualsTheFlowsWhereAGroupOwnsItsLinks) {
    const ClusterGraph graph = smallCluster(8);
    const auto placement = Placement::inOrder(graph, 8);
    Router router(graph, {});
    TransportTuning tuning;
    tuning.step = Seconds{2e-6};
    int compared = 0;
    for (std::uint32_t n = 2; n <= 8; ++n)
        for (const CollectiveOp op : Ops)
            for (const CollectiveAlgorithm algorithm : Algorithms) {
                if (!isPossible(op, algorithm)) continue;
                const auto phases = planCollective(op, algorithm, Message, firstRanks(n));
                const auto run = runPhases(phases, router, placement, tuning);
                // Two links of 0.5 us from device to device over the switch, and the step.
                const Seconds form = timeOnOwnLinks(phases, BytesPerSecond{400e9}, Seconds{3e-6});
                EXPECT_NEAR(run.time / form, 1.0, 1e-9)
                    << collectiveName(op) << " by " << algorithmName(algorithm) << " of " << n;
                ++compared;
            }
    EXPECT_EQ(compared, 7 * 21);
}

TEST(Collective, RailRingsOverTheFabricTakeTheirClosedFormToo) {
    // One ring a rail over 32 machines: cards and leaves are each ring's own, D-mod-k keeps spines apart.
    const ClusterGraph graph = smallCluster(256);
    const auto placement = Placement::inOrder(graph, 256);
    Router router(graph, {Spread::Destination, true, 1});
    std::vector<Phase> rings;
    for (std::uint32_t rail = 0; rail < 8; ++rail) {
        Group group;
        for (std::uint32_t machine = 0; machine < 32; ++machine)
            group.ranks.push_back(8 * machine + rail);
        auto phases = planCollective(CollectiveOp::AllReduce, CollectiveAlgorithm::Ring, Message, group);
        if (rings.empty())
            rings = std::move(phases);
        else
            rings[0].transfers.insert(rings[0].transfers.end(), phases[0].transfers.begin(),
                                      phases[0].transfers.end());
    }
    const auto run = runPhases(rings, router, placement, {});
    // The longest way: 2 x 1 us to the cards and six cables of 0.25 us (leaf, spine, core and back).
    const Seconds form = timeOnOwnLinks(rings, BytesPerSecond{50e9}, Seconds{3.5e-6});
    EXPECT_NEAR(run.time / form, 1.0, 1e-9);
    EXPECT_EQ(run.flows, 256U);
    EXPECT_LT(run.classes, 16U);
}

TEST(Collective, RingsReachTheLowerBoundsOfPatarasukAndYuan) {
    const double n = 8;
    const auto time = [&](CollectiveOp op) {
        const auto phases = planCollective(op, CollectiveAlgorithm::Ring, Message, firstRanks(8));
        return timeOnOwnLinks(phases, BytesPerSecond{400e9}, Seconds{0.0}).base();
    };
    EXPECT_DOUBLE_EQ(time(CollectiveOp::AllReduce), 2 * (n - 1) / n * 64e6 / 400e9);
    EXPECT_DOUBLE_EQ(time(CollectiveOp::AllGather), (n - 1) / n * 64e6 / 400e9);
    EXPECT_DOUBLE_EQ(time(CollectiveOp::ReduceScatter), (n - 1) / n * 64e6 / 400e9);
}

TEST(Collective, DoubleBinaryTreeHalvesTheTreesLoadAndHasLogarithmicDepth) {
    for (const std::uint32_t n : {2U, 4U, 6U, 16U, 64U, 100U}) {
        const auto phases = planCollective(CollectiveOp::AllReduce, CollectiveAlgorithm::DoubleBinaryTree,
                                           Message, firstRanks(n, n), Message);
        std::map<std::uint32_t, double> in;
        for (const Transfer& t : phases[0].transfers)
            in[t.to] += t.bytes / Message;
        for (const auto& [rank, load] : in)
            EXPECT_LE(load, 2.0) << rank << " of " << n; // two children and a parent, halves; a leaf's half
        EXPECT_LE(phases[0].repeats, 2.0 * (std::ceil(std::log2(n)) + 1.0));
        // Every member but the roots has a parent in both trees.
        EXPECT_EQ(phases[0].transfers.size(), 4U * (n - 1));
    }
}

TEST(Collective, EveryRankEndsWithTheBytesThatItLacks) {
    for (const CollectiveAlgorithm algorithm :
         {CollectiveAlgorithm::Ring, CollectiveAlgorithm::Direct, CollectiveAlgorithm::Hierarchical}) {
        const auto group = firstRanks(16, 4);
        const auto phases = planCollective(CollectiveOp::AllGather, algorithm, Message, group);
        std::map<std::uint32_t, double> in;
        for (const Phase& phase : phases)
            for (const Transfer& t : phase.transfers)
                in[t.to] += t.bytes.base() * phase.repeats;
        ASSERT_EQ(in.size(), 16U);
        for (const auto& [rank, bytes] : in)
            EXPECT_NEAR(bytes, 64e6 * 15 / 16, 1.0) << algorithmName(algorithm);
    }
}

TEST(Collective, HierarchicalAllReduceMovesAnEighthOverTheCards) {
    const auto group = firstRanks(32);
    const auto phases =
        planCollective(CollectiveOp::AllReduce, CollectiveAlgorithm::Hierarchical, Message, group);
    ASSERT_EQ(phases.size(), 3U);
    double overCards = 0.0;
    for (const Phase& phase : phases)
        for (const Transfer& t : phase.transfers)
            if (t.from == 0 && t.to / 8 != 0) overCards += t.bytes.base() * phase.repeats;
    EXPECT_NEAR(overCards, 2.0 * 3 / 4 * 64e6 / 8, 1e-3);
}

TEST(Collective, InNetworkAllReduceOverNvSwitchesIsFasterThanTheRingByItsFactor) {
    // Ring: 2 x 7/8; in the switch: 1 + 1/8, bandwidth alone.
    const auto group = firstRanks(8);
    const auto time = [&](CollectiveAlgorithm algorithm) {
        return timeOnOwnLinks(planCollective(CollectiveOp::AllReduce, algorithm, Message, group),
                              BytesPerSecond{400e9}, Seconds{0.0});
    };
    EXPECT_NEAR(time(CollectiveAlgorithm::Ring) / time(CollectiveAlgorithm::InNetwork), 1.75 / 1.125, 1e-12);
}

TEST(Collective, RefusesWhatCannotBe) {
    EXPECT_THROW(planCollective(CollectiveOp::AllToAll, CollectiveAlgorithm::Ring, Message, firstRanks(4)),
                 Error);
    Group uneven = firstRanks(12);
    EXPECT_THROW(planCollective(CollectiveOp::AllReduce, CollectiveAlgorithm::Hierarchical, Message, uneven),
                 Error);
}

TEST(Collective, AllToAllOfUnequalPartsIsBoundByItsFullestPort) {
    // Member 0 gets 3 MB from each of three, all others 1 MB: 9 MB into one port.
    std::vector<double> bytes(16, 1e6);
    for (std::size_t from = 1; from < 4; ++from)
        bytes[from * 4] = 3e6;
    const ClusterGraph graph = smallCluster(8);
    const auto placement = Placement::inOrder(graph, 8);
    Router router(graph, {});
    const auto run = runPhases({planAllToAllV(bytes, firstRanks(4))}, router, placement, {});
    EXPECT_NEAR(run.time.base(), 1e-6 + 9e6 / 400e9, 1e-15);
}

} // namespace
} // namespace sim
