// SPDX-License-Identifier: Apache-2.0
#include "reports/plot/xy_plot.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <set>
#include <utility>

#include <QPainter>
#include <QPainterPath>

#include <fmt/format.h>

#include "reports/plot/axis.h"
#include "reports/plot/figure_text.h"

namespace report {
namespace {

constexpr double Reach = 8.0; // pixels around the pointer
constexpr double Radius = 3.5;
constexpr double Body = 220.0; // height of the plot itself

struct XyLayout {
    QRectF title, legend, plot, note;
    AxisScale x, y;
};

bool isShown(const XyFigure& f, const XyPoint& p) {
    return std::isfinite(p.x) && std::isfinite(p.y) && !(f.isLogX && p.x <= 0) && !(f.isLogY && p.y <= 0);
}

struct Range {
    double low = 0.0, high = 0.0;
    bool isEmpty = true;
    void include(double v) {
        low = isEmpty ? v : std::min(low, v);
        high = isEmpty ? v : std::max(high, v);
        isEmpty = false;
    }
};

/// A little air on both sides, so that no point sits on the frame; none where the axis starts at zero.
AxisScale scaleOf(Range range, bool isLog, bool startsAtZero, double from, double to) {
    if (range.isEmpty) return {isLog ? 1.0 : 0.0, isLog ? 10.0 : 1.0, from, to, isLog};
    if (isLog) return {range.low / 1.15, range.high * 1.15, from, to, true};
    if (startsAtZero) range.include(0.0);
    const double span = range.high > range.low ? range.high - range.low : std::max(1.0, std::abs(range.high));
    const bool keepsLow = startsAtZero && range.low == 0.0, keepsHigh = startsAtZero && range.high == 0.0;
    return {keepsLow ? 0.0 : range.low - 0.04 * span, keepsHigh ? 0.0 : range.high + 0.04 * span, from, to,
            false};
}

std::string axisText(const std::string& label, const std::string& unit) {
    return unit.empty() ? label : fmt::format("{} ({})", label, unit);
}

std::vector<std::string> xTickLabels(const XyFigure& f, const std::vector<double>& ticks) {
    if (!f.isCalendar) return tickLabels(ticks);
    std::vector<std::string> labels;
    for (const double tick : ticks)
        labels.push_back(dateOf(tick).substr(0, 7));
    return labels;
}

/// Years, halves, quarters or months: the finest that gives at most `most` ticks.
std::vector<double> calendarTicks(double low, double high, int most) {
    for (const int months : {1, 3, 6, 12, 24, 60, 120}) {
        std::vector<double> ticks;
        int month = std::stoi(dateOf(low).substr(0, 4)) * 12;
        for (;; month += months) {
            const double day = *daysOf(fmt::format("{:04}-{:02}", month / 12, month % 12 + 1));
            if (day > high) break;
            if (day >= low) ticks.push_back(day);
        }
        if (static_cast<int>(ticks.size()) <= most) return ticks;
    }
    return {};
}

std::vector<double> xTicks(const XyFigure& f, const AxisScale& scale, double width) {
    const int most = std::max(2, static_cast<int>(width / 80));
    return f.isCalendar ? calendarTicks(scale.low, scale.high, most) : scale.ticks(most);
}

XyLayout layOut(const QRectF& area, const XyFigure& f, const Theme& theme) {
    Range xs, ys;
    for (const auto& series : f.series)
        for (const auto& p : series.points) {
            if (!isShown(f, p)) continue;
            xs.include(p.x);
            for (const double v : {p.y, p.low.value_or(p.y), p.high.value_or(p.y)})
                if (!f.isLogY || v > 0) ys.include(v);
        }
    const double line = lineHeight(theme.font(0.85));
    XyLayout l;
    double y = area.top();
    const auto take = [&](double height) {
        const QRectF box(area.left(), y, area.width(), height);
        y += height;
        return box;
    };
    l.title = take(f.title.empty() ? 0 : lineHeight(theme.font(1.1, true)) + 6);
    l.legend = take(lineHeight(theme.font(0.9)) + 6);
    const double below = 2 * line + 12 + (f.note.empty() ? 0 : line + 4);
    const double height = std::max(20.0, area.bottom() - y - below);
    const AxisScale rough = scaleOf(ys, f.isLogY, f.startsAtZero, 0, 1);
    double left = 0;
    for (const auto& label : tickLabels(rough.ticks(6)))
        left = std::max(left, textWidth(theme.font(0.85), label));
    l.plot = QRectF(area.left() + left + 10, y, std::max(20.0, area.width() - left - 22), height);
    l.note = QRectF(area.left(), area.bottom() - line, area.width(), line);
    l.x = scaleOf(xs, f.isLogX, false, l.plot.left(), l.plot.right());
    l.y = scaleOf(ys, f.isLogY, f.startsAtZero, l.plot.bottom(), l.plot.top());
    return l;
}

void drawAxes(QPainter& painter, const XyLayout& l, const XyFigure& f, const Theme& theme) {
    const QFont font = theme.font(0.85);
    const double line = lineHeight(font);
    const auto down = l.y.ticks(6), across = xTicks(f, l.x, l.plot.width());
    const auto downLabels = tickLabels(down), acrossLabels = xTickLabels(f, across);
    for (std::size_t i = 0; i < down.size(); ++i) {
        const double y = l.y.toPixel(down[i]);
        painter.setPen(QPen(down[i] == 0.0 ? theme.axis : theme.grid, 1));
        painter.drawLine(QPointF(l.plot.left(), y), QPointF(l.plot.right(), y));
        drawLine(painter, QRectF(l.title.left(), y - line / 2, l.plot.left() - l.title.left() - 6, line),
                 Qt::AlignRight | Qt::AlignVCenter, downLabels[i], font, theme.mutedText);
    }
    double drawnTo = -1e9;
    for (std::size_t i = 0; i < across.size(); ++i) {
        const double x = l.x.toPixel(across[i]), half = textWidth(font, acrossLabels[i]) / 2 + 1;
        painter.setPen(QPen(theme.grid, 1));
        painter.drawLine(QPointF(x, l.plot.top()), QPointF(x, l.plot.bottom()));
        if (x - half < drawnTo + 4) continue;
        drawnTo = x + half;
        drawLine(painter, QRectF(x - half, l.plot.bottom() + 4, 2 * half, line),
                 Qt::AlignHCenter | Qt::AlignVCenter, acrossLabels[i], font, theme.mutedText);
    }
    painter.setPen(QPen(theme.axis, 1));
    painter.drawLine(l.plot.bottomLeft(), l.plot.bottomRight());
    drawLine(painter, QRectF(l.plot.left(), l.plot.bottom() + 6 + line, l.plot.width(), line),
             Qt::AlignHCenter | Qt::AlignVCenter, axisText(f.xLabel, f.xUnit), font, theme.mutedText);
}

/// The y axis is named first, so that no text stands on its side; then the series.
void drawLegend(QPainter& painter, const XyLayout& l, const XyFigure& f, const Theme& theme) {
    const QFont font = theme.font(0.9);
    const std::string axis = axisText(f.yLabel, f.yUnit);
    double x = l.legend.left();
    drawLine(painter, QRectF(x, l.legend.top(), l.legend.width(), l.legend.height()),
             Qt::AlignLeft | Qt::AlignVCenter, axis, font, theme.mutedText);
    x += textWidth(font, axis) + 20;
    for (std::size_t i = 0; i < f.series.size() && f.series.size() > 1; ++i) {
        const double width = std::min(textWidth(font, f.series[i].label) + 1, l.legend.right() - x - 14);
        if (width < 20) return;
        painter.fillRect(QRectF(x, l.legend.center().y() - 5, 10, 10), theme.series(i));
        drawLine(painter, QRectF(x + 14, l.legend.top(), width, l.legend.height()),
                 Qt::AlignLeft | Qt::AlignVCenter, f.series[i].label, font, theme.text);
        x += 14 + width + 14;
    }
}

void drawBand(QPainter& painter, const XyLayout& l, const XyFigure& f, const XySeries& series,
              QColor colour) {
    QPolygonF band;
    for (const auto& p : series.points)
        if (isShown(f, p) && p.low && p.high) band << QPointF(l.x.toPixel(p.x), l.y.toPixel(*p.high));
    for (auto p = series.points.rbegin(); p != series.points.rend(); ++p)
        if (isShown(f, *p) && p->low && p->high) band << QPointF(l.x.toPixel(p->x), l.y.toPixel(*p->low));
    if (band.size() < 4) return;
    colour.setAlphaF(0.18F);
    painter.setPen(Qt::NoPen);
    painter.setBrush(colour);
    painter.drawPolygon(band);
}

void drawSeries(QPainter& painter, const XyLayout& l, const XyFigure& f, const XySeries& series,
                const QColor& colour, const Theme& theme) {
    if (series.isLine) {
        drawBand(painter, l, f, series, colour);
        QPolygonF line;
        for (const auto& p : series.points)
            if (isShown(f, p)) line << QPointF(l.x.toPixel(p.x), l.y.toPixel(p.y));
        painter.setPen(QPen(colour, 2));
        painter.setBrush(Qt::NoBrush);
        painter.drawPolyline(line);
        if (line.size() > 60) return; // dots would hide the line
    }
    std::set<std::pair<int, int>> painted;
    for (const auto& p : series.points) {
        if (!isShown(f, p)) continue;
        const QPointF at(l.x.toPixel(p.x), l.y.toPixel(p.y));
        if (!painted.emplace(static_cast<int>(at.x() / 2), static_cast<int>(at.y() / 2)).second) continue;
        if (!series.isLine && p.low && p.high) {
            painter.setPen(QPen(colour, 1.2));
            painter.drawLine(QPointF(at.x(), l.y.toPixel(*p.low)), QPointF(at.x(), l.y.toPixel(*p.high)));
        }
        painter.setPen(QPen(colour, 1.2));
        painter.setBrush(p.isInterpolated ? theme.background : colour);
        painter.drawEllipse(at, Radius, Radius);
    }
}

} // namespace

std::vector<std::size_t> frontier(const std::vector<XyPoint>& points, bool isMoreX, bool isMoreY) {
    std::vector<std::size_t> order;
    for (std::size_t i = 0; i < points.size(); ++i)
        if (std::isfinite(points[i].x) && std::isfinite(points[i].y)) order.push_back(i);
    const auto goodX = [&](std::size_t i) { return isMoreX ? points[i].x : -points[i].x; };
    const auto goodY = [&](std::size_t i) { return isMoreY ? points[i].y : -points[i].y; };
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        return goodX(a) != goodX(b) ? goodX(a) > goodX(b) : goodY(a) > goodY(b);
    });
    std::vector<std::size_t> best;
    for (const std::size_t i : order)
        if (best.empty() || goodY(i) > goodY(best.back())) best.push_back(i);
    std::stable_sort(best.begin(), best.end(),
                     [&](std::size_t a, std::size_t b) { return points[a].x < points[b].x; });
    return best;
}

std::optional<double> daysOf(const std::string& isoDate) {
    int year = 0, month = 1, day = 1, used = 0;
    const int fields = std::sscanf(isoDate.c_str(), "%4d-%2d-%2d%n", &year, &month, &day, &used);
    if (fields < 1) return std::nullopt;
    const std::chrono::year_month_day date{std::chrono::year(year),
                                           std::chrono::month(static_cast<unsigned>(month)),
                                           std::chrono::day(static_cast<unsigned>(day))};
    if (!date.ok()) return std::nullopt;
    return static_cast<double>(std::chrono::sys_days(date).time_since_epoch().count());
}

std::string dateOf(double days) {
    const std::chrono::year_month_day date{
        std::chrono::sys_days(std::chrono::days(static_cast<int>(std::floor(days))))};
    return fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()),
                       static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
}

double xyHeight(const XyFigure& figure, const Theme& theme) {
    const double line = lineHeight(theme.font(0.85));
    return (figure.title.empty() ? 0 : lineHeight(theme.font(1.1, true)) + 6) + lineHeight(theme.font(0.9)) +
           6 + Body + 2 * line + 12 + (figure.note.empty() ? 0 : line + 4);
}

void drawXy(QPainter& painter, const QRectF& area, const XyFigure& figure, const Theme& theme) {
    const XyLayout l = layOut(area, figure, theme);
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing, false);
    drawLine(painter, l.title, Qt::AlignLeft | Qt::AlignTop, figure.title, theme.font(1.1, true), theme.text);
    drawLegend(painter, l, figure, theme);
    drawAxes(painter, l, figure, theme);
    painter.setRenderHint(QPainter::Antialiasing, true);
    painter.setClipRect(l.plot.adjusted(-Radius - 1, -Radius - 1, Radius + 1, Radius + 1));
    for (std::size_t i = 0; i < figure.series.size(); ++i)
        drawSeries(painter, l, figure, figure.series[i],
                   figure.series.size() == 1 ? theme.accent : theme.series(i), theme);
    painter.setClipping(false);
    drawLine(painter, l.note, Qt::AlignLeft | Qt::AlignVCenter, figure.note, theme.font(0.85),
             theme.mutedText);
    painter.restore();
}

std::optional<XyHit> hitTest(const QPointF& place, const QRectF& area, const XyFigure& figure,
                             const Theme& theme) {
    const XyLayout l = layOut(area, figure, theme);
    std::optional<XyHit> nearest;
    double best = Reach;
    for (std::size_t s = 0; s < figure.series.size(); ++s)
        for (std::size_t i = 0; i < figure.series[s].points.size(); ++i) {
            const auto& p = figure.series[s].points[i];
            if (!isShown(figure, p)) continue;
            const double distance = std::hypot(l.x.toPixel(p.x) - place.x(), l.y.toPixel(p.y) - place.y());
            if (distance >= best) continue;
            best = distance;
            nearest = XyHit{s, i};
        }
    return nearest;
}

} // namespace report
