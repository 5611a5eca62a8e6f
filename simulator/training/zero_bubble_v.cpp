// SPDX-License-Identifier: Apache-2.0
// ZBV as a list schedule: chunks of equal length are started as soon as they can, backwards before forwards
// before weight gradients, within the memory of 1F1B.
#include <algorithm>
#include <limits>

#include "simulator/base/error.h"
#include "simulator/training/pipeline_schedule.h"

namespace sim {

namespace {

class ListSchedule {
  public:
    /// Forwards of the first leg leave `reserve` places for the second leg, which frees them.
    ListSchedule(int ranks, int microBatches, int reserve)
        : ranks_(ranks), microBatches_(microBatches), reserve_(reserve), stages_(2 * ranks),
          forwardDone_(cells(), Never), backwardDone_(cells(), Never), next_(size(stages_)),
          held_(size(ranks)), tasks_(size(ranks)) {}

    /// Ticks until the last chunk ends.
    int run() {
        const std::size_t all = 3 * cells();
        std::size_t done = 0;
        int tick = 0;
        for (; done < all; ++tick) {
            // What a rank starts in this tick is seen by the others in the next one only.
            for (int r = 0; r < ranks_; ++r)
                done += start(r, tick) ? 1 : 0;
            if (tick > static_cast<int>(all) * ranks_)
                throw Error(ErrorCode::Internal, "the ZBV list schedule came to a standstill");
        }
        return tick;
    }
    std::vector<std::vector<ChunkTask>> take() { return std::move(tasks_); }

  private:
    static constexpr int Never = std::numeric_limits<int>::max();
    struct Counts {
        int forward = 0, backward = 0, weight = 0;
    };

    static std::size_t size(int n) { return static_cast<std::size_t>(n); }
    std::size_t cells() const { return size(stages_) * size(microBatches_); }
    std::size_t cell(int stage, int microBatch) const {
        return size(stage) * size(microBatches_) + size(microBatch);
    }

    bool start(int rank, int tick) {
        const int legs[2] = {stages_ - 1 - rank, rank}; // the deeper one first
        for (const int s : legs) {
            const int m = next_[size(s)].backward;
            if (m >= microBatches_ || forwardDone_[cell(s, m)] > tick) continue;
            if (s + 1 < stages_ && backwardDone_[cell(s + 1, m)] > tick) continue;
            backwardDone_[cell(s, m)] = tick + 1;
            next_[size(s)].backward += 1;
            tasks_[size(rank)].push_back({ChunkKind::BackwardInput, -1, -1, s, m});
            return true;
        }
        for (const int s : legs) {
            const int m = next_[size(s)].forward;
            if (m >= microBatches_ || (s > 0 && forwardDone_[cell(s - 1, m)] > tick)) continue;
            const int room = 2 * ranks_ - held_[size(rank)] - (s == rank ? reserve_ : 0);
            if (room <= 0) continue;
            forwardDone_[cell(s, m)] = tick + 1;
            next_[size(s)].forward += 1;
            held_[size(rank)] += 1;
            tasks_[size(rank)].push_back({ChunkKind::Forward, s, m, -1, -1});
            return true;
        }
        for (const int s : legs) {
            auto& n = next_[size(s)];
            if (n.weight >= n.backward || backwardDone_[cell(s, n.weight)] > tick) continue;
            tasks_[size(rank)].push_back({ChunkKind::WeightGradient, -1, -1, s, n.weight});
            n.weight += 1;
            held_[size(rank)] -= 1;
            return true;
        }
        return false;
    }

    int ranks_, microBatches_, reserve_, stages_;
    std::vector<int> forwardDone_, backwardDone_;
    std::vector<Counts> next_;
    std::vector<int> held_; ///< chunks whose activations are held, at most 2 ranks: 1F1B's memory
    std::vector<std::vector<ChunkTask>> tasks_;
};

} // namespace

PipelineSchedule zeroBubbleV(int ranks, int microBatches) {
    if (ranks < 1 || microBatches < 1)
        throw Error(ErrorCode::BadInput, "ZBV needs at least one pipeline rank and one micro-batch",
                    "workload.training.layout.pipeline");
    PipelineSchedule s{ScheduleKind::ZeroBubbleV, ranks, microBatches, 2 * ranks, {}, {}};
    s.rankOfStage.emplace_back();
    for (int stage = 0; stage < s.stages; ++stage)
        s.rankOfStage[0].push_back(std::min(stage, s.stages - 1 - stage));
    int best = std::numeric_limits<int>::max();
    for (int reserve = 0; reserve <= std::min(2, 2 * ranks - 1); ++reserve) {
        ListSchedule list(ranks, microBatches, reserve);
        const int ticks = list.run();
        if (ticks >= best) continue;
        best = ticks;
        s.tasks = list.take();
    }
    return s;
}

} // namespace sim
