// SPDX-License-Identifier: Apache-2.0
#include "simulator/economics/sensitivity_indices.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>

#include <fmt/format.h>

#include "simulator/base/error.h"
#include "simulator/base/random.h"

namespace sim {

namespace {

/// Degree and coefficients of a primitive polynomial with the first direction numbers; dimension 2 and up of
/// new-joe-kuo-6.
struct Direction {
    std::uint32_t degree, polynomial;
    std::array<std::uint32_t, 7> first;
};
constexpr std::array<Direction, 20> Directions = {{
    {1, 0, {1}},
    {2, 1, {1, 3}},
    {3, 1, {1, 3, 1}},
    {3, 2, {1, 1, 1}},
    {4, 1, {1, 1, 3, 3}},
    {4, 4, {1, 3, 5, 13}},
    {5, 2, {1, 1, 5, 5, 17}},
    {5, 4, {1, 1, 5, 5, 5}},
    {5, 7, {1, 1, 7, 11, 19}},
    {5, 11, {1, 1, 5, 1, 1}},
    {5, 13, {1, 1, 1, 3, 11}},
    {5, 14, {1, 3, 5, 5, 31}},
    {6, 1, {1, 3, 3, 9, 7, 49}},
    {6, 13, {1, 1, 1, 15, 21, 21}},
    {6, 16, {1, 3, 1, 13, 27, 49}},
    {6, 19, {1, 1, 1, 15, 7, 5}},
    {6, 22, {1, 3, 1, 15, 13, 25}},
    {6, 25, {1, 1, 5, 5, 19, 61}},
    {7, 1, {1, 3, 7, 11, 23, 15, 103}},
    {7, 4, {1, 3, 7, 13, 13, 15, 69}},
}};
constexpr std::uint32_t Bits = 32;

std::vector<std::uint32_t> directionsOf(std::size_t dimension) {
    std::vector<std::uint32_t> v(Bits);
    if (dimension == 0) {
        for (std::uint32_t i = 0; i < Bits; ++i)
            v[i] = 1U << (Bits - 1 - i);
        return v;
    }
    const Direction& d = Directions[dimension - 1];
    for (std::uint32_t i = 0; i < Bits; ++i) {
        if (i < d.degree) {
            v[i] = d.first[i] << (Bits - 1 - i);
            continue;
        }
        v[i] = v[i - d.degree] ^ (v[i - d.degree] >> d.degree);
        for (std::uint32_t k = 1; k < d.degree; ++k)
            if ((d.polynomial >> (d.degree - 1 - k)) & 1U) v[i] ^= v[i - k];
    }
    return v;
}

/// Answers on the two base samples and on A with one column of B, by input.
struct Design {
    std::vector<double> a, b;
    std::vector<std::vector<double>> mixed;
};

struct Shares {
    double first = 0.0, total = 0.0;
};

/// Over the rows named; the variance is that of both base samples.
template<class Row>
Shares sharesOf(const Design& d, std::size_t input, std::size_t n, Row row) {
    double sum = 0, squares = 0, first = 0, total = 0;
    for (std::size_t i = 0; i < n; ++i) {
        const std::size_t r = row(i);
        sum += d.a[r] + d.b[r];
        squares += d.a[r] * d.a[r] + d.b[r] * d.b[r];
        first += d.b[r] * (d.mixed[input][r] - d.a[r]);
        total += (d.a[r] - d.mixed[input][r]) * (d.a[r] - d.mixed[input][r]);
    }
    const double rows = static_cast<double>(n), mean = sum / (2 * rows);
    const double variance = squares / (2 * rows) - mean * mean;
    return {first / rows / variance, total / (2 * rows) / variance};
}

Design evaluate(const std::vector<UncertainInput>& inputs, const Answer& answer, std::size_t base) {
    const std::size_t d = inputs.size();
    Design design;
    design.mixed.resize(d);
    SobolSequence sequence(2 * d);
    std::vector<double> x(d), y(d);
    for (std::size_t i = 0; i < base; ++i) {
        const auto& point = sequence.next();
        for (std::size_t k = 0; k < d; ++k)
            x[k] = inputs[k].quantile(point[k]), y[k] = inputs[k].quantile(point[d + k]);
        design.a.push_back(answer(x));
        design.b.push_back(answer(y));
        for (std::size_t k = 0; k < d; ++k) {
            std::swap(x[k], y[k]);
            design.mixed[k].push_back(answer(x));
            std::swap(x[k], y[k]);
        }
    }
    return design;
}

void bootstrap(const Design& design, std::size_t input, std::uint64_t seed, SobolIndex& index) {
    constexpr std::uint32_t Resamples = 200;
    const Random random(seed, RandomStream::Sweeps);
    const std::size_t n = design.a.size();
    std::vector<double> first, total;
    for (std::uint32_t b = 0; b < Resamples; ++b) {
        const Shares shares = sharesOf(design, input, n, [&](std::size_t i) {
            const double u =
                random.uniform(b, static_cast<std::uint32_t>(i), static_cast<std::uint32_t>(input));
            return static_cast<std::size_t>(u * static_cast<double>(n));
        });
        first.push_back(shares.first);
        total.push_back(shares.total);
    }
    std::ranges::sort(first);
    std::ranges::sort(total);
    constexpr std::size_t Low = Resamples / 40, High = Resamples - 1 - Low;
    index.firstLow = first[Low], index.firstHigh = first[High];
    index.totalLow = total[Low], index.totalHigh = total[High];
}

} // namespace

SobolSequence::SobolSequence(std::size_t dimensions) : state_(dimensions), point_(dimensions) {
    if (dimensions < 1 || dimensions > MostDimensions)
        throw Error(ErrorCode::BadInput,
                    fmt::format("found {} dimensions, expected 1 to {}", dimensions, MostDimensions));
    for (std::size_t i = 0; i < dimensions; ++i)
        directions_.push_back(directionsOf(i));
}

const std::vector<double>& SobolSequence::next() {
    const auto bit = static_cast<std::size_t>(std::countr_one(index_++));
    for (std::size_t i = 0; i < state_.size(); ++i) {
        state_[i] ^= directions_[i][bit];
        point_[i] = static_cast<double>(state_[i]) * 0x1p-32;
    }
    return point_;
}

std::function<double(double)> triangular(double low, double mode, double high) {
    if (!(low <= mode && mode <= high && low < high))
        throw Error(ErrorCode::BadInput,
                    fmt::format("found a triangle of {}, {}, {}, expected them to rise", low, mode, high));
    const double at = (mode - low) / (high - low);
    return [=](double p) {
        return p < at ? low + std::sqrt(p * (high - low) * (mode - low))
                      : high - std::sqrt((1.0 - p) * (high - low) * (high - mode));
    };
}

std::function<double(double)> uniformBetween(double low, double high) {
    return [=](double p) { return low + p * (high - low); };
}

std::function<double(double)> logNormal(double median, double p90) {
    if (!(median > 0.0 && p90 >= median))
        throw Error(
            ErrorCode::BadInput,
            fmt::format("found a median of {} and a P90 of {}, expected 0 < median <= P90", median, p90));
    const double spread = std::log(p90 / median) / inverseNormal(0.9);
    return [=](double p) { return median * std::exp(spread * inverseNormal(p)); };
}

std::vector<TornadoBar> tornado(const std::vector<UncertainInput>& inputs, const Answer& answer) {
    std::vector<double> x;
    for (const UncertainInput& input : inputs)
        x.push_back(input.quantile(0.5));
    std::vector<TornadoBar> bars;
    for (std::size_t i = 0; i < inputs.size(); ++i) {
        const double median = x[i];
        TornadoBar bar{inputs[i].name};
        x[i] = inputs[i].quantile(0.1);
        bar.low = answer(x);
        x[i] = inputs[i].quantile(0.9);
        bar.high = answer(x);
        x[i] = median;
        bars.push_back(std::move(bar));
    }
    std::ranges::stable_sort(bars, std::greater{}, [](const TornadoBar& b) { return b.swing(); });
    return bars;
}

SobolResult sobolIndices(const std::vector<UncertainInput>& inputs, const Answer& answer, std::size_t base,
                         std::uint64_t seed) {
    if (inputs.empty() || 2 * inputs.size() > SobolSequence::MostDimensions || base < 2)
        throw Error(ErrorCode::BadInput,
                    fmt::format("found {} uncertain inputs, expected 1 to {}", inputs.size(),
                                SobolSequence::MostDimensions / 2),
                    {}, "fix those with the shortest bars of the tornado");
    const Design design = evaluate(inputs, answer, base);
    SobolResult result;
    result.evaluations = base * (inputs.size() + 2);
    double sum = 0, squares = 0;
    for (std::size_t i = 0; i < base; ++i)
        sum += design.a[i] + design.b[i], squares += design.a[i] * design.a[i] + design.b[i] * design.b[i];
    const double n = 2.0 * static_cast<double>(base);
    result.mean = sum / n;
    result.variance = squares / n - result.mean * result.mean;
    if (!(result.variance > 1e-24 * squares / n))
        throw Error(ErrorCode::BadInput, "the answer does not vary with these inputs: no shares of variance");
    for (std::size_t k = 0; k < inputs.size(); ++k) {
        const Shares shares = sharesOf(design, k, base, [](std::size_t i) { return i; });
        SobolIndex index{inputs[k].name, shares.first, shares.total};
        bootstrap(design, k, seed, index);
        result.indices.push_back(std::move(index));
    }
    return result;
}

} // namespace sim
