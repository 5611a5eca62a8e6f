// SPDX-License-Identifier: Apache-2.0
// How long something ran in an execution, when several operations may run at once.
#pragma once

#include <utility>
#include <vector>

#include "simulator/base/instant.h"

namespace sim {

using Interval = std::pair<Instant, Instant>;

/// Sorted, joined where they touch, without empty ones.
std::vector<Interval> mergedIntervals(std::vector<Interval> intervals);
/// REQUIRES: merged.
Duration totalLength(const std::vector<Interval>& intervals);
/// Time that lies in both. REQUIRES: merged.
Duration commonLength(const std::vector<Interval>& a, const std::vector<Interval>& b);

} // namespace sim
