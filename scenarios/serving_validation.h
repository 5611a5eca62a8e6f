// SPDX-License-Identifier: Apache-2.0
// Measured runs of services predicted one by one, or refused with the reason; nothing is chosen by row or
// group.
#pragma once

#include <string>
#include <vector>

#include "hwdb/catalogue.h"
#include "hwdb/serving_runs.h"
#include "simulator/base/progress.h"

namespace scenario {

struct PredictedRun {
    hwdb::ServingRun run;
    std::string refusal;                                                ///< empty where predicted
    double firstToken = 0, perToken = 0;                                ///< seconds
    double firstTokenError = 0, perTokenError = 0, throughputError = 0; ///< predicted / measured - 1
    /// Nothing guesses tokens: known, or the model has no module that could.
    bool isPlain = false;
};

/// In the order of the runs, whatever the number of threads. Throws Error{Cancelled}.
std::vector<PredictedRun> predictRuns(const std::vector<hwdb::ServingRun>& runs,
                                      const hwdb::Catalogue& catalogue, int threads,
                                      const sim::WorkContext& context = {});

/// Errors of the predicted ones among `runs` for which `has` holds.
struct RunErrors {
    std::string slice;
    std::size_t count = 0;
    double perToken = 0, perTokenBias = 0; ///< median of the magnitude, median
    double firstToken = 0, firstTokenBias = 0;
    double throughput = 0;
};
/// Slices: all plain ones, those with experts, prompts apart, each engine and device; then those whose
/// guessing nobody wrote down.
std::vector<RunErrors> runErrors(const std::vector<PredictedRun>& runs);

} // namespace scenario
