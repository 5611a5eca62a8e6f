// SPDX-License-Identifier: Apache-2.0
// Search in the names of the slices.
#include <algorithm>

#include "gui/models/number_text.h"
#include "gui/views/timeline_view.h"

namespace gui {

std::size_t TimelineView::search(const QString& pattern) {
    pattern_ = pattern;
    matches_.clear();
    match_.reset();
    if (figure_ && !pattern.isEmpty()) {
        matchingNames_.assign(figure_->names().size(), false);
        for (std::size_t i = 0; i < matchingNames_.size(); ++i)
            matchingNames_[i] = text(figure_->names()[i]).contains(pattern, Qt::CaseInsensitive);
        const auto& lanes = figure_->lanes();
        for (std::size_t lane = 0; lane < lanes.size(); ++lane)
            for (std::size_t span = 0; span < lanes[lane].spans.size(); ++span)
                if (matchingNames_[lanes[lane].spans[span].name]) matches_.push_back({lane, span});
        std::stable_sort(matches_.begin(), matches_.end(), [&](const auto& a, const auto& b) {
            return lanes[a.lane].spans[a.span].start < lanes[b.lane].spans[b.span].start;
        });
    }
    update();
    return matches_.size();
}

void TimelineView::showMatch(bool isForward) {
    if (matches_.empty()) return;
    const std::size_t count = matches_.size();
    if (!match_)
        match_ = isForward ? 0 : count - 1;
    else
        match_ = (*match_ + (isForward ? 1 : count - 1)) % count;
    const auto& hit = matches_[*match_];
    const auto& span = figure_->lanes()[hit.lane].spans[hit.span];
    selection_ = report::TimeWindow{span.start, span.end()};
    const double middle = window_.start + window_.span() / 2, target = span.start + span.duration / 2;
    setWindow(report::panned(*figure_, window_, target - middle));
    emit selectionChanged();
}

} // namespace gui
