// SPDX-License-Identifier: Apache-2.0
#include "reports/document.h"

#include <type_traits>

namespace report {

double figureHeight(const DocumentFigure& figure, const Theme& theme) {
    return std::visit(
        [&](const auto& drawing) -> double {
            using Kind = std::decay_t<decltype(drawing)>;
            if constexpr (std::is_same_v<Kind, BreakdownFigure>)
                return breakdownHeight(drawing, theme);
            else if constexpr (std::is_same_v<Kind, BarFigure>)
                return barHeight(drawing, theme);
            else
                return timelineHeight(*drawing, theme);
        },
        figure.drawing);
}

void drawFigure(QPainter& painter, const QRectF& area, const DocumentFigure& figure, const Theme& theme) {
    std::visit(
        [&](const auto& drawing) {
            using Kind = std::decay_t<decltype(drawing)>;
            if constexpr (std::is_same_v<Kind, BreakdownFigure>)
                drawBreakdown(painter, area, drawing, theme);
            else if constexpr (std::is_same_v<Kind, BarFigure>)
                drawBars(painter, area, drawing, theme);
            else
                drawTimeline(painter, area, *drawing, wholeTimeline(*drawing), theme);
        },
        figure.drawing);
}

} // namespace report
