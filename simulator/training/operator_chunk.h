// SPDX-License-Identifier: Apache-2.0
// What one chunk takes when its kernels are not recorded: the operators of its stages are costed on the
// device, laid out on streams and executed by the kernel graph that also executes recorded chunks.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <tuple>
#include <vector>

#include "simulator/training/parallel_layout.h"
#include "simulator/training/perturbation.h"
#include "simulator/training/placed_trace.h"
#include "simulator/training/schedule_run.h"
#include "simulator/training/stage_plan.h"

namespace sim {

/// Everything but the schedule that decides what a chunk executes.
struct OperatorJob {
    ModelSpec model;
    Machine machine;
    ParallelLayout layout;
    LayerDivision division;
    std::vector<Stage> stages;
    double parameterBytes = 2; ///< of a weight as gathered under ZeRO-3
    double gradientBytes = 4;  ///< of a gradient as reduced
};

/// Time of one operation alone with the SMs it may use.
struct OperatorTime {
    Seconds time;
    double sigma = 0;
    Basis basis = Basis::Modelled;
    std::string note;
};
OperatorTime exchangeTime(const TrainingOperator& op, const OperatorJob& job);

/// A kernel of a chunk, for tables and timelines.
struct ChunkKernel {
    std::string name;
    OpClass opClass = OpClass::Unknown;
    CommGroup group = CommGroup::None;
    Seconds time;
    double sigma = 0;
    Basis basis = Basis::Modelled;
    std::string note;
};

/// Thread rule: one thread at a time (it remembers answers).
class OperatorChunks {
  public:
    /// `job` outlives this.
    OperatorChunks(const OperatorJob& job, const Perturbation& perturbation = {});

    /// Stages by their index; -1 where the kind has none.
    const ChunkTime& time(ChunkKind kind, int forwardStage, int backwardStage);

    struct Graph {
        KernelGraph graph;
        std::vector<ChunkKernel> kernels; ///< by node
    };
    Graph graph(ChunkKind kind, int forwardStage, int backwardStage) const;

    /// The blocks of a stage in forward order.
    const std::vector<const LayerWork*>& blocks(int stage) const {
        return stageBlocks_[static_cast<std::size_t>(stage)];
    }
    const std::vector<ParameterShare>& blockParameters(int stage) const {
        return stageParameters_[static_cast<std::size_t>(stage)];
    }
    ParameterShare parameters(int stage) const;

    std::uint64_t executedChunks() const { return memory_.size(); }
    std::uint64_t executedEvents() const { return events_; }

  private:
    using WorkKey = std::tuple<int, int>; ///< kind of block, kind of attention
    const LayerWork* work(int kind, int layer);
    void addBlock(std::size_t stage, const LayerWork* block, const ParameterShare& share);

    const OperatorJob& job_;
    Perturbation perturbation_;
    std::map<WorkKey, LayerWork> works_;
    std::vector<std::vector<const LayerWork*>> stageBlocks_;
    std::vector<std::vector<ParameterShare>> stageParameters_;
    std::vector<int> alike_; ///< first stage with the same blocks
    std::map<std::tuple<ChunkKind, int, int>, ChunkTime> memory_;
    std::uint64_t events_ = 0;
};

} // namespace sim
