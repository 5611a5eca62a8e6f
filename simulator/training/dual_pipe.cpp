// SPDX-License-Identifier: Apache-2.0
// DualPipe and DualPipeV: the same steps, seen by ranks that mirror one another or by one V.
#include <algorithm>
#include <numeric>
#include <string>

#include "simulator/base/error.h"
#include "simulator/training/pipeline_schedule.h"

namespace sim {

namespace {

/// A stage that a rank holds and the micro-batches that pass it, in their order.
struct Lane {
    int stage = 0, firstMicroBatch = 0;
    int forwardCount = 0, backwardCount = 0, weightCount = 0;
};

/// Writes the tasks of one rank. `near` is the lane whose micro-batches enter at the nearer end.
class DualPipeRank {
  public:
    /// `distance` of the rank from its end, of `half` ranks on this side.
    DualPipeRank(int half, int distance, int perLane, Lane near, Lane far)
        : half_(half), distance_(distance), perLane_(perLane), near_(near), far_(far),
          isMiddle_(distance == half - 1) {}

    std::vector<ChunkTask> tasks() {
        fill();
        steady();
        drain();
        return std::move(tasks_);
    }

  private:
    void forward(Lane& l) {
        tasks_.push_back({ChunkKind::Forward, l.stage, l.firstMicroBatch + l.forwardCount++, -1, -1});
    }
    void backward(Lane& l, ChunkKind kind = ChunkKind::Backward) {
        const int microBatch = l.firstMicroBatch + l.backwardCount++;
        tasks_.push_back({kind, -1, -1, l.stage, microBatch});
        if (kind == ChunkKind::BackwardInput) putOff_.push_back({l.stage, microBatch});
    }
    void weightGradient() {
        const auto [stage, microBatch] = putOff_[nextPutOff_++];
        tasks_.push_back({ChunkKind::WeightGradient, -1, -1, stage, microBatch});
    }
    void pair(Lane& f, Lane& b) {
        tasks_.push_back({ChunkKind::ForwardBackward, f.stage, f.firstMicroBatch + f.forwardCount, b.stage,
                          b.firstMicroBatch + b.backwardCount});
        ++f.forwardCount;
        ++b.backwardCount;
    }

    void fill() {
        const int toMiddle = half_ - distance_ - 1;
        for (int i = 0; i < 2 * toMiddle; ++i) // step 1
            forward(near_);
        for (int i = 0; i <= distance_; ++i) { // step 2
            forward(near_);
            forward(far_);
        }
        for (int i = 0; i < toMiddle; ++i) { // step 3
            backward(far_, ChunkKind::BackwardInput);
            weightGradient();
            forward(far_);
        }
    }

    void steady() {
        for (int i = 0; i < perLane_ - 2 * half_ + distance_ + 1; ++i) { // step 4
            if (i == 0 && isMiddle_) {
                // The two middle stages feed each other here: overlapping would wait for itself.
                forward(near_);
                backward(far_);
            } else {
                pair(near_, far_);
            }
            pair(far_, near_);
        }
        for (int i = 0; i < half_ - distance_ - 1; ++i) { // step 5
            backward(far_);
            pair(far_, near_);
        }
    }

    void drain() {
        const int switchAt = (distance_ + 1) / 2;
        auto kind = ChunkKind::Backward;       // weight gradients are put off from the middle of step 6 on
        for (int i = 0; i <= distance_; ++i) { // step 6
            if (i == switchAt && distance_ % 2 == 1) kind = ChunkKind::BackwardInput;
            backward(far_, kind);
            if (i == switchAt && distance_ % 2 == 0) kind = ChunkKind::BackwardInput;
            backward(near_, kind);
        }
        for (int i = 0; i < half_ - distance_ - 1; ++i) { // step 7
            weightGradient();
            backward(near_, ChunkKind::BackwardInput);
        }
        for (int i = 0; i <= distance_; ++i) // step 8
            weightGradient();
    }

    int half_, distance_, perLane_;
    Lane near_, far_;
    bool isMiddle_;
    std::vector<ChunkTask> tasks_;
    struct PutOff {
        int stage, microBatch;
    };
    std::vector<PutOff> putOff_;
    std::size_t nextPutOff_ = 0;
};

[[noreturn]] void refuseMicroBatches(const char* schedule, int ranks, int least, bool isEven, int found) {
    throw Error(ErrorCode::BadInput,
                std::string(schedule) + " needs " + (isEven ? "an even number of " : "") +
                    "micro-batches, at least " + std::to_string(least) + " for the " + std::to_string(ranks) +
                    " pipeline ranks; found " + std::to_string(found),
                "workload.training.global_batch", "enlarge the global batch or lower the data parallelism");
}

} // namespace

PipelineSchedule dualPipe(int ranks, int microBatches) {
    if (ranks < 2 || ranks % 2 != 0)
        throw Error(ErrorCode::BadInput,
                    "DualPipe needs an even number of pipeline ranks, found " + std::to_string(ranks),
                    "workload.training.layout.pipeline");
    if (microBatches % 2 != 0 || microBatches < 2 * ranks)
        refuseMicroBatches("DualPipe", ranks, 2 * ranks, true, microBatches);
    PipelineSchedule s{ScheduleKind::DualPipe, ranks, microBatches, ranks, {}, {}};
    s.rankOfStage.assign(2, std::vector<int>(static_cast<std::size_t>(ranks)));
    std::iota(s.rankOfStage[0].begin(), s.rankOfStage[0].end(), 0);
    std::iota(s.rankOfStage[1].rbegin(), s.rankOfStage[1].rend(), 0);
    for (int r = 0; r < ranks; ++r) {
        Lane lanes[2] = {{r, 0}, {ranks - 1 - r, microBatches / 2}};
        const bool isFirstHalf = r < ranks / 2;
        s.tasks.push_back(DualPipeRank(ranks / 2, std::min(r, ranks - 1 - r), microBatches / 2,
                                       lanes[isFirstHalf ? 0 : 1], lanes[isFirstHalf ? 1 : 0])
                              .tasks());
    }
    return s;
}

PipelineSchedule dualPipeV(int ranks, int microBatches) {
    if (ranks < 1)
        throw Error(ErrorCode::BadInput,
                    "found " + std::to_string(ranks) + " pipeline ranks, expected 1 or more",
                    "workload.training.layout.pipeline");
    if (microBatches < 2 * ranks) refuseMicroBatches("DualPipeV", ranks, 2 * ranks, false, microBatches);
    PipelineSchedule s{ScheduleKind::DualPipeV, ranks, microBatches, 2 * ranks, {}, {}};
    s.rankOfStage.emplace_back();
    for (int stage = 0; stage < s.stages; ++stage)
        s.rankOfStage[0].push_back(std::min(stage, s.stages - 1 - stage));
    for (int r = 0; r < ranks; ++r)
        s.tasks.push_back(DualPipeRank(ranks, r, microBatches, {r, 0}, {s.stages - 1 - r, 0}).tasks());
    return s;
}

} // namespace sim
