// SPDX-License-Identifier: Apache-2.0
// Schedules executed with uniform times against their published bubble formulas, exactly.
#include "simulator/training/schedule_run.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>

#include "simulator/base/error.h"

namespace {

using sim::ChunkKind;
using sim::Duration;
using sim::ScheduleKind;

/// Times in picoseconds; formulas are whole numbers of them.
struct Times {
    std::int64_t f, b, w;
};
constexpr Times Uniform[] = {{6, 6, 6}, {12, 12, 6}, {18, 24, 12}};

sim::ScheduleRun run(const sim::PipelineSchedule& s, const Times& t, std::int64_t overlapped = 0) {
    return sim::runSchedule(
        s, sim::uniformCosts({Duration{t.f}, Duration{t.b}, Duration{t.w}, Duration{overlapped}}));
}

/// The largest bubble of a rank between its first start and its last end, as the papers count it.
std::int64_t worstBubble(const sim::ScheduleRun& r) {
    std::int64_t worst = 0;
    for (const auto& rank : r.ranks)
        worst = std::max(worst, rank.inPlace.picoseconds());
    return worst;
}

constexpr ScheduleKind All[] = {ScheduleKind::GPipe,        ScheduleKind::OneForwardOneBackward,
                                ScheduleKind::Interleaved,  ScheduleKind::ZeroBubbleH1,
                                ScheduleKind::ZeroBubbleH2, ScheduleKind::ZeroBubbleV,
                                ScheduleKind::DualPipe,     ScheduleKind::DualPipeV};

// Every stage sees every micro-batch of its path forward once, backward once and its weights once, on the
// rank that holds it, and every table runs to its end.
TEST(PipelineSchedule, EveryTableIsWholeAndRunsToItsEnd) {
    for (const auto kind : All)
        for (const int ranks : {2, 4, 8})
            for (const int rounds : {2, 3}) {
                const auto s = sim::makeSchedule(
                    kind, {ranks, ranks * rounds, kind == ScheduleKind::Interleaved ? 3 : 1});
                std::map<std::pair<int, int>, int> forwards, backwards, weights;
                for (int r = 0; r < ranks; ++r)
                    for (const auto& t : s.tasks[static_cast<std::size_t>(r)]) {
                        if (hasForward(t.kind)) {
                            EXPECT_EQ(s.rankOf(t.forwardStage, t.forwardMicroBatch), r);
                            ++forwards[{t.forwardStage, t.forwardMicroBatch}];
                        }
                        if (hasBackward(t.kind)) ++backwards[{t.backwardStage, t.backwardMicroBatch}];
                        if (hasWeightGradient(t.kind)) ++weights[{t.backwardStage, t.backwardMicroBatch}];
                    }
                const auto cells = static_cast<std::size_t>(s.stages * s.microBatches);
                for (const auto* counts : {&forwards, &backwards, &weights}) {
                    EXPECT_EQ(counts->size(), cells) << scheduleName(kind);
                    for (const auto& [cell, n] : *counts)
                        EXPECT_EQ(n, 1) << scheduleName(kind);
                }
                const auto done = run(s, {6, 6, 6});
                EXPECT_GT(done.time.picoseconds(), 0);
                for (const auto& rank : done.ranks)
                    EXPECT_GE(rank.bubble.picoseconds(), 0);
            }
}

// (p-1)(F+B), B with the weight gradients: GPipe (NeurIPS'19) and 1F1B (SC'21, section 2.2.1).
TEST(PipelineSchedule, GPipeAndOneForwardOneBackwardHaveTheirPublishedBubble) {
    for (const auto kind : {ScheduleKind::GPipe, ScheduleKind::OneForwardOneBackward})
        for (const int p : {1, 2, 4, 8})
            for (const int m : {p, 2 * p + 1, 4 * p})
                for (const auto& t : Uniform) {
                    const auto r = run(sim::makeSchedule(kind, {p, m, 1}), t);
                    EXPECT_EQ(worstBubble(r), (p - 1) * (t.f + t.b + t.w));
                    EXPECT_EQ(r.time.picoseconds(), (m + p - 1) * (t.f + t.b + t.w));
                }
}

// (p-1)(F+B)/v with F and B of the whole rank: v chunks of F/v each (SC'21, section 2.2.2).
TEST(PipelineSchedule, InterleavingDividesTheBubbleByTheStagesOfARank) {
    for (const int p : {2, 4, 8})
        for (const int v : {1, 2, 3, 6})
            for (const int m : {p, 2 * p, 4 * p})
                for (const auto& t : Uniform) {
                    const auto r = run(sim::interleaved(p, m, v), {t.f / v, t.b / v, t.w / v});
                    const auto all = t.f / v + t.b / v + t.w / v;
                    EXPECT_EQ(worstBubble(r), (p - 1) * all);
                    EXPECT_EQ(r.time.picoseconds(), (m * v + p - 1) * all);
                }
}

// (p-1)(F+B-W) and (p-1)(F+B-2W), B without the weight gradients (Qi et al., ICLR'24, Table 1).
TEST(PipelineSchedule, ZeroBubbleSchedulesHaveTheirPublishedBubble) {
    for (const int p : {1, 2, 4, 8})
        for (const int m : {2 * p, 3 * p + 1, 5 * p})
            for (const auto& t : Uniform) {
                EXPECT_EQ(worstBubble(run(sim::zeroBubbleH1(p, m), t)), (p - 1) * (t.f + t.b - t.w));
                EXPECT_EQ(worstBubble(run(sim::zeroBubbleH2(p, m), t)), (p - 1) * (t.f + t.b - 2 * t.w));
            }
}

// With equal times the last rank of a V starts after p-1 forwards and then never waits (ibid., section 6).
TEST(PipelineSchedule, ZeroBubbleVLeavesOnlyTheWayToTheLastRank) {
    for (const int p : {2, 4, 8})
        for (const int m : {2 * p, 3 * p + 1, 4 * p}) {
            const auto r = run(sim::zeroBubbleV(p, m), {6, 6, 6});
            EXPECT_EQ(r.time.picoseconds(), 6 * (6 * m + p - 1)) << p << " ranks, " << m;
        }
}

// (p/2-1)(F&B + B - 3W), B with the weight gradients, for p stages: p ranks of DualPipe, p/2 of DualPipeV
// (table of the published reference schedule, where the input part of B is as long as F). A pair takes F&B.
TEST(PipelineSchedule, DualPipesHaveTheirPublishedBubble) {
    for (const int p : {4, 8, 16})
        for (const int m : {2 * p, 3 * p, 5 * p})
            for (const Times& t : {Times{6, 6, 6}, Times{12, 12, 6}, Times{12, 12, 3}}) {
                const auto pair = t.f + t.b + t.w;
                const auto published = (p / 2 - 1) * (pair + t.b + t.w - 3 * t.w);
                EXPECT_EQ(worstBubble(run(sim::dualPipe(p, m), t, pair)), published) << p << " " << m;
                EXPECT_EQ(worstBubble(run(sim::dualPipeV(p / 2, m), t, pair)), published) << p << " " << m;
            }
}

TEST(PipelineSchedule, ShapesThatCannotBeAreRefusedWithTheNearest) {
    EXPECT_THROW(sim::interleaved(4, 6, 2), sim::Error);
    EXPECT_THROW(sim::makeSchedule(ScheduleKind::OneForwardOneBackward, {4, 8, 2}), sim::Error);
    EXPECT_THROW(sim::gpipe(4, 0), sim::Error);
    EXPECT_THROW(sim::dualPipeV(4, 7), sim::Error);
    try {
        sim::interleaved(4, 7, 2);
        FAIL();
    } catch (const sim::Error& e) {
        EXPECT_NE(e.hint().find("8 micro-batches"), std::string::npos) << e.hint();
    }
}

} // namespace
