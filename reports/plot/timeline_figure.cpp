// SPDX-License-Identifier: Apache-2.0
// Storage, time windows and pixel reduction of timelines; painting is in timeline_plot.cpp.
#include <algorithm>
#include <cassert>
#include <cmath>
#include <utility>

#include "reports/plot/timeline_plot.h"

namespace report {

std::size_t TimelineFigure::addLane(std::string label) {
    lanes_.push_back({std::move(label), {}, {}});
    return lanes_.size() - 1;
}

void TimelineFigure::addSpan(std::size_t lane, double startMicroseconds, double durationMicroseconds,
                             std::string_view name, std::string_view category) {
    assert(lane < lanes_.size());
    auto known = nameIndex_.find(name);
    if (known == nameIndex_.end()) {
        known = nameIndex_.emplace(std::string(name), static_cast<std::uint32_t>(names_.size())).first;
        names_.emplace_back(name);
    }
    auto kind = std::find(categories_.begin(), categories_.end(), category);
    if (kind == categories_.end()) kind = categories_.insert(categories_.end(), std::string(category));
    lanes_[lane].spans.push_back({startMicroseconds, durationMicroseconds, known->second,
                                  static_cast<std::uint16_t>(kind - categories_.begin())});
}

void TimelineFigure::finish() {
    bool isFirst = true;
    for (TimelineLane& lane : lanes_) {
        std::stable_sort(lane.spans.begin(), lane.spans.end(),
                         [](const TimelineSpan& a, const TimelineSpan& b) { return a.start < b.start; });
        lane.latestEnd.clear();
        lane.latestEnd.reserve(lane.spans.size());
        for (const TimelineSpan& span : lane.spans) {
            const double before = lane.latestEnd.empty() ? span.end() : lane.latestEnd.back();
            lane.latestEnd.push_back(std::max(before, span.end()));
        }
        if (lane.spans.empty()) continue;
        start_ = isFirst ? lane.spans.front().start : std::min(start_, lane.spans.front().start);
        end_ = isFirst ? lane.latestEnd.back() : std::max(end_, lane.latestEnd.back());
        isFirst = false;
    }
}

TimeWindow wholeTimeline(const TimelineFigure& figure) {
    return figure.end() > figure.start() ? TimeWindow{figure.start(), figure.end()}
                                         : TimeWindow{figure.start(), figure.start() + 1.0};
}

TimeWindow panned(const TimelineFigure& figure, const TimeWindow& window, double deltaMicroseconds) {
    const TimeWindow whole = wholeTimeline(figure);
    if (window.span() >= whole.span()) return whole;
    const double start = std::clamp(window.start + deltaMicroseconds, whole.start, whole.end - window.span());
    return {start, start + window.span()};
}

TimeWindow zoomed(const TimelineFigure& figure, const TimeWindow& window, double anchor, double factor) {
    const TimeWindow whole = wholeTimeline(figure);
    // Below a nanosecond there is nothing to see: kernels are recorded in nanoseconds.
    const double span = std::clamp(window.span() * factor, std::min(1e-3, whole.span()), whole.span());
    const double share = window.span() > 0 ? (anchor - window.start) / window.span() : 0.5;
    return panned(figure, {anchor - share * span, anchor - share * span + span}, 0.0);
}

namespace {

/// Coverage of one pixel column by spans too narrow to be seen alone.
struct Column {
    long index = -1;
    std::vector<std::pair<std::uint16_t, double>> covered;

    void add(std::uint16_t category, double width) {
        for (auto& [known, sum] : covered)
            if (known == category) {
                sum += width;
                return;
            }
        covered.emplace_back(category, width);
    }
};

class ColumnGatherer {
  public:
    explicit ColumnGatherer(std::vector<TimelineRectangle>& out) : out_(out) {}

    /// REQUIRES: x0 does not fall from call to call; x1 - x0 < 1.
    void add(double x0, double x1, std::uint16_t category) {
        const long column = static_cast<long>(std::floor(x0));
        advanceTo(column);
        const double border = static_cast<double>(column + 1);
        current_.add(category, std::min(x1, border) - x0);
        if (x1 > border) {
            next_.index = column + 1;
            next_.add(category, x1 - border);
        }
    }
    void finish() {
        flush(current_);
        flush(next_);
    }

  private:
    void advanceTo(long column) {
        if (current_.index == column) return;
        flush(current_);
        if (next_.index == column) {
            std::swap(current_, next_);
        } else {
            flush(next_);
            current_.index = column;
        }
    }
    void flush(Column& column) {
        if (!column.covered.empty()) {
            double sum = 0, most = -1;
            std::uint16_t category = 0;
            for (const auto& [kind, width] : column.covered) {
                sum += width;
                if (width > most) {
                    most = width;
                    category = kind;
                }
            }
            out_.push_back({static_cast<double>(column.index), 1.0, category,
                            static_cast<float>(std::min(1.0, sum)), std::nullopt});
        }
        column.covered.clear();
        column.index = -1;
    }

    std::vector<TimelineRectangle>& out_;
    Column current_, next_;
};

} // namespace

std::vector<TimelineRectangle> reduceLane(const TimelineLane& lane, const TimeWindow& window, int columns) {
    std::vector<TimelineRectangle> gathered, wide;
    if (columns <= 0 || !(window.span() > 0)) return gathered;
    const double perMicrosecond = columns / window.span();
    ColumnGatherer gatherer(gathered);
    const auto first = std::upper_bound(lane.latestEnd.begin(), lane.latestEnd.end(), window.start);
    for (auto i = static_cast<std::size_t>(first - lane.latestEnd.begin()); i < lane.spans.size(); ++i) {
        const TimelineSpan& span = lane.spans[i];
        if (span.start >= window.end) break;
        if (span.end() <= window.start) continue;
        const double x0 = std::max(0.0, (span.start - window.start) * perMicrosecond);
        // A span that begins in the last fraction of the window still belongs to the last column.
        const double x1 = std::min<double>(columns, (span.end() - window.start) * perMicrosecond);
        if (x0 >= columns) continue;
        if (x1 - x0 < 1.0) {
            gatherer.add(x0, x1, span.category);
            continue;
        }
        // Spans of one stream do not overlap; where a lane's spans do, the widest that begins in a column
        // stays.
        if (!wide.empty() && std::floor(wide.back().x) == std::floor(x0)) {
            if (wide.back().width >= x1 - x0) continue;
            wide.pop_back();
        }
        wide.push_back({x0, x1 - x0, span.category, 1.0F, i});
    }
    gatherer.finish();
    gathered.insert(gathered.end(), wide.begin(), wide.end());
    return gathered;
}

} // namespace report
