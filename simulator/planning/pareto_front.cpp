// SPDX-License-Identifier: Apache-2.0
// In lexicographic order a point can only be dominated by one before it, and then by one of the front so far
// (Kung, Luccio, Preparata, "On finding the maxima of a set of vectors", J. ACM 22, 1975).
#include "simulator/planning/pareto_front.h"

#include <algorithm>
#include <numeric>

namespace sim {

namespace {

/// REQUIRES: a is not behind b in lexicographic order.
bool dominates(const std::vector<double>& a, const std::vector<double>& b) {
    bool isSmaller = false;
    for (std::size_t i = 0; i < a.size(); ++i) {
        if (a[i] > b[i]) return false;
        isSmaller = isSmaller || a[i] < b[i];
    }
    return isSmaller;
}

} // namespace

std::vector<std::size_t> paretoFront(const std::vector<std::vector<double>>& points) {
    std::vector<std::size_t> order(points.size()), front;
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        return points[a] != points[b] ? points[a] < points[b] : a < b;
    });
    for (const std::size_t candidate : order)
        if (std::none_of(front.begin(), front.end(),
                         [&](std::size_t f) { return dominates(points[f], points[candidate]); }))
            front.push_back(candidate);
    std::sort(front.begin(), front.end());
    return front;
}

} // namespace sim
