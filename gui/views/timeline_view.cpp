// SPDX-License-Identifier: Apache-2.0
// Input of the timeline: zoom, pan, selection, hover. Painting on top is in timeline_overlay.cpp.
#include "gui/views/timeline_view.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QWheelEvent>

#include "gui/views/appearance.h"

namespace gui {

namespace {
constexpr int Margin = 8;
constexpr double ZoomStep = 0.8;       // one notch of the wheel or one key press
constexpr double PanStep = 0.1;        // of the window's width
constexpr double ClickTolerance = 3.0; // pixels a pointer may move in a click
} // namespace

TimelineView::TimelineView(QWidget* parent) : QWidget(parent) {
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setAccessibleName(tr("Timeline"));
    setAccessibleDescription(
        tr("W and S zoom, A and D pan, F fits the selection, 0 shows the whole timeline"));
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::MinimumExpanding);
}

void TimelineView::setFigure(std::shared_ptr<const report::TimelineFigure> figure, bool isSameKind) {
    const bool wasWhole = !figure_ || window_.span() >= report::wholeTimeline(*figure_).span() * (1.0 - 1e-9);
    figure_ = std::move(figure);
    isStale_ = false;
    hovered_.reset();
    if (!isSameKind) selection_.reset();
    if (figure_) {
        const bool isKept = isSameKind && !wasWhole;
        // A pan by nothing clamps the old window into the new figure.
        setWindow(isKept ? report::panned(*figure_, window_, 0.0) : report::wholeTimeline(*figure_));
    }
    search(pattern_);
    updateGeometry();
    update();
    emit selectionChanged();
}

void TimelineView::setStale(bool isStale) {
    isStale_ = isStale;
    update();
}

QRectF TimelineView::figureArea() const {
    return QRectF(rect()).adjusted(Margin, Margin, -Margin, -Margin);
}

QRectF TimelineView::lanesArea() const {
    return figure_ ? report::timelineLanes(figureArea(), *figure_, themeOf(*this)) : QRectF();
}

double TimelineView::timeAtPixel(double x) const {
    return figure_ ? report::timeAt(x, figureArea(), *figure_, window_, themeOf(*this)) : 0.0;
}

double TimelineView::pixelOf(double microseconds) const {
    const QRectF lanes = lanesArea();
    return lanes.left() + (microseconds - window_.start) / window_.span() * lanes.width();
}

double TimelineView::pointerTime() const {
    return pointer_ ? timeAtPixel(pointer_->x()) : window_.start + window_.span() / 2;
}

void TimelineView::setWindow(const report::TimeWindow& window) {
    window_ = window;
    if (pointer_) hover(*pointer_);
    update();
    emit windowChanged();
}

void TimelineView::zoomAt(double anchorMicroseconds, double factor) {
    if (figure_) setWindow(report::zoomed(*figure_, window_, anchorMicroseconds, factor));
}

void TimelineView::panBy(double windows) {
    if (figure_) setWindow(report::panned(*figure_, window_, windows * window_.span()));
}

void TimelineView::showWhole() {
    if (figure_) setWindow(report::wholeTimeline(*figure_));
}

void TimelineView::fitSelection() {
    if (!figure_) return;
    report::TimeWindow target;
    if (selection_) {
        target = *selection_;
    } else if (hovered_) {
        const auto& span = figure_->lanes()[hovered_->lane].spans[hovered_->span];
        target = {span.start, span.end()};
    }
    if (!(target.span() > 0)) return;
    // Zooming by 1 keeps the target and applies the figure's limits.
    setWindow(report::zoomed(*figure_, target, target.start + target.span() / 2, 1.0));
}

void TimelineView::clearSelection() {
    selection_.reset();
    update();
    emit selectionChanged();
}

QSize TimelineView::sizeHint() const {
    const double height = figure_ ? report::timelineHeight(*figure_, themeOf(*this)) : 160.0;
    return {640, static_cast<int>(std::ceil(height)) + 2 * Margin};
}

QSize TimelineView::minimumSizeHint() const {
    return {240, sizeHint().height()};
}

bool TimelineView::event(QEvent* event) {
    if (event->type() == QEvent::PaletteChange) update();
    return QWidget::event(event);
}

void TimelineView::wheelEvent(QWheelEvent* event) {
    const QPoint angle = event->angleDelta();
    if (event->modifiers() & Qt::ControlModifier) {
        zoomAt(timeAtPixel(event->position().x()), std::pow(ZoomStep, angle.y() / 120.0));
        event->accept();
    } else if (event->modifiers() & Qt::ShiftModifier || angle.x() != 0) {
        const int delta = angle.x() != 0 ? angle.x() : angle.y(); // Shift+wheel may arrive as either
        panBy(-PanStep * delta / 120.0);
        event->accept();
    } else {
        event->ignore(); // the scroll area moves up and down
    }
}

void TimelineView::keyPressEvent(QKeyEvent* event) {
    switch (event->key()) {
    case Qt::Key_W:
    case Qt::Key_Plus:
        return zoomAt(pointerTime(), ZoomStep);
    case Qt::Key_S:
    case Qt::Key_Minus:
        return zoomAt(pointerTime(), 1.0 / ZoomStep);
    case Qt::Key_A:
    case Qt::Key_Left:
        return panBy(-PanStep);
    case Qt::Key_D:
    case Qt::Key_Right:
        return panBy(PanStep);
    case Qt::Key_F:
        return fitSelection();
    case Qt::Key_0:
        return showWhole();
    case Qt::Key_Escape:
        if (selection_) return clearSelection();
        break;
    default:
        break;
    }
    QWidget::keyPressEvent(event);
}

void TimelineView::mousePressEvent(QMouseEvent* event) {
    if (event->button() != Qt::LeftButton || !figure_) return event->ignore();
    dragStartX_ = event->position().x();
    dragStart_ = timeAtPixel(dragStartX_);
}

void TimelineView::mouseMoveEvent(QMouseEvent* event) {
    hover(event->position());
    if (!dragStart_ || std::abs(event->position().x() - dragStartX_) < ClickTolerance) return;
    const report::TimeWindow whole = report::wholeTimeline(*figure_);
    const double here = timeAtPixel(event->position().x());
    selection_ = report::TimeWindow{std::max(whole.start, std::min(*dragStart_, here)),
                                    std::min(whole.end, std::max(*dragStart_, here))};
    update();
    emit selectionChanged();
}

void TimelineView::mouseReleaseEvent(QMouseEvent* event) {
    if (event->button() != Qt::LeftButton || !dragStart_) return;
    if (std::abs(event->position().x() - dragStartX_) < ClickTolerance) clearSelection();
    dragStart_.reset();
}

void TimelineView::mouseDoubleClickEvent(QMouseEvent* event) {
    hover(event->position());
    selection_.reset();
    fitSelection();
}

void TimelineView::leaveEvent(QEvent*) {
    pointer_.reset();
    hovered_.reset();
    update();
    emit hoveredChanged();
}

void TimelineView::hover(const QPointF& position) {
    pointer_ = position;
    hovered_ =
        figure_ ? report::hitTest(position, figureArea(), *figure_, window_, themeOf(*this)) : std::nullopt;
    update();
    emit hoveredChanged();
}

void TimelineView::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    const report::Theme theme = themeOf(*this);
    painter.fillRect(rect(), theme.background);
    if (!figure_) {
        painter.setPen(theme.mutedText);
        painter.drawText(rect(), Qt::AlignCenter, tr("This result has no timeline of this kind."));
        return;
    }
    painter.setOpacity(isStale_ ? 0.4 : 1.0);
    report::drawTimeline(painter, figureArea(), *figure_, window_, theme, hovered_);
    painter.setOpacity(1.0);
    paintEqualNames(painter, theme);
    paintSelection(painter, theme);
    paintCard(painter, theme);
}

} // namespace gui
