// SPDX-License-Identifier: Apache-2.0
// The identities at 1,024 hosts, and a skewed all-to-all against full solves: slow ones.
#include <cmath>

#include <gtest/gtest.h>

#include "simulator/base/random.h"
#include "simulator/network/flow_engine.h"
#include "tests/unit/network/two_level_tree.h"

namespace sim {
namespace {

// 1,023 messages of 1024/H(1024) MiB into the host that receives most: 2925.59 ms in the study.
TEST(FlowScale, MeetsTheBoundOfTheZipfAllToAllOf1024Hosts) {
    test::TwoLevelTree tree(1024);
    const auto batch = tree.allToAll([](std::uint32_t to) { return test::zipfBytes(to, 1024); });
    ASSERT_EQ(batch.size(), 1047552U);
    const double makespan = makespanOf(batch, tree.capacities()).base();
    EXPECT_NEAR(makespan / (1023.0 * test::zipfBytes(0, 1024) / 50e9), 1.0, 1e-9);
    EXPECT_NEAR(makespan, 2925.59e-3, 5e-6);
}

// 10.8657 ms in the study: 2,046 steps of 64 KiB and 4 us, two million flows.
TEST(FlowScale, MeetsTheIdentityOfTheRingAllReduceOf1024Hosts) {
    test::TwoLevelTree tree(1024);
    FlowEngine engine(tree.capacities());
    std::vector<std::uint32_t> steps(1024, 0);
    const auto send = [&](std::uint32_t host) {
        engine.start(
            {tree.path(host, (host + 1) % 1024), Bytes{65536.0}, Seconds{4e-6}, 1.0, Unlimited, host});
    };
    for (std::uint32_t h = 0; h < 1024; ++h)
        send(h);
    for (auto done = engine.advance(); !done.empty(); done = engine.advance())
        for (const FlowDone& d : done)
            if (++steps[d.label] < 2046) send(d.label);
    EXPECT_EQ(engine.completions(), 1024U * 2046U);
    EXPECT_NEAR(engine.now().base() / (2046.0 * (65536.0 / 50e9 + 4e-6)), 1.0, 1e-9);
    EXPECT_NEAR(engine.now().base(), 10.8657e-3, 5e-8);
}

// Sizes drawn for every pair, so that each of the 4,032 flows ends at an instant of its own.
TEST(FlowScale, OfASkewedAllToAllEqualsFullSolves) {
    const auto finish = [](bool always) {
        test::TwoLevelTree tree(64);
        FlowEngine engine(tree.capacities());
        engine.solveFullyAlways(always);
        const Random random(9, RandomStream::Prices);
        for (std::uint32_t from = 0; from < 64; ++from)
            for (std::uint32_t to = 0; to < 64; ++to)
                if (from != to)
                    engine.start({tree.path(from, to),
                                  Bytes{test::Mebibyte / (0.02 + random.uniform(from, to))}, Seconds{0.0},
                                  1.0, Unlimited, from * 64 + to});
        std::vector<double> times(64 * 64, 0.0);
        for (auto done = engine.advance(); !done.empty(); done = engine.advance())
            for (const FlowDone& d : done)
                times[d.label] = d.time.base();
        return times;
    };
    const auto repaired = finish(false), solved = finish(true);
    for (std::size_t i = 0; i < solved.size(); ++i) {
        if (solved[i] == 0.0) continue; // nobody sends to itself
        ASSERT_NEAR(repaired[i] / solved[i], 1.0, 1e-9) << i;
    }
}

} // namespace
} // namespace sim
