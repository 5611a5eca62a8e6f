// SPDX-License-Identifier: Apache-2.0
// Training without a recorded trace: any model in any layout, its kernels modelled, its memory checked.
#pragma once

#include <string>
#include <vector>

#include "scenarios/evaluate.h"
#include "simulator/training/operator_step.h"
#include "simulator/training/step_memory.h"

namespace scenario {

struct ModelledTraining {
    sim::OperatorJob job;
    sim::PipelineSchedule schedule;
    sim::OptimizerSetup optimizer;
    sim::MemorySetup memory;
    int devicesPerNode = 0;
    double devices = 0, tokensPerStep = 0;
    std::vector<std::string> warnings;
};

/// Throws Error{BadInput} naming the key and the nearest value that can be, and Error{Infeasible} where it
/// does not fit into memory: by how much, where, and changes that fit.
ModelledTraining planModelled(const Scenario& scenario, const hwdb::Catalogue& catalogue,
                              bool hasRemedies = true);

/// Plans, runs the step as known and with kernels and exchanges at their P10 and P90, and tells it: metrics,
/// tables, timelines; no money.
void answerModelled(const Scenario& scenario, const hwdb::Catalogue& catalogue,
                    const EvaluateOptions& options, const sim::WorkContext& context, Result& result);

} // namespace scenario
