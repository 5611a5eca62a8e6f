// SPDX-License-Identifier: Apache-2.0
// Closures over a figure: height, drawing and hover text.
#include "gui/views/drawable_figures.h"

#include <memory>
#include <utility>

#include "gui/models/number_text.h"

namespace gui {

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
    return result;
}

} // namespace gui
