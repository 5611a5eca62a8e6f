// SPDX-License-Identifier: Apache-2.0
// Which of several results is best by one metric, and how sure that is.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "scenarios/result.h"

namespace scenario {

/// Less of it is better: costs, times, energy. Of others more is.
bool isLessBetter(std::string_view metric);

struct OptionChoice {
    std::string criterion, unit;
    std::vector<std::size_t> ranked; ///< feasible options that have the criterion, best first
    std::vector<std::pair<std::size_t, std::string>> excluded; ///< and why
    /// Change of the best one's criterion at which the next would be as good, as a share of it; with one
    /// option unknown.
    std::optional<double> margin;
    /// The intervals of the best and the next do not meet: the order stands whatever of P10 to P90 holds.
    bool isClear = false;
};

/// `criterion` empty: the first of cost_per_million_output_tokens, cost_per_million_tokens, cost_total, lcoc,
/// npv that every feasible option has, else step_time. Throws Error{BadInput} when no option has it.
OptionChoice chooseOption(const std::vector<Result>& options, std::string_view criterion);

} // namespace scenario
