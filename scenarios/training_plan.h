// SPDX-License-Identifier: Apache-2.0
// From scenario and facts to everything the training model needs: machines, trace, layout, stages, schedule.
// All checks that need the catalogue or the trace are made here.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "hwdb/catalogue.h"
#include "scenarios/scenario.h"
#include "simulator/traces/replay.h"
#include "simulator/training/expert_group.h"
#include "simulator/training/training_step.h"

namespace scenario {

struct TrainingPlan {
    sim::ModelSpec model;
    sim::KernelTrace trace;
    sim::Execution replay; ///< identity replay of the trace
    sim::IdentityCheck identity;
    sim::Machine recordedOn, machine;
    std::string system;      ///< id of the target's system
    sim::PlacedTrace placed; ///< refers to `trace`
    sim::PipelineSchedule schedule;
    std::vector<sim::Stage> stages;
    std::string stageOrigin; ///< "even" or "given"
    sim::TrainingStepInput input;
    double expertLoadVariation = 0; ///< beyond the recorded one
    std::uint64_t seed = 1;
    int devicesPerNode = 0;
    double deviceCount = 0, globalBatch = 0, tokensPerStep = 0;
    std::vector<std::string> warnings;
};

/// Held by pointer: parts refer to one another.
/// Throws Error{BadInput} naming the key when scenario, catalogue and trace do not fit together, and
/// Error{Infeasible} when the device cannot run an operation of the trace.
std::unique_ptr<TrainingPlan> planTraining(const Scenario& scenario, const hwdb::Catalogue& catalogue,
                                           const sim::WorkContext& context);

} // namespace scenario
