// SPDX-License-Identifier: Apache-2.0
// Search over layouts and devices for what is fastest and what is cheapest: training runs of modelled
// kernels, or the units of a service that meets its target.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "scenarios/evaluate.h"

namespace scenario {

using Changes = std::vector<std::pair<std::string, std::string>>; ///< key and value, as --set takes them

struct PlanOption {
    Changes changes;
    double time = 0; ///< training: step time, s; serving: time per token at P90, s
    double cost = 0; ///< training: cost_total or, without a price, gpu_hours; serving: rent of gpus_required
                     ///< an hour, or gpus_required
    double devices = 0;
    double memory = 0; ///< training: GB of the fullest device
    bool isOnFront = false;
};

struct PlanAnswer {
    std::string timeName, costName, costUnit;
    std::vector<PlanOption> options;                                   ///< those that work, cheapest first
    std::size_t candidates = 0, refused = 0, tooLarge = 0, missed = 0; ///< missed: the target cannot be met
    std::size_t fastest = 0, cheapest = 0; ///< indices; REQUIRES: options is not empty
    Result recommended;                    ///< the cheapest, evaluated as purser run does
};

struct PlanRequest {
    std::vector<std::string> devices; ///< empty: the scenario's
    int threads = 1;
};

/// Every candidate is evaluated; none is left out by a guess. The same answer for any number of threads.
/// Throws Error{BadInput} for a scenario that is neither, or whose training executes a recorded trace (which
/// fixes the layout); Error{Cancelled}.
PlanAnswer searchPlan(const Scenario& scenario, const hwdb::Catalogue& catalogue, const PlanRequest& request,
                      const sim::WorkContext& context = {});

/// The candidates of one device, for tests.
std::vector<Changes> planCandidates(const Scenario& scenario, const sim::ModelSpec& model);

} // namespace scenario
