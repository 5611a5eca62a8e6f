// SPDX-License-Identifier: Apache-2.0
// Timelines: lanes (streams, pipeline ranks) with slices, any zoom. A million slices are reduced to at most
// two rectangles per pixel column and lane before anything is painted.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <QRectF>

#include "reports/plot/theme.h"

class QPainter;

namespace report {

struct TimelineSpan {
    double start = 0.0, duration = 0.0; ///< microseconds
    std::uint32_t name = 0;             ///< index into TimelineFigure::names
    std::uint16_t category = 0;         ///< index into TimelineFigure::categories
    double end() const { return start + duration; }
};

struct TimelineLane {
    std::string label;
    std::vector<TimelineSpan> spans; ///< by start after TimelineFigure::finish()
    std::vector<double> latestEnd;   ///< of spans[0..i]; filled by finish()
};

/// Names and categories are stored once, a span is 24 bytes.
class TimelineFigure {
  public:
    std::string title;

    /// Returns the lane's index.
    std::size_t addLane(std::string label);
    /// REQUIRES: lane < lanes().size().
    void addSpan(std::size_t lane, double startMicroseconds, double durationMicroseconds,
                 std::string_view name, std::string_view category);
    /// Sorts; call once after the last addSpan and before drawing.
    void finish();

    const std::vector<TimelineLane>& lanes() const { return lanes_; }
    const std::vector<std::string>& names() const { return names_; }
    const std::vector<std::string>& categories() const { return categories_; }
    double start() const { return start_; } ///< of the first span
    double end() const { return end_; }     ///< of the last span

  private:
    std::vector<TimelineLane> lanes_;
    std::vector<std::string> names_, categories_;
    std::map<std::string, std::uint32_t, std::less<>> nameIndex_;
    double start_ = 0.0, end_ = 0.0;
};

/// The part of time that is shown, in microseconds.
struct TimeWindow {
    double start = 0.0, end = 0.0;
    double span() const { return end - start; }
};
TimeWindow wholeTimeline(const TimelineFigure& figure);
/// `factor` < 1 zooms in, keeping the time at `anchor` under the pointer; stays inside the figure.
TimeWindow zoomed(const TimelineFigure& figure, const TimeWindow& window, double anchor, double factor);
TimeWindow panned(const TimelineFigure& figure, const TimeWindow& window, double deltaMicroseconds);

/// One rectangle to paint. Spans of a pixel or more keep their identity; narrower ones are gathered per
/// column.
struct TimelineRectangle {
    double x = 0.0, width = 0.0; ///< pixels from the left edge of the lane
    std::uint16_t category = 0;  ///< of a gathered column: the one that covers most
    float coverage = 1.0F;       ///< of a gathered column: share that is covered, 0..1
    std::optional<std::size_t> span;
};
/// REQUIRES: figure.finish() was called. At most 2 * columns rectangles.
std::vector<TimelineRectangle> reduceLane(const TimelineLane& lane, const TimeWindow& window, int columns);

struct TimelineHit {
    std::size_t lane = 0, span = 0;
};

double timelineHeight(const TimelineFigure& figure, const Theme& theme);
/// The rectangle that holds the lanes (right of the labels, between title and axis): x is time.
QRectF timelineLanes(const QRectF& area, const TimelineFigure& figure, const Theme& theme);
/// Time at pixel x of `area`, in microseconds.
double timeAt(double x, const QRectF& area, const TimelineFigure& figure, const TimeWindow& window,
              const Theme& theme);
void drawTimeline(QPainter& painter, const QRectF& area, const TimelineFigure& figure,
                  const TimeWindow& window, const Theme& theme,
                  const std::optional<TimelineHit>& highlighted = std::nullopt);
std::optional<TimelineHit> hitTest(const QPointF& point, const QRectF& area, const TimelineFigure& figure,
                                   const TimeWindow& window, const Theme& theme);

} // namespace report
