// SPDX-License-Identifier: Apache-2.0
// Values over values: frontiers, price histories, cash flows with their crossing, distributions, fans of P10
// to P90. Points, lines or both; linear, logarithmic or calendar axes.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include <QRectF>

#include "reports/plot/theme.h"

class QPainter;

namespace report {

struct XyPoint {
    double x = 0.0, y = 0.0;
    std::optional<double> low, high; ///< P10 and P90: a whisker of a point, the band of a line
    bool isInterpolated = false;     ///< drawn hollow: no answer of its own lies behind it
    std::string note;                ///< for hover cards
};

struct XySeries {
    std::string label;
    std::vector<XyPoint> points; ///< of a line: by x
    bool isLine = false;
};

struct XyFigure {
    std::string title;
    std::string xLabel, xUnit, yLabel, yUnit;
    std::vector<XySeries> series;
    bool isLogX = false, isLogY = false; ///< points without a logarithm are left out
    bool isCalendar = false;             ///< x is in days since 1970-01-01
    bool startsAtZero = true;            ///< the y axis, unless logarithmic
    std::string note;
};

struct XyHit {
    std::size_t series = 0, point = 0;
};

/// Points that no other one beats in both directions, by x. `isMoreX`: more is better.
std::vector<std::size_t> frontier(const std::vector<XyPoint>& points, bool isMoreX, bool isMoreY);
/// Days since 1970-01-01 of "2026-11-25", "2026-11" or "2026"; nullopt for anything else.
std::optional<double> daysOf(const std::string& isoDate);
/// The ISO date of a day since 1970-01-01.
std::string dateOf(double days);

double xyHeight(const XyFigure& figure, const Theme& theme);
/// Any number of points: at most one dot is painted per series and cell of two pixels.
void drawXy(QPainter& painter, const QRectF& area, const XyFigure& figure, const Theme& theme);
/// The nearest point within eight pixels.
std::optional<XyHit> hitTest(const QPointF& place, const QRectF& area, const XyFigure& figure,
                             const Theme& theme);

} // namespace report
