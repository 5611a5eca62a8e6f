// SPDX-License-Identifier: Apache-2.0
#include "simulator/economics/ledger.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "simulator/economics/landed_cost.h"

namespace sim {

namespace {

std::size_t at(int month) {
    return static_cast<std::size_t>(month);
}

/// Rises at each anniversary: months 1 to 12 at the price of the start.
double escalated(double perYear, int month) {
    return perYear == 0.0 ? 1.0 : std::pow(1.0 + perYear, (month - 1) / 12);
}

double sumOf(const std::vector<double>& v) {
    return std::accumulate(v.begin(), v.end(), 0.0);
}

int lastMonthOf(const Purchase& p, int horizon) {
    return p.retireMonth == 0 ? horizon : std::min(p.retireMonth, horizon);
}

} // namespace

double Ledger::revenue(int t) const {
    return contractRevenue[at(t)] + spotRevenue[at(t)];
}

double Ledger::opex(int t) const {
    return energy[at(t)] + otherOpex[at(t)];
}

double Ledger::cashForDebtService(int t) const {
    return revenue(t) - opex(t) - tax[at(t)];
}

double Ledger::debtService(int t) const {
    return interest[at(t)] + principal[at(t)];
}

std::optional<double> Ledger::cover(int t) const {
    if (principal[at(t)] <= 0.0) return std::nullopt; // interest alone while drawing: not yet tested
    return cashForDebtService(t) / debtService(t);
}

std::optional<double> Ledger::loanToValue(int t) const {
    if (balance[at(t)] <= 0.0 && principal[at(t)] <= 0.0) return std::nullopt;
    return std::max(0.0, balance[at(t)]) / marketValue[at(t)];
}

std::vector<double> Ledger::unleveredFlows() const {
    std::vector<double> flows;
    for (int t = 0; t <= months(); ++t)
        flows.push_back(cashForDebtService(t) - capex[at(t)] - recoverableTax[at(t)] + resale[at(t)]);
    return flows;
}

std::vector<double> Ledger::leveredFlows() const {
    std::vector<double> flows = unleveredFlows();
    for (int t = 0; t <= months(); ++t)
        flows[at(t)] += debtDrawn[at(t)] - debtService(t) - fees[at(t)];
    flows.back() -= balance.back(); // what is still owed is repaid from the sale
    return flows;
}

LedgerEngine::LedgerEngine(FleetPlan plan) : plan_(std::move(plan)) {
    validate(plan_);
    const std::size_t size = at(plan_.months) + 1;
    for (auto* v : {&fixed_.gpusInService,
                    &fixed_.capexInService,
                    &fixed_.capex,
                    &fixed_.recoverableTax,
                    &fixed_.contractRevenue,
                    &fixed_.spotRevenue,
                    &fixed_.energy,
                    &fixed_.otherOpex,
                    &fixed_.tax,
                    &fixed_.resale,
                    &fixed_.debtDrawn,
                    &fixed_.interest,
                    &fixed_.principal,
                    &fixed_.fees,
                    &fixed_.balance,
                    &fixed_.marketValue,
                    &fixed_.installedHours,
                    &fixed_.availableHours,
                    &fixed_.soldHours,
                    &fixed_.usefulHours,
                    &fixed_.kilowattHours,
                    &fixed_.realisedPrice,
                    &depreciation_,
                    &plannedShare_,
                    &expectedSpot_})
        v->assign(size, 0.0);
    fixed_.lines.assign(plan_.lines.size(), std::vector<double>(size, 0.0));
    for (int t = 0; t <= plan_.months; ++t) {
        plannedShare_[at(t)] = plan_.residual.startShare * std::pow(1.0 - plan_.residual.monthlyDecline, t);
        expectedSpot_[at(t)] =
            plan_.spot.price * std::pow(1.0 - plan_.spot.monthlyDecline, std::max(0, t - 1));
    }
    buy();
    operate();
}

void LedgerEngine::buy() {
    for (const Purchase& p : plan_.purchases) {
        isRevaluedPurchase_ = isRevaluedPurchase_ || p.isForeign;
        const double price = p.gpus * p.pricePerGpu * (p.isForeign ? plan_.exchangeRate : 1.0);
        const LandedCost landed = landedCost(price, {p.dutyRate, p.valueAddedTaxRate, p.recoverableShare});
        for (const Milestone& m : p.milestones) {
            const int month = p.orderMonth + m.monthsFromOrder;
            if (month > plan_.months) continue; // falls after what is looked at
            fixed_.capex[at(month)] += landed.cost * m.share;
            fixed_.recoverableTax[at(month)] += landed.recoverableTax * m.share;
            const int back = std::min(plan_.months, month + p.recoveryMonths);
            fixed_.recoverableTax[at(back)] -= landed.recoverableTax * m.share;
        }
        for (int t = p.serviceMonth() + 1; t <= lastMonthOf(p, plan_.months); ++t) {
            fixed_.gpusInService[at(t)] += p.gpus;
            fixed_.capexInService[at(t)] += landed.cost;
            const int year = (t - p.serviceMonth() - 1) / 12;
            if (year < static_cast<int>(plan_.tax.depreciation.size()))
                depreciation_[at(t)] += landed.cost * plan_.tax.depreciation[at(year)] / 12.0;
        }
    }
    taxBookAtHorizon_ = sumOf(fixed_.capex) - sumOf(depreciation_);
}

void LedgerEngine::operate() {
    const PowerTerms& power = plan_.power;
    const double hours = plan_.conventions.hoursPerMonth;
    for (int t = 1; t <= plan_.months; ++t) {
        const double gpus = fixed_.gpusInService[at(t)];
        fixed_.installedHours[at(t)] = gpus * hours;
        fixed_.availableHours[at(t)] = gpus * hours * plan_.availability;
        fixed_.kilowattHours[at(t)] = gpus * hours * power.itKilowattsPerGpu * power.load * power.pue;
        fixed_.energy[at(t)] =
            fixed_.kilowattHours[at(t)] * power.pricePerKilowattHour * escalated(power.escalationPerYear, t);
        for (std::size_t i = 0; i < plan_.lines.size(); ++i) {
            const OperatingLine& line = plan_.lines[i];
            const double amount = line.perMonth + gpus * line.perGpuMonth +
                                  gpus * power.itKilowattsPerGpu * line.perKilowattMonth +
                                  fixed_.capexInService[at(t)] * line.capexSharePerYear / 12.0;
            fixed_.lines[i][at(t)] = amount * escalated(line.escalationPerYear, t);
            fixed_.otherOpex[at(t)] += fixed_.lines[i][at(t)];
        }
    }
    borrow(fixed_);
}

void LedgerEngine::borrow(Ledger& ledger) const {
    const DebtTerms& debt = plan_.debt;
    if (debt.loanToCost <= 0.0) return;
    LoanTerms terms{{}, debt.annualPercentageRate, debt.months, debt.upfrontFeeShare, debt.undrawnFeeRate};
    for (int t = 0; t <= plan_.months; ++t)
        if (ledger.capex[at(t)] > 0.0) terms.draws.push_back({t, debt.loanToCost * ledger.capex[at(t)]});
    if (terms.draws.empty()) return;
    const auto schedule = loanSchedule(terms, plan_.months);
    for (int t = 0; t <= plan_.months; ++t) {
        const LoanMonth& month = schedule[at(t)];
        ledger.debtDrawn[at(t)] = month.drawn;
        ledger.interest[at(t)] = month.interest;
        ledger.principal[at(t)] = month.principal;
        ledger.fees[at(t)] = month.fees;
        ledger.balance[at(t)] = month.balance;
    }
}

void LedgerEngine::earn(const MarketPath& market, Ledger& ledger) const {
    double contracted = 0.0;
    for (const Contract& c : plan_.contracts)
        contracted += c.share;
    std::vector<double> fixedAgain(plan_.contracts.size(), 0.0);
    const int first = plan_.purchases.empty() ? 0 : plan_.purchases.front().serviceMonth();
    for (int t = 1; t <= plan_.months; ++t) {
        const double spot = market.spotPrice[at(t - 1)];
        const double hours = ledger.availableHours[at(t)];
        double revenue = 0.0, sold = 0.0;
        for (std::size_t i = 0; i < plan_.contracts.size(); ++i) {
            const Contract& c = plan_.contracts[i];
            const int age = t - first; // of the contracts: they start with the first machine's service
            double price = c.price;
            const bool isIdle = age > c.months && age <= c.months + c.gapMonths;
            if (age > c.months) {
                const double offered = c.recontractShare * spot;
                const double monthly = c.isCappedAtOldPrice ? std::min(c.price, offered) : offered;
                const bool isRenewal =
                    c.recontractMonths > 0 && (age - c.months - 1) % c.recontractMonths == 0;
                if (isRenewal) fixedAgain[i] = monthly;
                price = c.recontractMonths > 0 ? fixedAgain[i] : monthly;
            }
            if (age <= c.months && plan_.spot.shockMonth > 0 && t >= plan_.spot.shockMonth)
                price += c.reopenedShare * std::min(0.0, c.recontractShare * spot - price);
            if (i == 0) ledger.realisedPrice[at(t)] = price;
            if (isIdle) continue;
            sold += hours * c.share * c.utilisation;
            revenue += hours * c.share * c.utilisation * price;
        }
        const double spotHours = hours * (1.0 - contracted) * market.spotUtilisation[at(t - 1)];
        ledger.contractRevenue[at(t)] = revenue;
        ledger.spotRevenue[at(t)] = spotHours * spot;
        ledger.soldHours[at(t)] = sold + spotHours;
        ledger.usefulHours[at(t)] = (sold + spotHours) * plan_.goodput;
    }
    // Prepaid: the value of the contract at its start, given back evenly over its life.
    for (const Contract& c : plan_.contracts) {
        if (c.prepaidShare <= 0.0) continue;
        double value = 0.0;
        const int last = std::min(plan_.months, first + c.months);
        for (int t = first + 1; t <= last; ++t) {
            const double part =
                ledger.availableHours[at(t)] * c.share * c.utilisation * c.price * c.prepaidShare;
            ledger.contractRevenue[at(t)] -= part;
            value += part;
        }
        ledger.contractRevenue[at(first)] += value;
    }
}

double LedgerEngine::residualShareOf(const Purchase& purchase, int month, const MarketPath& market) const {
    const int age = std::max(0, month - purchase.orderMonth);
    double share = plannedShare_[at(age)];
    if (month > 0 && !market.residualShare.empty())
        share = market.residualShare[at(month - 1)] * plannedShare_[at(age)] / plannedShare_[at(month)];
    return std::max(plan_.residual.floor, share);
}

void LedgerEngine::resell(const MarketPath& market, Ledger& ledger) const {
    for (int t = 0; t <= plan_.months; ++t) {
        double value = 0.0;
        for (const Purchase& p : plan_.purchases) {
            if (t < p.orderMonth || t > lastMonthOf(p, plan_.months)) continue;
            const double cost = p.gpus * p.pricePerGpu * (p.isForeign ? plan_.exchangeRate : 1.0) *
                                (1.0 + p.dutyRate) * (1.0 + p.valueAddedTaxRate * (1.0 - p.recoverableShare));
            const double now = cost * residualShareOf(p, t, market);
            value += now;
            if (t == lastMonthOf(p, plan_.months)) ledger.resale[at(t)] += now;
        }
        ledger.marketValue[at(t)] = value;
    }
}

void LedgerEngine::payTax(Ledger& ledger) const {
    if (plan_.tax.rate <= 0.0) return;
    double carried = 0.0; // losses that wait
    for (int t = 0; t <= plan_.months; ++t) {
        double profit = ledger.revenue(t) - ledger.opex(t) - ledger.interest[at(t)] - ledger.fees[at(t)] -
                        depreciation_[at(t)] + ledger.resale[at(t)];
        if (t == plan_.months) profit -= taxBookAtHorizon_; // the sale writes off what is left
        if (plan_.tax.hasLossCarryForward) {
            const double used = profit > 0.0 ? std::min(profit, carried) : profit;
            carried -= used;
            profit -= used;
        }
        ledger.tax[at(t)] = plan_.tax.rate * profit;
    }
}

void LedgerEngine::apply(const MarketPath& market, Ledger& ledger) const {
    for (auto* v : {&ledger.resale, &ledger.tax})
        std::fill(v->begin(), v->end(), 0.0);
    if (isRevaluedPurchase_ && !market.exchangeRate.empty()) {
        FleetPlan revalued = plan_; // purchases abroad at the rates of this path
        for (Purchase& p : revalued.purchases)
            if (p.isForeign && p.orderMonth > 0)
                p.pricePerGpu *= market.exchangeRate[at(p.orderMonth - 1)] / plan_.exchangeRate;
        const LedgerEngine engine(std::move(revalued));
        MarketPath rest = market;
        rest.exchangeRate.clear();
        ledger = engine.blank();
        return engine.apply(rest, ledger);
    }
    std::fill(ledger.contractRevenue.begin(), ledger.contractRevenue.end(), 0.0);
    earn(market, ledger);
    resell(market, ledger);
    payTax(ledger);
}

MarketPath LedgerEngine::plannedMarket() const {
    MarketPath market;
    for (int t = 1; t <= plan_.months; ++t) {
        market.spotPrice.push_back(expectedSpot_[at(t)]);
        market.spotUtilisation.push_back(plan_.spot.utilisation);
    }
    strike(plan_.spot, market);
    return market;
}

void strike(const SpotTerms& spot, MarketPath& market) {
    if (spot.shockMonth <= 0) return;
    for (std::size_t i = at(spot.shockMonth - 1); i < market.spotPrice.size(); ++i) {
        market.spotPrice[i] *= 1.0 + spot.priceShock;
        market.spotUtilisation[i] =
            std::clamp(market.spotUtilisation[i] * (1.0 + spot.utilisationShock), 0.0, 1.0);
    }
}

Ledger runLedger(const FleetPlan& plan) {
    const LedgerEngine engine(plan);
    Ledger ledger = engine.blank();
    engine.apply(engine.plannedMarket(), ledger);
    return ledger;
}

} // namespace sim
