// SPDX-License-Identifier: Apache-2.0
// The training step from the shipped DeepSeek-V3 trace.
#include "simulator/training/training_step.h"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "hwdb/catalogue.h"
#include "simulator/traces/import.h"
#include "simulator/training/expert_group.h"

namespace {

using sim::ChunkKind;

struct World {
    hwdb::Catalogue catalogue = hwdb::Catalogue::build(":memory:", PURSER_SOURCE_DIR "/hwdb/data");
    sim::KernelTrace trace;
    sim::ModelSpec model = catalogue.model("deepseek-v3");
    sim::Machine h800 = machine("h800-sxm");
    sim::PlacedTrace placed;
    std::vector<sim::Stage> stages = sim::planStages(model, 16);

    World() {
        std::ifstream in(PURSER_SOURCE_DIR "/hwdb/data/traces/deepseek-v3-train-h800.ktr", std::ios::binary);
        std::ostringstream text;
        text << in.rdbuf();
        trace = sim::readKtr(text.str(), "deepseek-v3-train-h800.ktr");
        placed = sim::placeTrace(trace, h800, h800);
    }
    sim::Machine machine(const char* device) const {
        return {
            catalogue.deviceKernels(device), catalogue.exchangeFabric(catalogue.defaultSystem(device)), {}};
    }
};

const World& world() {
    static const World w;
    return w;
}

sim::TrainingStepInput input(int pipeline, int data, int microBatches) {
    sim::TrainingStepInput in;
    in.layout = {pipeline, data, 64, 1, 1};
    in.sequenceLength = in.microBatchTokens = 4096;
    in.microBatchesPerPipeline = microBatches;
    return in;
}

TEST(PlacedTrace, OnTheRecordingDeviceNothingChanges) {
    const auto& w = world();
    EXPECT_EQ(w.placed.basis, sim::Basis::Measured);
    EXPECT_EQ(w.placed.communicationSms, 20); // dispatch and combine grids of the record
    double sum = 0, recorded = 0;
    for (std::size_t i = 0; i < w.trace.ops.size(); ++i)
        if (w.placed.ops[i].smDemand == 0) {
            sum += w.placed.ops[i].overlapped.microseconds();
            recorded += double(w.trace.ops[i].durationNs) * 1e-3;
        }
    EXPECT_NEAR(sum, recorded, 1e-6 * recorded);
}

// H100 has the SMs and the memory of H800 and a wider NVLink: compute kernels must not change at all.
TEST(PlacedTrace, ComputeKernelsOfH800AndH100AreEqual) {
    const auto& w = world();
    const auto h100 = w.machine("h100-sxm");
    const auto placed = sim::placeTrace(w.trace, w.h800, h100);
    for (std::size_t i = 0; i < w.trace.ops.size(); ++i)
        if (!sim::isCommunication(w.trace.ops[i].op.opClass)) {
            EXPECT_NEAR(placed.ops[i].overlapped.microseconds(), w.placed.ops[i].overlapped.microseconds(),
                        0.5)
                << w.trace.ops[i].role;
        }
}

// Four MoE blocks forward beside four backward are what the record shows: the composed chunk must take the
// recorded 129.0 ms less the start of the host (0.5 ms: first launches 5 us ahead only), within 1.5 %.
TEST(ChunkModel, PairOfFourMoeBlocksTakesTheRecordedTime) {
    const auto& w = world();
    sim::ChunkModel chunks(w.placed, w.model, w.h800, 4096);
    const auto pair = chunks.time(ChunkKind::ForwardBackward, w.stages[5], w.stages[10]);
    EXPECT_NEAR(pair.duration.seconds().base(), 0.1290, 0.0020);
}

// What overlaps cannot take longer than its parts one after the other nor less than the longer of the two.
TEST(ChunkModel, OverlapLiesBetweenSumAndMaximum) {
    const auto& w = world();
    sim::ChunkModel chunks(w.placed, w.model, w.h800, 4096);
    const auto& s = w.stages[5];
    const auto pair = chunks.time(ChunkKind::ForwardBackward, s, s);
    const auto forward = chunks.time(ChunkKind::Forward, s, s);
    const auto input = chunks.time(ChunkKind::BackwardInput, s, s);
    const auto weight = chunks.time(ChunkKind::WeightGradient, s, s);
    const auto full = chunks.time(ChunkKind::Backward, s, s);
    EXPECT_GT(pair.duration, full.duration);
    EXPECT_LT(pair.duration, forward.duration + full.duration);
    EXPECT_LE(full.duration, input.duration + weight.duration);
    EXPECT_GE(pair.compute + pair.exposedCommunication, pair.compute);
    EXPECT_EQ(chunks.executedChunks(), 5U);
    chunks.time(ChunkKind::Forward, s, s);
    EXPECT_EQ(chunks.executedChunks(), 5U) << "an equal chunk must not be executed again";
}

TEST(TrainingStep, PartsOfEveryRankAddUpToTheStep) {
    const auto& w = world();
    const auto schedule = sim::dualPipe(16, 120);
    const auto step = sim::simulateStep(schedule, w.stages, w.model, input(16, 128, 120), w.placed, w.h800);
    for (const auto& r : step.ranks) {
        const auto sum = r.forward + r.backward + r.backwardInput + r.weightGradient + r.overlapped +
                         r.optimizer + r.bubble;
        EXPECT_EQ(sum, step.time);
        EXPECT_GE(r.bubble, sim::Duration{});
    }
    // every rank and micro-batch: 16 ranks x (97 + h pairs, 23 - h lone forwards and backwards, 15 - h
    // weights)
    EXPECT_EQ(step.chunksExecuted, 2U * (158 + 156 + 154 + 152 + 150 + 148 + 146 + 145));
}

// More micro-batches fill the same pipeline: the bubble is paid once, so twice the work takes less than twice
// as long.
TEST(TrainingStep, BubbleIsPaidOncePerStep) {
    const auto& w = world();
    const auto one =
        sim::simulateStep(sim::dualPipe(16, 60), w.stages, w.model, input(16, 128, 60), w.placed, w.h800);
    const auto two =
        sim::simulateStep(sim::dualPipe(16, 120), w.stages, w.model, input(16, 128, 120), w.placed, w.h800);
    EXPECT_LT(two.time.seconds().base(), 2 * one.time.seconds().base());
    EXPECT_GT(two.time, one.time);
}

TEST(TrainingStep, SlowerKernelsNeverMakeAFasterStep) {
    const auto& w = world();
    const auto schedule = sim::dualPipe(16, 40);
    double before = 0;
    for (const double factor : {0.8, 1.0, 1.3, 2.0}) {
        sim::Perturbation p;
        p.compute = factor;
        const auto step =
            sim::simulateStep(schedule, w.stages, w.model, input(16, 128, 40), w.placed, w.h800, p)
                .time.seconds()
                .base();
        EXPECT_GT(step, before);
        before = step;
    }
}

TEST(TrainingStep, RepeatedRunsGiveTheSameEvents) {
    const auto& w = world();
    const auto schedule = sim::dualPipe(16, 40);
    const auto a = sim::simulateStep(schedule, w.stages, w.model, input(16, 128, 40), w.placed, w.h800);
    const auto b = sim::simulateStep(schedule, w.stages, w.model, input(16, 128, 40), w.placed, w.h800);
    EXPECT_EQ(a.fingerprint, b.fingerprint);
    EXPECT_EQ(a.time, b.time);
}

// The waits in the record come from unequal loads: executed together with the recorded variation of rows (8.0
// %), the 64 ranks take the recorded 129.0 ms within 1.5 % although no recorded wait is used, and wait longer
// from layer to layer, as the record does (1.1, 1.6, 2.5, 3.0 ms).
TEST(ExpertGroup, UnequalLoadsReproduceTheRecordedPairAndItsGrowingWaits) {
    const auto& w = world();
    const auto group = sim::executeExpertGroup(w.placed, w.h800, 64, sim::recordedLoadVariation(w.trace), 1);
    EXPECT_NEAR(group.first.seconds().base(), 0.129012, 0.0019);
    ASSERT_EQ(group.waitByRepeat.size(), 4U);
    for (std::size_t i = 1; i < 4; ++i)
        EXPECT_GT(group.waitByRepeat[i], group.waitByRepeat[i - 1]);
}

TEST(ExpertGroup, MoreUnequalLoadsTakeLonger) {
    const auto& w = world();
    sim::Duration before;
    for (const double variation : {0.0, 0.08, 0.2}) {
        const auto group = sim::executeExpertGroup(w.placed, w.h800, 64, variation, 1);
        EXPECT_GT(group.first, before);
        before = group.first;
    }
}

} // namespace
