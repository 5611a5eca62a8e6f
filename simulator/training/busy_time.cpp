// SPDX-License-Identifier: Apache-2.0
#include "simulator/training/busy_time.h"

#include <algorithm>

namespace sim {

std::vector<Interval> mergedIntervals(std::vector<Interval> intervals) {
    std::sort(intervals.begin(), intervals.end());
    std::vector<Interval> out;
    for (const auto& i : intervals) {
        if (!out.empty() && i.first <= out.back().second)
            out.back().second = std::max(out.back().second, i.second);
        else if (i.first < i.second)
            out.push_back(i);
    }
    return out;
}

Duration totalLength(const std::vector<Interval>& intervals) {
    Duration sum;
    for (const auto& i : intervals)
        sum = sum + (i.second - i.first);
    return sum;
}

Duration commonLength(const std::vector<Interval>& a, const std::vector<Interval>& b) {
    Duration sum;
    for (std::size_t i = 0, j = 0; i < a.size() && j < b.size();) {
        const Instant from = std::max(a[i].first, b[j].first), to = std::min(a[i].second, b[j].second);
        if (from < to) sum = sum + (to - from);
        (a[i].second < b[j].second ? i : j) += 1;
    }
    return sum;
}

} // namespace sim
