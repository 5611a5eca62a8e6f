// SPDX-License-Identifier: Apache-2.0
// From a result to the figures of reports/plot: carries values over, computes none.
#pragma once

#include <memory>
#include <string_view>

#include "reports/plot/bar_plot.h"
#include "reports/plot/breakdown_plot.h"
#include "reports/plot/timeline_plot.h"
#include "scenarios/result.h"

namespace gui {

/// The table that says where the time (or the money) goes: its first text column names the part, its first
/// numeric column with a unit is the value. Without parts when the table has no such columns.
report::BreakdownFigure breakdownFigure(const scenario::Table& table);
/// Parts of the same table of two results beside each other.
report::BarFigure breakdownBars(const scenario::Table& left, const scenario::Table& right);
std::unique_ptr<const report::TimelineFigure> timelineFigure(const scenario::Timeline& timeline);
/// The story behind a metric as rich text: formula, inputs, parts, uncertainty.
std::string explanationHtml(const scenario::Metric& metric);

} // namespace gui
