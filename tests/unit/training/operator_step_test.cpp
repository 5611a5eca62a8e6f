// SPDX-License-Identifier: Apache-2.0
// Steps of modelled operators: identities that hold for any device and any parameters.
#include "simulator/training/operator_step.h"

#include <gtest/gtest.h>

#include "hwdb/catalogue.h"
#include "simulator/training/step_memory.h"

namespace {

using sim::ChunkKind;
using sim::ScheduleKind;

const hwdb::Catalogue& catalogue() {
    static const hwdb::Catalogue c = hwdb::Catalogue::build(":memory:", PURSER_SOURCE_DIR "/hwdb/data");
    return c;
}

sim::OperatorJob job(const char* model, const sim::ParallelLayout& layout, const char* device = "h100-sxm",
                     ScheduleKind schedule = ScheduleKind::OneForwardOneBackward) {
    sim::OperatorJob j;
    j.model = catalogue().model(model);
    j.machine = {
        catalogue().deviceKernels(device), catalogue().exchangeFabric(catalogue().defaultSystem(device)), {}};
    j.layout = layout;
    j.division.tensor = layout.tensor;
    j.division.context = layout.context;
    j.division.expert = layout.expert;
    j.division.sequenceLength = 4096;
    j.stages = planStages(j.model, stageCount(schedule, {layout.pipeline, 1, layout.virtualStages}));
    return j;
}

sim::OperatorStep step(const sim::OperatorJob& j, ScheduleKind kind, int microBatches) {
    return simulateOperatorStep(makeSchedule(kind, {j.layout.pipeline, microBatches, j.layout.virtualStages}),
                                j, {});
}

constexpr sim::ParallelLayout Dense{8, 1, 4, 8, 1, 1, 1};
constexpr sim::ParallelLayout Experts{1, 1, 64, 8, 64, 1, 1};

TEST(OperatorStep, PartsOfEveryRankAddUpToTheStep) {
    const auto j = job("llama-3.1-405b", Dense);
    const auto s = step(j, ScheduleKind::OneForwardOneBackward, 16).step;
    for (const auto& r : s.ranks) {
        EXPECT_EQ(r.forward + r.backward + r.backwardInput + r.weightGradient + r.overlapped + r.optimizer +
                      r.bubble,
                  s.time);
        EXPECT_GE(r.bubble, sim::Duration{});
    }
}

// Without inputs of other chunks a full backward is its two halves one after the other: splitting can only
// lose.
TEST(OperatorStep, BackwardIsNoLongerThanItsHalves) {
    const auto j = job("deepseek-v3", Experts);
    sim::OperatorChunks chunks(j);
    const auto full = chunks.time(ChunkKind::Backward, -1, 4).duration;
    const auto halves = chunks.time(ChunkKind::BackwardInput, -1, 4).duration +
                        chunks.time(ChunkKind::WeightGradient, -1, 4).duration;
    EXPECT_NEAR(full.seconds() / halves.seconds(), 1.0, 0.01);
}

// A pair hides exchanges behind the other half's compute: shorter than one after the other, no shorter than
// the longer half.
TEST(OperatorStep, PairsHideExchanges) {
    const auto j = job("deepseek-v3", Experts, "h800-sxm");
    sim::OperatorChunks chunks(j);
    const auto pair = chunks.time(ChunkKind::ForwardBackward, 4, 4);
    const auto forward = chunks.time(ChunkKind::Forward, 4, -1),
               backward = chunks.time(ChunkKind::Backward, -1, 4);
    EXPECT_LT(pair.duration, forward.duration + backward.duration);
    EXPECT_GT(pair.duration, std::max(forward.duration, backward.duration));
    EXPECT_LT(pair.exposedCommunication, forward.exposedCommunication + backward.exposedCommunication);
}

TEST(OperatorStep, EqualStagesAreExecutedOnce) {
    const auto j = job("llama-3.1-405b", Dense);
    const auto s = step(j, ScheduleKind::OneForwardOneBackward, 16).step;
    EXPECT_LE(s.distinctChunks, 8U) << "two ends and the middle, forward and backward";
    EXPECT_EQ(s.chunksExecuted, 8U * 16 * 2);
}

// The whole of the optimizer's exchanges is either shown or hidden.
TEST(OperatorStep, OverlapHidesWhatItDoesNotShow) {
    const auto j = job("llama-3.1-405b", Dense);
    const auto schedule = sim::oneForwardOneBackward(8, 16);
    const auto open = simulateOperatorStep(schedule, j, {});
    const auto hidden = simulateOperatorStep(schedule, j, {12, true, true});
    EXPECT_LT(hidden.step.time, open.step.time);
    for (std::size_t r = 0; r < 8; ++r) {
        EXPECT_EQ(open.optimizer[r].reduction,
                  hidden.optimizer[r].reduction + hidden.optimizer[r].hiddenReduction);
        EXPECT_EQ(open.optimizer[r].gather, hidden.optimizer[r].gather + hidden.optimizer[r].hiddenGather);
    }
}

TEST(OperatorStep, EveryScheduleRunsAMixtureOfExperts) {
    for (const auto kind : {ScheduleKind::GPipe, ScheduleKind::OneForwardOneBackward,
                            ScheduleKind::ZeroBubbleH1, ScheduleKind::ZeroBubbleH2, ScheduleKind::ZeroBubbleV,
                            ScheduleKind::DualPipe, ScheduleKind::DualPipeV}) {
        const auto j = job("deepseek-v3", Experts, "h800-sxm", kind);
        const auto s = step(j, kind, 32).step;
        EXPECT_GT(s.time.seconds().base(), 0) << scheduleName(kind);
    }
}

// ZeRO divides, first the optimizer's state, then gradients, then weights, over the replicas.
TEST(StepMemory, ZeroDividesWhatItSays) {
    auto j = job("llama-3.1-405b", Dense);
    const auto schedule = sim::oneForwardOneBackward(8, 16);
    const auto at = [&](int zero) {
        j.layout.zero = zero;
        return stepMemory(schedule, j, {})[3];
    };
    const auto m0 = at(0), m1 = at(1), m2 = at(2), m3 = at(3);
    EXPECT_NEAR(m1.optimizer / m0.optimizer, 1.0 / 4, 1e-9) << "four data replicas";
    EXPECT_EQ(m1.gradients, m0.gradients);
    EXPECT_NEAR(m2.gradients / m0.gradients, 1.0 / 4, 1e-9);
    EXPECT_EQ(m2.weights, m0.weights);
    EXPECT_NEAR(m3.weights / m0.weights, 1.0 / 4, 1e-9);
}

// 1F1B holds at most p - rank micro-batches (Narayanan et al., SC'21), GPipe all of them, ZB-H2 2(p - rank) -
// 1 and those whose weight gradients are put off.
TEST(StepMemory, SchedulesHoldTheMicroBatchesTheyAreKnownFor) {
    const auto j = job("llama-3.1-405b", Dense);
    const auto held = [&](ScheduleKind kind) { return stepMemory(makeSchedule(kind, {8, 16, 1}), j, {}); };
    for (int r = 0; r < 8; ++r) {
        const auto rank = static_cast<std::size_t>(r);
        EXPECT_EQ(held(ScheduleKind::OneForwardOneBackward)[rank].chunksHeld, 8 - r);
        EXPECT_EQ(held(ScheduleKind::GPipe)[rank].chunksHeld, 16);
        EXPECT_EQ(held(ScheduleKind::ZeroBubbleH1)[rank].chunksHeld, 8 - r);
    }
    EXPECT_EQ(held(ScheduleKind::ZeroBubbleH2)[0].chunksHeld, 15);
}

} // namespace
