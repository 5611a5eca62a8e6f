// SPDX-License-Identifier: Apache-2.0
#include "simulator/training/pipeline_schedule.h"

#include <algorithm>
#include <string>

#include "simulator/base/error.h"

namespace sim {

namespace {

/// Writes the tasks of one rank. `near` is the direction whose micro-batches enter at the nearer end.
class DualPipeRank {
  public:
    DualPipeRank(int ranks, int microBatches, int rank)
        : half_(ranks / 2), distance_(std::min(rank, ranks - 1 - rank)), perDirection_(microBatches / 2),
          ranks_(ranks), near_(rank < half_ ? 0 : 1), far_(1 - near_),
          isMiddle_(rank == half_ - 1 || rank == half_) {}

    std::vector<ChunkTask> tasks() {
        fill();
        steady();
        drain();
        return std::move(tasks_);
    }

  private:
    void forward(int d) { add(ChunkKind::Forward, d, 0); }
    void backward(int d) { add(ChunkKind::Backward, 0, d); }
    void backwardInput(int d) { add(ChunkKind::BackwardInput, 0, d); }
    void weightGradient() { add(ChunkKind::WeightGradient, 0, 0); }
    void pair(int f, int b) { add(ChunkKind::ForwardBackward, f, b); }
    void add(ChunkKind k, int f, int b) {
        tasks_.push_back({k, static_cast<std::uint8_t>(f), static_cast<std::uint8_t>(b)});
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
            backwardInput(far_);
            weightGradient();
            forward(far_);
        }
    }

    void steady() {
        for (int i = 0; i < perDirection_ - ranks_ + distance_ + 1; ++i) { // step 4
            if (i == 0 && isMiddle_) {
                // The two middle ranks feed each other here: overlapping would wait for itself.
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
        bool isSplit = false; // weight gradients are put off from the middle of step 6 on
        const auto back = [&](int d) { isSplit ? backwardInput(d) : backward(d); };
        for (int i = 0; i <= distance_; ++i) { // step 6
            if (i == switchAt && distance_ % 2 == 1) isSplit = true;
            back(far_);
            if (i == switchAt && distance_ % 2 == 0) isSplit = true;
            back(near_);
        }
        for (int i = 0; i < half_ - distance_ - 1; ++i) { // step 7
            weightGradient();
            backwardInput(near_);
        }
        for (int i = 0; i <= distance_; ++i) // step 8
            weightGradient();
    }

    int half_, distance_, perDirection_, ranks_, near_, far_;
    bool isMiddle_;
    std::vector<ChunkTask> tasks_;
};

} // namespace

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

PipelineSchedule dualPipe(int ranks, int microBatches) {
    if (ranks < 2 || ranks % 2 != 0)
        throw Error(ErrorCode::BadInput,
                    "DualPipe needs an even number of pipeline ranks, found " + std::to_string(ranks),
                    "workload.training.layout.pipeline");
    if (microBatches % 2 != 0 || microBatches < 2 * ranks)
        throw Error(ErrorCode::BadInput,
                    "DualPipe needs an even number of micro-batches, at least twice the " +
                        std::to_string(ranks) + " pipeline ranks; found " + std::to_string(microBatches),
                    "workload.training.global_batch",
                    "enlarge the global batch or lower the data parallelism");
    PipelineSchedule schedule{ranks, microBatches, {}};
    for (int r = 0; r < ranks; ++r)
        schedule.tasks.push_back(DualPipeRank(ranks, microBatches, r).tasks());
    return schedule;
}

} // namespace sim
