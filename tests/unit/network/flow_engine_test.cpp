// SPDX-License-Identifier: Apache-2.0
// Flows in time: cases by hand, identities of collectives, repairs against full solves.
#include "simulator/network/flow_engine.h"

#include <cmath>
#include <map>

#include <gtest/gtest.h>

#include "simulator/base/random.h"
#include "tests/unit/network/two_level_tree.h"

namespace sim {
namespace {

using Path = std::vector<LinkIndex>;

std::map<std::uint32_t, double> runToEnd(FlowEngine& engine) {
    std::map<std::uint32_t, double> finish;
    for (auto done = engine.advance(); !done.empty(); done = engine.advance())
        for (const FlowDone& d : done)
            finish[d.label] = d.time.base();
    return finish;
}

FlowSpec flow(const Path& path, double bytes, std::uint32_t label, double latency = 0.0) {
    return {path, Bytes{bytes}, Seconds{latency}, 1.0, Unlimited, label};
}

// 100 B and 300 B on 100 B/s: 50 B/s each until 2 s, then the longer has 200 B left at 100 B/s.
TEST(FlowEngine, GivesTheLinkToTheLongerFlowWhenTheShorterIsDone) {
    FlowEngine engine({100.0});
    const Path path{0};
    engine.start(flow(path, 100, 1));
    engine.start(flow(path, 300, 2));
    const auto finish = runToEnd(engine);
    EXPECT_DOUBLE_EQ(finish.at(1), 2.0);
    EXPECT_DOUBLE_EQ(finish.at(2), 4.0);
    EXPECT_DOUBLE_EQ(engine.carried(0).base(), 400.0);
}

// The second flow takes bandwidth after its latency of 1 s: the first has 100 B by then and 200 B left at
// 50 B/s until 5 s; the second has 50 of its 250 B left then.
TEST(FlowEngine, TakesNoBandwidthDuringTheLatency) {
    FlowEngine engine({100.0});
    const Path path{0};
    engine.start(flow(path, 300, 1));
    engine.start(flow(path, 250, 2, 1.0));
    const auto finish = runToEnd(engine);
    EXPECT_DOUBLE_EQ(finish.at(1), 5.0);
    EXPECT_DOUBLE_EQ(finish.at(2), 5.5);
}

// 1,000 B at 100 B/s; half the link from 4 s on (400 B done), nothing from 6 s (500 B) to 16 s, all again.
TEST(FlowEngine, FollowsALinkThatDegradesFailsAndComesBack) {
    FlowEngine engine({100.0});
    const Path path{0};
    engine.start(flow(path, 1000, 1));
    engine.changeCapacity(0, 50.0, Seconds{4.0});
    engine.changeCapacity(0, 0.0, Seconds{6.0});
    engine.changeCapacity(0, 100.0, Seconds{16.0});
    EXPECT_DOUBLE_EQ(runToEnd(engine).at(1), 21.0);
}

TEST(FlowEngine, NamesTheFlowsThatAFailedLinkHolds) {
    FlowEngine engine({100.0, 100.0});
    const Path first{0}, second{1};
    engine.start(flow(first, 1000, 7));
    engine.start(flow(second, 1000, 8));
    engine.changeCapacity(0, 0.0, Seconds{1.0});
    const auto finish = runToEnd(engine);
    EXPECT_EQ(finish.count(7), 0U);
    EXPECT_DOUBLE_EQ(finish.at(8), 10.0);
    EXPECT_EQ(engine.stalled(), std::vector<std::uint32_t>{7});
}

// A cap of 10 B/s holds the first at 10 s; the other has 90 B/s.
TEST(FlowEngine, HoldsACappedFlowAtItsCap) {
    FlowEngine engine({100.0});
    const Path path{0};
    engine.start({path, Bytes{100}, Seconds{0}, 1.0, 10.0, 1});
    engine.start(flow(path, 450, 2));
    const auto finish = runToEnd(engine);
    EXPECT_DOUBLE_EQ(finish.at(1), 10.0);
    EXPECT_DOUBLE_EQ(finish.at(2), 5.0);
}

TEST(FlowEngine, IsDoneAtOnceWithAFlowOfNoBytes) {
    FlowEngine engine({100.0});
    const Path path{0};
    engine.start(flow(path, 0, 3));
    engine.start(flow(path, 100, 4));
    ASSERT_EQ(engine.advance().size(), 1U);
    EXPECT_EQ(engine.now().base(), 0.0);
    ASSERT_EQ(engine.advance().size(), 1U);
    EXPECT_DOUBLE_EQ(engine.now().base(), 1.0);
    EXPECT_TRUE(engine.advance().empty());
}

// Two jobs share link 1 of 100 B/s: job A alone would need 1 s for each of its 100 B transfers; while B's
// 500 B run, each of A's takes 2 s. B ends when it has had 50 B/s for 10 s.
TEST(FlowEngine, LetsTwoJobsSlowEachOther) {
    FlowEngine engine({1000.0, 100.0});
    const Path path{0, 1}, other{1};
    engine.start(flow(other, 500, 2));
    engine.start(flow(path, 100, 1));
    double lastOfA = 0.0, lastOfB = 0.0;
    int transfers = 1;
    for (auto done = engine.advance(); !done.empty(); done = engine.advance())
        for (const FlowDone& d : done) {
            (d.label == 1 ? lastOfA : lastOfB) = d.time.base();
            if (d.label == 1 && transfers++ < 8) engine.start(flow(path, 100, 1));
        }
    EXPECT_NEAR(lastOfB, 10.0, 1e-11); // five transfers of A beside it
    EXPECT_NEAR(lastOfA, 13.0, 1e-11); // and three alone
}

// Every host sends 1 MiB to every other over links of 50 GB/s: (n-1) MiB / 50 GB/s.
TEST(FlowEngine, MeetsTheBoundOfTheUniformAllToAllUnfolded) {
    for (const std::uint32_t hosts : {64U, 256U}) {
        test::TwoLevelTree tree(hosts);
        FlowEngine engine(tree.capacities());
        for (std::uint32_t from = 0; from < hosts; ++from)
            for (std::uint32_t to = 0; to < hosts; ++to)
                if (from != to)
                    engine.start(
                        {tree.path(from, to), Bytes{test::Mebibyte}, Seconds{0.0}, 1.0, Unlimited, to});
        runToEnd(engine);
        const double bound = (hosts - 1.0) * test::Mebibyte / 50e9;
        EXPECT_NEAR(engine.now().base() / bound, 1.0, 1e-9) << hosts;
    }
}

// 2 (n-1) steps of S/n bytes and a latency each (alpha-beta): 64 MiB on 64 hosts with 4 us take 3.14641 ms,
// as the table of the study has it to all digits.
double ringAllReduce(std::uint32_t hosts, double bytes, double latency) {
    test::TwoLevelTree tree(hosts);
    FlowEngine engine(tree.capacities());
    std::vector<std::uint32_t> steps(hosts, 0);
    const auto send = [&](std::uint32_t host) {
        engine.start({tree.path(host, (host + 1) % hosts), Bytes{bytes / hosts}, Seconds{latency}, 1.0,
                      Unlimited, host});
    };
    for (std::uint32_t h = 0; h < hosts; ++h)
        send(h);
    for (auto done = engine.advance(); !done.empty(); done = engine.advance())
        for (const FlowDone& d : done)
            if (++steps[d.label] < 2 * (hosts - 1)) send(d.label);
    return engine.now().base();
}

TEST(FlowEngine, MeetsTheIdentityOfTheRingAllReduce) {
    for (const std::uint32_t hosts : {64U, 256U}) {
        const double bytes = 64 * test::Mebibyte;
        const double identity = 2.0 * (hosts - 1) * (bytes / hosts / 50e9 + 4e-6);
        EXPECT_NEAR(ringAllReduce(hosts, bytes, 4e-6) / identity, 1.0, 1e-9) << hosts;
    }
    EXPECT_NEAR(ringAllReduce(64, 64 * test::Mebibyte, 4e-6), 3.14641e-3, 0.5e-8);
    EXPECT_NEAR(ringAllReduce(256, 64 * test::Mebibyte, 4e-6), 4.71387e-3, 0.5e-8);
}

// Random sizes and starts: the order and the times are those of an engine that solves everything anew.
TEST(FlowEngine, WithRepairsEqualsTheEngineThatAlwaysSolvesFully) {
    const auto finishTimes = [](bool always, std::uint64_t& repairs) {
        test::TwoLevelTree tree(16);
        FlowEngine engine(tree.capacities());
        engine.solveFullyAlways(always);
        const Random random(5, RandomStream::Prices);
        std::uint32_t label = 0;
        for (std::uint32_t round = 0; round < 4; ++round)
            for (std::uint32_t from = 0; from < 16; ++from)
                for (std::uint32_t to = 0; to < 16; ++to, ++label)
                    if (from != to)
                        engine.start({tree.path(from, to), Bytes{1e6 * random.uniform(label)}, Seconds{0.0},
                                      1.0, label % 5 == 0 ? 1e9 : Unlimited, label},
                                     Seconds{2e-4 * random.uniform(label, 1)});
        auto finish = runToEnd(engine);
        repairs = engine.share().statistics().repairs;
        return finish;
    };
    std::uint64_t repairs = 0, none = 0;
    const auto repaired = finishTimes(false, repairs);
    const auto solved = finishTimes(true, none);
    ASSERT_EQ(repaired.size(), 960U);
    ASSERT_EQ(solved.size(), 960U);
    EXPECT_GT(repairs, 700U);
    EXPECT_EQ(none, 0U);
    for (const auto& [label, time] : solved)
        EXPECT_NEAR(repaired.at(label) / time, 1.0, 1e-9) << label;
}

} // namespace
} // namespace sim
