// SPDX-License-Identifier: Apache-2.0
#include "simulator/training/training_step.h"

#include <algorithm>
#include <deque>

#include "simulator/engine/engine.h"

namespace sim {

namespace {

enum Kind : std::uint32_t { TransferEnds, ChunkEnds, OptimizerEnds };

class Pipeline {
  public:
    Pipeline(const PipelineSchedule& schedule, const std::vector<Stage>& stages, const ModelSpec& model,
             const TrainingStepInput& input, const PlacedTrace& trace, const Machine& machine,
             const Perturbation& perturbation, bool keepSlices)
        : schedule_(schedule), stages_(stages), model_(model), input_(input), machine_(machine),
          perturbation_(perturbation), keepSlices_(keepSlices),
          chunks_(trace, model, machine, input.microBatchTokens, perturbation),
          ranks_(static_cast<std::size_t>(schedule.ranks)) {
        // The hidden state of a micro-batch in BF16, and its gradient, cross from stage to stage.
        const Bytes hidden{input.microBatchTokens * model.hidden * 2};
        step_.transfer =
            Duration::from(pointToPoint(hidden, true, machine.fabric).time * perturbation.loneExchange);
        step_.ranks.resize(ranks_.size());
        for (auto& rank : ranks_)
            for (int direction = 0; direction < 2; ++direction) {
                rank.forwardReady[direction].assign(static_cast<std::size_t>(schedule.microBatches / 2),
                                                    false);
                rank.backwardReady[direction].assign(static_cast<std::size_t>(schedule.microBatches / 2),
                                                     false);
            }
        // Micro-batches enter at stage 0 of their direction.
        for (int direction = 0; direction < 2; ++direction)
            ranks_[direction == 0 ? 0 : ranks_.size() - 1].forwardReady[direction].assign(
                static_cast<std::size_t>(schedule.microBatches / 2), true);
    }

    TrainingStep run(const WorkContext& context) {
        for (int r = 0; r < schedule_.ranks; ++r)
            tryStart(r);
        step_.events = runEvents(queue_, context, [this](const Event& e) { handle(e); });
        if (finished_ != schedule_.ranks)
            throw Error(ErrorCode::Internal,
                        "the pipeline schedule came to a standstill: a chunk waits for itself");
        step_.time = queue_.now() - Instant{};
        for (auto& parts : step_.ranks) {
            const Duration busy = parts.forward + parts.backward + parts.backwardInput +
                                  parts.weightGradient + parts.overlapped + parts.optimizer;
            parts.bubble = step_.time - busy;
        }
        step_.chunkEvents = chunks_.executedEvents();
        step_.distinctChunks = chunks_.executedChunks();
        step_.fingerprint = queue_.fingerprint();
        return std::move(step_);
    }

  private:
    struct Rank {
        std::size_t position = 0;
        bool isBusy = false;
        std::vector<char> forwardReady[2], backwardReady[2];
        int forwardCount[2] = {0, 0}, backwardCount[2] = {0, 0};
        std::deque<int> putOffWeights; ///< stages whose weight gradients are still to come
        Instant nicFree;
        Instant chunkStart;
        ChunkTask running;
    };
    struct Transfer {
        int rank, direction, microBatch;
        bool isForward;
    };

    const Stage& stageOf(int rank, int direction) const {
        return stages_[static_cast<std::size_t>(schedule_.stageOf(rank, direction))];
    }

    void handle(const Event& e) {
        const int target = static_cast<int>(e.target);
        switch (e.kind) {
        case TransferEnds: {
            const auto t = transfers_[e.target];
            auto& rank = ranks_[static_cast<std::size_t>(t.rank)];
            auto& ready = t.isForward ? rank.forwardReady : rank.backwardReady;
            ready[t.direction][static_cast<std::size_t>(t.microBatch)] = true;
            tryStart(t.rank);
            break;
        }
        case ChunkEnds:
            endChunk(target);
            break;
        case OptimizerEnds:
            ++finished_;
            break;
        }
    }

    bool canStart(const Rank& rank, const ChunkTask& task) const {
        if (hasForward(task.kind)) {
            const auto d = task.forwardDirection;
            if (!rank.forwardReady[d][static_cast<std::size_t>(rank.forwardCount[d])]) return false;
        }
        if (hasBackward(task.kind)) {
            const auto d = task.backwardDirection;
            if (!rank.backwardReady[d][static_cast<std::size_t>(rank.backwardCount[d])]) return false;
        }
        return true;
    }

    void tryStart(int r) {
        auto& rank = ranks_[static_cast<std::size_t>(r)];
        const auto& tasks = schedule_.tasks[static_cast<std::size_t>(r)];
        if (rank.isBusy || rank.position >= tasks.size()) return;
        const auto task = tasks[rank.position];
        if (!canStart(rank, task)) return;
        const auto& chunk = chunkTime(r, rank, task);
        rank.isBusy = true;
        rank.running = task;
        rank.chunkStart = queue_.now();
        ++step_.chunksExecuted;
        account(r, task, chunk);
        queue_.schedule(queue_.now() + chunk.duration, Priority::Finish, ChunkEnds,
                        static_cast<std::uint32_t>(r));
    }

    const ChunkTime& chunkTime(int r, Rank& rank, const ChunkTask& task) {
        static const Stage None;
        if (task.kind == ChunkKind::WeightGradient) {
            assert(!rank.putOffWeights.empty());
            const auto& stage = stages_[static_cast<std::size_t>(rank.putOffWeights.front())];
            rank.putOffWeights.pop_front();
            return chunks_.time(task.kind, None, stage);
        }
        const Stage* forward = hasForward(task.kind) ? &stageOf(r, task.forwardDirection) : &None;
        const Stage* backward = hasBackward(task.kind) ? &stageOf(r, task.backwardDirection) : &None;
        if (task.kind == ChunkKind::BackwardInput)
            rank.putOffWeights.push_back(schedule_.stageOf(r, task.backwardDirection));
        return chunks_.time(task.kind, *forward, *backward);
    }

    void account(int r, const ChunkTask& task, const ChunkTime& chunk) {
        auto& parts = step_.ranks[static_cast<std::size_t>(r)];
        Duration* part = nullptr;
        switch (task.kind) {
        case ChunkKind::Forward:
            part = &parts.forward;
            break;
        case ChunkKind::Backward:
            part = &parts.backward;
            break;
        case ChunkKind::BackwardInput:
            part = &parts.backwardInput;
            break;
        case ChunkKind::WeightGradient:
            part = &parts.weightGradient;
            break;
        case ChunkKind::ForwardBackward:
            part = &parts.overlapped;
            break;
        }
        *part = *part + chunk.duration;
        parts.exposedCommunication = parts.exposedCommunication + chunk.exposedCommunication;
    }

    void endChunk(int r) {
        auto& rank = ranks_[static_cast<std::size_t>(r)];
        const auto task = rank.running;
        const int microBatch = hasForward(task.kind)    ? rank.forwardCount[task.forwardDirection]
                               : hasBackward(task.kind) ? rank.backwardCount[task.backwardDirection]
                                                        : 0;
        if (keepSlices_) step_.slices.push_back({r, rank.chunkStart, queue_.now(), task, microBatch, false});
        if (hasForward(task.kind))
            passOn(r, task.forwardDirection, rank.forwardCount[task.forwardDirection]++, true);
        if (hasBackward(task.kind))
            passOn(r, task.backwardDirection, rank.backwardCount[task.backwardDirection]++, false);
        rank.isBusy = false;
        if (++rank.position == schedule_.tasks[static_cast<std::size_t>(r)].size())
            finishRank(r);
        else
            tryStart(r);
    }

    /// Sends to the next stage of the direction; transfers of one rank leave its NIC one after the other. At
    /// the last stage the forward turns into the backward at once.
    void passOn(int r, int direction, int microBatch, bool isForward) {
        const int towards = (direction == 0) == isForward ? r + 1 : r - 1;
        if (towards < 0 || towards >= schedule_.ranks) {
            if (isForward)
                ranks_[static_cast<std::size_t>(r)]
                    .backwardReady[direction][static_cast<std::size_t>(microBatch)] = true;
            return;
        }
        auto& nicFree = ranks_[static_cast<std::size_t>(r)].nicFree;
        nicFree = std::max(nicFree, queue_.now()) + step_.transfer;
        transfers_.push_back({towards, direction, microBatch, isForward});
        queue_.schedule(nicFree, Priority::Arrive, TransferEnds,
                        static_cast<std::uint32_t>(transfers_.size() - 1));
    }

    /// The optimizer of a stage starts when both ranks that hold it are done.
    void finishRank(int r) {
        const int mirror = schedule_.ranks - 1 - r;
        auto& other = ranks_[static_cast<std::size_t>(mirror)];
        if (other.position < schedule_.tasks[static_cast<std::size_t>(mirror)].size() || mirror == r) return;
        StageParameters held;
        for (int direction = 0; direction < 2; ++direction) {
            const auto p = stageParameters(stageOf(r, direction), model_, input_.layout.expert);
            held.experts += p.experts;
            held.replicated += p.replicated;
        }
        const auto cost = Duration::from(optimizerCost(held, input_, machine_, perturbation_).total());
        for (const int rank : {std::min(r, mirror), std::max(r, mirror)}) {
            step_.ranks[static_cast<std::size_t>(rank)].optimizer = cost;
            if (keepSlices_) step_.slices.push_back({rank, queue_.now(), queue_.now() + cost, {}, 0, true});
            queue_.schedule(queue_.now() + cost, Priority::Finish, OptimizerEnds,
                            static_cast<std::uint32_t>(rank));
        }
    }

    const PipelineSchedule& schedule_;
    const std::vector<Stage>& stages_;
    const ModelSpec& model_;
    const TrainingStepInput& input_;
    const Machine& machine_;
    const Perturbation& perturbation_;
    bool keepSlices_;
    ChunkModel chunks_;
    std::vector<Rank> ranks_;
    std::vector<Transfer> transfers_;
    EventQueue queue_;
    TrainingStep step_;
    int finished_ = 0;
};

} // namespace

OptimizerCost optimizerCost(const StageParameters& parameters, const TrainingStepInput& input,
                            const Machine& machine, const Perturbation& perturbation) {
    constexpr int Mirrors = 2;
    const int replicatedOver = input.layout.data * Mirrors;
    const int expertsOver =
        std::max(1, input.layout.data * input.layout.tensor / input.layout.expert) * Mirrors;
    // Replicas fill domains evenly: of 72 devices in a rack, 64 serve a group of 256.
    int perDomain = std::min(input.layout.data, machine.fabric.devicesPerDomain);
    while (replicatedOver % perDomain != 0)
        --perDomain;
    // Expert replicas sit a whole expert-parallel group apart: one per domain unless the group is smaller.
    int expertsPerDomain = std::max(1, machine.fabric.devicesPerDomain / std::max(1, input.layout.expert));
    while (expertsOver % expertsPerDomain != 0)
        --expertsPerDomain;
    const auto ring = [&](double bytes, int ranks, int inDomain) {
        return ringCollective(Bytes{bytes}, ranks, inDomain, machine.fabric).time * perturbation.loneExchange;
    };
    OptimizerCost cost;
    cost.gradientReduction = ring(parameters.replicated * input.gradientBytes, replicatedOver, perDomain) +
                             ring(parameters.experts * input.gradientBytes, expertsOver, expertsPerDomain);
    cost.parameterGather = ring(parameters.replicated * input.parameterBytes, replicatedOver, perDomain) +
                           ring(parameters.experts * input.parameterBytes, expertsOver, expertsPerDomain);
    const double shard = parameters.replicated / replicatedOver + parameters.experts / expertsOver;
    Operator update;
    update.opClass = OpClass::Optimizer;
    update.input = update.weight = Precision::Fp32;
    update.bytesRead = Bytes{shard * (input.gradientBytes + input.optimizerStateBytes)};
    update.bytesWritten = Bytes{shard * (input.optimizerStateBytes + input.parameterBytes)};
    cost.update = kernelCost(update, machine.device).time * perturbation.compute;
    return cost;
}

TrainingStep simulateStep(const PipelineSchedule& schedule, const std::vector<Stage>& stages,
                          const ModelSpec& model, const TrainingStepInput& input, const PlacedTrace& trace,
                          const Machine& machine, const Perturbation& perturbation, bool keepSlices,
                          const WorkContext& context) {
    if (static_cast<int>(stages.size()) != schedule.ranks)
        throw Error(ErrorCode::Internal, "the stage plan and the pipeline schedule differ in length");
    return Pipeline(schedule, stages, model, input, trace, machine, perturbation, keepSlices).run(context);
}

} // namespace sim
