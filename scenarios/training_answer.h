// SPDX-License-Identifier: Apache-2.0
// Runs the planned step, once as known and once for each uncertain input at its P10 and P90, and tells the
// result.
#pragma once

#include <optional>

#include "scenarios/evaluate.h"
#include "scenarios/training_plan.h"

namespace scenario {

/// One uncertain input of the step and what the step becomes at its ends.
struct Uncertainty {
    std::string label;
    std::string unit;
    double low = 1, high = 1; ///< P10 and P90 of the input
    sim::Basis basis = sim::Basis::Assumed;
    std::string source;
    struct Outcome {
        double stepTime = 0; ///< s
        double bubble = 0;   ///< fraction of the step, mean over pipeline ranks
        double exposedCommunication = 0;
    };
    Outcome atLow, atHigh;
};

struct TrainingAnswer {
    sim::TrainingStep step;
    sim::GroupDrift group; ///< the expert-parallel group at the recorded load variation
    double recordedLoadVariation = 0;
    double loadStretch = 1; ///< what the load variation beyond the record adds to a chunk with experts
    std::vector<Uncertainty> uncertainties;     ///< largest effect first
    sim::Estimate stepTime;                     ///< s
    sim::Estimate bubble, exposedCommunication; ///< fractions of the step, mean over pipeline ranks
    std::uint64_t events = 0;                   ///< of every run together
};

/// The step time's interval adds the effects of the uncertain inputs in quadrature, upwards and downwards
/// apart (first-order propagation of independent inputs; JCGM 100:2008, 5.1.2).
TrainingAnswer answerTraining(const TrainingPlan& plan, const EvaluateOptions& options,
                              const sim::WorkContext& context);

/// Metrics, tables, warnings and timelines of the answer; no money.
void tellTraining(const Scenario& scenario, const TrainingPlan& plan, const TrainingAnswer& answer,
                  bool hasTimelines, Result& result);

} // namespace scenario
