// SPDX-License-Identifier: Apache-2.0
// What lies over the timeline: marks on equal names, the selected range, the hover card.
#include <algorithm>

#include <QFontMetricsF>
#include <QPainter>

#include "gui/models/number_text.h"
#include "gui/views/timeline_view.h"

namespace gui {

void TimelineView::paintMarks(QPainter& painter, const QColor& colour,
                              const std::function<bool(std::uint32_t)>& isMarked) const {
    const auto& lanes = figure_->lanes();
    const QRectF area = lanesArea();
    const double height = area.height() / static_cast<double>(lanes.size());
    painter.save();
    painter.setClipRect(area);
    painter.setPen(Qt::NoPen);
    painter.setBrush(colour);
    for (std::size_t i = 0; i < lanes.size(); ++i) {
        const auto& lane = lanes[i];
        const auto first = std::upper_bound(lane.latestEnd.begin(), lane.latestEnd.end(), window_.start);
        double painted = -1.0; // right edge of the last mark: at most one mark a pixel, however many spans
        for (auto s = static_cast<std::size_t>(first - lane.latestEnd.begin()); s < lane.spans.size(); ++s) {
            const auto& span = lane.spans[s];
            if (span.start > window_.end) break;
            if (!isMarked(span.name)) continue;
            const double left = pixelOf(span.start);
            const double right = std::max(pixelOf(span.end()), left + 2.0);
            if (right <= painted) continue;
            painter.drawRect(
                QRectF(left, area.top() + height * static_cast<double>(i + 1) - 4.0, right - left, 2.5));
            painted = right;
        }
    }
    painter.restore();
}

void TimelineView::paintEqualNames(QPainter& painter, const report::Theme& theme) const {
    if (!matches_.empty())
        paintMarks(painter, theme.reference, [this](std::uint32_t name) { return matchingNames_[name]; });
    if (!hovered_) return;
    const std::uint32_t same = figure_->lanes()[hovered_->lane].spans[hovered_->span].name;
    paintMarks(painter, theme.text, [same](std::uint32_t name) { return name == same; });
}

void TimelineView::paintSelection(QPainter& painter, const report::Theme& theme) const {
    if (!selection_) return;
    const QRectF area = lanesArea();
    const double left = std::max(area.left(), pixelOf(selection_->start));
    const double right = std::min(area.right(), pixelOf(selection_->end));
    if (right <= area.left() || left >= area.right()) return;
    const QRectF band(left, area.top(), right - left, area.height());
    QColor fill = theme.accent;
    fill.setAlphaF(0.18F);
    painter.fillRect(band, fill);
    painter.setPen(QPen(theme.accent, 1.5));
    painter.drawLine(band.topLeft(), band.bottomLeft());
    painter.drawLine(band.topRight(), band.bottomRight());

    const QString label = durationText(selection_->span());
    painter.setFont(theme.font(1.0, true));
    const QFontMetricsF metrics(painter.font());
    QRectF box(0, 0, metrics.horizontalAdvance(label) + 14, metrics.height() + 6);
    box.moveCenter({band.center().x(), area.top() + box.height() / 2 + 2});
    box.moveLeft(std::clamp(box.left(), area.left(), std::max(area.left(), area.right() - box.width())));
    painter.setPen(Qt::NoPen);
    painter.setBrush(theme.accent);
    painter.drawRoundedRect(box, 3, 3);
    painter.setPen(theme.textOn(theme.accent));
    painter.drawText(box, Qt::AlignCenter, label);
}

void TimelineView::paintCard(QPainter& painter, const report::Theme& theme) const {
    if (!hovered_ || !pointer_ || dragStart_) return;
    const auto& lane = figure_->lanes()[hovered_->lane];
    const auto& span = lane.spans[hovered_->span];
    const QString name = text(figure_->names()[span.name]);
    const QStringList lines{text(lane.label) + QStringLiteral(" · ") +
                                text(report::categoryLabel(figure_->categories()[span.category])),
                            tr("Start %1").arg(durationText(span.start)),
                            tr("Duration %1").arg(durationText(span.duration))};

    constexpr double Padding = 8.0, Widest = 420.0;
    const QFont bold = theme.font(1.0, true), plain = theme.font(0.95);
    const QFontMetricsF boldMetrics(bold), plainMetrics(plain);
    double width = boldMetrics.horizontalAdvance(name);
    for (const QString& line : lines)
        width = std::max(width, plainMetrics.horizontalAdvance(line));
    width = std::min({width + 2 * Padding + 1, Widest, std::max(80.0, QRectF(rect()).width() - 16)});
    const double height =
        boldMetrics.height() + plainMetrics.height() * static_cast<double>(lines.size()) + 2 * Padding;
    QRectF card(pointer_->x() + 14, pointer_->y() + 14, width, height);
    if (card.right() > rect().right() - 4) card.moveRight(pointer_->x() - 14);
    if (card.left() < 4) card.moveLeft(4);
    if (card.bottom() > rect().bottom() - 4) card.moveBottom(pointer_->y() - 10);
    if (card.top() < 4) card.moveTop(4);

    painter.setPen(QPen(theme.axis, 1));
    painter.setBrush(theme.panel);
    painter.drawRoundedRect(card, 4, 4);
    const QRectF inner = card.adjusted(Padding, Padding, -Padding, -Padding);
    painter.setPen(theme.text);
    painter.setFont(bold);
    painter.drawText(inner, Qt::AlignLeft | Qt::AlignTop,
                     boldMetrics.elidedText(name, Qt::ElideMiddle, inner.width()));
    painter.setFont(plain);
    for (qsizetype i = 0; i < lines.size(); ++i) {
        const double top =
            inner.top() + boldMetrics.height() + plainMetrics.height() * static_cast<double>(i);
        painter.drawText(QRectF(inner.left(), top, inner.width(), plainMetrics.height()),
                         Qt::AlignLeft | Qt::AlignTop, lines[i]);
    }
}

} // namespace gui
