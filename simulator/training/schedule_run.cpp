// SPDX-License-Identifier: Apache-2.0
#include "simulator/training/schedule_run.h"

#include <algorithm>
#include <map>

#include "simulator/engine/engine.h"

namespace sim {

namespace {

enum Kind : std::uint32_t { TransferEnds, ChunkEnds, OptimizerEnds };

class Pipeline {
  public:
    Pipeline(const PipelineSchedule& schedule, const StepCosts& costs, bool keepSlices)
        : schedule_(schedule), costs_(costs), keepSlices_(keepSlices), ranks_(size(schedule.ranks)),
          forwardReady_(size(schedule.stages) * size(schedule.microBatches), 0),
          backwardReady_(forwardReady_.size(), 0) {
        run_.ranks.resize(ranks_.size());
        for (int m = 0; m < schedule.microBatches; ++m)
            forwardReady_[cell(0, m)] = 1;
        groupMirrors();
    }

    ScheduleRun run(const WorkContext& context) {
        for (int r = 0; r < schedule_.ranks; ++r)
            tryStart(r);
        run_.events = runEvents(queue_, context, [this](const Event& e) { handle(e); });
        if (finished_ != schedule_.ranks)
            throw Error(ErrorCode::Internal,
                        "the pipeline schedule came to a standstill: a chunk waits for itself");
        run_.time = queue_.now() - Instant{};
        for (std::size_t r = 0; r < ranks_.size(); ++r) {
            auto& parts = run_.ranks[r];
            const Duration chunks = parts.forward + parts.backward + parts.backwardInput +
                                    parts.weightGradient + parts.overlapped;
            parts.bubble = run_.time - chunks - parts.optimizer;
            parts.inPlace = ranks_[r].lastEnd - ranks_[r].firstStart - chunks;
        }
        run_.fingerprint = queue_.fingerprint();
        return std::move(run_);
    }

  private:
    struct Rank {
        std::size_t position = 0;
        bool isBusy = false;
        Instant nicFree, chunkStart, firstStart, lastEnd;
        std::size_t mirrors = 0; ///< index into mirrors_
    };
    /// Ranks that hold the same stages reduce their gradients together.
    struct Mirrors {
        std::vector<int> ranks;
        std::size_t done = 0;
        std::vector<RankEnd::Stage> stages; ///< by their ends
    };
    struct Transfer {
        int rank;
        std::size_t cell;
        bool isForward;
    };

    static std::size_t size(int n) { return static_cast<std::size_t>(n); }
    std::size_t cell(int stage, int microBatch) const {
        return size(stage) * size(schedule_.microBatches) + size(microBatch);
    }

    void groupMirrors() {
        std::map<std::vector<int>, std::size_t> groups;
        for (int r = 0; r < schedule_.ranks; ++r) {
            auto stages = schedule_.stagesOf(r);
            std::sort(stages.begin(), stages.end());
            const auto [at, isNew] = groups.emplace(std::move(stages), mirrors_.size());
            if (isNew) mirrors_.emplace_back();
            mirrors_[at->second].ranks.push_back(r);
            ranks_[size(r)].mirrors = at->second;
        }
    }

    void handle(const Event& e) {
        switch (e.kind) {
        case TransferEnds: {
            const auto t = transfers_[e.target];
            (t.isForward ? forwardReady_ : backwardReady_)[t.cell] = 1;
            tryStart(t.rank);
            break;
        }
        case ChunkEnds:
            endChunk(static_cast<int>(e.target));
            break;
        case OptimizerEnds:
            ++finished_;
            break;
        }
    }

    bool canStart(const ChunkTask& task) const {
        if (hasForward(task.kind) && !forwardReady_[cell(task.forwardStage, task.forwardMicroBatch)])
            return false;
        return !hasBackward(task.kind) || backwardReady_[cell(task.backwardStage, task.backwardMicroBatch)];
    }

    void tryStart(int r) {
        auto& rank = ranks_[size(r)];
        const auto& tasks = schedule_.tasks[size(r)];
        if (rank.isBusy || rank.position >= tasks.size()) return;
        const auto& task = tasks[rank.position];
        if (!canStart(task)) return;
        const auto chunk = costs_.chunk(r, task);
        rank.isBusy = true;
        rank.chunkStart = queue_.now();
        if (rank.position == 0) rank.firstStart = queue_.now();
        ++run_.chunks;
        account(r, task, chunk);
        queue_.schedule(queue_.now() + chunk.duration, Priority::Finish, ChunkEnds,
                        static_cast<std::uint32_t>(r));
    }

    void account(int r, const ChunkTask& task, const ChunkTime& chunk) {
        constexpr Duration RankParts::*Parts[ChunkKindCount] = {
            &RankParts::forward, &RankParts::backward, &RankParts::backwardInput, &RankParts::weightGradient,
            &RankParts::overlapped};
        auto& parts = run_.ranks[size(r)];
        auto& part = parts.*Parts[static_cast<std::size_t>(task.kind)];
        part = part + chunk.duration;
        parts.exposedCommunication = parts.exposedCommunication + chunk.exposedCommunication;
    }

    void endChunk(int r) {
        auto& rank = ranks_[size(r)];
        const auto& tasks = schedule_.tasks[size(r)];
        const auto& task = tasks[rank.position];
        if (keepSlices_)
            run_.slices.push_back({r, rank.chunkStart, queue_.now(), task,
                                   hasForward(task.kind) ? task.forwardMicroBatch : task.backwardMicroBatch,
                                   false});
        if (hasForward(task.kind)) passForward(r, task.forwardStage, task.forwardMicroBatch);
        if (hasBackward(task.kind)) passBackward(r, task.backwardStage, task.backwardMicroBatch);
        if (hasWeightGradient(task.kind)) noteWeights(rank, task.backwardStage);
        rank.isBusy = false;
        rank.lastEnd = queue_.now();
        if (++rank.position == tasks.size())
            finishRank(r);
        else
            tryStart(r);
    }

    void noteWeights(const Rank& rank, int stage) {
        auto& stages = mirrors_[rank.mirrors].stages;
        std::erase_if(stages, [&](const auto& s) { return s.stage == stage; });
        stages.push_back({stage, rank.chunkStart, queue_.now()});
    }

    /// At the last stage the forward turns into the backward at once.
    void passForward(int r, int stage, int microBatch) {
        if (stage + 1 == schedule_.stages)
            backwardReady_[cell(stage, microBatch)] = 1;
        else
            send(r, stage + 1, microBatch, true);
    }
    void passBackward(int r, int stage, int microBatch) {
        if (stage > 0) send(r, stage - 1, microBatch, false);
    }

    void send(int r, int stage, int microBatch, bool isForward) {
        const int towards = schedule_.rankOf(stage, microBatch);
        if (towards == r) {
            (isForward ? forwardReady_ : backwardReady_)[cell(stage, microBatch)] = 1;
            return;
        }
        auto& nicFree = ranks_[size(r)].nicFree;
        nicFree = std::max(nicFree, queue_.now()) + costs_.transfer(r, towards);
        transfers_.push_back({towards, cell(stage, microBatch), isForward});
        queue_.schedule(nicFree, Priority::Arrive, TransferEnds,
                        static_cast<std::uint32_t>(transfers_.size() - 1));
    }

    void finishRank(int r) {
        auto& group = mirrors_[ranks_[size(r)].mirrors];
        if (++group.done < group.ranks.size()) return;
        for (const int rank : group.ranks) {
            const Duration cost =
                costs_.optimizer ? costs_.optimizer({rank, queue_.now(), group.stages}) : Duration{};
            run_.ranks[size(rank)].optimizer = cost;
            if (keepSlices_ && cost > Duration{})
                run_.slices.push_back({rank, queue_.now(), queue_.now() + cost, {}, 0, true});
            queue_.schedule(queue_.now() + cost, Priority::Finish, OptimizerEnds,
                            static_cast<std::uint32_t>(rank));
        }
    }

    const PipelineSchedule& schedule_;
    const StepCosts& costs_;
    bool keepSlices_;
    std::vector<Rank> ranks_;
    std::vector<Mirrors> mirrors_;
    std::vector<char> forwardReady_, backwardReady_; ///< by stage and micro-batch
    std::vector<Transfer> transfers_;
    EventQueue queue_;
    ScheduleRun run_;
    int finished_ = 0;
};

} // namespace

ScheduleRun runSchedule(const PipelineSchedule& schedule, const StepCosts& costs, bool keepSlices,
                        const WorkContext& context) {
    return Pipeline(schedule, costs, keepSlices).run(context);
}

StepCosts uniformCosts(const UniformTimes& times) {
    StepCosts costs;
    costs.chunk = [times](int, const ChunkTask& task) {
        Duration d;
        if (task.kind == ChunkKind::ForwardBackward && times.overlapped > Duration{})
            d = times.overlapped;
        else {
            if (hasForward(task.kind)) d = d + times.forward;
            if (hasBackward(task.kind)) d = d + times.backwardInput;
            if (hasWeightGradient(task.kind)) d = d + times.weightGradient;
        }
        return ChunkTime{d, d, {}, {}};
    };
    costs.transfer = [](int, int) { return Duration{}; };
    return costs;
}

} // namespace sim
