// SPDX-License-Identifier: Apache-2.0
#include "simulator/economics/rate_of_return.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "simulator/base/error.h"
#include "simulator/economics/time_value.h"

namespace sim {

namespace {

/// Sum of amount x exp(-time x force), force = ln(1 + rate); terms in ascending time.
using ExponentialSum = std::vector<DatedFlow>;

struct Scaled {
    double value = 0.0; ///< divided by exp(largest exponent), so that it never overflows
    double size = 0.0;  ///< sum of the magnitudes on the same scale: what `value` is small against
};

Scaled valueAt(const ExponentialSum& terms, double force) {
    double top = -HUGE_VAL;
    for (const DatedFlow& term : terms)
        top = std::max(top, -term.time * force);
    Scaled sum;
    for (const DatedFlow& term : terms) {
        const double part = term.amount * std::exp(-term.time * force - top);
        sum.value += part;
        sum.size += std::abs(part);
    }
    return sum;
}

constexpr double LeastForce = -9.21; // ln(1 - 0.9999)
constexpr double MostForce = 13.82;  // ln(1 + 10^6)
constexpr double ZeroShare = 1e-13;  // rounding of a sum whose terms cancel

int signOf(const Scaled& s) {
    if (std::abs(s.value) <= ZeroShare * s.size) return 0;
    return s.value < 0 ? -1 : 1;
}

double bisect(const ExponentialSum& terms, double low, double high) {
    const bool isNegativeBelow = valueAt(terms, low).value < 0;
    for (int i = 0; i < 200; ++i) {
        const double middle = 0.5 * (low + high);
        if (middle <= low || middle >= high) break;
        ((valueAt(terms, middle).value < 0) == isNegativeBelow ? low : high) = middle;
    }
    return 0.5 * (low + high);
}

/// Index before the first change of sign; -1 when there is none. Amounts are never 0.
std::ptrdiff_t firstSignChange(const ExponentialSum& terms) {
    for (std::size_t i = 1; i < terms.size(); ++i)
        if ((terms[i - 1].amount < 0) != (terms[i].amount < 0)) return static_cast<std::ptrdiff_t>(i) - 1;
    return -1;
}

/// Roots in (LeastForce, MostForce), ascending. Multiplying the sum by exp(b force), b between the times
/// around a change of sign, and differentiating gives a sum with one change less; its roots cut the line into
/// pieces on which this one crosses zero once at most.
std::vector<double> rootsOf(const ExponentialSum& terms) {
    const std::ptrdiff_t change = firstSignChange(terms);
    if (change < 0) return {};
    const auto at = static_cast<std::size_t>(change);
    const double shift = 0.5 * (terms[at].time + terms[at + 1].time);
    ExponentialSum derivative = terms;
    for (DatedFlow& term : derivative)
        term.amount *= shift - term.time;
    std::vector<double> cuts = {LeastForce};
    for (const double root : rootsOf(derivative))
        cuts.push_back(root);
    cuts.push_back(MostForce);
    std::vector<double> roots;
    for (std::size_t i = 0; i + 1 < cuts.size(); ++i) {
        const int below = signOf(valueAt(terms, cuts[i])), above = signOf(valueAt(terms, cuts[i + 1]));
        // A cut that is itself a root (the curve touches zero there) is taken once, as the upper end.
        if (above == 0 && i + 2 < cuts.size())
            roots.push_back(cuts[i + 1]);
        else if (below != 0 && above != 0 && below != above)
            roots.push_back(bisect(terms, cuts[i], cuts[i + 1]));
    }
    return roots;
}

ExponentialSum merged(std::span<const DatedFlow> flows) {
    ExponentialSum terms(flows.begin(), flows.end());
    std::ranges::stable_sort(terms, {}, &DatedFlow::time);
    ExponentialSum sum;
    for (const DatedFlow& term : terms) {
        if (!std::isfinite(term.amount) || !std::isfinite(term.time))
            throw Error(ErrorCode::BadInput, "found a cash flow that is not a finite number");
        if (!sum.empty() && sum.back().time == term.time)
            sum.back().amount += term.amount;
        else
            sum.push_back(term);
    }
    std::erase_if(sum, [](const DatedFlow& f) { return f.amount == 0.0; });
    return sum;
}

std::vector<DatedFlow> inYears(std::span<const DayFlow> flows) {
    std::vector<DatedFlow> dated;
    for (const DayFlow& f : flows)
        dated.push_back({static_cast<double>(f.day - flows.front().day) / 365.0, f.amount});
    return dated;
}

} // namespace

std::optional<double> RatesOfReturn::one() const {
    if (outcome != Outcome::One) return std::nullopt;
    return rates.front();
}

double RatesOfReturn::only() const {
    if (const auto rate = one()) return *rate;
    throw Error(ErrorCode::BadInput, "the cash flow has no single rate of return: " + inWords(), {},
                "judge it by its net present value");
}

std::string RatesOfReturn::inWords() const {
    switch (outcome) {
    case Outcome::One:
        return fmt::format("{:.4g} %", 100 * rates.front());
    case Outcome::NoSignChange:
        return "none, its amounts all have one sign";
    case Outcome::NoRoot:
        return "none, at every rate its value has the same sign";
    case Outcome::Several:
        break;
    }
    std::string text = "several, ";
    for (std::size_t i = 0; i < rates.size(); ++i)
        text += fmt::format("{}{:.4g} %", i ? " and " : "", 100 * rates[i]);
    return text;
}

RatesOfReturn rateOfReturn(std::span<const DatedFlow> flows) {
    const ExponentialSum terms = merged(flows);
    RatesOfReturn result;
    if (firstSignChange(terms) < 0) return result;
    for (const double force : rootsOf(terms))
        result.rates.push_back(std::expm1(force));
    using enum RatesOfReturn::Outcome;
    result.outcome = result.rates.empty() ? NoRoot : result.rates.size() == 1 ? One : Several;
    return result;
}

RatesOfReturn rateOfReturn(std::span<const double> flows) {
    std::vector<DatedFlow> dated;
    for (std::size_t k = 0; k < flows.size(); ++k)
        dated.push_back({static_cast<double>(k), flows[k]});
    return rateOfReturn(dated);
}

RatesOfReturn rateOfReturn(std::span<const DayFlow> flows) {
    return rateOfReturn(inYears(flows));
}

double netPresentValue(double rate, std::span<const DayFlow> flows) {
    if (!(rate > -1.0))
        throw Error(ErrorCode::BadInput,
                    fmt::format("found a rate of {} per year, expected more than -1", rate));
    double sum = 0.0;
    for (const DatedFlow& f : inYears(flows))
        sum += f.amount * std::pow(1.0 + rate, -f.time);
    return sum;
}

std::optional<double> modifiedRateOfReturn(std::span<const double> flows, double financeRate,
                                           double reinvestRate) {
    std::vector<double> receipts, payments;
    for (const double f : flows) {
        receipts.push_back(std::max(f, 0.0));
        payments.push_back(std::min(f, 0.0));
    }
    const double periods = static_cast<double>(flows.size()) - 1.0;
    const double in = netPresentValue(reinvestRate, receipts), out = netPresentValue(financeRate, payments);
    if (in == 0.0 || out == 0.0) return std::nullopt;
    return std::pow(in / -out, 1.0 / periods) * (1.0 + reinvestRate) - 1.0;
}

std::optional<int> paybackPeriod(std::span<const double> flows) {
    double sum = 0.0;
    for (std::size_t k = 0; k < flows.size(); ++k)
        if ((sum += flows[k]) >= 0.0) return static_cast<int>(k);
    return std::nullopt;
}

} // namespace sim
