// SPDX-License-Identifier: Apache-2.0
// Execution of kernel graphs against hand-worked cases. Times in microseconds.
#include "simulator/traces/kernel_graph.h"

#include <gtest/gtest.h>

namespace {

using sim::Duration;

Duration us(std::int64_t n) {
    return Duration::nanoseconds(n * 1000);
}
double at(sim::Instant t) {
    return t.sinceStart().microseconds();
}

sim::KernelGraph graphOf(std::vector<sim::GraphNode> nodes, std::size_t streams, int sms = 132) {
    sim::KernelGraph g;
    g.nodes = std::move(nodes);
    g.streamGaps.assign(streams, Duration{});
    g.smCapacity = sms;
    return g;
}

// A: 112 blocks of 10 us on 132 SMs. B, ready at the same time, gets the 20 left at 0 and the other 92 when A
// ends at 10: it runs from 0 to 20. (As the two weight-gradient GEMMs of the DeepSeek record do.)
TEST(KernelGraph, SecondPersistentKernelStartsOnTheSmsLeftAndStretches) {
    const auto run = sim::execute(graphOf({{0, 112, us(10)}, {1, 112, us(10)}}, 2));
    EXPECT_DOUBLE_EQ(at(run.end[0]), 10);
    EXPECT_DOUBLE_EQ(at(run.start[1]), 0);
    EXPECT_DOUBLE_EQ(at(run.lastGrant[1]), 10);
    EXPECT_DOUBLE_EQ(at(run.end[1]), 20);
    EXPECT_DOUBLE_EQ(run.makespan.microseconds(), 20);
}

// With 112 SMs nothing is left: B waits for A and then runs alone.
TEST(KernelGraph, KernelWithoutAnySmStartsWhenTheOtherEnds) {
    const auto run = sim::execute(graphOf({{0, 112, us(10)}, {1, 112, us(7)}}, 2, 112));
    EXPECT_DOUBLE_EQ(at(run.start[1]), 10);
    EXPECT_DOUBLE_EQ(at(run.end[1]), 17);
}

// A holds 100 of 100 for 10; B (60) and then C (60) wait. At 10 B gets 60 and C the 40 left; C's last 20 come
// at B's end at 20. C: 10..30. First come, first served, never passed by.
TEST(KernelGraph, WaitingKernelsAreServedInTheOrderTheyBecameReady) {
    const auto run = sim::execute(graphOf({{0, 100, us(10)}, {1, 60, us(10)}, {2, 60, us(10)}}, 3, 100));
    EXPECT_DOUBLE_EQ(at(run.start[1]), 10);
    EXPECT_DOUBLE_EQ(at(run.start[2]), 10);
    EXPECT_DOUBLE_EQ(at(run.lastGrant[2]), 20);
    EXPECT_DOUBLE_EQ(at(run.end[2]), 30);
}

TEST(KernelGraph, SmallBlocksSlipInWhileEverySmIsHeld) {
    const auto run = sim::execute(graphOf({{0, 132, us(10)}, {1, 0, us(3)}}, 2));
    EXPECT_DOUBLE_EQ(at(run.start[1]), 0);
    EXPECT_DOUBLE_EQ(at(run.end[1]), 3);
}

// Stream 0: 5, gap 2, 5 -> 12. Stream 1 waits for the first's end (5) + 3 = 8, ends at 12.
TEST(KernelGraph, StreamGapsAndEventLagsAreKept) {
    auto g = graphOf({{0, 0, us(5)}, {0, 0, us(5)}, {1, 0, us(4)}}, 2);
    g.streamGaps[0] = us(2);
    g.edges.push_back({0, 2, us(3)});
    const auto run = sim::execute(g);
    EXPECT_DOUBLE_EQ(at(run.start[1]), 7);
    EXPECT_DOUBLE_EQ(at(run.end[1]), 12);
    EXPECT_DOUBLE_EQ(at(run.start[2]), 8);
}

// The host launches 0 at 0 (latency 5, runs 5..15), spins until its end + 17 = 32, launches 1 (37) and 10 us
// later 2.
TEST(KernelGraph, HostSpinHoldsBackEveryLaterLaunch) {
    auto g = graphOf({{0, 0, us(10)}, {0, 0, us(1)}, {1, 0, us(1)}}, 2);
    g.launchLatency = us(5);
    g.host = {{0, {}, sim::NoNode, {}}, {1, {}, 0, us(17)}, {2, us(10), sim::NoNode, {}}};
    const auto run = sim::execute(g);
    EXPECT_DOUBLE_EQ(at(run.start[1]), 37);
    EXPECT_DOUBLE_EQ(at(run.start[2]), 47);
}

TEST(KernelGraph, CycleIsRefused) {
    auto g = graphOf({{0, 0, us(1)}, {1, 0, us(1)}}, 2);
    g.edges = {{0, 1, {}}, {1, 0, {}}};
    try {
        sim::execute(g);
        FAIL() << "a cycle cannot run";
    } catch (const sim::Error& e) {
        EXPECT_EQ(e.code(), sim::ErrorCode::BadInput);
        EXPECT_NE(std::string(e.what()).find("cycle"), std::string::npos);
    }
}

TEST(KernelGraph, EqualGraphsGiveEqualEventSequences) {
    const auto g = graphOf({{0, 112, us(10)}, {1, 112, us(7)}, {1, 20, us(7)}}, 2);
    EXPECT_EQ(sim::execute(g).fingerprint, sim::execute(g).fingerprint);
}

} // namespace
