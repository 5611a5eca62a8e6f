// SPDX-License-Identifier: Apache-2.0
// Makes figures of reports/plot showable in a FigureView.
#pragma once

#include "gui/models/table_figures.h"
#include "gui/views/figure_view.h"
#include "reports/plot/bar_plot.h"
#include "reports/plot/breakdown_plot.h"
#include "reports/plot/xy_plot.h"

namespace gui {

DrawableFigure drawable(report::BreakdownFigure figure);
DrawableFigure drawable(report::BarFigure figure);
DrawableFigure drawable(report::XyFigure figure);
/// Nothing to draw for a table without a figure.
DrawableFigure drawable(TableFigure figure);

} // namespace gui
