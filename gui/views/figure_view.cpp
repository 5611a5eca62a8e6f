// SPDX-License-Identifier: Apache-2.0
// Painting and tooltips of a figure.
#include "gui/views/figure_view.h"

#include <cmath>
#include <utility>

#include <QClipboard>
#include <QContextMenuEvent>
#include <QEvent>
#include <QFileDialog>
#include <QGuiApplication>
#include <QHelpEvent>
#include <QMenu>
#include <QPainter>
#include <QSaveFile>
#include <QToolTip>

#include "gui/views/appearance.h"
#include "reports/plot/render.h"

namespace gui {

namespace {
constexpr int Margin = 10;
}

FigureView::FigureView(const QString& name, QWidget* parent) : QWidget(parent) {
    setAccessibleName(name);
    setFocusPolicy(Qt::TabFocus); // the menu key opens what can be done with the figure
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
    if (!hasFocus()) return;
    painter.setOpacity(1.0);
    painter.setPen(QPen(theme.accent, 1));
    painter.setBrush(Qt::NoBrush);
    painter.drawRect(rect().adjusted(0, 0, -1, -1));
}

QByteArray FigureView::png() const {
    if (!figure_.draw) return {};
    const report::Theme theme = themeOf(*this);
    return report::renderPng(size(), 2.0, theme.background, [&](QPainter& painter, const QRectF& area) {
        figure_.draw(painter, area.adjusted(Margin, Margin, -Margin, -Margin), theme);
    });
}

QByteArray FigureView::svg() const {
    if (!figure_.draw) return {};
    const report::Theme theme = themeOf(*this);
    return QByteArray::fromStdString(
        report::renderSvg(size(), figure_.title.toStdString(), [&](QPainter& painter, const QRectF& area) {
            figure_.draw(painter, area.adjusted(Margin, Margin, -Margin, -Margin), theme);
        }));
}

void FigureView::contextMenuEvent(QContextMenuEvent* event) {
    if (!figure_.draw) return;
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addAction(tr("Copy &picture"), this,
                    [this] { QGuiApplication::clipboard()->setImage(QImage::fromData(png())); });
    menu->addAction(tr("Copy &values"), this, [this] { QGuiApplication::clipboard()->setText(values()); })
        ->setEnabled(bool(figure_.values));
    menu->addSeparator();
    menu->addAction(tr("Save as PN&G…"), this,
                    [this] { save(tr("Pictures (*.png)"), QStringLiteral("png"), png()); });
    menu->addAction(tr("Save as &SVG…"), this,
                    [this] { save(tr("Drawings (*.svg)"), QStringLiteral("svg"), svg()); });
    menu->popup(event->globalPos());
}

void FigureView::save(const QString& filter, const QString& suffix, const QByteArray& content) {
    auto* dialog = new QFileDialog(this, tr("Save figure"), QString(), filter);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(suffix);
    connect(dialog, &QFileDialog::fileSelected, this, [this, content](const QString& name) {
        QSaveFile file(name); // whole or not at all
        if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size() || !file.commit())
            QToolTip::showText(
                mapToGlobal(rect().center()),
                tr("%1 cannot be written: %2; choose another place").arg(name, file.errorString()));
    });
    dialog->show();
}

void FigureView::focusInEvent(QFocusEvent* event) {
    QWidget::focusInEvent(event);
    update();
}

void FigureView::focusOutEvent(QFocusEvent* event) {
    QWidget::focusOutEvent(event);
    update();
}

void FigureView::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange) update();
}

} // namespace gui
