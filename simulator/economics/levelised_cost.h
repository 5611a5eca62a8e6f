// SPDX-License-Identifier: Apache-2.0
// The levelised cost of a GPU-hour (LCOC) in annual closed form, and what follows from it: break-even
// utilisation against a rental price, the price below which running costs are not covered. The monthly engine
// (ledger.h) gives the same from its vectors; this form is the cross-check and the fast one for heat maps.
#pragma once

#include <optional>
#include <vector>

#include "simulator/economics/depreciation.h"
#include "simulator/economics/price.h"

namespace sim {

/// One GPU bought, run for whole years and sold. Amounts in one currency, ex tax, nominal.
struct OwnedGpu {
    double capex = 0.0;      ///< server, network, storage, installation per GPU
    double annualRate = 0.0; ///< cost of capital, effective per year
    double lifeYears = 5.0;
    double residualShare = 0.0; ///< of the capex at the end of its life; may exceed 1
    double itKilowatts = 0.0;   ///< IT power per GPU, all in
    double load = 1.0;          ///< mean power / itKilowatts
    double pue = 1.0;
    double energyPrice = 0.0;      ///< per kWh
    double colocation = 0.0;       ///< per kW of IT power and month
    double maintenanceShare = 0.0; ///< of the capex per year
    double staffPerYear = 0.0;
    double insuranceShare = 0.0; ///< of the capex per year
    double availability = 1.0, utilisation = 1.0, goodput = 1.0;
    double hoursPerYear = 8760.0;
};

struct AnnualOpex {
    double energy = 0.0, colocation = 0.0, maintenance = 0.0, staff = 0.0, insurance = 0.0;
    double total() const { return energy + colocation + maintenance + staff + insurance; }
};

struct LevelisedCost {
    AnnualOpex opex;
    double capitalPerYear = 0.0;
    double perInstalledHour = 0.0, perAvailableHour = 0.0, perSoldHour = 0.0, perUsefulHour = 0.0;
    double perYear() const { return capitalPerYear + opex.total(); }
    double per(GpuHourKind kind) const;
};

/// Throws Error{BadInput} naming the value for lives, shares and prices that cannot be.
void validate(const OwnedGpu& gpu);
AnnualOpex annualOpex(const OwnedGpu& gpu);
/// [I x CRF - RV x SFF + O] / hours.
LevelisedCost levelisedCost(const OwnedGpu& gpu);
/// After income tax, all equity: [I(1 - tax PVdep) - RV_at d_n + (1 - tax) PV(O)] / [(1 - tax) PV(hours)] per
/// sold hour, RV_at = RV - tax (RV - tax book value). REQUIRES: a life of whole years.
double levelisedCostAfterTax(const OwnedGpu& gpu, double taxRate, const DepreciationSchedule& depreciation);
/// Effective monthly discounting, opex and hours at the end of each month, residual value at the end.
double levelisedCostMonthly(const OwnedGpu& gpu);

/// Utilisation at which owning costs what renting at `price` per hour does; above 1 it never does.
double breakEvenUtilisation(const OwnedGpu& gpu, double price);
/// Price of a sold hour that covers the cash cost of running, and nothing of the purchase.
double shutdownPrice(const OwnedGpu& gpu);

/// Cost of renting less cost of owning per sold hour, over prices (rows) and utilisations (columns).
std::vector<double> rentVersusBuyMap(const OwnedGpu& gpu, const std::vector<double>& prices,
                                     const std::vector<double>& utilisations);

} // namespace sim
