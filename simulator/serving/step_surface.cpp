// SPDX-License-Identifier: Apache-2.0
#include "simulator/serving/step_surface.h"

#include <algorithm>
#include <cmath>

namespace sim {

namespace {

/// 1, 2, 3, ... while steps of one are small, then geometric.
std::vector<double> gridTo(double largest, double factor) {
    std::vector<double> points = {1};
    while (points.back() < largest)
        points.push_back(std::max(points.back() + 1, std::ceil(points.back() * factor)));
    return points;
}

struct Place {
    std::size_t low = 0;
    double share = 0; ///< of the upper point; above 1 beyond the grid
};
Place placeOf(const std::vector<double>& points, double value) {
    if (points.size() < 2) return {};
    const auto above = std::upper_bound(points.begin(), points.end(), value);
    const auto last = static_cast<std::ptrdiff_t>(points.size()) - 2;
    const auto low =
        static_cast<std::size_t>(std::clamp<std::ptrdiff_t>(above - points.begin() - 1, 0, last));
    return {low, std::max(0.0, (value - points[low]) / (points[low + 1] - points[low]))};
}

PartTime mixed(const PartTime& a, const PartTime& b, double share) {
    const auto mix = [share](Seconds p, Seconds q) { return p * (1.0 - share) + q * share; };
    return {mix(a.attention, b.attention), mix(a.experts, b.experts), mix(a.other, b.other),
            mix(a.communication, b.communication), 0.0};
}

} // namespace

PartTime StepSurface::Grid::at(double xv, double yv) const {
    const Place px = placeOf(x, xv);
    const auto row = [&](std::size_t i) {
        if (y.size() < 2) return cells[i];
        const Place py = placeOf(y, yv);
        const PartTime* cell = &cells[i * y.size() + py.low];
        return mixed(cell[0], cell[1], py.share);
    };
    return mixed(row(px.low), row(px.low + 1), px.share);
}

StepSurface::StepSurface(const OperatorStepTimer& timer, Limits limits) : timer_(timer) {
    constexpr double Fine = 1.19, Coarse = 1.41; // fourth and half powers of two
    rest_.x = gridTo(std::max(2.0, limits.tokens), Fine);
    for (const double tokens : rest_.x) {
        InferenceTokens t;
        t.decodeSequences = t.decodeTokens = t.decodeContext = tokens;
        rest_.cells.push_back(timer.partOf(InferencePart::Rest, t));
    }
    experts_.x = gridTo(std::max(2.0, limits.tokens * timer.division().dataParallel), Fine);
    for (const double tokens : experts_.x) {
        InferenceTokens t;
        t.unitTokens = tokens;
        experts_.cells.push_back(timer.partOf(InferencePart::Experts, t));
    }
    ends_.x = gridTo(std::max(2.0, limits.sequences), Fine);
    for (const double sequences : ends_.x)
        ends_.cells.push_back(timer.ends(sequences, sequences));
    prefill_.x = gridTo(std::max(2.0, limits.tokens), Coarse);
    prefill_.y = gridTo(limits.context, Coarse);
    for (const double tokens : prefill_.x)
        for (const double keys : prefill_.y) {
            InferenceTokens t;
            t.prefillSequences = 1;
            t.prefillTokens = tokens;
            t.prefillPairs = tokens * keys;
            prefill_.cells.push_back(timer.partOf(InferencePart::PrefillAttention, t));
        }
    decode_.x = gridTo(std::max(2.0, limits.sequences), Fine);
    decode_.y = gridTo(limits.context, Coarse);
    for (const double sequences : decode_.x)
        for (const double context : decode_.y) {
            InferenceTokens t;
            t.decodeSequences = t.decodeTokens = sequences;
            t.decodeContext = sequences * context;
            decode_.cells.push_back(timer.partOf(InferencePart::DecodeAttention, t));
        }
}

StepTime StepSurface::time(const StepBatch& batch) const {
    const InferenceTokens t = timer_.share(batch);
    PartTime sum = rest_.at(t.tokens(), 0);
    sum += experts_.at(t.unitTokens, 0);
    sum += ends_.at(std::max(1.0, t.prefillSequences + t.decodeSequences), 0);
    if (t.prefillTokens > 0) sum += prefill_.at(t.prefillTokens, t.prefillPairs / t.prefillTokens);
    if (t.decodeTokens > 0) sum += decode_.at(t.decodeSequences, t.decodeContext / t.decodeSequences);
    return timer_.joined(sum, static_cast<double>(batch.prefillSequences + batch.decodeSequences));
}

} // namespace sim
