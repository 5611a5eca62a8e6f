// SPDX-License-Identifier: Apache-2.0
// The one entry to the model: a pure function from scenario and facts to result.
#pragma once

#include "hwdb/catalogue.h"
#include "scenarios/result.h"
#include "scenarios/scenario.h"
#include "simulator/base/progress.h"

namespace scenario {

struct EvaluateOptions {
    bool hasTimelines = false; ///< also fill Result::timelines
    int threads = 1;           ///< changes nothing but speed
};

/// Throws Error{BadInput} for inputs that do not fit together, Error{Cancelled} when stopped. "Does not fit"
/// is a Result with isFeasible == false.
Result evaluate(const Scenario& scenario, const hwdb::Catalogue& catalogue,
                const EvaluateOptions& options = {}, const sim::WorkContext& context = {});

} // namespace scenario
