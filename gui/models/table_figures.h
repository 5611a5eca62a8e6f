// SPDX-License-Identifier: Apache-2.0
// The figure that suits a table of a result, judged by its columns. Shares are shown only where the rows are
// parts of a whole.
#pragma once

#include <variant>

#include "reports/plot/bar_plot.h"
#include "reports/plot/breakdown_plot.h"
#include "reports/plot/xy_plot.h"
#include "scenarios/result.h"

namespace gui {

using TableFigure =
    std::variant<std::monostate, report::BreakdownFigure, report::BarFigure, report::XyFigure>;

/// Parts of a whole (a row "total" or a column of shares): a breakdown. Columns "lower" and "higher": a
/// tornado. A number with a unit first, then columns of one unit: lines. One or more figures of one unit per
/// name: bars, of the last column. Anything else, and tables of more than 60 names: nothing.
TableFigure tableFigure(const scenario::Table& table);

} // namespace gui
