// SPDX-License-Identifier: Apache-2.0
// Views on the monthly vectors: returns, levelised cost under four denominators, cover and loan to value,
// break-even and shutdown prices, carbon. Nothing here holds a model of its own.
#pragma once

#include <optional>
#include <vector>

#include "simulator/economics/ledger.h"
#include "simulator/economics/price.h"
#include "simulator/economics/rate_of_return.h"

namespace sim {

struct ReturnView {
    double presentValue = 0.0; ///< NPV at the plan's rate, monthly effective
    RatesOfReturn monthlyRate; ///< of the month; annualRateOfReturn() compounds it
    std::optional<double> modifiedAnnualRate;
    std::optional<int> paybackMonth;
    std::optional<double> annualRateOfReturn() const;
};
ReturnView returnsOf(const std::vector<double>& flows, const Conventions& conventions);

/// Present value of all cost less resale over present value of hours; not defined (nullopt) without hours.
std::optional<double> levelisedCostOf(const Ledger& ledger, const Conventions& conventions, GpuHourKind kind);
/// The same in money of the start: the price that covers the cost when it rises with the plan's inflation.
std::optional<double> realLevelisedCostOf(const Ledger& ledger, const Conventions& conventions,
                                          GpuHourKind kind);
/// Present value of revenue over that of sold hours: what an hour fetched.
std::optional<double> realisedPriceOf(const Ledger& ledger, const Conventions& conventions);
/// Cash cost of running over sold hours of the whole horizon.
std::optional<double> shutdownPriceOf(const Ledger& ledger);

struct CovenantView {
    std::optional<double> leastCover, greatestLoanToValue;
    Breach cover, loanToValue;
    double greatestCure = 0.0; ///< most equity that any month needs to return to the loan-to-value limit
};
CovenantView covenantsOf(const Ledger& ledger, const Covenants& covenants);

/// Scale on every selling price (contracts and spot together) at which the unlevered NPV is nothing; nullopt
/// when even free or a hundred times the price does not turn it.
std::optional<double> breakEvenPriceScale(const FleetPlan& plan);

/// First month in which the running sum of levered flows plus `cashAtStart` is below zero.
std::optional<int> cashRunsOut(const Ledger& ledger, double cashAtStart);

struct CarbonView {
    double operationTonnes = 0.0, embodiedTonnes = 0.0;
    double kilogramsPerUsefulHour = 0.0;
};
CarbonView carbonOf(const Ledger& ledger, const FleetPlan& plan);

} // namespace sim
