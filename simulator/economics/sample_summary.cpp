// SPDX-License-Identifier: Apache-2.0
#include "simulator/economics/sample_summary.h"

#include <algorithm>
#include <cmath>

#include "simulator/base/error.h"

namespace sim {

SortedSample::SortedSample(std::vector<double> values) : values_(std::move(values)) {
    if (values_.empty()) throw Error(ErrorCode::BadInput, "a sample without values has no quantiles");
    for (const double v : values_)
        if (!std::isfinite(v)) throw Error(ErrorCode::BadInput, "a sample holds a number that is not finite");
    std::ranges::sort(values_);
}

double SortedSample::quantile(double p) const {
    const double place = p * static_cast<double>(values_.size() - 1);
    const auto below = static_cast<std::size_t>(place);
    if (below + 1 >= values_.size()) return values_.back();
    const double part = place - static_cast<double>(below);
    return values_[below] + part * (values_[below + 1] - values_[below]);
}

SampleFigure SortedSample::quantileFigure(double p) const {
    const double n = static_cast<double>(values_.size());
    const double deviation = std::sqrt(p * (1.0 - p) / n);
    const double low = quantile(std::max(0.0, p - deviation)), high = quantile(std::min(1.0, p + deviation));
    return {quantile(p), 0.5 * (high - low)};
}

SampleFigure SortedSample::mean() const {
    const double n = static_cast<double>(values_.size());
    double sum = 0.0, squares = 0.0;
    for (const double v : values_)
        sum += v;
    const double mean = sum / n;
    for (const double v : values_)
        squares += (v - mean) * (v - mean);
    return {mean, n > 1 ? std::sqrt(squares / (n - 1.0) / n) : 0.0};
}

double SortedSample::tailMean(double share) const {
    const double limit = quantile(share);
    double sum = 0.0, count = 0.0;
    for (const double v : values_) {
        if (v > limit) break;
        sum += v;
        count += 1.0;
    }
    return sum / count;
}

Estimate SortedSample::estimate(Basis basis) const {
    return {quantile(0.5), quantile(0.1), quantile(0.9), basis};
}

SampleFigure probabilityOf(std::size_t successes, std::size_t trials) {
    if (trials == 0) throw Error(ErrorCode::BadInput, "a probability out of no trials");
    const double n = static_cast<double>(trials), p = static_cast<double>(successes) / n;
    return {p, std::sqrt(p * (1.0 - p) / n)};
}

} // namespace sim
