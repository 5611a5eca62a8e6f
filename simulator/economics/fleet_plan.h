// SPDX-License-Identifier: Apache-2.0
// A fleet as its owner plans it: what is bought and when, what it costs to run, what it earns, how it is
// financed and taxed. Plain inputs of the monthly engine (ledger.h). Amounts are in the plan's currency and
// nominal; months are numbered from 0, the start, and money of month t moves at its end.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "simulator/economics/depreciation.h"
#include "simulator/economics/loan.h"

namespace sim {

/// Part of a price, due some months after the order: deposit, delivery, acceptance, retention.
struct Milestone {
    double share = 1.0;
    int monthsFromOrder = 0;
};

struct Purchase {
    int orderMonth = 0;
    double gpus = 0.0;
    double pricePerGpu = 0.0; ///< everything bought with it, ex tax; abroad in the foreign currency
    std::vector<Milestone> milestones = {{}};
    int leadMonths = 0, acceptanceMonths = 0; ///< from order to delivery, from delivery to service
    double dutyRate = 0.0, valueAddedTaxRate = 0.0, recoverableShare = 1.0;
    int recoveryMonths = 0; ///< until recoverable value added tax comes back
    bool isForeign = false; ///< paid at the exchange rate of the day
    int retireMonth = 0;    ///< sold at the end of it; 0 = at the horizon
    int serviceMonth() const { return orderMonth + leadMonths + acceptanceMonths; }
};

/// A line of running cost: the sum of what it takes per month, per GPU, per kW of IT power and of the capex
/// in service, rising by `escalationPerYear` at each anniversary.
struct OperatingLine {
    std::string name;
    double perMonth = 0.0, perGpuMonth = 0.0, perKilowattMonth = 0.0, capexSharePerYear = 0.0;
    double escalationPerYear = 0.0;
};

struct PowerTerms {
    double itKilowattsPerGpu = 0.0, load = 1.0, pue = 1.0, pricePerKilowattHour = 0.0;
    double escalationPerYear = 0.0;
    double gramsCarbonPerKilowattHour = 0.0; ///< of the grid, location based
    double embodiedKilogramsPerGpu = 0.0;
};

/// Take-or-pay hours for a share of the fleet from its first month on. After `months` it rolls off: at once
/// onto min(price, recontractShare x spot), either re-priced every month or fixed again for
/// `recontractMonths`.
struct Contract {
    double share = 0.0, price = 0.0;
    int months = 0;
    double utilisation = 1.0;
    double recontractShare = 1.0;
    int recontractMonths = 0;       ///< 0 = follows the spot price monthly
    bool isCappedAtOldPrice = true; ///< a renewal never costs the customer more
    int gapMonths = 0;              ///< unsold between roll-off and the next customer
    double reopenedShare = 0.0; ///< brought down to spot - recontractShare x spot - in the month of the shock
    double prepaidShare = 0.0;  ///< of the contract's value, received at its start and worked off evenly
};

/// What the contracts leave is sold at the spot price.
struct SpotTerms {
    double price = 0.0;          ///< in month 1
    double monthlyDecline = 0.0; ///< below 0 the price rises
    double utilisation = 0.0;
    int shockMonth = 0;            ///< first month of a lasting change; 0 = none
    double priceShock = 0.0;       ///< of the spot price, e.g. -0.15
    double utilisationShock = 0.0; ///< of the spot utilisation
};

/// Share of the cost that a used machine fetches: (1 - monthlyDecline)^age, not below the floor, scaled by
/// (spot / expected spot)^spotExponent. It may exceed 1: shortages have made used machines dearer than new
/// ones.
struct ResidualTerms {
    double monthlyDecline = 0.0, floor = 0.0, spotExponent = 0.0;
    double startShare = 1.0; ///< at age 0
};

struct DebtTerms {
    double loanToCost = 0.0, annualPercentageRate = 0.0;
    int months = 0;
    double upfrontFeeShare = 0.0, undrawnFeeRate = 0.0;
    Covenants covenants;
};

struct TaxTerms {
    double rate = 0.0;
    DepreciationSchedule depreciation; ///< shares by year of service
    bool hasLossCarryForward = true;   ///< losses wait for profits; otherwise they are worth tax at once
};

/// What is computed with, printed beside every figure.
struct Conventions {
    double discountRate = 0.10; ///< effective per year, nominal
    double hoursPerMonth = 730.0;
    double inflation = 0.0; ///< real figures divide by it; 0 = the figures are nominal only
    std::string currency = "USD";
};

struct FleetPlan {
    int months = 60;
    Conventions conventions;
    std::vector<Purchase> purchases;
    std::vector<OperatingLine> lines;
    PowerTerms power;
    double availability = 1.0, goodput = 1.0;
    std::vector<Contract> contracts;
    SpotTerms spot;
    ResidualTerms residual;
    DebtTerms debt;
    TaxTerms tax;
    double exchangeRate = 1.0; ///< plan currency per foreign unit
};

/// Throws Error{BadInput} that names the value: horizons under a month, shares that exceed the whole, lives
/// and prices below zero.
void validate(const FleetPlan& plan);

} // namespace sim
