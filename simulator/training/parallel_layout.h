// SPDX-License-Identifier: Apache-2.0
// How a training job is divided over devices, who sits beside whom, and what cannot be divided so.
#pragma once

#include <string>
#include <vector>

#include "simulator/models/training_layer.h"
#include "simulator/training/pipeline_schedule.h"

namespace sim {

/// Devices are numbered tensor first, then context, data and pipeline; expert groups are consecutive devices
/// of one pipeline rank and fold over tensor, context and data (Liu et al., "MoE parallel folding",
/// 2504.14960).
struct ParallelLayout {
    int tensor = 1, context = 1, data = 1, pipeline = 1;
    int expert = 1;
    int zero = 1;          ///< ZeRO stage (Rajbhandari et al., SC'20)
    int virtualStages = 1; ///< stages of one pipeline rank
    int perPipelineRank() const { return tensor * context * data; }
    int devices() const { return perPipelineRank() * pipeline; }
};

/// A group's ranks and how many of them share a scale-up domain.
struct GroupPlace {
    int ranks = 1;
    int perDomain = 1;
};
/// CommGroup::Data: the replicas of what tensor parallelism divides.
GroupPlace placeGroup(CommGroup group, const ParallelLayout& layout, int devicesPerDomain);
/// The replicas of an expert.
GroupPlace placeExpertReplicas(const ParallelLayout& layout, int devicesPerDomain);
/// Do two neighbouring pipeline ranks exchange over the scale-out links?
bool crossesDomain(int fromRank, int toRank, const ParallelLayout& layout, int devicesPerDomain);

/// What a layout asks that the model or the cluster cannot give.
struct LayoutProblem {
    std::string key;     ///< of the scenario, below workload.training, e.g. "layout.tensor"
    std::string problem; ///< found and expected
    std::string nearest; ///< the nearest that can be
};
/// Divisibility of heads, experts, tokens, layers and devices; empty when the layout can be. Does not ask
/// about memory.
std::vector<LayoutProblem> layoutProblems(const ParallelLayout& layout, const ModelSpec& model,
                                          ScheduleKind schedule, double sequenceLength,
                                          ContextExchange exchange);

/// The divisor of `whole` nearest to `wanted` (the smaller of two).
int nearestDivisor(int whole, int wanted);

} // namespace sim
