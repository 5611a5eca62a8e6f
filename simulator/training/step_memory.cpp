// SPDX-License-Identifier: Apache-2.0
#include "simulator/training/step_memory.h"

#include <algorithm>

namespace sim {

namespace {

/// Activations that one micro-batch leaves on a stage.
struct StageActivations {
    double saved = 0, forWeights = 0, transient = 0;
};

class RankWalk {
  public:
    RankWalk(const std::vector<StageActivations>& stages) : stages_(stages) {}

    void run(const std::vector<ChunkTask>& tasks, RankMemory& memory) {
        for (std::size_t i = 0; i < tasks.size(); ++i) {
            const auto& t = tasks[i];
            double transient = 0;
            if (hasForward(t.kind)) {
                held_ += of(t.forwardStage).saved;
                ++chunks_;
                transient += of(t.forwardStage).transient;
            }
            if (t.backwardStage >= 0) transient += of(t.backwardStage).transient;
            if (held_ + transient > peak_) {
                peak_ = held_ + transient;
                memory.activations = Bytes{held_};
                memory.transient = Bytes{transient};
                memory.peakTask = i;
                memory.chunksHeld = chunks_;
            }
            release(t);
        }
    }

  private:
    const StageActivations& of(int stage) const { return stages_[static_cast<std::size_t>(stage)]; }

    void release(const ChunkTask& t) {
        if (t.backwardStage < 0) return;
        const auto& a = of(t.backwardStage);
        if (hasBackward(t.kind)) {
            held_ -= hasWeightGradient(t.kind) ? a.saved : a.saved - a.forWeights;
            --chunks_;
        } else {
            held_ -= a.forWeights;
        }
    }

    const std::vector<StageActivations>& stages_;
    double held_ = 0, peak_ = -1;
    int chunks_ = 0;
};

double replicas(const OperatorJob& job, bool isExpert) {
    const auto& l = job.layout;
    return isExpert ? std::max(1, l.perPipelineRank() / l.expert) : l.data * l.context;
}

} // namespace

std::vector<RankMemory> stepMemory(const PipelineSchedule& schedule, const OperatorJob& job,
                                   const MemorySetup& setup) {
    const OperatorChunks chunks(job);
    std::vector<StageActivations> stages;
    for (int s = 0; s < schedule.stages; ++s) {
        StageActivations a;
        for (const auto* block : chunks.blocks(s)) {
            a.saved += block->savedBytes;
            a.forWeights += block->weightBytes;
            a.transient = std::max(a.transient, block->transientBytes);
        }
        stages.push_back(a);
    }
    const double mirrors = static_cast<double>(schedule.rankOfStage.size());
    const double dense = replicas(job, false) * mirrors, experts = replicas(job, true) * mirrors;
    const int zero = job.layout.zero;
    std::vector<RankMemory> ranks;
    for (int r = 0; r < schedule.ranks; ++r) {
        ParameterShare held;
        double largestBlock = 0;
        for (const int stage : schedule.stagesOf(r))
            for (const auto& share : chunks.blockParameters(stage)) {
                held += share;
                largestBlock = std::max(largestBlock, share.all());
            }
        const double whole = held.all(), shard = held.dense() / dense + held.experts / experts;
        RankMemory m;
        m.rank = r;
        m.weights = Bytes{(zero >= 3 ? shard : whole) * setup.weightBytes};
        m.gradients = Bytes{(zero >= 2 ? shard : whole) * setup.gradientBytes};
        m.optimizer = Bytes{(zero >= 1 ? shard : whole) * setup.optimizerBytes};
        RankWalk(stages).run(schedule.tasks[static_cast<std::size_t>(r)], m);
        // Two blocks' weights are whole at a time: one in use, one on its way; one block's gradients.
        if (zero >= 3) m.transient += Bytes{largestBlock * (2 * setup.weightBytes + setup.gradientBytes)};
        ranks.push_back(m);
    }
    return ranks;
}

const RankMemory& fullestRank(const std::vector<RankMemory>& ranks) {
    return *std::max_element(ranks.begin(), ranks.end(),
                             [](const auto& a, const auto& b) { return a.allocated() < b.allocated(); });
}

Bytes memoryNeeded(const RankMemory& memory, const MemorySetup& setup) {
    return memory.allocated() * (1 + setup.fragmentation) + setup.runtime;
}

} // namespace sim
