// SPDX-License-Identifier: Apache-2.0
// What GPU-hours cost at a price, with the interval of the product.
#include "simulator/economics/price.h"

#include <algorithm>
#include <cmath>

namespace sim {

std::string_view gpuHourKindName(GpuHourKind k) {
    switch (k) {
    case GpuHourKind::Installed:
        return "installed";
    case GpuHourKind::Available:
        return "available";
    case GpuHourKind::Sold:
        return "sold";
    case GpuHourKind::Useful:
        return "useful";
    }
    return "installed";
}

namespace {

/// Squared distance of a quantile from the median on the logarithmic scale; 0 when there is none.
double logDistanceSquared(double quantile, double median) {
    if (quantile <= 0.0 || median <= 0.0) return 0.0;
    const double distance = std::log(quantile / median);
    return distance * distance;
}

} // namespace

Estimate rentalCost(const Estimate& gpuHours, const RentalPrice& price) {
    const Estimate& p = price.usdPerGpuHour;
    Estimate cost;
    cost.value = gpuHours.value * p.value;
    // Independent normals add their variances; P10 and P90 lie the same number of standard deviations out, so
    // the distances add in squares, each side by itself.
    cost.low = cost.value * std::exp(-std::sqrt(logDistanceSquared(gpuHours.low, gpuHours.value) +
                                                logDistanceSquared(p.low, p.value)));
    cost.high = cost.value * std::exp(std::sqrt(logDistanceSquared(gpuHours.high, gpuHours.value) +
                                                logDistanceSquared(p.high, p.value)));
    cost.basis = weaker(gpuHours.basis, p.basis);
    return cost;
}

} // namespace sim
