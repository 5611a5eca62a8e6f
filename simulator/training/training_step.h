// SPDX-License-Identifier: Apache-2.0
// One training step: every pipeline rank and every micro-batch as events, with point-to-point transfers
// between ranks, then the optimizer with its collectives. Data-parallel replicas are alike and stand behind
// one another.
#pragma once

#include <cstdint>
#include <vector>

#include "simulator/base/progress.h"
#include "simulator/training/chunk_model.h"

namespace sim {

struct TrainingLayout {
    int pipeline = 1, data = 1, expert = 1, tensor = 1;
    int zero = 1;
};

struct TrainingStepInput {
    TrainingLayout layout;
    double sequenceLength = 0;
    double microBatchTokens = 0;
    int microBatchesPerPipeline = 0;
    double gradientBytes = 4;       ///< per parameter, as reduced
    double parameterBytes = 2;      ///< per parameter, as gathered
    double optimizerStateBytes = 8; ///< per parameter: moments and master weight
};

struct TrainingStep {
    Duration time;
    std::vector<RankParts> ranks;  ///< by pipeline rank
    std::vector<RankSlice> slices; ///< only when asked for
    Duration transfer;             ///< one pipeline transfer, without queueing
    std::uint64_t events = 0, chunkEvents = 0;
    std::uint64_t fingerprint = 0;
    std::uint64_t chunksExecuted = 0, distinctChunks = 0;
};

/// Optimizer of ZeRO-1 (Rajbhandari et al., SC'20) on one rank: reduce-scatter of the gradients over the
/// replicas of each parameter, update of the own shard (memory-bound), all-gather of the updated parameters.
/// DualPipe keeps every stage on two mirrored ranks, which doubles the replicas.
struct OptimizerCost {
    Seconds gradientReduction, update, parameterGather;
    Seconds total() const { return gradientReduction + update + parameterGather; }
};
OptimizerCost optimizerCost(const StageParameters& parameters, const TrainingStepInput& input,
                            const Machine& machine, const Perturbation& perturbation);

/// Throws Error{BadInput} when the micro-batches do not fit the schedule, Error{Cancelled} when stopped.
TrainingStep simulateStep(const PipelineSchedule& schedule, const std::vector<Stage>& stages,
                          const ModelSpec& model, const TrainingStepInput& input, const PlacedTrace& trace,
                          const Machine& machine, const Perturbation& perturbation = {},
                          bool keepSlices = false, const WorkContext& context = {});

} // namespace sim
