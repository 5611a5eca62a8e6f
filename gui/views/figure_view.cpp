// SPDX-License-Identifier: Apache-2.0
// Painting and tooltips of a figure.
#include "gui/views/figure_view.h"

#include <cmath>
#include <utility>

#include <QEvent>
#include <QHelpEvent>
#include <QPainter>
#include <QToolTip>

#include "gui/views/appearance.h"

namespace gui {

namespace {
constexpr int Margin = 10;
}

FigureView::FigureView(const QString& name, QWidget* parent) : QWidget(parent) {
    setAccessibleName(name);
    setFocusPolicy(Qt::NoFocus);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Minimum);
}

void FigureView::setFigure(DrawableFigure figure) {
    figure_ = std::move(figure);
    isStale_ = false;
    setAccessibleDescription(figure_.title);
    updateGeometry();
    update();
}

void FigureView::clear() {
    setFigure({});
}

void FigureView::setStale(bool isStale) {
    isStale_ = isStale;
    update();
}

QRectF FigureView::figureArea() const {
    return QRectF(rect()).adjusted(Margin, Margin, -Margin, -Margin);
}

QSize FigureView::sizeHint() const {
    const double height = figure_.height ? figure_.height(themeOf(*this)) : 60.0;
    return {480, static_cast<int>(std::ceil(height)) + 2 * Margin};
}

QSize FigureView::minimumSizeHint() const {
    return {240, sizeHint().height()};
}

bool FigureView::event(QEvent* event) {
    if (event->type() == QEvent::ToolTip && figure_.describe) {
        const auto* help = static_cast<QHelpEvent*>(event);
        const QString tip = figure_.describe(help->pos(), figureArea(), themeOf(*this));
        if (tip.isEmpty())
            QToolTip::hideText();
        else
            QToolTip::showText(help->globalPos(), tip, this);
        return true;
    }
    return QWidget::event(event);
}

void FigureView::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    const report::Theme theme = themeOf(*this);
    painter.fillRect(rect(), theme.background);
    if (!figure_.draw) return;
    if (isStale_) painter.setOpacity(0.4);
    figure_.draw(painter, figureArea(), theme);
}

void FigureView::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange) update();
}

} // namespace gui
