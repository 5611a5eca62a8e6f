// SPDX-License-Identifier: Apache-2.0
#include "reports/plot/breakdown_plot.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include <QPainter>

#include "reports/plot/figure_text.h"
#include "simulator/base/units.h"

namespace report {
namespace {

constexpr double Gap = 8;
constexpr double StackHeight = 24;

double sumOf(const BreakdownFigure& figure) {
    double sum = 0;
    for (const BreakdownPart& part : figure.parts)
        sum += std::max(0.0, part.value);
    return sum;
}

double totalOf(const BreakdownFigure& figure) {
    return figure.total > 0 ? figure.total : sumOf(figure);
}

std::string valueTextOf(const BreakdownPart& part) {
    return part.valueText.empty() ? sim::formatNumber(part.value) : part.valueText;
}

QColor colourOf(const BreakdownFigure& figure, std::size_t index, const Theme& theme) {
    const BreakdownPart& part = figure.parts[index];
    return part.category.empty() ? theme.series(index) : theme.category(part.category);
}

struct BreakdownLayout {
    double rowHeight = 0;
    QRectF title, stack, header, rows, note;
    double labelLeft = 0, labelWidth = 0, barLeft = 0, barWidth = 0, valueWidth = 0, shareWidth = 0;
};

BreakdownLayout layOut(const QRectF& area, const BreakdownFigure& figure, const Theme& theme) {
    BreakdownLayout l;
    const QFont font = theme.font();
    const double line = lineHeight(font);
    const auto count = static_cast<double>(figure.parts.size());
    double y = area.top();
    const auto take = [&](double height) {
        const QRectF box(area.left(), y, area.width(), height);
        y += height;
        return box;
    };
    l.title = take(figure.title.empty() ? 0 : lineHeight(theme.font(1.1, true)) + 6);
    l.stack = take(StackHeight);
    l.header = take(line + 6);
    const double note = figure.note.empty() ? 0 : lineHeight(theme.font(0.85)) + 4;
    // In a small area the rows come closer together before anything is cut.
    l.rowHeight = std::min(line + 5, std::max(0.0, area.bottom() - y - note) / std::max(1.0, count));
    l.rows = take(l.rowHeight * count);
    l.note = take(note);

    double label = 0, value = textWidth(font, figure.unit);
    for (const BreakdownPart& part : figure.parts) {
        label = std::max(label, textWidth(font, part.label));
        value = std::max(value, textWidth(font, valueTextOf(part)));
    }
    l.shareWidth = textWidth(font, "100.0 %") + 2;
    l.valueWidth = std::min(value + 2, area.width() * 0.25);
    l.labelLeft = area.left() + 16;
    l.labelWidth = std::min(label + 2, area.width() * 0.36);
    l.barLeft = l.labelLeft + l.labelWidth + Gap;
    l.barWidth = std::max(0.0, area.right() - l.shareWidth - l.valueWidth - 2 * Gap - l.barLeft);
    return l;
}

QRectF stackPart(const BreakdownLayout& l, const BreakdownFigure& figure, std::size_t index) {
    const double total = std::max(totalOf(figure), sumOf(figure));
    if (!(total > 0)) return {};
    double before = 0;
    for (std::size_t i = 0; i < index; ++i)
        before += std::max(0.0, figure.parts[i].value);
    const double perValue = l.stack.width() / total;
    return {l.stack.left() + before * perValue, l.stack.top(),
            std::max(0.0, figure.parts[index].value) * perValue, l.stack.height()};
}

void drawStack(QPainter& painter, const BreakdownLayout& l, const BreakdownFigure& figure, const Theme& theme,
               const std::vector<std::string>& shares) {
    painter.fillRect(l.stack, theme.panel);
    const QFont font = theme.font(0.85);
    for (std::size_t i = 0; i < figure.parts.size(); ++i) {
        QRectF box = stackPart(l, figure, i);
        if (box.width() <= 0) continue;
        if (box.width() > 3) box.adjust(0, 0, -1, 0);
        painter.fillRect(box, colourOf(figure, i, theme));
        if (textWidth(font, shares[i]) + 6 <= box.width())
            drawLine(painter, box, Qt::AlignHCenter | Qt::AlignVCenter, shares[i], font,
                     theme.textOn(colourOf(figure, i, theme)));
    }
}

void drawRow(QPainter& painter, const BreakdownLayout& l, const BreakdownFigure& figure, std::size_t index,
             double largest, const std::string& share, const Theme& theme) {
    const BreakdownPart& part = figure.parts[index];
    const QFont font = theme.font();
    const QRectF row(l.rows.left(), l.rows.top() + l.rowHeight * static_cast<double>(index), l.rows.width(),
                     l.rowHeight);
    const QColor colour = colourOf(figure, index, theme);
    painter.fillRect(QRectF(row.left(), row.center().y() - 5, 10, 10), colour);
    drawLine(painter, QRectF(l.labelLeft, row.top(), l.labelWidth, row.height()),
             Qt::AlignLeft | Qt::AlignVCenter, part.label, font, theme.text);
    const double half = std::min(6.0, row.height() * 0.35);
    painter.fillRect(QRectF(l.barLeft, row.center().y() - half, l.barWidth, 2 * half), theme.panel);
    if (largest > 0)
        painter.fillRect(QRectF(l.barLeft, row.center().y() - half,
                                l.barWidth * std::max(0.0, part.value) / largest, 2 * half),
                         colour);
    const double valueLeft = l.barLeft + l.barWidth + Gap;
    drawLine(painter, QRectF(valueLeft, row.top(), l.valueWidth, row.height()),
             Qt::AlignRight | Qt::AlignVCenter, valueTextOf(part), font, theme.text);
    drawLine(painter, QRectF(valueLeft + l.valueWidth + Gap, row.top(), l.shareWidth, row.height()),
             Qt::AlignRight | Qt::AlignVCenter, share, font, theme.mutedText);
}

} // namespace

std::vector<std::string> shareTexts(const std::vector<double>& values, double total) {
    std::vector<std::string> texts;
    const double sum = std::accumulate(values.begin(), values.end(), 0.0);
    if (!(total > 0)) return std::vector<std::string>(values.size(), "");
    // Largest remainder: the printed tenths of a percent add up to the printed total.
    std::vector<long> tenths(values.size());
    std::vector<std::size_t> order(values.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    long printed = 0;
    for (std::size_t i = 0; i < values.size(); ++i) {
        tenths[i] = static_cast<long>(std::floor(values[i] / total * 1000.0));
        printed += tenths[i];
    }
    const auto remainder = [&](std::size_t i) {
        return values[i] / total * 1000.0 - static_cast<double>(tenths[i]);
    };
    std::vector<double> remainders(values.size());
    for (std::size_t i = 0; i < values.size(); ++i)
        remainders[i] = remainder(i);
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t a, std::size_t b) { return remainders[a] > remainders[b]; });
    const long wanted = std::lround(sum / total * 1000.0);
    for (std::size_t i = 0; i < order.size() && printed < wanted; ++i, ++printed)
        ++tenths[order[i]];
    for (const long t : tenths)
        texts.push_back(std::to_string(t / 10) + "." + std::to_string(std::abs(t % 10)) + " %");
    return texts;
}

double breakdownHeight(const BreakdownFigure& figure, const Theme& theme) {
    const double line = lineHeight(theme.font());
    return (figure.title.empty() ? 0 : lineHeight(theme.font(1.1, true)) + 6) + StackHeight + line + 6 +
           (line + 5) * static_cast<double>(figure.parts.size()) +
           (figure.note.empty() ? 0 : lineHeight(theme.font(0.85)) + 4);
}

void drawBreakdown(QPainter& painter, const QRectF& area, const BreakdownFigure& figure, const Theme& theme) {
    const BreakdownLayout l = layOut(area, figure, theme);
    std::vector<double> values;
    double largest = 0;
    for (const BreakdownPart& part : figure.parts) {
        values.push_back(std::max(0.0, part.value));
        largest = std::max(largest, part.value);
    }
    const auto shares = shareTexts(values, totalOf(figure));
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing, false);
    drawLine(painter, l.title, Qt::AlignLeft | Qt::AlignTop, figure.title, theme.font(1.1, true), theme.text);
    drawStack(painter, l, figure, theme, shares);
    const double valueLeft = l.barLeft + l.barWidth + Gap;
    drawLine(painter, QRectF(valueLeft, l.header.top(), l.valueWidth, l.header.height()),
             Qt::AlignRight | Qt::AlignVCenter, figure.unit, theme.font(), theme.mutedText);
    for (std::size_t i = 0; i < figure.parts.size(); ++i)
        drawRow(painter, l, figure, i, largest, shares[i], theme);
    drawLine(painter, l.note, Qt::AlignLeft | Qt::AlignBottom, figure.note, theme.font(0.85),
             theme.mutedText);
    painter.restore();
}

std::optional<std::size_t> hitTest(const QPointF& point, const QRectF& area, const BreakdownFigure& figure,
                                   const Theme& theme) {
    const BreakdownLayout l = layOut(area, figure, theme);
    for (std::size_t i = 0; i < figure.parts.size(); ++i)
        if (stackPart(l, figure, i).contains(point)) return i;
    if (!l.rows.contains(point) || !(l.rowHeight > 0)) return std::nullopt;
    const auto row = static_cast<std::size_t>((point.y() - l.rows.top()) / l.rowHeight);
    return row < figure.parts.size() ? std::optional(row) : std::nullopt;
}

} // namespace report
