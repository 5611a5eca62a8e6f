// SPDX-License-Identifier: Apache-2.0
// Numbers as reports print them; the same text in every format.
#pragma once

#include <string>
#include <string_view>

#include "reports/report_words.h"
#include "scenarios/result.h"

namespace report {

/// A value as reports print it: fractions in per cent, thousands from 1e9 up in words ("272.8 billion").
struct PrintedValue {
    std::string number, unit;
    std::string text() const { return unit.empty() ? number : number + " " + unit; }
};
PrintedValue printValue(double value, std::string_view unit, Language language);

/// The same step for a whole axis: values divided by `divisor` are in `unit` ("billion tokens/day").
struct PrintScale {
    double divisor = 1.0;
    std::string unit;
};
PrintScale printScale(double largest, std::string_view unit, Language language);

/// "267.8 – 287.6 billion": the word of the step and the per cent sign stand once.
std::string intervalText(const scenario::Metric& metric, Language language);
/// "+3.2 %".
std::string changeText(double share);
/// Amounts as contracts write them: "12,345,678.90".
std::string amountText(double amount);
std::string basisText(sim::Basis basis, Language language);

} // namespace report
