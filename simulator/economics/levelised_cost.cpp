// SPDX-License-Identifier: Apache-2.0
#include "simulator/economics/levelised_cost.h"

#include <cmath>

#include <fmt/format.h>

#include "simulator/base/error.h"
#include "simulator/economics/time_value.h"

namespace sim {

namespace {

void require(bool holds, const char* what, double value, const char* expected) {
    if (!holds)
        throw Error(ErrorCode::BadInput, fmt::format("found {} of {}, expected {}", what, value, expected));
}

bool isShare(double x) {
    return x > 0.0 && x <= 1.0;
}

} // namespace

double LevelisedCost::per(GpuHourKind kind) const {
    switch (kind) {
    case GpuHourKind::Installed:
        return perInstalledHour;
    case GpuHourKind::Available:
        return perAvailableHour;
    case GpuHourKind::Sold:
        return perSoldHour;
    case GpuHourKind::Useful:
        return perUsefulHour;
    }
    return perInstalledHour;
}

void validate(const OwnedGpu& gpu) {
    require(gpu.capex >= 0.0, "a purchase price", gpu.capex, "0 or more");
    require(gpu.annualRate > -1.0, "a cost of capital", gpu.annualRate, "more than -1");
    require(gpu.lifeYears > 0.0, "a life in years", gpu.lifeYears, "more than 0");
    require(gpu.residualShare >= 0.0, "a residual share", gpu.residualShare, "0 or more");
    require(gpu.pue >= 1.0, "a PUE", gpu.pue, "1 or more");
    require(isShare(gpu.availability), "an availability", gpu.availability, "above 0 and at most 1");
    require(isShare(gpu.utilisation), "a utilisation", gpu.utilisation, "above 0 and at most 1");
    require(isShare(gpu.goodput), "a goodput", gpu.goodput, "above 0 and at most 1");
}

AnnualOpex annualOpex(const OwnedGpu& gpu) {
    AnnualOpex o;
    o.energy = gpu.itKilowatts * gpu.load * gpu.pue * gpu.hoursPerYear * gpu.energyPrice;
    o.colocation = gpu.itKilowatts * gpu.colocation * 12.0;
    o.maintenance = gpu.maintenanceShare * gpu.capex;
    o.staff = gpu.staffPerYear;
    o.insurance = gpu.insuranceShare * gpu.capex;
    return o;
}

LevelisedCost levelisedCost(const OwnedGpu& gpu) {
    validate(gpu);
    LevelisedCost cost;
    cost.opex = annualOpex(gpu);
    cost.capitalPerYear = gpu.capex * capitalRecoveryFactor(gpu.annualRate, gpu.lifeYears) -
                          gpu.residualShare * gpu.capex * sinkingFundFactor(gpu.annualRate, gpu.lifeYears);
    cost.perInstalledHour = cost.perYear() / gpu.hoursPerYear;
    cost.perAvailableHour = cost.perInstalledHour / gpu.availability;
    cost.perSoldHour = cost.perAvailableHour / gpu.utilisation;
    cost.perUsefulHour = cost.perSoldHour / gpu.goodput;
    return cost;
}

double levelisedCostAfterTax(const OwnedGpu& gpu, double taxRate, const DepreciationSchedule& depreciation) {
    validate(gpu);
    require(taxRate >= 0.0 && taxRate < 1.0, "a tax rate", taxRate, "0 up to 1");
    require(gpu.lifeYears == std::floor(gpu.lifeYears), "a life in years", gpu.lifeYears, "whole years");
    const int years = static_cast<int>(gpu.lifeYears);
    // Shares that fall after the sale are part of the book value that the sale writes off.
    DepreciationSchedule used = depreciation;
    if (static_cast<int>(used.size()) > years) used.resize(static_cast<std::size_t>(years));
    const double residual = gpu.residualShare * gpu.capex;
    const double book = gpu.capex * taxBookValue(used, years);
    const double residualAfterTax = residual - taxRate * (residual - book);
    const double annuity = -presentValue(gpu.annualRate, years, 1.0);
    const double cost = gpu.capex * (1.0 - taxRate * presentValueOf(used, gpu.annualRate)) -
                        residualAfterTax * std::pow(1.0 + gpu.annualRate, -years) +
                        (1.0 - taxRate) * annualOpex(gpu).total() * annuity;
    return cost / ((1.0 - taxRate) * annuity * gpu.hoursPerYear * gpu.availability * gpu.utilisation);
}

double levelisedCostMonthly(const OwnedGpu& gpu) {
    validate(gpu);
    const double months = 12.0 * gpu.lifeYears;
    const double annuity = -presentValue(monthlyRate(gpu.annualRate), months, 1.0);
    const double cost = gpu.capex -
                        gpu.residualShare * gpu.capex * std::pow(1.0 + gpu.annualRate, -gpu.lifeYears) +
                        annuity * annualOpex(gpu).total() / 12.0;
    return cost / (annuity * gpu.hoursPerYear / 12.0 * gpu.availability * gpu.utilisation);
}

double breakEvenUtilisation(const OwnedGpu& gpu, double price) {
    require(price > 0.0, "a rental price", price, "more than 0");
    return levelisedCost(gpu).perYear() / (gpu.hoursPerYear * gpu.availability * price);
}

double shutdownPrice(const OwnedGpu& gpu) {
    validate(gpu);
    return annualOpex(gpu).total() / (gpu.hoursPerYear * gpu.availability * gpu.utilisation);
}

std::vector<double> rentVersusBuyMap(const OwnedGpu& gpu, const std::vector<double>& prices,
                                     const std::vector<double>& utilisations) {
    std::vector<double> map;
    map.reserve(prices.size() * utilisations.size());
    const double perAvailableHour = levelisedCost(gpu).perAvailableHour;
    for (const double price : prices)
        for (const double utilisation : utilisations) {
            require(isShare(utilisation), "a utilisation", utilisation, "above 0 and at most 1");
            map.push_back(price - perAvailableHour / utilisation);
        }
    return map;
}

} // namespace sim
