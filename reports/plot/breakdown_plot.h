// SPDX-License-Identifier: Apache-2.0
// Where the time (or the money) goes: one stacked bar of the whole, and a row with bar, value and share per
// part.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include <QRectF>

#include "reports/plot/theme.h"

class QPainter;

namespace report {

struct BreakdownPart {
    std::string label;
    double value = 0.0;
    std::string category;  ///< decides the colour; empty: the next series colour
    std::string valueText; ///< as shown, e.g. "9.02"; empty: four significant digits of `value`
    std::string note;      ///< for tooltips
};

struct BreakdownFigure {
    std::string title;
    std::string unit;
    std::vector<BreakdownPart> parts; ///< values >= 0, drawn in this order
    double total = 0.0;               ///< 100 %; 0: the sum of the parts
    std::string note;                 ///< small line below
};

/// "45.2 %" per value; the printed tenths add up to the printed sum (largest remainder). REQUIRES: values >=
/// 0.
std::vector<std::string> shareTexts(const std::vector<double>& values, double total);

double breakdownHeight(const BreakdownFigure& figure, const Theme& theme);
/// Draws inside `area`; what does not fit is elided, nothing overlaps.
void drawBreakdown(QPainter& painter, const QRectF& area, const BreakdownFigure& figure, const Theme& theme);
/// The part under `point`, in the stacked bar or in its row.
std::optional<std::size_t> hitTest(const QPointF& point, const QRectF& area, const BreakdownFigure& figure,
                                   const Theme& theme);

} // namespace report
