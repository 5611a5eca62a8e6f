// SPDX-License-Identifier: Apache-2.0
#include "reports/plot/timeline_plot.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <tuple>

#include <QPainter>

#include "reports/plot/axis.h"
#include "reports/plot/figure_text.h"

namespace report {
namespace {

constexpr double Gap = 8;
constexpr double LaneGap = 2;
constexpr double PreferredLane = 22;
/// Coverage is painted in this many shades; finer steps cannot be told apart.
constexpr int Shades = 8;

struct TimelineLayout {
    QRectF title, lanes, labels, axis, legend;
};

double legendHeight(const Theme& theme) {
    return lineHeight(theme.font(0.9)) + 6;
}
double axisHeight(const Theme& theme) {
    return lineHeight(theme.font(0.85)) + 8;
}

double labelWidth(const TimelineFigure& figure, const Theme& theme, double available) {
    double widest = 0;
    for (const TimelineLane& lane : figure.lanes())
        widest = std::max(widest, textWidth(theme.font(0.9), lane.label));
    return std::min(widest + Gap, available * 0.25);
}

TimelineLayout layOut(const QRectF& area, const TimelineFigure& figure, const Theme& theme) {
    TimelineLayout l;
    const double title = figure.title.empty() ? 0 : lineHeight(theme.font(1.1, true)) + 4;
    const double labels = labelWidth(figure, theme, area.width());
    const double bottom = axisHeight(theme) + legendHeight(theme);
    l.title = QRectF(area.left(), area.top(), area.width(), title);
    l.labels = QRectF(area.left(), area.top() + title, labels, std::max(0.0, area.height() - title - bottom));
    l.lanes = QRectF(area.left() + labels, l.labels.top(), std::max(1.0, area.width() - labels - 1),
                     l.labels.height());
    l.axis = QRectF(l.lanes.left(), l.lanes.bottom(), l.lanes.width(), axisHeight(theme));
    l.legend = QRectF(area.left(), l.axis.bottom(), area.width(), legendHeight(theme));
    return l;
}

QRectF laneBox(const QRectF& lanes, std::size_t index, std::size_t count) {
    const double height = lanes.height() / static_cast<double>(count);
    const double gap = height > 3 * LaneGap ? LaneGap : 0;
    return {lanes.left(), lanes.top() + height * static_cast<double>(index) + gap / 2, lanes.width(),
            height - gap};
}

/// By opacity, not by mixing: the dark page of an HTML report exchanges colours by their name.
QColor shaded(QColor colour, int shade) {
    colour.setAlphaF(static_cast<float>(shade) / Shades);
    return colour;
}

/// Rectangles of one colour are painted in one call: on screen for speed, in SVG for size.
void paintLane(QPainter& painter, const QRectF& box, const std::vector<TimelineRectangle>& rectangles,
               const TimelineFigure& figure, const Theme& theme) {
    std::map<std::tuple<bool, int, int>, QList<QRectF>> batches; // wide last, over the gathered columns
    for (const TimelineRectangle& r : rectangles) {
        const bool isWide = r.span.has_value();
        const int shade = isWide ? Shades : std::max(1, static_cast<int>(std::lround(r.coverage * Shades)));
        auto& batch = batches[{isWide, r.category, shade}];
        // A hairline between neighbours shows where one span ends and the next begins.
        const double width = isWide && r.width > 4 ? r.width - 0.75 : r.width;
        const bool continues =
            !isWide && !batch.isEmpty() && std::abs(batch.back().right() - (box.left() + r.x)) < 1e-6;
        if (continues)
            batch.back().setRight(batch.back().right() + width);
        else
            batch.append(QRectF(box.left() + r.x, box.top(), width, box.height()));
    }
    painter.setPen(Qt::NoPen);
    for (const auto& [key, batch] : batches) {
        const auto [isWide, category, shade] = key;
        painter.setBrush(
            shaded(theme.category(figure.categories()[static_cast<std::size_t>(category)]), shade));
        painter.drawRects(batch.constData(), static_cast<int>(batch.size()));
    }
}

void nameSpans(QPainter& painter, const QRectF& box, const TimelineLane& lane,
               const std::vector<TimelineRectangle>& rectangles, const TimelineFigure& figure,
               const Theme& theme) {
    const QFont font = theme.font(0.8);
    if (box.height() < lineHeight(font)) return;
    for (const TimelineRectangle& r : rectangles) {
        if (!r.span || r.width < 34) continue;
        const QColor fill = theme.category(figure.categories()[r.category]);
        drawLine(painter, QRectF(box.left() + r.x + 3, box.top(), r.width - 7, box.height()),
                 Qt::AlignLeft | Qt::AlignVCenter, figure.names()[lane.spans[*r.span].name], font,
                 theme.textOn(fill));
    }
}

void drawTimeAxis(QPainter& painter, const TimelineLayout& l, const TimeWindow& window, const Theme& theme) {
    const TimeUnit unit = timeUnitFor(window.span());
    const QFont font = theme.font(0.85);
    const AxisScale scale{window.start * unit.perMicrosecond, window.end * unit.perMicrosecond,
                          l.lanes.left(), l.lanes.right(), false};
    const double unitWidth = textWidth(font, unit.symbol) + Gap;
    const auto ticks = scale.ticks(std::max(2, static_cast<int>(l.lanes.width() / 80)));
    const auto labels = tickLabels(ticks);
    for (std::size_t i = 0; i < ticks.size(); ++i) {
        const double x = scale.toPixel(ticks[i]);
        painter.setPen(QPen(theme.axis, 1));
        painter.drawLine(QPointF(x, l.lanes.bottom()), QPointF(x, l.lanes.bottom() + 4));
        const double half = textWidth(font, labels[i]) / 2;
        if (x - half < l.lanes.left() - half || x + half > l.lanes.right() - unitWidth) continue;
        drawLine(painter, QRectF(x - half - 1, l.axis.top() + 4, 2 * half + 2, l.axis.height() - 4),
                 Qt::AlignHCenter | Qt::AlignVCenter, labels[i], font, theme.mutedText);
    }
    drawLine(painter, QRectF(l.axis.right() - unitWidth, l.axis.top() + 4, unitWidth, l.axis.height() - 4),
             Qt::AlignRight | Qt::AlignVCenter, unit.symbol, font, theme.text);
    painter.setPen(QPen(theme.axis, 1));
    painter.drawLine(l.lanes.bottomLeft(), l.lanes.bottomRight());
}

void drawLegend(QPainter& painter, const QRectF& box, const TimelineFigure& figure, const Theme& theme) {
    const QFont font = theme.font(0.9);
    double x = box.left();
    for (const std::string& name : categoryNames()) {
        const auto& used = figure.categories();
        if (std::find(used.begin(), used.end(), name) == used.end()) continue;
        const std::string label = categoryLabel(name);
        const double width = textWidth(font, label);
        if (x + 14 + width > box.right()) return;
        painter.setPen(Qt::NoPen);
        painter.setBrush(theme.category(name));
        painter.drawRect(QRectF(x, box.center().y() - 5, 10, 10));
        drawLine(painter, QRectF(x + 14, box.top(), width + 1, box.height()),
                 Qt::AlignLeft | Qt::AlignVCenter, label, font, theme.text);
        x += 14 + width + 14;
    }
}

void outlineSpan(QPainter& painter, const QRectF& lanes, const TimelineFigure& figure,
                 const TimeWindow& window, const Theme& theme, const TimelineHit& hit) {
    if (hit.lane >= figure.lanes().size() || hit.span >= figure.lanes()[hit.lane].spans.size()) return;
    const TimelineSpan& span = figure.lanes()[hit.lane].spans[hit.span];
    if (span.end() < window.start || span.start > window.end) return;
    const AxisScale scale{window.start, window.end, lanes.left(), lanes.right(), false};
    const QRectF box = laneBox(lanes, hit.lane, figure.lanes().size());
    const double left = std::max(lanes.left(), scale.toPixel(span.start));
    const double right = std::min(lanes.right(), std::max(scale.toPixel(span.end()), left + 2));
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(theme.text, 1.5));
    painter.drawRect(QRectF(left, box.top(), right - left, box.height()));
}

} // namespace

double timelineHeight(const TimelineFigure& figure, const Theme& theme) {
    const double title = figure.title.empty() ? 0 : lineHeight(theme.font(1.1, true)) + 4;
    return title + PreferredLane * static_cast<double>(std::max<std::size_t>(1, figure.lanes().size())) +
           axisHeight(theme) + legendHeight(theme);
}

QRectF timelineLanes(const QRectF& area, const TimelineFigure& figure, const Theme& theme) {
    return layOut(area, figure, theme).lanes;
}

double timeAt(double x, const QRectF& area, const TimelineFigure& figure, const TimeWindow& window,
              const Theme& theme) {
    const QRectF lanes = timelineLanes(area, figure, theme);
    return AxisScale{window.start, window.end, lanes.left(), lanes.right(), false}.toValue(x);
}

void drawTimeline(QPainter& painter, const QRectF& area, const TimelineFigure& figure,
                  const TimeWindow& window, const Theme& theme,
                  const std::optional<TimelineHit>& highlighted) {
    const TimelineLayout l = layOut(area, figure, theme);
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing, false);
    drawLine(painter, l.title, Qt::AlignLeft | Qt::AlignTop, figure.title, theme.font(1.1, true), theme.text);
    const std::size_t count = figure.lanes().size();
    for (std::size_t i = 0; i < count; ++i) {
        const TimelineLane& lane = figure.lanes()[i];
        const QRectF box = laneBox(l.lanes, i, count);
        painter.fillRect(box, theme.panel);
        const auto rectangles = reduceLane(lane, window, static_cast<int>(l.lanes.width()));
        paintLane(painter, box, rectangles, figure, theme);
        nameSpans(painter, box, lane, rectangles, figure, theme);
        if (box.height() >= lineHeight(theme.font(0.9)) * 0.8)
            drawLine(painter, QRectF(l.labels.left(), box.top(), l.labels.width() - Gap, box.height()),
                     Qt::AlignLeft | Qt::AlignVCenter, lane.label, theme.font(0.9), theme.text);
    }
    drawTimeAxis(painter, l, window, theme);
    drawLegend(painter, l.legend, figure, theme);
    if (highlighted) outlineSpan(painter, l.lanes, figure, window, theme, *highlighted);
    painter.restore();
}

std::optional<TimelineHit> hitTest(const QPointF& point, const QRectF& area, const TimelineFigure& figure,
                                   const TimeWindow& window, const Theme& theme) {
    const QRectF lanes = timelineLanes(area, figure, theme);
    const std::size_t count = figure.lanes().size();
    if (count == 0 || !lanes.contains(point)) return std::nullopt;
    const double row = (point.y() - lanes.top()) / lanes.height() * static_cast<double>(count);
    const std::size_t laneIndex = std::min(count - 1, static_cast<std::size_t>(row));
    const TimelineLane& lane = figure.lanes()[laneIndex];
    const AxisScale scale{window.start, window.end, lanes.left(), lanes.right(), false};
    const double time = scale.toValue(point.x());
    // Spans thinner than the pointer are caught within two pixels.
    const double reach = 2 * window.span() / lanes.width();
    const auto after = std::upper_bound(lane.spans.begin(), lane.spans.end(), time + reach,
                                        [](double t, const TimelineSpan& s) { return t < s.start; });
    std::optional<TimelineHit> best;
    double bestDistance = reach;
    for (auto i = static_cast<std::size_t>(after - lane.spans.begin()); i-- > 0;) {
        if (lane.latestEnd[i] < time - reach) break;
        const TimelineSpan& span = lane.spans[i];
        const double distance = std::max({0.0, span.start - time, time - span.end()});
        if (distance < bestDistance || (!best && distance <= bestDistance)) {
            bestDistance = distance;
            best = TimelineHit{laneIndex, i};
        }
        if (distance == 0) break;
    }
    return best;
}

} // namespace report
