// SPDX-License-Identifier: Apache-2.0
#include "simulator/economics/operator_risk.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <exception>
#include <thread>

#include <fmt/format.h>

#include "simulator/base/error.h"
#include "simulator/economics/time_value.h"

namespace sim {

namespace {

constexpr std::size_t Factors = 3;
constexpr double YearsPerMonth = 1.0 / 12.0;
// Draws of one month: the factors, the number of jumps, their sizes.
constexpr std::uint32_t JumpCountDraw = 3, JumpSizeDraw = 4, ExchangeDraw = 5;

void validate(const RiskTerms& terms, const FleetPlan& plan) {
    const bool isSold = plan.spot.price > 0.0 || !plan.contracts.empty();
    if (isSold || terms.spot.start != 0.0) validate(terms.spot); // a fleet of one's own use has no price
    if (terms.paths < 2 || terms.paths > 10'000'000)
        throw Error(ErrorCode::BadInput,
                    fmt::format("found {} paths, expected 2 to 10,000,000", terms.paths));
    if (!(terms.utilisation.start > 0.0 && terms.utilisation.start < 1.0) &&
        terms.utilisation.volatility > 0.0)
        throw Error(ErrorCode::BadInput,
                    fmt::format("found a swinging utilisation of {}, expected between 0 and 1",
                                terms.utilisation.start));
    if (terms.correlation.size() != Factors)
        throw Error(ErrorCode::BadInput,
                    fmt::format("found a correlation of {} factors, expected {}: spot price, "
                                "utilisation, residual value",
                                terms.correlation.size(), Factors));
}

std::array<double, Factors> correlated(const Random& random, const CorrelationFactor& factor,
                                       std::uint32_t path, std::uint32_t month) {
    std::array<double, Factors> draw{}, out{};
    for (std::uint32_t k = 0; k < Factors; ++k)
        draw[k] = random.normal(path, month, k);
    for (std::size_t i = 0; i < Factors; ++i)
        for (std::size_t k = 0; k <= i; ++k)
            out[i] += factor.lower[i][k] * draw[k];
    return out;
}

/// One path's figures into their places.
void judge(const LedgerEngine& engine, const Ledger& ledger, std::size_t path, double monthly,
           RiskSample& sample) {
    const auto& plan = engine.plan();
    double value = 0.0, levered = 0.0, discount = 1.0, earned = 0.0, hours = 0.0;
    for (int t = 0; t <= ledger.months(); ++t) {
        const auto i = static_cast<std::size_t>(t);
        const double flow =
            ledger.cashForDebtService(t) - ledger.capex[i] - ledger.recoverableTax[i] + ledger.resale[i];
        value += flow * discount;
        levered += (flow + ledger.debtDrawn[i] - ledger.debtService(t) - ledger.fees[i]) * discount;
        if (t == ledger.months()) levered -= ledger.balance[i] * discount;
        earned += ledger.revenue(t) * discount;
        hours += ledger.soldHours[i] * discount;
        discount /= 1.0 + monthly;
        if (t > 0) sample.revenueByYear[static_cast<std::size_t>((t - 1) / 12)][path] += ledger.revenue(t);
    }
    if (hours > 0.0) sample.levelisedCost[path] = (earned - value) / hours;
    sample.presentValue[path] = value;
    sample.leveredValue[path] = levered;
    if (plan.debt.loanToCost <= 0.0) return;
    double least = HUGE_VAL, greatest = 0.0;
    for (int t = 1; t <= ledger.months(); ++t) {
        if (const auto cover = ledger.cover(t)) {
            least = std::min(least, *cover);
            if (*cover < plan.debt.covenants.coverMinimum && sample.firstCoverBreach[path] == 0)
                sample.firstCoverBreach[path] = t;
        }
        if (const auto share = ledger.loanToValue(t)) {
            greatest = std::max(greatest, *share);
            const double limit = plan.debt.covenants.loanToValueMaximum;
            if (limit > 0.0 && *share > limit && sample.firstLoanToValueBreach[path] == 0)
                sample.firstLoanToValueBreach[path] = t;
        }
    }
    sample.leastCover[path] = least;
    sample.greatestLoanToValue[path] = greatest;
}

SampleFigure shareOfBreaches(const std::vector<int>& first, std::size_t paths) {
    return probabilityOf(static_cast<std::size_t>(std::ranges::count_if(first, [](int m) { return m > 0; })),
                         paths);
}

} // namespace

void drawMarket(const FleetPlan& plan, const RiskTerms& terms, const CorrelationFactor& factor,
                std::uint32_t path, MarketPath& market) {
    const auto months = static_cast<std::size_t>(plan.months);
    market.spotPrice.resize(months);
    market.spotUtilisation.resize(months);
    market.residualShare.resize(months);
    const Random random(terms.seed, RandomStream::Prices);
    const PriceProcess& spot = terms.spot;
    const ShareProcess& share = terms.utilisation;
    const double root = std::sqrt(YearsPerMonth);
    const bool hasPrice = spot.start > 0.0;
    const double start = hasPrice ? std::log(spot.start) : 0.0;
    const double usual = share.volatility > 0.0 ? std::log(share.start / (1.0 - share.start)) : 0.0;
    const double variance = terms.residualVolatility * terms.residualVolatility;
    double logPrice = start, logit = usual, residual = 0.0, decline = plan.residual.startShare;
    for (std::size_t i = 0; i < months; ++i) {
        const auto month = static_cast<std::uint32_t>(i) + 1;
        const double years = month * YearsPerMonth;
        const auto z = correlated(random, factor, path, month);
        const double target = start + spot.drift * years;
        double jump = 0.0;
        if (spot.jumpsPerYear > 0.0) {
            const int jumps =
                poissonCount(spot.jumpsPerYear * YearsPerMonth, random.uniform(path, month, JumpCountDraw));
            if (jumps > 0)
                jump = jumps * spot.jumpMean +
                       std::sqrt(jumps) * spot.jumpDeviation * random.normal(path, month, JumpSizeDraw);
        }
        logPrice +=
            spot.reversion * (target - logPrice) * YearsPerMonth + spot.volatility * root * z[0] + jump;
        logit += share.reversion * (usual - logit) * YearsPerMonth + share.volatility * root * z[1];
        residual += terms.residualVolatility * root * z[2];
        decline *= 1.0 - plan.residual.monthlyDecline;
        market.spotPrice[i] = hasPrice ? std::exp(logPrice) : 0.0;
        market.spotUtilisation[i] = share.volatility > 0.0 ? 1.0 / (1.0 + std::exp(-logit)) : share.start;
        market.residualShare[i] = decline * std::exp(residual - 0.5 * variance * years +
                                                     plan.residual.spotExponent * (logPrice - target));
    }
    strike(plan.spot, market);
    if (terms.exchangeVolatility <= 0.0) return;
    market.exchangeRate.resize(months);
    double logRate = std::log(plan.exchangeRate);
    for (std::size_t i = 0; i < months; ++i) {
        const double z = random.normal(path, static_cast<std::uint32_t>(i) + 1, ExchangeDraw);
        logRate += terms.exchangeVolatility * root * z -
                   0.5 * terms.exchangeVolatility * terms.exchangeVolatility * YearsPerMonth;
        market.exchangeRate[i] = std::exp(logRate);
    }
}

RiskSample operatorRisk(const LedgerEngine& engine, const RiskTerms& terms, const WorkContext& context) {
    const FleetPlan& plan = engine.plan();
    validate(terms, plan);
    RiskSample sample;
    sample.factor = correlationFactor(terms.correlation);
    sample.presentValue.resize(terms.paths);
    sample.levelisedCost.resize(terms.paths);
    sample.leveredValue.resize(terms.paths);
    sample.revenueByYear.assign(static_cast<std::size_t>((plan.months + 11) / 12),
                                std::vector<double>(terms.paths, 0.0));
    if (plan.debt.loanToCost > 0.0) {
        sample.leastCover.resize(terms.paths);
        sample.greatestLoanToValue.resize(terms.paths);
        sample.firstCoverBreach.assign(terms.paths, 0);
        sample.firstLoanToValueBreach.assign(terms.paths, 0);
    }
    const double monthly = monthlyRate(plan.conventions.discountRate);
    const auto work = [&](std::uint32_t first, std::uint32_t last) {
        Ledger ledger = engine.blank();
        MarketPath market;
        for (std::uint32_t path = first; path < last; ++path) {
            if (path % 256 == 0) context.throwIfStopped();
            drawMarket(plan, terms, sample.factor, path, market);
            engine.apply(market, ledger);
            judge(engine, ledger, path, monthly, sample);
        }
    };
    // Each path writes its own places alone: who computes it changes nothing.
    const auto threads = static_cast<std::uint32_t>(std::clamp(terms.threads, 1, 64));
    const auto share = [&](std::uint32_t i) {
        return static_cast<std::uint32_t>(std::uint64_t{terms.paths} * i / threads);
    };
    std::vector<std::exception_ptr> failures(threads);
    std::vector<std::jthread> others;
    const auto guarded = [&](std::uint32_t i) {
        try {
            work(share(i), share(i + 1));
        } catch (...) {
            failures[i] = std::current_exception();
        }
    };
    for (std::uint32_t i = 1; i < threads; ++i)
        others.emplace_back(guarded, i);
    guarded(0);
    others.clear();
    for (const auto& failure : failures)
        if (failure) std::rethrow_exception(failure);
    return sample;
}

SampleFigure RiskSample::coverBreachProbability() const {
    return shareOfBreaches(firstCoverBreach, paths());
}

SampleFigure RiskSample::loanToValueBreachProbability() const {
    return shareOfBreaches(firstLoanToValueBreach, paths());
}

SampleFigure RiskSample::anyBreachProbability() const {
    std::size_t breaches = 0;
    for (std::size_t i = 0; i < firstCoverBreach.size(); ++i)
        breaches += firstCoverBreach[i] > 0 || firstLoanToValueBreach[i] > 0;
    return probabilityOf(breaches, paths());
}

SampleFigure RiskSample::lossProbability() const {
    return probabilityOf(
        static_cast<std::size_t>(std::ranges::count_if(presentValue, [](double v) { return v < 0.0; })),
        paths());
}

std::vector<double> RiskSample::coverBreachedBy(int months) const {
    std::vector<double> share(static_cast<std::size_t>(months) + 1, 0.0);
    for (const int first : firstCoverBreach)
        if (first > 0 && first <= months) share[static_cast<std::size_t>(first)] += 1.0;
    for (std::size_t t = 1; t < share.size(); ++t)
        share[t] += share[t - 1];
    for (double& s : share)
        s /= static_cast<double>(paths());
    return share;
}

} // namespace sim
