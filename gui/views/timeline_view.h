// SPDX-License-Identifier: Apache-2.0
// A zoomable timeline. Ctrl+wheel zooms at the pointer, Shift+wheel pans, W/S zoom, A/D pan, dragging selects
// a range, F fits the selection, 0 shows the whole; hovering shows a card and marks equal names.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include <QWidget>

#include "reports/plot/timeline_plot.h"

namespace gui {

class TimelineView final : public QWidget {
    Q_OBJECT
  public:
    explicit TimelineView(QWidget* parent = nullptr);

    /// Null clears. The window is kept when `isSameKind`: new figures for the same question.
    void setFigure(std::shared_ptr<const report::TimelineFigure> figure, bool isSameKind);
    void setStale(bool isStale);

    const report::TimeWindow& window() const { return window_; }
    const std::optional<report::TimeWindow>& selection() const { return selection_; }
    std::optional<report::TimelineHit> hovered() const { return hovered_; }
    double timeAtPixel(double x) const; ///< microseconds
    QRectF lanesArea() const;

    void zoomAt(double anchorMicroseconds, double factor);
    void panBy(double windows); ///< in widths of the window
    void showWhole();
    /// The selection, or the hovered slice when there is none.
    void fitSelection();
    void clearSelection();
    /// Marks every slice whose name holds `pattern`, in any case; empty: none. Returns how many there are.
    std::size_t search(const QString& pattern);
    /// Brings the next or previous match into view and selects its time; goes around at the ends.
    void showMatch(bool isForward);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

  signals:
    void windowChanged();
    void selectionChanged();
    void hoveredChanged();

  protected:
    bool event(QEvent* event) override;
    void paintEvent(QPaintEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;

  private:
    QRectF figureArea() const;
    void setWindow(const report::TimeWindow& window);
    void hover(const QPointF& position);
    double pointerTime() const;
    double pixelOf(double microseconds) const;
    void paintMarks(QPainter& painter, const QColor& colour,
                    const std::function<bool(std::uint32_t)>& isMarked) const;
    void paintEqualNames(QPainter& painter, const report::Theme& theme) const;
    void paintSelection(QPainter& painter, const report::Theme& theme) const;
    void paintCard(QPainter& painter, const report::Theme& theme) const;

    std::shared_ptr<const report::TimelineFigure> figure_;
    report::TimeWindow window_;
    std::optional<report::TimeWindow> selection_;
    std::optional<double> dragStart_; ///< microseconds
    double dragStartX_ = 0.0;
    std::optional<report::TimelineHit> hovered_;
    std::optional<QPointF> pointer_;
    bool isStale_ = false;
    QString pattern_;
    std::vector<bool> matchingNames_;
    std::vector<report::TimelineHit> matches_; ///< by start
    std::optional<std::size_t> match_;         ///< shown last
};

} // namespace gui
