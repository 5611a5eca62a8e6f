// SPDX-License-Identifier: Apache-2.0
// Figures as people read them in the terminal: "5.576 million USD", "82.1 %". JSON keeps the plain numbers.
#pragma once

#include <string>
#include <string_view>

#include "scenarios/result.h"

namespace cli {

/// A figure in parts, so that a column of them can be aligned; value, low and high have one scale.
struct Amount {
    std::string value, low, high;
    std::string unit; ///< with the scale, e.g. "billion tokens/day"
    std::string range() const { return low == high ? std::string{} : low + " .. " + high; }
    std::string text() const { return unit.empty() ? value : value + " " + unit; }
};

Amount amountOf(const sim::Estimate& estimate, std::string_view unit);
std::string amountText(double value, std::string_view unit);
/// "Step time" for "step_time", "GPU-hours per trillion tokens" for "gpu_hours_per_trillion_tokens".
std::string metricLabel(std::string_view name);
/// "+1.4 %".
std::string differenceText(double relative);

} // namespace cli
