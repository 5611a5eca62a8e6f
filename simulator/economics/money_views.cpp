// SPDX-License-Identifier: Apache-2.0
#include "simulator/economics/money_views.h"

#include <algorithm>
#include <cmath>

#include "simulator/economics/time_value.h"

namespace sim {

namespace {

std::size_t at(int month) {
    return static_cast<std::size_t>(month);
}

const std::vector<double>& hoursOf(const Ledger& ledger, GpuHourKind kind) {
    switch (kind) {
    case GpuHourKind::Installed:
        return ledger.installedHours;
    case GpuHourKind::Available:
        return ledger.availableHours;
    case GpuHourKind::Sold:
        return ledger.soldHours;
    case GpuHourKind::Useful:
        return ledger.usefulHours;
    }
    return ledger.installedHours;
}

double presentValueOfFlows(const std::vector<double>& flows, const Conventions& c) {
    return netPresentValue(monthlyRate(c.discountRate), flows);
}

FleetPlan scaled(FleetPlan plan, double scale) {
    for (Contract& c : plan.contracts)
        c.price *= scale;
    plan.spot.price *= scale;
    return plan;
}

} // namespace

std::optional<double> ReturnView::annualRateOfReturn() const {
    const auto monthly = monthlyRate.one();
    return monthly ? std::optional(annualRate(*monthly)) : std::nullopt;
}

ReturnView returnsOf(const std::vector<double>& flows, const Conventions& conventions) {
    ReturnView view;
    const double monthly = monthlyRate(conventions.discountRate);
    view.presentValue = netPresentValue(monthly, flows);
    view.monthlyRate = rateOfReturn(flows);
    if (const auto modified = modifiedRateOfReturn(flows, monthly, monthly))
        view.modifiedAnnualRate = annualRate(*modified);
    view.paybackMonth = paybackPeriod(flows);
    return view;
}

std::optional<double> levelisedCostOf(const Ledger& ledger, const Conventions& conventions,
                                      GpuHourKind kind) {
    std::vector<double> cost;
    for (int t = 0; t <= ledger.months(); ++t)
        cost.push_back(ledger.capex[at(t)] + ledger.recoverableTax[at(t)] + ledger.opex(t) +
                       ledger.tax[at(t)] - ledger.resale[at(t)]);
    const double hours = presentValueOfFlows(hoursOf(ledger, kind), conventions);
    if (!(hours > 0.0)) return std::nullopt;
    return presentValueOfFlows(cost, conventions) / hours;
}

std::optional<double> realLevelisedCostOf(const Ledger& ledger, const Conventions& conventions,
                                          GpuHourKind kind) {
    const auto nominal = levelisedCostOf(ledger, conventions, kind);
    if (!nominal) return std::nullopt;
    // PV(cost) = price x sum of hours x (1 + inflation)^t x d_t: hours at the real rate.
    Conventions real = conventions;
    real.discountRate = (1.0 + conventions.discountRate) / (1.0 + conventions.inflation) - 1.0;
    const double nominalHours = presentValueOfFlows(hoursOf(ledger, kind), conventions);
    return *nominal * nominalHours / presentValueOfFlows(hoursOf(ledger, kind), real);
}

std::optional<double> realisedPriceOf(const Ledger& ledger, const Conventions& conventions) {
    std::vector<double> revenue;
    for (int t = 0; t <= ledger.months(); ++t)
        revenue.push_back(ledger.revenue(t));
    const double hours = presentValueOfFlows(ledger.soldHours, conventions);
    if (!(hours > 0.0)) return std::nullopt;
    return presentValueOfFlows(revenue, conventions) / hours;
}

std::optional<double> shutdownPriceOf(const Ledger& ledger) {
    double cost = 0.0, hours = 0.0;
    for (int t = 0; t <= ledger.months(); ++t) {
        cost += ledger.opex(t);
        hours += ledger.soldHours[at(t)];
    }
    if (!(hours > 0.0)) return std::nullopt;
    return cost / hours;
}

CovenantView covenantsOf(const Ledger& ledger, const Covenants& covenants) {
    CovenantView view;
    std::vector<std::optional<double>> cover, loanToValue;
    for (int t = 1; t <= ledger.months(); ++t) {
        cover.push_back(ledger.cover(t));
        loanToValue.push_back(ledger.loanToValue(t));
        if (cover.back()) view.leastCover = std::min(view.leastCover.value_or(HUGE_VAL), *cover.back());
        if (loanToValue.back())
            view.greatestLoanToValue = std::max(view.greatestLoanToValue.value_or(0.0), *loanToValue.back());
        if (covenants.loanToValueMaximum > 0.0)
            view.greatestCure =
                std::max(view.greatestCure, equityCure(ledger.balance[at(t)], ledger.marketValue[at(t)],
                                                       covenants.loanToValueMaximum));
    }
    view.cover = coverBreach(cover, covenants);
    view.loanToValue = loanToValueBreach(loanToValue, covenants);
    return view;
}

std::optional<double> breakEvenPriceScale(const FleetPlan& plan) {
    const auto valueAt = [&](double scale) {
        return presentValueOfFlows(runLedger(scaled(plan, scale)).unleveredFlows(), plan.conventions);
    };
    double low = 0.0, high = 1.0;
    if (valueAt(low) >= 0.0) return std::nullopt;
    while (valueAt(high) < 0.0)
        if ((high *= 2.0) > 100.0) return std::nullopt;
    for (int i = 0; i < 60; ++i) {
        const double middle = 0.5 * (low + high);
        (valueAt(middle) < 0.0 ? low : high) = middle;
    }
    return 0.5 * (low + high);
}

std::optional<int> cashRunsOut(const Ledger& ledger, double cashAtStart) {
    double cash = cashAtStart;
    const auto flows = ledger.leveredFlows();
    for (std::size_t t = 0; t < flows.size(); ++t)
        if ((cash += flows[t]) < 0.0) return static_cast<int>(t);
    return std::nullopt;
}

CarbonView carbonOf(const Ledger& ledger, const FleetPlan& plan) {
    CarbonView view;
    double useful = 0.0;
    for (int t = 0; t <= ledger.months(); ++t) {
        view.operationTonnes += ledger.kilowattHours[at(t)] * plan.power.gramsCarbonPerKilowattHour * 1e-6;
        useful += ledger.usefulHours[at(t)];
    }
    for (const Purchase& p : plan.purchases)
        view.embodiedTonnes += p.gpus * plan.power.embodiedKilogramsPerGpu * 1e-3;
    if (useful > 0.0)
        view.kilogramsPerUsefulHour = (view.operationTonnes + view.embodiedTonnes) * 1e3 / useful;
    return view;
}

} // namespace sim
