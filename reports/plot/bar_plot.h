// SPDX-License-Identifier: Apache-2.0
// Bars with error whiskers: metrics beside published figures, two results side by side, tornado charts.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include <QRectF>

#include "reports/plot/theme.h"

class QPainter;

namespace report {

struct Bar {
    double value = 0.0;
    std::optional<double> low, high; ///< whisker from P10 to P90
    std::string text;                ///< beside the bar; empty: four significant digits of `value`
    std::string category;            ///< overrides the colour of the series
};

struct BarGroup {
    std::string label;
    std::vector<std::optional<Bar>> bars; ///< one per series; absent where a series has none
};

/// Horizontal bars, one row per group and series: labels stay readable however long they are.
struct BarFigure {
    std::string title;
    std::string axisLabel;           ///< what the axis measures
    std::string unit;                ///< printed in brackets behind the axis label
    std::vector<std::string> series; ///< legend entries; one series: no legend
    std::vector<BarGroup> groups;
    std::optional<double> reference; ///< a vertical line, e.g. 1 = as published
    std::string referenceLabel;
    bool startsAtZero = true; ///< false: the axis fits values and whiskers (dots instead of bars)
    bool isLog = false;       ///< REQUIRES: positive values; dots instead of bars
    std::string note;
};

struct BarHit {
    std::size_t group = 0, series = 0;
};

double barHeight(const BarFigure& figure, const Theme& theme);
void drawBars(QPainter& painter, const QRectF& area, const BarFigure& figure, const Theme& theme);
std::optional<BarHit> hitTest(const QPointF& point, const QRectF& area, const BarFigure& figure,
                              const Theme& theme);

} // namespace report
