// SPDX-License-Identifier: Apache-2.0
#include "simulator/training/pipeline_schedule.h"

#include <gtest/gtest.h>

#include <map>

#include "simulator/base/error.h"

namespace {

using sim::ChunkKind;

std::map<ChunkKind, int> counts(const sim::PipelineSchedule& s, int rank) {
    std::map<ChunkKind, int> n;
    for (const auto& t : s.tasks[static_cast<std::size_t>(rank)])
        ++n[t.kind];
    return n;
}

// Every rank runs each micro-batch of each direction forward once and backward once, and as many weight
// chunks as input-only backwards: for any even number of ranks and micro-batches.
TEST(DualPipe, EveryMicroBatchPassesEveryRankOnceForwardAndOnceBackward) {
    for (const int ranks : {2, 4, 8, 16})
        for (const int microBatches : {2 * ranks, 2 * ranks + 6, 120}) {
            if (microBatches < 2 * ranks) continue;
            const auto s = sim::dualPipe(ranks, microBatches);
            for (int r = 0; r < ranks; ++r) {
                auto n = counts(s, r);
                EXPECT_EQ(n[ChunkKind::Forward] + n[ChunkKind::ForwardBackward], microBatches);
                EXPECT_EQ(n[ChunkKind::Backward] + n[ChunkKind::BackwardInput] +
                              n[ChunkKind::ForwardBackward],
                          microBatches);
                EXPECT_EQ(n[ChunkKind::WeightGradient], n[ChunkKind::BackwardInput]);
                int direction[2] = {0, 0};
                for (const auto& t : s.tasks[static_cast<std::size_t>(r)])
                    if (hasForward(t.kind)) ++direction[s.pathOf(t.forwardMicroBatch)];
                EXPECT_EQ(direction[0], direction[1]);
            }
        }
}

// DeepSeek-V3: 16 ranks, 120 micro-batches. Rank h of a half runs 97 + h overlapped pairs and 23 - h lone
// forwards and backwards (trace study, 3.8); the two middle ranks one pair less (their first pair would wait
// for itself).
TEST(DualPipe, DeepSeekRanksRunTheCountedPairs) {
    const auto s = sim::dualPipe(16, 120);
    for (int r = 0; r < 16; ++r) {
        const int h = std::min(r, 15 - r);
        auto n = counts(s, r);
        const int middle = h == 7 ? 1 : 0;
        EXPECT_EQ(n[ChunkKind::ForwardBackward], 97 + h - middle);
        EXPECT_EQ(n[ChunkKind::Forward], 23 - h + middle);
    }
}

TEST(DualPipe, MirroredRanksRunTheSameKindsWithDirectionsExchanged) {
    const auto s = sim::dualPipe(8, 20);
    for (std::size_t r = 0; r < 4; ++r) {
        const auto &a = s.tasks[r], &b = s.tasks[7 - r];
        ASSERT_EQ(a.size(), b.size());
        for (std::size_t i = 0; i < a.size(); ++i) {
            EXPECT_EQ(a[i].kind, b[i].kind);
            if (hasForward(a[i].kind)) {
                EXPECT_NE(s.pathOf(a[i].forwardMicroBatch), s.pathOf(b[i].forwardMicroBatch));
                EXPECT_EQ(a[i].forwardStage, b[i].forwardStage);
            }
        }
    }
}

TEST(DualPipe, OddRanksAndTooFewMicroBatchesAreRefused) {
    EXPECT_THROW(sim::dualPipe(3, 12), sim::Error);
    EXPECT_THROW(sim::dualPipe(4, 6), sim::Error);
    EXPECT_THROW(sim::dualPipe(4, 9), sim::Error);
}

} // namespace
