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
    bool hasRemedies = true;   ///< a refusal for want of memory names changes that fit
};

/// The part without money: touched by what Scenario::hash() covers and by the catalogue, by nothing else, so
/// it may be remembered under these. Inputs, money and comparisons are not in it. Throws Error{BadInput} for
/// inputs that do not fit together, Error{Cancelled} when stopped. "Does not fit" is a Result with isFeasible
/// == false.
Result simulate(const Scenario& scenario, const hwdb::Catalogue& catalogue,
                const EvaluateOptions& options = {}, const sim::WorkContext& context = {});
/// Turns what simulate() gave into the answer to `scenario`: its inputs, its money, what was published.
Result complete(const Scenario& scenario, const hwdb::Catalogue& catalogue, Result simulated);
/// complete(simulate()).
Result evaluate(const Scenario& scenario, const hwdb::Catalogue& catalogue,
                const EvaluateOptions& options = {}, const sim::WorkContext& context = {});

} // namespace scenario
