// SPDX-License-Identifier: Apache-2.0
#include "simulator/economics/performance_curve.h"

#include <algorithm>
#include <cmath>

#include "simulator/base/error.h"

namespace sim {

namespace {

double signOf(double v) {
    return v > 0.0 ? 1.0 : v < 0.0 ? -1.0 : 0.0;
}

} // namespace

std::vector<double> steffenSlopes(const std::vector<double>& x, const std::vector<double>& y) {
    const std::size_t n = x.size();
    std::vector<double> secant, slopes(n);
    for (std::size_t i = 0; i + 1 < n; ++i)
        secant.push_back((y[i + 1] - y[i]) / (x[i + 1] - x[i]));
    slopes.front() = secant.front(), slopes.back() = secant.back();
    for (std::size_t i = 1; i + 1 < n; ++i) {
        const double before = x[i] - x[i - 1], after = x[i + 1] - x[i];
        const double parabola = (secant[i - 1] * after + secant[i] * before) / (before + after);
        slopes[i] = (signOf(secant[i - 1]) + signOf(secant[i])) *
                    std::min({std::abs(secant[i - 1]), std::abs(secant[i]), 0.5 * std::abs(parabola)});
    }
    return slopes;
}

PerformanceCurve::PerformanceCurve(std::vector<OperatingPoint> points) {
    if (points.empty()) throw Error(ErrorCode::BadInput, "a performance curve without points");
    // From the most interactive down: a point stays when its throughput beats all before it.
    std::ranges::sort(points, [](const auto& a, const auto& b) {
        if (a.tokensPerUserSecond != b.tokensPerUserSecond)
            return a.tokensPerUserSecond > b.tokensPerUserSecond;
        return a.tokensPerGpuSecond > b.tokensPerGpuSecond;
    });
    for (const OperatingPoint& p : points)
        if (front_.empty() || p.tokensPerGpuSecond > front_.back().tokensPerGpuSecond) front_.push_back(p);
    std::ranges::reverse(front_);
    std::vector<double> x, y;
    for (const OperatingPoint& p : front_)
        x.push_back(p.tokensPerUserSecond), y.push_back(p.tokensPerGpuSecond);
    if (front_.size() > 1) slopes_ = steffenSlopes(x, y);
}

std::optional<double> PerformanceCurve::throughputAt(double interactivity) const {
    if (interactivity < front_.front().tokensPerUserSecond ||
        interactivity > front_.back().tokensPerUserSecond)
        return std::nullopt;
    std::size_t i = 0;
    while (i + 1 < front_.size() && interactivity > front_[i + 1].tokensPerUserSecond)
        ++i;
    const auto& left = front_[i];
    if (front_.size() == 1) return left.tokensPerGpuSecond;
    const auto& right = front_[i + 1];
    const double width = right.tokensPerUserSecond - left.tokensPerUserSecond;
    const double t = interactivity - left.tokensPerUserSecond;
    const double secant = (right.tokensPerGpuSecond - left.tokensPerGpuSecond) / width;
    const double cubic = (slopes_[i] + slopes_[i + 1] - 2.0 * secant) / (width * width);
    const double square = (3.0 * secant - 2.0 * slopes_[i] - slopes_[i + 1]) / width;
    return ((cubic * t + square) * t + slopes_[i]) * t + left.tokensPerGpuSecond;
}

} // namespace sim
