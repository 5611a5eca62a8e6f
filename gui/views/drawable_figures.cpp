// SPDX-License-Identifier: Apache-2.0
// Closures over a figure: height, drawing and hover text.
#include "gui/views/drawable_figures.h"

#include <memory>
#include <type_traits>
#include <utility>
#include <variant>

#include <QStringList>

#include "gui/models/number_text.h"

namespace gui {

namespace {

/// All digits, for a table program.
QString plainNumber(double value) {
    return QString::number(value, 'g', 12);
}

QString valueLine(const QStringList& cells) {
    return cells.join(QLatin1Char('\t')) + QLatin1Char('\n');
}

} // namespace

DrawableFigure drawable(report::BreakdownFigure figure) {
    const auto kept = std::make_shared<const report::BreakdownFigure>(std::move(figure));
    DrawableFigure result;
    result.title = text(kept->title);
    result.height = [kept](const report::Theme& theme) { return report::breakdownHeight(*kept, theme); };
    result.draw = [kept](QPainter& painter, const QRectF& area, const report::Theme& theme) {
        report::drawBreakdown(painter, area, *kept, theme);
    };
    result.describe = [kept](const QPointF& point, const QRectF& area, const report::Theme& theme) {
        const auto hit = report::hitTest(point, area, *kept, theme);
        if (!hit) return QString();
        const auto& part = kept->parts[*hit];
        QString tip = QStringLiteral("%1: %2").arg(text(part.label), withUnit(part.value, kept->unit));
        if (!part.note.empty()) tip += QLatin1Char('\n') + text(part.note);
        return tip;
    };
    result.values = [kept] {
        QString lines;
        for (const auto& part : kept->parts)
            lines += valueLine({text(part.label), plainNumber(part.value), text(kept->unit)});
        return lines;
    };
    return result;
}

DrawableFigure drawable(report::BarFigure figure) {
    const auto kept = std::make_shared<const report::BarFigure>(std::move(figure));
    DrawableFigure result;
    result.title = text(kept->title);
    result.height = [kept](const report::Theme& theme) { return report::barHeight(*kept, theme); };
    result.draw = [kept](QPainter& painter, const QRectF& area, const report::Theme& theme) {
        report::drawBars(painter, area, *kept, theme);
    };
    result.describe = [kept](const QPointF& point, const QRectF& area, const report::Theme& theme) {
        const auto hit = report::hitTest(point, area, *kept, theme);
        if (!hit) return QString();
        const auto& group = kept->groups[hit->group];
        const auto& bar = group.bars[hit->series];
        if (!bar) return QString();
        return QStringLiteral("%1, %2: %3")
            .arg(text(group.label), text(kept->series[hit->series]), withUnit(bar->value, kept->unit));
    };
    result.values = [kept] {
        QString lines;
        for (const auto& group : kept->groups)
            for (std::size_t i = 0; i < group.bars.size(); ++i)
                if (group.bars[i])
                    lines += valueLine({text(group.label),
                                        i < kept->series.size() ? text(kept->series[i]) : QString(),
                                        plainNumber(group.bars[i]->value), text(kept->unit)});
        return lines;
    };
    return result;
}

DrawableFigure drawable(report::XyFigure figure) {
    const auto kept = std::make_shared<const report::XyFigure>(std::move(figure));
    DrawableFigure result;
    result.title = text(kept->title);
    result.height = [kept](const report::Theme& theme) { return report::xyHeight(*kept, theme); };
    result.draw = [kept](QPainter& painter, const QRectF& area, const report::Theme& theme) {
        report::drawXy(painter, area, *kept, theme);
    };
    result.describe = [kept](const QPointF& place, const QRectF& area, const report::Theme& theme) {
        const auto hit = report::hitTest(place, area, *kept, theme);
        if (!hit) return QString();
        const auto& series = kept->series[hit->series];
        const auto& point = series.points[hit->point];
        QString tip = QStringLiteral("%1: %2").arg(text(series.label), withUnit(point.y, kept->yUnit));
        if (!point.note.empty()) tip += QLatin1Char('\n') + text(point.note);
        return tip;
    };
    result.values = [kept] {
        QString lines;
        for (const auto& series : kept->series)
            for (const auto& point : series.points)
                lines += valueLine({text(series.label),
                                    kept->isCalendar ? text(report::dateOf(point.x)) : plainNumber(point.x),
                                    plainNumber(point.y), text(kept->yUnit)});
        return lines;
    };
    return result;
}

DrawableFigure drawable(TableFigure figure) {
    return std::visit(
        [](auto& kind) {
            if constexpr (std::is_same_v<std::decay_t<decltype(kind)>, std::monostate>)
                return DrawableFigure{};
            else
                return drawable(std::move(kind));
        },
        figure);
}

} // namespace gui
