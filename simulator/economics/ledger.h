// SPDX-License-Identifier: Apache-2.0
// The monthly engine: one plan, one market, one set of vectors. Every figure of money is a view on them.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "simulator/economics/fleet_plan.h"

namespace sim {

/// What the market does in each month from 1 on; entry t - 1 belongs to month t. An empty path takes the
/// plan's.
struct MarketPath {
    std::vector<double> spotPrice, spotUtilisation;
    std::vector<double> residualShare; ///< of the cost of a machine bought at the start; age enters besides
    std::vector<double> exchangeRate;
};

/// Entry 0 is the start, entry t the end of month t. Payments are positive in the lines of cost.
struct Ledger {
    std::vector<double> gpusInService, capexInService, capex, recoverableTax;
    std::vector<double> contractRevenue, spotRevenue, energy, otherOpex, tax, resale;
    std::vector<double> debtDrawn, interest, principal, fees, balance, marketValue;
    std::vector<double> installedHours, availableHours, soldHours, usefulHours, kilowattHours;
    std::vector<std::vector<double>> lines; ///< by operating line of the plan
    std::vector<double> realisedPrice;      ///< contract price of the first contract, month by month

    int months() const { return static_cast<int>(capex.size()) - 1; }
    double revenue(int t) const;
    double opex(int t) const;
    /// Cash available for debt service: revenue - opex - tax.
    double cashForDebtService(int t) const;
    double debtService(int t) const;
    /// Cover and loan to value of month t; nullopt where nothing is owed.
    std::optional<double> cover(int t) const;
    std::optional<double> loanToValue(int t) const;
    std::vector<double> unleveredFlows() const;
    std::vector<double> leveredFlows() const;
};

/// What does not depend on the market is computed once for a plan; apply() then runs one market through it.
/// The plan is copied. Thread rule: apply() of one engine may run on many threads, each with a ledger of its
/// own.
class LedgerEngine {
  public:
    /// Throws Error{BadInput} for a plan that cannot be.
    explicit LedgerEngine(FleetPlan plan);
    const FleetPlan& plan() const { return plan_; }
    /// Overwrites `ledger`, which must be this engine's own make (blank()) and may be used again.
    void apply(const MarketPath& market, Ledger& ledger) const;
    Ledger blank() const { return fixed_; }
    /// The plan's own market: prices as planned.
    MarketPath plannedMarket() const;

  private:
    void buy();
    void operate();
    void borrow(Ledger& ledger) const;
    void earn(const MarketPath& market, Ledger& ledger) const;
    void resell(const MarketPath& market, Ledger& ledger) const;
    void payTax(Ledger& ledger) const;
    double residualShareOf(const Purchase& purchase, int month, const MarketPath& market) const;

    FleetPlan plan_;
    Ledger fixed_;
    std::vector<double> depreciation_; ///< by month
    std::vector<double> plannedShare_; ///< residual share of the plan by age in months
    std::vector<double> expectedSpot_;
    double taxBookAtHorizon_ = 0.0;
    bool isRevaluedPurchase_ = false; ///< purchases abroad follow the exchange rate path
};

/// The shock of the plan upon a market without it.
void strike(const SpotTerms& spot, MarketPath& market);

/// The plan under its own prices.
Ledger runLedger(const FleetPlan& plan);

} // namespace sim
