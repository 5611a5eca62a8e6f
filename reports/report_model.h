// SPDX-License-Identifier: Apache-2.0
// From a result to the document that every renderer shows. Nothing is computed here: only what the result
// holds is arranged and worded.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "reports/document.h"
#include "reports/report_words.h"
#include "scenarios/result.h"

namespace report {

Document buildDocument(const scenario::Result& result, Language language);

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

/// Figures of the result, also for the desktop program.
BreakdownFigure breakdownFigure(const scenario::Table& table);
/// Ratio predicted / published with the metric's interval, one row per comparison.
BarFigure comparisonFigure(const scenario::Result& result, Language language);
BarFigure tornadoFigure(const scenario::Metric& metric, Language language);
std::shared_ptr<const TimelineFigure> timelineFigure(const scenario::Timeline& timeline);

} // namespace report
