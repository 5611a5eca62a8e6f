// SPDX-License-Identifier: Apache-2.0
#include "simulator/economics/price_process.h"

#include <algorithm>
#include <cmath>
#include <map>

#include <fmt/format.h>

#include "simulator/base/error.h"

namespace sim {

namespace {

constexpr int LeastMonths = 8;
constexpr double LeastSpanYears = 0.5;

double medianOf(std::vector<double> values) {
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::ranges::nth_element(values, middle);
    if (values.size() % 2 == 1) return *middle;
    return 0.5 * (*middle + *std::max_element(values.begin(), middle));
}

struct LogPoint {
    double years = 0.0, logPrice = 0.0;
};

std::vector<LogPoint> monthlyMedians(const std::vector<DatedPrice>& history) {
    std::map<long, std::vector<double>> byMonth;
    for (const DatedPrice& p : history)
        if (p.price > 0.0) byMonth[std::lround(std::floor(p.years * 12.0))].push_back(p.price);
    std::vector<LogPoint> points;
    for (auto& [month, prices] : byMonth)
        points.push_back({(static_cast<double>(month) + 0.5) / 12.0, std::log(medianOf(prices))});
    return points;
}

struct Line {
    double offset = 0.0, slope = 0.0;
    double at(double x) const { return offset + slope * x; }
};

Line fittedLine(const std::vector<LogPoint>& points) {
    double n = 0, x = 0, y = 0, xx = 0, xy = 0;
    for (const LogPoint& p : points)
        n += 1, x += p.years, y += p.logPrice, xx += p.years * p.years, xy += p.years * p.logPrice;
    const double slope = (n * xy - x * y) / (n * xx - x * x);
    return {(y - slope * x) / n, slope};
}

/// Decay of the distance from the trend over a step, weighted least squares through the origin; steps of
/// unequal length are brought to one month.
struct Decay {
    double perMonth = 1.0;
    std::vector<double> shocks; ///< of one month
};

Decay decayOf(const std::vector<LogPoint>& points, const Line& trend) {
    double cross = 0, square = 0;
    for (std::size_t i = 1; i < points.size(); ++i) {
        const double months = (points[i].years - points[i - 1].years) * 12.0;
        const double before = points[i - 1].logPrice - trend.at(points[i - 1].years);
        const double after = points[i].logPrice - trend.at(points[i].years);
        cross += before * after / months;
        square += before * before / months;
    }
    Decay decay;
    decay.perMonth = square > 0 ? cross / square : 1.0;
    const double kept = std::clamp(decay.perMonth, 0.0, 1.0);
    for (std::size_t i = 1; i < points.size(); ++i) {
        const double months = (points[i].years - points[i - 1].years) * 12.0;
        const double before = points[i - 1].logPrice - trend.at(points[i - 1].years);
        const double after = points[i].logPrice - trend.at(points[i].years);
        decay.shocks.push_back((after - std::pow(kept, months) * before) / std::sqrt(months));
    }
    return decay;
}

} // namespace

void validate(const PriceProcess& p) {
    const auto require = [](bool holds, const char* what, double value) {
        if (!holds)
            throw Error(ErrorCode::BadInput, fmt::format("found {} of {}, expected 0 or more", what, value));
    };
    if (!(p.start > 0.0))
        throw Error(ErrorCode::BadInput,
                    fmt::format("found a starting price of {}, expected more than 0", p.start));
    require(p.reversion >= 0.0, "a reversion per year", p.reversion);
    require(p.volatility >= 0.0, "a volatility", p.volatility);
    require(p.jumpsPerYear >= 0.0, "jumps per year", p.jumpsPerYear);
    require(p.jumpDeviation >= 0.0, "a deviation of jumps", p.jumpDeviation);
}

std::optional<Calibration> calibrate(std::vector<DatedPrice> history, const PriceProcess& prior) {
    const auto points = monthlyMedians(history);
    if (static_cast<int>(points.size()) < LeastMonths) return std::nullopt;
    Calibration fit{
        prior, static_cast<int>(points.size()), points.back().years - points.front().years, false, {}};
    if (fit.spanYears < LeastSpanYears) return std::nullopt;
    const Line trend = fittedLine(points);
    Decay decay = decayOf(points, trend);
    fit.process.start = std::exp(points.back().logPrice);
    fit.process.drift = trend.slope;
    // A unit root cannot be told from slow reversion on so few months: outside (0, 1) the prior stands.
    if (decay.perMonth > 0.0 && decay.perMonth < 1.0) {
        fit.process.reversion = -12.0 * std::log(decay.perMonth);
        fit.isReversionFitted = true;
    }
    std::vector<double> sizes;
    for (const double shock : decay.shocks)
        sizes.push_back(std::abs(shock));
    const double robust = 1.4826 * medianOf(sizes); // deviation of normal shocks
    double sum = 0, jumps = 0, jumpSum = 0, jumpSquares = 0;
    for (const double shock : decay.shocks) {
        if (robust > 0 && std::abs(shock) > 3.0 * robust)
            jumps += 1, jumpSum += shock, jumpSquares += shock * shock;
        else
            sum += shock * shock;
    }
    const double calm = static_cast<double>(decay.shocks.size()) - jumps;
    fit.process.volatility = calm > 0 ? std::sqrt(sum / calm * 12.0) : prior.volatility;
    fit.process.jumpsPerYear = jumps / fit.spanYears;
    fit.process.jumpMean = jumps > 0 ? jumpSum / jumps : 0.0;
    fit.process.jumpDeviation =
        jumps > 1
            ? std::sqrt(std::max(0.0, jumpSquares / jumps - fit.process.jumpMean * fit.process.jumpMean))
            : 0.0;
    fit.note = fmt::format("{} months over {:.1f} years, {} jumps{}", fit.months, fit.spanYears, jumps,
                           fit.isReversionFitted ? "" : "; no reversion seen, the assumed one is kept");
    return fit;
}

int poissonCount(double mean, double uniform) {
    double term = std::exp(-mean), sum = term;
    int count = 0;
    while (uniform > sum && count < 100) {
        ++count;
        term *= mean / count;
        sum += term;
    }
    return count;
}

} // namespace sim
