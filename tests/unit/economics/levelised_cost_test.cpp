// SPDX-License-Identifier: Apache-2.0
// Levelised cost of a GPU-hour: cases A to E of the study, and published rent-or-own figures.
#include "simulator/economics/levelised_cost.h"

#include <gtest/gtest.h>

#include "simulator/base/error.h"
#include "tests/unit/economics/golden_cases.h"

namespace sim {
namespace {

TEST(LevelisedCost, CaseAUnderAllFourDenominators) {
    const auto golden = goldenCase("A_lcoc_annual");
    const LevelisedCost cost = levelisedCost(goldenGpu());
    expectGolden(cost.opex.energy, golden["opex"]["energy"]);
    expectGolden(cost.opex.colocation, golden["opex"]["colo"]);
    expectGolden(cost.opex.maintenance, golden["opex"]["maint"]);
    expectGolden(cost.opex.staff, golden["opex"]["staff"]);
    expectGolden(cost.opex.insurance, golden["opex"]["ins"]);
    expectGolden(cost.opex.total(), golden["opex_total"]);
    expectGolden(cost.capitalPerYear, golden["capex_annuity"]);
    expectGolden(cost.per(GpuHourKind::Installed), golden["per_installed_h"]);
    expectGolden(cost.per(GpuHourKind::Available), golden["per_available_h"]);
    expectGolden(cost.per(GpuHourKind::Sold), golden["per_sold_h"]);
    expectGolden(cost.per(GpuHourKind::Useful), golden["per_useful_h"]);
}

TEST(LevelisedCost, CaseBDiscountedByTheMonth) {
    expectGolden(levelisedCostMonthly(goldenGpu()), goldenCase("B_lcoc_monthly")["per_sold_h"]);
}

TEST(LevelisedCost, CaseCAfterTaxUnderFiveRegimes) {
    const auto golden = goldenCase("C_lcoc_after_tax");
    const OwnedGpu gpu = goldenGpu();
    const auto expectCase = [&](const char* name, double tax, const DepreciationSchedule& schedule) {
        SCOPED_TRACE(name);
        expectGolden(levelisedCostAfterTax(gpu, tax, schedule), golden[name]["lcoc"]);
    };
    expectCase("us21_bonus100", 0.21, withBonus(1.0, macrsFiveYear()));
    expectCase("us21_macrs5_5yrs", 0.21, macrsFiveYear());
    expectCase("us21_SL5", 0.21, straightLine(5));
    expectCase("cn25_SL3_5pct_salvage", 0.25, chinaElectronics());
    expectCase("cn15_SL3_5pct_salvage_HNTE", 0.15, chinaElectronics());
}

// Without tax, the after-tax form is the annual one.
TEST(LevelisedCost, AfterTaxWithoutTaxIsBeforeTax) {
    expectGolden(levelisedCostAfterTax(goldenGpu(), 0.0, straightLine(5)),
                 levelisedCost(goldenGpu()).perSoldHour);
}

TEST(RentVersusBuy, CaseDBreakEvenUtilisations) {
    const auto golden = goldenCase("D_rent_vs_buy");
    for (const char* price : {"1.7", "2.0", "2.35", "2.65", "4.25"})
        expectGolden(breakEvenUtilisation(goldenGpu(), std::stod(price)),
                     golden[std::string("u_at_") + price]);
}

// Study 8.4, published: four cards for 5 years, no cost of capital: 120,414 / 5 + 4,912.74 + 7,200.19 =
// 36,195.73 a year for the machine of four.
TEST(RentVersusBuy, PublishedMachineOfFourCards) {
    OwnedGpu machine; // "GPU" = the machine of four
    machine.capex = 4 * 27500 + 10414;
    machine.lifeYears = 5;
    machine.itKilowatts = 2.1;
    machine.colocation = 194.95;
    machine.pue = 1.52;
    machine.energyPrice = 0.2575;
    const LevelisedCost cost = levelisedCost(machine);
    EXPECT_NEAR(cost.opex.colocation, 4912.74, 0.005);
    EXPECT_NEAR(cost.opex.energy, 7200.19, 0.005);
    EXPECT_NEAR(cost.perYear(), 36195.73, 0.005);
    const std::vector<std::pair<double, double>> published = {{1.99, 0.519}, {2.89, 0.357}, {3.29, 0.314},
                                                              {3.36, 0.307}, {3.99, 0.259}, {4.25, 0.243},
                                                              {6.98, 0.148}};
    for (const auto& [price, utilisation] : published)
        EXPECT_NEAR(breakEvenUtilisation(machine, 4 * price), utilisation, 5e-4) << price;
    machine.lifeYears = 3;
    EXPECT_NEAR(breakEvenUtilisation(machine, 4 * 3.29), 0.453, 5e-4);
    machine.lifeYears = 6;
    EXPECT_NEAR(breakEvenUtilisation(machine, 4 * 3.29), 0.279, 5e-4);
}

// S20 of the study: 5,651.43 a year over 8760 x 0.97 x 0.75 sold hours.
TEST(RentVersusBuy, ShutdownPriceIsTheCashCostOfASoldHour) {
    EXPECT_NEAR(shutdownPrice(goldenGpu()), 0.887, 5e-4);
    EXPECT_NEAR(shutdownPrice(goldenGpu()), 5651.42625 / (8760 * 0.97 * 0.75), 1e-12);
}

// On the map, the sign changes where the break-even says.
TEST(RentVersusBuy, MapIsZeroAtTheBreakEven) {
    const OwnedGpu gpu = goldenGpu();
    const double even = breakEvenUtilisation(gpu, 2.65);
    const auto map = rentVersusBuyMap(gpu, {2.65}, {even - 0.01, even, even + 0.01});
    EXPECT_LT(map[0], 0);
    EXPECT_NEAR(map[1], 0, 1e-12);
    EXPECT_GT(map[2], 0);
}

// Case E: one input at a time by a fifth down and up.
TEST(LevelisedCost, CaseETornado) {
    const auto golden = goldenCase("E_tornado_pm20");
    const std::vector<std::pair<const char*, double OwnedGpu::*>> inputs = {
        {"util", &OwnedGpu::utilisation}, {"capex", &OwnedGpu::capex},
        {"n", &OwnedGpu::lifeYears},      {"r", &OwnedGpu::annualRate},
        {"colo", &OwnedGpu::colocation},  {"maint", &OwnedGpu::maintenanceShare},
        {"kwh", &OwnedGpu::energyPrice},  {"load", &OwnedGpu::load},
        {"rv", &OwnedGpu::residualShare}};
    const double base = levelisedCost(goldenGpu()).perSoldHour;
    for (const auto& [name, member] : inputs)
        for (const int side : {0, 1}) {
            OwnedGpu gpu = goldenGpu();
            gpu.*member *= side ? 1.2 : 0.8;
            EXPECT_NEAR(levelisedCost(gpu).perSoldHour - base, golden[name][side], 1e-9) << name;
        }
}

TEST(LevelisedCost, ResidualAboveTheCostIsAllowed) {
    OwnedGpu gpu = goldenGpu();
    gpu.residualShare = 1.15;
    EXPECT_LT(levelisedCost(gpu).perSoldHour, levelisedCost(goldenGpu()).perSoldHour);
}

TEST(LevelisedCost, ImpossibleInputsAreSaid) {
    const auto with = [](double OwnedGpu::*member, double value) {
        OwnedGpu gpu = goldenGpu();
        gpu.*member = value;
        return gpu;
    };
    EXPECT_THROW(levelisedCost(with(&OwnedGpu::lifeYears, -1)), Error);
    EXPECT_THROW(levelisedCost(with(&OwnedGpu::utilisation, 0)), Error);
    EXPECT_THROW(levelisedCost(with(&OwnedGpu::utilisation, 1.2)), Error);
    EXPECT_THROW(levelisedCost(with(&OwnedGpu::pue, 0.9)), Error);
    EXPECT_THROW(levelisedCost(with(&OwnedGpu::capex, -1)), Error);
    EXPECT_THROW(levelisedCostAfterTax(with(&OwnedGpu::lifeYears, 4.5), 0.21, straightLine(5)), Error);
    EXPECT_THROW(breakEvenUtilisation(goldenGpu(), 0), Error);
}

} // namespace
} // namespace sim
