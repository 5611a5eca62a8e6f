// SPDX-License-Identifier: Apache-2.0
#include "reports/plot/bar_plot.h"

#include <algorithm>
#include <cmath>

#include <QPainter>

#include "reports/plot/axis.h"
#include "reports/plot/figure_text.h"
#include "simulator/base/units.h"

namespace report {
namespace {

constexpr double Gap = 8;
constexpr double GroupGap = 8;

std::string textOf(const Bar& bar) {
    return bar.text.empty() ? sim::formatNumber(bar.value) : bar.text;
}

std::size_t seriesCount(const BarFigure& figure) {
    std::size_t count = std::max<std::size_t>(1, figure.series.size());
    for (const BarGroup& group : figure.groups)
        count = std::max(count, group.bars.size());
    return count;
}

QColor colourOf(const BarFigure& figure, const Bar& bar, std::size_t series, const Theme& theme) {
    if (!bar.category.empty()) return theme.category(bar.category);
    return seriesCount(figure) == 1 ? theme.accent : theme.series(series);
}

/// Low and high end of the axis with a little air, so that no whisker ends on the frame.
AxisScale scaleOf(const BarFigure& figure, double left, double right) {
    double low = 0, high = 0;
    bool isFirst = true;
    const auto include = [&](double v) {
        if (!std::isfinite(v) || (figure.isLog && v <= 0)) return;
        low = isFirst ? v : std::min(low, v);
        high = isFirst ? v : std::max(high, v);
        isFirst = false;
    };
    for (const BarGroup& group : figure.groups)
        for (const auto& bar : group.bars)
            if (bar)
                for (const double v :
                     {bar->value, bar->low.value_or(bar->value), bar->high.value_or(bar->value)})
                    include(v);
    if (figure.reference) include(*figure.reference);
    if (figure.isLog) {
        if (isFirst) return {1, 10, left, right, true};
        return {low / 1.3, high * 1.3, left, right, true};
    }
    if (figure.startsAtZero) include(0.0);
    const double span = high > low ? high - low : std::max(1.0, std::abs(high));
    const bool isZeroLow = figure.startsAtZero && low == 0, isZeroHigh = figure.startsAtZero && high == 0;
    return {isZeroLow ? 0 : low - 0.05 * span, isZeroHigh ? 0 : high + 0.05 * span, left, right, false};
}

struct BarLayout {
    QRectF title, legend, plot, axis, note;
    double labelWidth = 0, textWidth = 0, rowHeight = 0, groupHeight = 0;
    std::size_t series = 1;
};

double titleHeight(const BarFigure& f, const Theme& t) {
    return f.title.empty() ? 0 : lineHeight(t.font(1.1, true)) + 6;
}
double legendHeight(const BarFigure& f, const Theme& t) {
    return f.series.size() > 1 || f.reference ? lineHeight(t.font(0.9)) + 6 : 0;
}
double axisHeight(const BarFigure& f, const Theme& t) {
    return lineHeight(t.font(0.85)) + 8 + (f.axisLabel.empty() ? 0 : lineHeight(t.font(0.85)) + 2);
}
double noteHeight(const BarFigure& f, const Theme& t) {
    return f.note.empty() ? 0 : lineHeight(t.font(0.85)) + 4;
}

BarLayout layOut(const QRectF& area, const BarFigure& figure, const Theme& theme) {
    BarLayout l;
    l.series = seriesCount(figure);
    double label = 0, text = 0;
    for (const BarGroup& group : figure.groups) {
        label = std::max(label, textWidth(theme.font(), group.label));
        for (const auto& bar : group.bars)
            if (bar) text = std::max(text, textWidth(theme.font(0.9), textOf(*bar)));
    }
    l.labelWidth = std::min(label + Gap, area.width() * 0.38);
    l.textWidth = std::min(text + Gap, area.width() * 0.3);
    double y = area.top();
    const auto take = [&](double height) {
        const QRectF box(area.left(), y, area.width(), height);
        y += height;
        return box;
    };
    l.title = take(titleHeight(figure, theme));
    l.legend = take(legendHeight(figure, theme));
    const double bottom = axisHeight(figure, theme) + noteHeight(figure, theme);
    const double height = std::max(0.0, area.bottom() - y - bottom);
    const double groups = std::max<double>(1.0, static_cast<double>(figure.groups.size()));
    l.groupHeight = height / groups;
    l.rowHeight =
        std::max(0.0, l.groupHeight - std::min(GroupGap, l.groupHeight / 3)) / static_cast<double>(l.series);
    l.plot = QRectF(area.left() + l.labelWidth, y, std::max(1.0, area.width() - l.labelWidth - l.textWidth),
                    height);
    y += height;
    l.axis = QRectF(l.plot.left(), y, l.plot.width(), axisHeight(figure, theme));
    y = l.axis.bottom();
    l.note = take(noteHeight(figure, theme));
    return l;
}

QRectF rowBox(const BarLayout& l, std::size_t group, std::size_t series) {
    const double inset = (l.groupHeight - l.rowHeight * static_cast<double>(l.series)) / 2;
    return {l.plot.left(),
            l.plot.top() + l.groupHeight * static_cast<double>(group) + inset +
                l.rowHeight * static_cast<double>(series),
            l.plot.width(), l.rowHeight};
}

void drawLegend(QPainter& painter, const QRectF& box, const BarFigure& figure, const Theme& theme) {
    const QFont font = theme.font(0.9);
    double x = box.left();
    const auto entry = [&](const std::string& label, const QColor& colour, bool isLine) {
        const double width = std::min(textWidth(font, label) + 1, box.right() - x - 14);
        if (width < 20) return;
        if (isLine)
            painter.fillRect(QRectF(x + 4, box.center().y() - 6, 2, 12), colour);
        else
            painter.fillRect(QRectF(x, box.center().y() - 5, 10, 10), colour);
        drawLine(painter, QRectF(x + 14, box.top(), width, box.height()), Qt::AlignLeft | Qt::AlignVCenter,
                 label, font, theme.text);
        x += 14 + width + 14;
    };
    if (figure.series.size() > 1)
        for (std::size_t i = 0; i < figure.series.size(); ++i)
            entry(figure.series[i], theme.series(i), false);
    if (figure.reference && !figure.referenceLabel.empty())
        entry(figure.referenceLabel, theme.reference, true);
}

void drawAxis(QPainter& painter, const BarLayout& l, const AxisScale& scale, const BarFigure& figure,
              const Theme& theme) {
    const QFont font = theme.font(0.85);
    const auto ticks = scale.ticks(std::max(2, static_cast<int>(l.plot.width() / 70)));
    const auto labels = tickLabels(ticks);
    double drawnTo = -1e9;
    for (std::size_t i = 0; i < ticks.size(); ++i) {
        const double x = scale.toPixel(ticks[i]);
        painter.setPen(QPen(theme.grid, 1));
        painter.drawLine(QPointF(x, l.plot.top()), QPointF(x, l.plot.bottom()));
        const double half = textWidth(font, labels[i]) / 2 + 1;
        if (x - half < drawnTo + 4) continue;
        drawnTo = x + half;
        drawLine(painter, QRectF(x - half, l.axis.top() + 4, 2 * half, lineHeight(font)),
                 Qt::AlignHCenter | Qt::AlignVCenter, labels[i], font, theme.mutedText);
    }
    painter.setPen(QPen(theme.axis, 1));
    painter.drawLine(l.plot.bottomLeft(), l.plot.bottomRight());
    if (figure.axisLabel.empty()) return;
    const std::string label =
        figure.unit.empty() ? figure.axisLabel : figure.axisLabel + " (" + figure.unit + ")";
    drawLine(painter,
             QRectF(l.plot.left(), l.axis.bottom() - lineHeight(font) - 2, l.plot.width(), lineHeight(font)),
             Qt::AlignHCenter | Qt::AlignVCenter, label, font, theme.mutedText);
}

void drawBar(QPainter& painter, const QRectF& row, const Bar& bar, const QColor& colour,
             const AxisScale& scale, bool isDot, const Theme& theme) {
    const double y = row.center().y(), half = std::min(8.0, row.height() * 0.36);
    if (isDot) {
        painter.setRenderHint(QPainter::Antialiasing, true);
        painter.setPen(Qt::NoPen);
        painter.setBrush(colour);
        painter.drawEllipse(QPointF(scale.toPixel(bar.value), y), std::min(4.5, half), std::min(4.5, half));
        painter.setRenderHint(QPainter::Antialiasing, false);
    } else {
        const double zero = scale.toPixel(std::clamp(0.0, scale.low, scale.high)),
                     x = scale.toPixel(bar.value);
        painter.fillRect(QRectF(std::min(zero, x), y - half, std::abs(x - zero), 2 * half), colour);
    }
    if (!bar.low || !bar.high) return;
    const double left = scale.toPixel(*bar.low), right = scale.toPixel(*bar.high), cap = std::min(4.0, half);
    painter.setPen(QPen(theme.text, 1.2));
    painter.drawLine(QPointF(left, y), QPointF(right, y));
    painter.drawLine(QPointF(left, y - cap), QPointF(left, y + cap));
    painter.drawLine(QPointF(right, y - cap), QPointF(right, y + cap));
}

} // namespace

double barHeight(const BarFigure& figure, const Theme& theme) {
    const double row = lineHeight(theme.font()) + 3;
    return titleHeight(figure, theme) + legendHeight(figure, theme) +
           static_cast<double>(figure.groups.size()) *
               (row * static_cast<double>(seriesCount(figure)) + GroupGap / 2) +
           axisHeight(figure, theme) + noteHeight(figure, theme);
}

void drawBars(QPainter& painter, const QRectF& area, const BarFigure& figure, const Theme& theme) {
    const BarLayout l = layOut(area, figure, theme);
    const AxisScale scale = scaleOf(figure, l.plot.left(), l.plot.right());
    const bool isDot = figure.isLog || !figure.startsAtZero;
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing, false);
    drawLine(painter, l.title, Qt::AlignLeft | Qt::AlignTop, figure.title, theme.font(1.1, true), theme.text);
    drawLegend(painter, l.legend, figure, theme);
    drawAxis(painter, l, scale, figure, theme);
    if (figure.reference) {
        const double x = scale.toPixel(*figure.reference);
        painter.setPen(QPen(theme.reference, 1.5));
        painter.drawLine(QPointF(x, l.plot.top()), QPointF(x, l.plot.bottom()));
    }
    for (std::size_t g = 0; g < figure.groups.size(); ++g) {
        const BarGroup& group = figure.groups[g];
        drawLine(painter,
                 QRectF(area.left(), l.plot.top() + l.groupHeight * static_cast<double>(g),
                        l.labelWidth - Gap, l.groupHeight),
                 Qt::AlignLeft | Qt::AlignVCenter, group.label, theme.font(), theme.text);
        for (std::size_t s = 0; s < group.bars.size(); ++s) {
            if (!group.bars[s]) continue;
            const QRectF row = rowBox(l, g, s);
            drawBar(painter, row, *group.bars[s], colourOf(figure, *group.bars[s], s, theme), scale, isDot,
                    theme);
            drawLine(painter, QRectF(l.plot.right() + Gap, row.top(), l.textWidth - Gap, row.height()),
                     Qt::AlignRight | Qt::AlignVCenter, textOf(*group.bars[s]), theme.font(0.9), theme.text);
        }
    }
    drawLine(painter, l.note, Qt::AlignLeft | Qt::AlignBottom, figure.note, theme.font(0.85),
             theme.mutedText);
    painter.restore();
}

std::optional<BarHit> hitTest(const QPointF& point, const QRectF& area, const BarFigure& figure,
                              const Theme& theme) {
    const BarLayout l = layOut(area, figure, theme);
    for (std::size_t g = 0; g < figure.groups.size(); ++g)
        for (std::size_t s = 0; s < figure.groups[g].bars.size(); ++s) {
            QRectF row = rowBox(l, g, s);
            row.setLeft(area.left());
            row.setRight(area.right());
            if (figure.groups[g].bars[s] && row.contains(point)) return BarHit{g, s};
        }
    return std::nullopt;
}

} // namespace report
