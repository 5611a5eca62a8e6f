// SPDX-License-Identifier: Apache-2.0
// Which of many points no other beats in every respect.
#pragma once

#include <cstddef>
#include <vector>

namespace sim {

/// Positions of the points that no other point dominates, rising. A point dominates another when it is
/// nowhere larger and somewhere smaller; equal points stand together. REQUIRES: all points have as many
/// coordinates.
std::vector<std::size_t> paretoFront(const std::vector<std::vector<double>>& points);

} // namespace sim
