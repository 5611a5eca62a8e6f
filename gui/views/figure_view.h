// SPDX-License-Identifier: Apache-2.0
// A widget that shows one figure of reports/plot and answers where the pointer is.
#pragma once

#include <functional>

#include <QWidget>

#include "reports/plot/theme.h"

namespace gui {

/// What a FigureView needs to know of a figure; made by figureOf().
struct DrawableFigure {
    std::function<double(const report::Theme&)> height;
    std::function<void(QPainter&, const QRectF&, const report::Theme&)> draw;
    std::function<QString(const QPointF&, const QRectF&, const report::Theme&)>
        describe;                    ///< empty: nothing there
    std::function<QString()> values; ///< tab-separated lines, for a table program
    QString title;
};

class FigureView final : public QWidget {
    Q_OBJECT
  public:
    FigureView(const QString& name, QWidget* parent = nullptr);

    void setFigure(DrawableFigure figure);
    void clear();
    bool hasFigure() const { return bool(figure_.draw); }
    /// Paler, until the next setFigure.
    void setStale(bool isStale);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

    /// The drawing at a comfortable size for documents; empty without a figure.
    QByteArray png() const;
    QByteArray svg() const;
    QString values() const { return figure_.values ? figure_.values() : QString(); }

  protected:
    void contextMenuEvent(QContextMenuEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;
    bool event(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void changeEvent(QEvent* event) override;

  private:
    QRectF figureArea() const;
    void save(const QString& filter, const QString& suffix, const QByteArray& content);

    DrawableFigure figure_;
    bool isStale_ = false;
};

} // namespace gui
