// SPDX-License-Identifier: Apache-2.0
// Runs the planned service, once as known and once with kernels and links at their P10 and P90, and tells the
// result.
#pragma once

#include <optional>

#include "scenarios/evaluate.h"
#include "scenarios/serving_plan.h"

namespace scenario {

struct ServingAnswer {
    sim::ServingSummary summary, fast, slow; ///< as known; kernels and links at their P10 and P90
    double sigma = 0;                        ///< of log(step time)
    double meanBatch = 0;                    ///< decoding sequences of a busy unit, by Little's law
    std::optional<double> gpusRequired;      ///< for the demand within the target
    std::optional<double> attainmentThere;
    std::uint64_t events = 0, fingerprint = 0;
};

ServingAnswer answerServing(const ServingPlan& plan, const sim::WorkContext& context);

/// Metrics, tables and warnings of the answer; no money.
void tellServing(const ServingPlan& plan, const ServingAnswer& answer, Result& result);

} // namespace scenario
