// SPDX-License-Identifier: Apache-2.0
#include "simulator/training/pipeline_schedule.h"

#include <algorithm>
#include <array>
#include <numeric>
#include <string>

#include "simulator/base/error.h"

namespace sim {

namespace {

constexpr const char* PipelineKey = "workload.training.layout.pipeline";
constexpr const char* BatchKey = "workload.training.global_batch";
constexpr const char* VirtualKey = "workload.training.layout.virtual_stages";

constexpr std::array<std::string_view, 8> Names = {"gpipe", "1f1b", "interleaved", "zb-h1",
                                                   "zb-h2", "zbv",  "dualpipe",    "dualpipev"};

ChunkTask forward(int stage, int microBatch) {
    return {ChunkKind::Forward, stage, microBatch, -1, -1};
}
ChunkTask backward(ChunkKind kind, int stage, int microBatch) {
    return {kind, -1, -1, stage, microBatch};
}

void requirePositive(int ranks, int microBatches) {
    if (ranks < 1)
        throw Error(ErrorCode::BadInput,
                    "found " + std::to_string(ranks) + " pipeline ranks, expected 1 or more", PipelineKey);
    if (microBatches < 1)
        throw Error(ErrorCode::BadInput,
                    "found " + std::to_string(microBatches) + " micro-batches, expected 1 or more", BatchKey,
                    "enlarge the global batch or lower the data parallelism");
}

/// One stage on each rank.
PipelineSchedule straight(ScheduleKind kind, int ranks, int microBatches) {
    requirePositive(ranks, microBatches);
    PipelineSchedule s{kind, ranks, microBatches, ranks, {}, {}};
    s.rankOfStage.emplace_back(static_cast<std::size_t>(ranks));
    std::iota(s.rankOfStage[0].begin(), s.rankOfStage[0].end(), 0);
    s.tasks.resize(static_cast<std::size_t>(ranks));
    return s;
}

/// Warm-up forwards, then backward and forward in turn; the weights of a micro-batch follow `delay` backwards
/// later.
std::vector<ChunkTask> putOffWeights(int rank, int microBatches, int warmUp, int delay) {
    std::vector<ChunkTask> tasks;
    int f = 0, w = 0;
    for (; f < std::min(warmUp, microBatches); ++f)
        tasks.push_back(forward(rank, f));
    for (int b = 0; b < microBatches; ++b) {
        tasks.push_back(backward(ChunkKind::BackwardInput, rank, b));
        if (b >= delay) tasks.push_back(backward(ChunkKind::WeightGradient, rank, w++));
        if (f < microBatches) tasks.push_back(forward(rank, f++));
    }
    for (; w < microBatches; ++w)
        tasks.push_back(backward(ChunkKind::WeightGradient, rank, w));
    return tasks;
}

} // namespace

std::string_view scheduleName(ScheduleKind k) {
    return Names[static_cast<std::size_t>(k)];
}

std::optional<ScheduleKind> scheduleFromName(std::string_view name) {
    for (std::size_t i = 0; i < Names.size(); ++i)
        if (Names[i] == name) return static_cast<ScheduleKind>(i);
    return std::nullopt;
}

std::string_view chunkKindName(ChunkKind k) {
    switch (k) {
    case ChunkKind::Forward:
        return "forward";
    case ChunkKind::Backward:
        return "backward";
    case ChunkKind::BackwardInput:
        return "backward_input";
    case ChunkKind::WeightGradient:
        return "weight_gradient";
    case ChunkKind::ForwardBackward:
        return "overlapped";
    }
    return "";
}

std::vector<int> PipelineSchedule::stagesOf(int rank) const {
    std::vector<int> held;
    for (const auto& path : rankOfStage)
        for (int s = 0; s < stages; ++s)
            if (path[static_cast<std::size_t>(s)] == rank) held.push_back(s);
    return held;
}

int stageCount(ScheduleKind kind, const ScheduleShape& shape) {
    switch (kind) {
    case ScheduleKind::Interleaved:
        return shape.ranks * shape.virtualStages;
    case ScheduleKind::ZeroBubbleV:
    case ScheduleKind::DualPipeV:
        return shape.ranks * 2;
    default:
        return shape.ranks;
    }
}

PipelineSchedule makeSchedule(ScheduleKind kind, const ScheduleShape& shape) {
    const bool isV = kind == ScheduleKind::ZeroBubbleV || kind == ScheduleKind::DualPipeV;
    if (kind != ScheduleKind::Interleaved && shape.virtualStages != 1 && !(isV && shape.virtualStages == 2))
        throw Error(ErrorCode::BadInput,
                    "schedule " + std::string(scheduleName(kind)) + " holds " +
                        (isV ? "two stages" : "one stage") + " on a rank, found " +
                        std::to_string(shape.virtualStages),
                    VirtualKey, "set it to 1 or choose schedule interleaved");
    switch (kind) {
    case ScheduleKind::GPipe:
        return gpipe(shape.ranks, shape.microBatches);
    case ScheduleKind::OneForwardOneBackward:
        return oneForwardOneBackward(shape.ranks, shape.microBatches);
    case ScheduleKind::Interleaved:
        return interleaved(shape.ranks, shape.microBatches, shape.virtualStages);
    case ScheduleKind::ZeroBubbleH1:
        return zeroBubbleH1(shape.ranks, shape.microBatches);
    case ScheduleKind::ZeroBubbleH2:
        return zeroBubbleH2(shape.ranks, shape.microBatches);
    case ScheduleKind::ZeroBubbleV:
        return zeroBubbleV(shape.ranks, shape.microBatches);
    case ScheduleKind::DualPipe:
        return dualPipe(shape.ranks, shape.microBatches);
    case ScheduleKind::DualPipeV:
        return dualPipeV(shape.ranks, shape.microBatches);
    }
    throw Error(ErrorCode::Internal, "no such schedule");
}

PipelineSchedule gpipe(int ranks, int microBatches) {
    auto s = straight(ScheduleKind::GPipe, ranks, microBatches);
    for (int r = 0; r < ranks; ++r) {
        auto& tasks = s.tasks[static_cast<std::size_t>(r)];
        for (int m = 0; m < microBatches; ++m)
            tasks.push_back(forward(r, m));
        for (int m = 0; m < microBatches; ++m)
            tasks.push_back(backward(ChunkKind::Backward, r, m));
    }
    return s;
}

PipelineSchedule oneForwardOneBackward(int ranks, int microBatches) {
    auto s = straight(ScheduleKind::OneForwardOneBackward, ranks, microBatches);
    for (int r = 0; r < ranks; ++r) {
        auto& tasks = s.tasks[static_cast<std::size_t>(r)];
        int f = 0;
        for (; f < std::min(ranks - r, microBatches); ++f)
            tasks.push_back(forward(r, f));
        for (int b = 0; b < microBatches; ++b) {
            tasks.push_back(backward(ChunkKind::Backward, r, b));
            if (f < microBatches) tasks.push_back(forward(r, f++));
        }
    }
    return s;
}

PipelineSchedule interleaved(int ranks, int microBatches, int virtualStages) {
    requirePositive(ranks, microBatches);
    if (virtualStages < 1)
        throw Error(ErrorCode::BadInput,
                    "found " + std::to_string(virtualStages) + " stages on a rank, expected 1 or more",
                    VirtualKey);
    if (microBatches % ranks != 0)
        throw Error(ErrorCode::BadInput,
                    "schedule interleaved needs a multiple of the " + std::to_string(ranks) +
                        " pipeline ranks as micro-batches, found " + std::to_string(microBatches),
                    BatchKey,
                    "the nearest is " +
                        std::to_string(std::max(1, (microBatches + ranks / 2) / ranks) * ranks) +
                        " micro-batches for each pipeline");
    PipelineSchedule s{ScheduleKind::Interleaved, ranks, microBatches, ranks * virtualStages, {}, {}};
    s.rankOfStage.emplace_back();
    for (int stage = 0; stage < s.stages; ++stage)
        s.rankOfStage[0].push_back(stage % ranks);
    // Rounds of `ranks` micro-batches go through one stage after the other of a rank.
    const int all = microBatches * virtualStages, round = ranks * virtualStages;
    for (int r = 0; r < ranks; ++r) {
        const auto piece = [&](int i, bool isForward) {
            const int turn = i % round / ranks;
            const int chunk = isForward ? turn : virtualStages - 1 - turn;
            return std::pair{chunk * ranks + r, i / round * ranks + i % ranks};
        };
        std::vector<ChunkTask> tasks;
        const int warmUp = std::min(
            all, virtualStages == 1 ? ranks - r : 2 * (ranks - r - 1) + (virtualStages - 1) * ranks + 1);
        int f = 0;
        const auto nextForward = [&] {
            const auto [stage, microBatch] = piece(f++, true);
            tasks.push_back(forward(stage, microBatch));
        };
        while (f < warmUp)
            nextForward();
        for (int b = 0; b < all; ++b) {
            const auto [stage, microBatch] = piece(b, false);
            tasks.push_back(backward(ChunkKind::Backward, stage, microBatch));
            if (f < all) nextForward();
        }
        s.tasks.push_back(std::move(tasks));
    }
    return s;
}

PipelineSchedule zeroBubbleH1(int ranks, int microBatches) {
    auto s = straight(ScheduleKind::ZeroBubbleH1, ranks, microBatches);
    for (int r = 0; r < ranks; ++r)
        s.tasks[static_cast<std::size_t>(r)] = putOffWeights(r, microBatches, ranks - r, r);
    return s;
}

PipelineSchedule zeroBubbleH2(int ranks, int microBatches) {
    auto s = straight(ScheduleKind::ZeroBubbleH2, ranks, microBatches);
    for (int r = 0; r < ranks; ++r)
        s.tasks[static_cast<std::size_t>(r)] = putOffWeights(r, microBatches, 2 * (ranks - r) - 1, 2 * r);
    return s;
}

} // namespace sim
