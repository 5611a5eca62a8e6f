// SPDX-License-Identifier: Apache-2.0
// One training step of any model in any layout: a schedule over chunks of modelled operators, the reduction
// of the gradients over the replicas (beside the last backwards where asked), the optimizer, the gathering of
// the weights.
#pragma once

#include "simulator/training/operator_chunk.h"
#include "simulator/training/training_step.h"

namespace sim {

struct OptimizerSetup {
    double stateBytes = 12;         ///< per parameter: master weight and moments
    bool overlapsReduction = false; ///< gradients are reduced while the backward makes them
    bool overlapsGather = false;    ///< weights are gathered while the first forward uses them
};

/// Parts of one rank's optimizer phase; what is hidden beside chunks is not in them.
struct OptimizerParts {
    Duration reduction, update, gather;
    Duration hiddenReduction, hiddenGather;
    Duration total() const { return reduction + update + gather; }
};

struct OperatorStep {
    TrainingStep step;
    std::vector<OptimizerParts> optimizer; ///< by pipeline rank
};

/// REQUIRES: job.stages.size() == schedule.stages. Throws Error{Cancelled} when stopped.
OperatorStep simulateOperatorStep(const PipelineSchedule& schedule, const OperatorJob& job,
                                  const OptimizerSetup& optimizer, const Perturbation& perturbation = {},
                                  bool keepSlices = false, const WorkContext& context = {});

} // namespace sim
