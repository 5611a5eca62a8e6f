// SPDX-License-Identifier: Apache-2.0
// Axes: round tick positions (1-2-5), tick labels, the mapping from values to pixels.
#pragma once

#include <string>
#include <vector>

namespace report {

/// Multiples of 1, 2 or 5 times a power of ten inside [low, high], at most `maximumCount` (and at least two
/// when the range allows). Empty when the range is empty or not finite.
std::vector<double> niceTicks(double low, double high, int maximumCount);
/// Powers of ten inside [low, high]; also 2 and 5 times them when fewer than three powers fit. REQUIRES: low
/// > 0.
std::vector<double> logTicks(double low, double high, int maximumCount);
/// All labels of one axis with the same number of decimals: "0", "0.5", "1.0" -> "0.0", "0.5", "1.0".
std::vector<std::string> tickLabels(const std::vector<double>& ticks);

/// Maps values to pixels, linear or logarithmic.
struct AxisScale {
    double low = 0.0, high = 1.0;
    double from = 0.0, to = 1.0; ///< pixels; `to` may be smaller than `from` (y axes)
    bool isLog = false;

    double toPixel(double value) const;
    double toValue(double pixel) const;
    std::vector<double> ticks(int maximumCount) const;
};

/// A duration axis needs the unit that suits its length: "ns", "µs", "ms", "s" and the factor from
/// microseconds.
struct TimeUnit {
    std::string symbol;
    double perMicrosecond = 1.0;
};
TimeUnit timeUnitFor(double spanMicroseconds);

} // namespace report
