// SPDX-License-Identifier: Apache-2.0
#include "reports/plot/axis.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

namespace report {
namespace {

/// The smallest of 1, 2, 5 times a power of ten that is not below `step`.
double roundStepUp(double step) {
    const double power = std::pow(10.0, std::floor(std::log10(step)));
    for (const double factor : {1.0, 2.0, 5.0, 10.0})
        if (factor * power >= step * (1 - 1e-9)) return factor * power;
    return 10 * power;
}

std::string grouped(std::string digits) {
    const std::size_t start = digits.front() == '-' ? 1 : 0;
    std::size_t end = digits.find('.');
    if (end == std::string::npos) end = digits.size();
    if (end - start <= 4) return digits;
    for (std::size_t i = end; i > start + 3;) {
        i -= 3;
        digits.insert(i, 1, ',');
    }
    return digits;
}

} // namespace

std::vector<double> niceTicks(double low, double high, int maximumCount) {
    std::vector<double> ticks;
    if (!std::isfinite(low) || !std::isfinite(high) || !(high > low) || maximumCount < 2) return ticks;
    double step = roundStepUp((high - low) / maximumCount);
    for (;;) {
        // Multiples are counted in integers, so that no rounding error gathers and 0 is exactly 0.
        const auto first = static_cast<long long>(std::ceil(low / step - 1e-9));
        const auto last = static_cast<long long>(std::floor(high / step + 1e-9));
        if (last - first + 1 <= maximumCount) {
            for (long long i = first; i <= last; ++i)
                ticks.push_back(static_cast<double>(i) * step);
            return ticks;
        }
        step = roundStepUp(step * 1.5);
    }
}

std::vector<double> logTicks(double low, double high, int maximumCount) {
    std::vector<double> ticks;
    if (!std::isfinite(high) || !(low > 0) || !(high > low) || maximumCount < 2) return ticks;
    const int first = static_cast<int>(std::floor(std::log10(low) + 1e-9));
    const int last = static_cast<int>(std::ceil(std::log10(high) - 1e-9));
    const auto isInside = [&](double v) { return v >= low * (1 - 1e-9) && v <= high * (1 + 1e-9); };
    const int every = std::max(1, (last - first + maximumCount) / maximumCount);
    for (int e = first; e <= last; e += every)
        if (isInside(std::pow(10.0, e))) ticks.push_back(std::pow(10.0, e));
    if (ticks.size() >= 3) return ticks;
    std::vector<double> finer;
    for (int e = first; e <= last; ++e)
        for (const double factor : {1.0, 2.0, 5.0})
            if (isInside(factor * std::pow(10.0, e))) finer.push_back(factor * std::pow(10.0, e));
    return static_cast<int>(finer.size()) <= maximumCount ? finer : ticks;
}

std::vector<std::string> tickLabels(const std::vector<double>& ticks) {
    std::vector<std::string> labels;
    double smallestStep = 0, largest = 0;
    for (std::size_t i = 0; i < ticks.size(); ++i) {
        largest = std::max(largest, std::abs(ticks[i]));
        if (i > 0) {
            const double step = std::abs(ticks[i] - ticks[i - 1]);
            smallestStep = smallestStep == 0 ? step : std::min(smallestStep, step);
        }
    }
    if (smallestStep == 0) smallestStep = largest > 0 ? largest : 1;
    const bool isScientific = largest >= 1e7 || (largest > 0 && largest < 1e-4);
    const int decimals = std::max(0, static_cast<int>(std::ceil(-std::log10(smallestStep) - 1e-9)));
    for (const double tick : ticks) {
        if (isScientific && tick != 0)
            labels.push_back(fmt::format("{:.3g}", tick));
        else
            labels.push_back(
                grouped(fmt::format("{:.{}f}", tick == 0 ? 0.0 : tick, isScientific ? 0 : decimals)));
    }
    return labels;
}

double AxisScale::toPixel(double value) const {
    const double share = isLog ? (std::log10(value) - std::log10(low)) / (std::log10(high) - std::log10(low))
                               : (value - low) / (high - low);
    return from + share * (to - from);
}

double AxisScale::toValue(double pixel) const {
    const double share = (pixel - from) / (to - from);
    return isLog ? std::pow(10.0, std::log10(low) + share * (std::log10(high) - std::log10(low)))
                 : low + share * (high - low);
}

std::vector<double> AxisScale::ticks(int maximumCount) const {
    return isLog ? logTicks(low, high, maximumCount) : niceTicks(low, high, maximumCount);
}

TimeUnit timeUnitFor(double spanMicroseconds) {
    if (spanMicroseconds >= 5e6) return {"s", 1e-6};
    if (spanMicroseconds >= 5e3) return {"ms", 1e-3};
    if (spanMicroseconds >= 5) return {"\u00b5s", 1.0};
    return {"ns", 1e3};
}

} // namespace report
