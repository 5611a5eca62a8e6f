// SPDX-License-Identifier: Apache-2.0
// The monthly engine: the operator of case F, conservation of money, and agreement with the closed forms.
#include "simulator/economics/ledger.h"

#include <numeric>

#include <gtest/gtest.h>

#include "simulator/base/error.h"
#include "simulator/economics/money_views.h"
#include "simulator/economics/time_value.h"
#include "tests/unit/economics/golden_operator.h"

namespace sim {
namespace {

double sumOf(const std::vector<double>& v) {
    return std::accumulate(v.begin(), v.end(), 0.0);
}

void expectMonth(const Ledger& ledger, const nlohmann::json& golden) {
    const int t = golden.at("t");
    const auto i = static_cast<std::size_t>(t);
    expectGolden(ledger.revenue(t), golden.at("rev"));
    expectGolden(ledger.cashForDebtService(t), golden.at("cfads"));
    expectGolden(ledger.debtService(t), golden.at("ds"));
    expectGolden(*ledger.cover(t), golden.at("dscr"));
    expectGolden(ledger.balance[i], golden.at("balance"));
    expectGolden(ledger.marketValue[i], golden.at("mv"));
    expectGolden(*ledger.loanToValue(t), golden.at("ltv"));
}

TEST(Ledger, CaseFMonthByMonth) {
    const auto golden = goldenCase("F_operator_deterministic");
    const Ledger ledger = runLedger(goldenOperator());
    expectGolden(ledger.capex[0], golden["capex_total"]);
    expectGolden(ledger.debtDrawn[0], golden["loan"]);
    for (const char* month : {"month1", "month36", "month37"})
        expectMonth(ledger, golden[month]);
}

TEST(Ledger, CaseFReturnsAndCovenants) {
    const auto golden = goldenCase("F_operator_deterministic");
    const FleetPlan plan = goldenOperator();
    const Ledger ledger = runLedger(plan);
    const CovenantView covenants = covenantsOf(ledger, plan.debt.covenants);
    expectGolden(*covenants.leastCover, golden["min_dscr"]);
    expectGolden(*covenants.greatestLoanToValue, golden["max_ltv"]);
    EXPECT_EQ(covenants.cover.first, golden["first_dscr_breach"].get<int>());
    EXPECT_FALSE(covenants.loanToValue.first);
    const ReturnView unlevered = returnsOf(ledger.unleveredFlows(), plan.conventions);
    expectGolden(unlevered.presentValue, golden["npv_12pct"]);
    expectGolden(*unlevered.annualRateOfReturn(), golden["irr_unlevered_eff"]);
    EXPECT_EQ(unlevered.paybackMonth, golden["payback_month"].get<int>());
    expectGolden(*returnsOf(ledger.leveredFlows(), plan.conventions).annualRateOfReturn(),
                 golden["irr_levered_eff"]);
    expectGolden(*breakEvenPriceScale(plan) * 2.65, golden["breakeven_contract_price"]);
}

TEST(Ledger, CaseG0MatchedTenorsKeepTheCoverAboveOne) {
    const auto golden = goldenCase("G0_operator_matched_tenor_deterministic");
    const FleetPlan plan = goldenOperator(36, 36);
    const Ledger ledger = runLedger(plan);
    const CovenantView covenants = covenantsOf(ledger, plan.debt.covenants);
    expectGolden(ledger.debtService(1), golden["payment"]);
    expectGolden(*ledger.cover(1), golden["dscr_m1"]);
    expectGolden(*covenants.leastCover, golden["min_dscr"]);
    expectGolden(*covenants.greatestLoanToValue, golden["max_ltv"]);
    EXPECT_FALSE(covenants.cover.first);
}

/// The GPU of cases A to C as a plan of one unit.
FleetPlan ownedPlan() {
    const OwnedGpu gpu = goldenGpu();
    FleetPlan plan;
    plan.conventions.discountRate = gpu.annualRate;
    Purchase purchase;
    purchase.gpus = 1;
    purchase.pricePerGpu = gpu.capex;
    plan.purchases = {purchase};
    plan.power = {gpu.itKilowatts, gpu.load, gpu.pue, gpu.energyPrice, 0, 0, 0};
    plan.lines = {{"colocation", 0, 0, gpu.colocation, 0, 0},
                  {"maintenance", 0, 0, 0, gpu.maintenanceShare, 0},
                  {"staff", gpu.staffPerYear / 12, 0, 0, 0, 0},
                  {"insurance", 0, 0, 0, gpu.insuranceShare, 0}};
    plan.availability = gpu.availability;
    plan.goodput = gpu.goodput;
    plan.spot = {1.0, 0.0, gpu.utilisation};
    plan.residual.floor = gpu.residualShare;
    plan.residual.monthlyDecline = 0.9; // down to the floor at once
    return plan;
}

// Case B through the engine: the same cost from 61 months of vectors as from the closed form.
TEST(Ledger, CaseBLevelisedCostOfTheVectorsIsTheClosedForm) {
    const FleetPlan plan = ownedPlan();
    const Ledger ledger = runLedger(plan);
    expectGolden(*levelisedCostOf(ledger, plan.conventions, GpuHourKind::Sold),
                 goldenCase("B_lcoc_monthly")["per_sold_h"]);
    const double sold = *levelisedCostOf(ledger, plan.conventions, GpuHourKind::Sold);
    expectGolden(*levelisedCostOf(ledger, plan.conventions, GpuHourKind::Useful), sold / 0.9);
    expectGolden(*levelisedCostOf(ledger, plan.conventions, GpuHourKind::Available), sold * 0.75);
    expectGolden(*levelisedCostOf(ledger, plan.conventions, GpuHourKind::Installed), sold * 0.75 * 0.97);
    expectGolden(*shutdownPriceOf(ledger), shutdownPrice(goldenGpu()));
}

// Sold at its levelised cost, a fleet is worth nothing: the definition.
TEST(Ledger, SellingAtTheLevelisedCostIsWorthNothing) {
    FleetPlan plan = ownedPlan();
    plan.spot.price = *levelisedCostOf(runLedger(plan), plan.conventions, GpuHourKind::Sold);
    const auto view = returnsOf(runLedger(plan).unleveredFlows(), plan.conventions);
    EXPECT_NEAR(view.presentValue / plan.purchases[0].pricePerGpu, 0.0, 1e-12);
    EXPECT_NEAR(*view.annualRateOfReturn(), plan.conventions.discountRate, 1e-9);
}

// Borrowing at the discount rate moves money in time and makes none.
TEST(Ledger, DebtAtTheDiscountRateChangesNoPresentValue) {
    FleetPlan plan = goldenOperator();
    plan.debt.annualPercentageRate = 12 * monthlyRate(plan.conventions.discountRate);
    const Ledger ledger = runLedger(plan);
    const double monthly = monthlyRate(plan.conventions.discountRate);
    EXPECT_NEAR(netPresentValue(monthly, ledger.leveredFlows()) /
                    netPresentValue(monthly, ledger.unleveredFlows()),
                1.0, 1e-9);
}

// A loan longer than the horizon is repaid from the sale: what was drawn is what comes back.
TEST(Ledger, WhatIsOwedAtTheHorizonIsRepaid) {
    FleetPlan plan = goldenOperator(24, 72);
    const Ledger ledger = runLedger(plan);
    EXPECT_GT(ledger.balance.back(), 0);
    const double interest = sumOf(ledger.interest);
    EXPECT_NEAR(sumOf(ledger.unleveredFlows()) - sumOf(ledger.leveredFlows()), interest, 1e-6 * interest);
}

// Lead time and acceptance: paid at the order, half and half, earning from month 7 on.
TEST(Ledger, DeliveriesAndMilestonesFallOnTheirMonths) {
    FleetPlan plan = ownedPlan();
    plan.purchases[0].orderMonth = 2;
    plan.purchases[0].leadMonths = 3;
    plan.purchases[0].acceptanceMonths = 1;
    plan.purchases[0].milestones = {{0.3, 0}, {0.7, 4}};
    const Ledger ledger = runLedger(plan);
    EXPECT_NEAR(ledger.capex[2], 0.3 * 42000, 1e-9);
    EXPECT_NEAR(ledger.capex[6], 0.7 * 42000, 1e-9);
    EXPECT_EQ(ledger.gpusInService[6], 0);
    EXPECT_EQ(ledger.gpusInService[7], 1);
    EXPECT_EQ(ledger.revenue(6), 0);
    EXPECT_GT(ledger.revenue(7), 0);
}

// 13 % value added tax that comes back after three months costs no capex; what does not come back is cost.
TEST(Ledger, RecoverableTaxIsTimingOnly) {
    FleetPlan plan = ownedPlan();
    plan.purchases[0].valueAddedTaxRate = 0.13;
    plan.purchases[0].recoveryMonths = 3;
    Ledger ledger = runLedger(plan);
    EXPECT_NEAR(ledger.capex[0], 42000, 1e-9);
    EXPECT_NEAR(ledger.recoverableTax[0], 5460, 1e-9);
    EXPECT_NEAR(ledger.recoverableTax[3], -5460, 1e-9);
    plan.purchases[0].recoverableShare = 0;
    plan.purchases[0].dutyRate = 0.10;
    ledger = runLedger(plan);
    EXPECT_NEAR(ledger.capex[0], 42000 * 1.10 * 1.13, 1e-9);
}

// Revenue and depreciation by hand: 1,000 a month of revenue on 12,000 of capex over one year at 25 %: profit
// of the months is 0, of the sale at 3,000 with no book value left 3,000, tax 750.
TEST(Ledger, TaxTakesTheGainOfTheSale) {
    FleetPlan plan;
    plan.months = 12;
    Purchase purchase;
    purchase.gpus = 1;
    purchase.pricePerGpu = 12000;
    plan.purchases = {purchase};
    plan.spot = {1000.0 / 730.0, 0.0, 1.0};
    plan.residual.floor = 0.25;
    plan.residual.monthlyDecline = 0.9;
    plan.tax = {0.25, straightLine(1), true};
    const Ledger ledger = runLedger(plan);
    EXPECT_NEAR(sumOf(ledger.tax), 750, 1e-9);
    EXPECT_NEAR(ledger.tax[1], 0, 1e-9);
}

// Over a life, taxable profit is cash profit: tax is the rate of it, however it is depreciated.
TEST(Ledger, TaxOverTheWholeLifeDoesNotDependOnTheSchedule) {
    FleetPlan plan = goldenOperator();
    plan.tax.hasLossCarryForward = false;
    plan.tax.rate = 0.21;
    double expected = 0;
    for (const auto& schedule :
         {straightLine(5), macrsFiveYear(), withBonus(1.0, macrsFiveYear()), chinaElectronics()}) {
        plan.tax.depreciation = schedule;
        const double tax = sumOf(runLedger(plan).tax);
        if (expected == 0) expected = tax;
        EXPECT_NEAR(tax, expected, 1e-6);
    }
    plan.tax.depreciation = straightLine(5);
    const Ledger ledger = runLedger(plan);
    double profit = 0;
    for (int t = 0; t <= 60; ++t)
        profit += ledger.revenue(t) - ledger.opex(t);
    profit += sumOf(ledger.resale) - sumOf(ledger.capex) - sumOf(ledger.interest);
    EXPECT_NEAR(expected, 0.21 * profit, 1e-6 * expected);
}

// A contract renewed for a fixed term keeps its price where the indexed one follows the market down.
TEST(Ledger, RenewalForATermFixesThePriceOfItsDay) {
    FleetPlan plan = goldenOperator();
    plan.contracts[0].recontractMonths = 12;
    const Ledger ledger = runLedger(plan);
    EXPECT_NEAR(ledger.realisedPrice[25], ledger.realisedPrice[36], 1e-12);
    EXPECT_LT(ledger.realisedPrice[37], ledger.realisedPrice[36]);
    EXPECT_NEAR(ledger.realisedPrice[25], 0.95 * 2.42 * std::pow(0.985, 24), 1e-12);
}

// Rising prices: with the cap the old price stays, without it the renewal is dearer.
TEST(Ledger, RenewalMayRise) {
    FleetPlan plan = goldenOperator();
    plan.spot.monthlyDecline = -0.02;
    EXPECT_DOUBLE_EQ(runLedger(plan).realisedPrice[60], 2.65);
    plan.contracts[0].isCappedAtOldPrice = false;
    EXPECT_GT(runLedger(plan).realisedPrice[60], 2.65);
}

// Prepayment moves revenue to the start and changes none of it.
TEST(Ledger, PrepaymentMovesRevenueToTheStart) {
    FleetPlan plan = goldenOperator();
    const double plain = sumOf(runLedger(plan).contractRevenue);
    plan.contracts[0].prepaidShare = 0.25;
    const Ledger ledger = runLedger(plan);
    EXPECT_NEAR(sumOf(ledger.contractRevenue), plain, 1e-6);
    EXPECT_GT(ledger.contractRevenue[0], 0);
}

// A machine may fetch more than it cost.
TEST(Ledger, ResidualValueMayExceedTheCost) {
    FleetPlan plan = ownedPlan();
    plan.residual = {-0.002, 0.0, 0.0, 1.0};
    EXPECT_GT(runLedger(plan).resale[60], 42000);
}

// Machines retired earlier are sold in their month and cost nothing after it.
TEST(Ledger, RetiredMachinesAreSoldAndStopCosting) {
    FleetPlan plan = ownedPlan();
    plan.purchases[0].retireMonth = 36;
    const Ledger ledger = runLedger(plan);
    EXPECT_GT(ledger.resale[36], 0);
    EXPECT_EQ(ledger.resale[60], 0);
    EXPECT_EQ(ledger.gpusInService[37], 0);
}

TEST(Ledger, ImpossiblePlansAreSaid) {
    const auto broken = [](auto change) {
        FleetPlan plan = goldenOperator();
        change(plan);
        return plan;
    };
    EXPECT_THROW(runLedger(broken([](FleetPlan& p) { p.months = 0; })), Error);
    EXPECT_THROW(runLedger(broken([](FleetPlan& p) { p.contracts[0].share = 1.2; })), Error);
    EXPECT_THROW(runLedger(broken([](FleetPlan& p) { p.availability = 0; })), Error);
    EXPECT_THROW(runLedger(broken([](FleetPlan& p) { p.purchases[0].leadMonths = -1; })), Error);
    EXPECT_THROW(runLedger(broken([](FleetPlan& p) { p.purchases[0].milestones = {{0.5, 0}}; })), Error);
    EXPECT_THROW(runLedger(broken([](FleetPlan& p) { p.tax.rate = 1; })), Error);
    EXPECT_THROW(runLedger(broken([](FleetPlan& p) { p.debt.months = 0; })), Error);
}

// 10 % at each anniversary: the first twelve months at the price of the start, then 1.1, then 1.21.
TEST(Ledger, LinesRiseAtTheirAnniversaries) {
    FleetPlan plan = ownedPlan();
    plan.lines = {{"staff", 100, 0, 0, 0, 0.10}};
    const Ledger ledger = runLedger(plan);
    EXPECT_DOUBLE_EQ(ledger.lines[0][12], 100);
    EXPECT_NEAR(ledger.lines[0][13], 110, 1e-9);
    EXPECT_NEAR(ledger.lines[0][25], 121, 1e-9);
}

// Service begins after month 3, so a contract of 24 months ends with month 27; nobody renews.
TEST(Ledger, ContractsRunFromTheirDelivery) {
    FleetPlan plan = goldenOperator();
    plan.purchases[0].leadMonths = 3;
    plan.contracts[0].recontractShare = 0;
    const Ledger ledger = runLedger(plan);
    EXPECT_GT(ledger.contractRevenue[27], 0);
    EXPECT_EQ(ledger.contractRevenue[28], 0);
}

// The vacancy after a contract earns nothing and sells no hour.
TEST(Ledger, VacancyFollowsTheContract) {
    FleetPlan plan = goldenOperator();
    plan.contracts[0].gapMonths = 2;
    const Ledger ledger = runLedger(plan);
    EXPECT_EQ(ledger.contractRevenue[25], 0);
    EXPECT_EQ(ledger.contractRevenue[26], 0);
    EXPECT_GT(ledger.contractRevenue[27], 0);
    EXPECT_LT(ledger.soldHours[26], ledger.soldHours[27]);
}

// A shock of -20 % in month 10 and half of the contracts re-opened to 95 % of the spot price.
TEST(Ledger, ShockStrikesSpotAndReopenedContracts) {
    FleetPlan plan = goldenOperator();
    plan.spot.shockMonth = 10;
    plan.spot.priceShock = -0.20;
    plan.contracts[0].reopenedShare = 0.5;
    const Ledger ledger = runLedger(plan);
    const double spot = 0.8 * 2.42 * std::pow(0.985, 9);
    EXPECT_DOUBLE_EQ(ledger.realisedPrice[9], 2.65);
    EXPECT_NEAR(ledger.realisedPrice[10], 0.5 * 2.65 + 0.5 * 0.95 * spot, 1e-12);
    EXPECT_NEAR(ledger.spotRevenue[10], 730 * 1024 * 0.97 * 0.25 * 0.7 * spot, 1e-6);
}

// 500 of loss in each of 12 months, on 12,000 written off in a year: no tax now, none back later.
TEST(Ledger, LossesWaitForProfits) {
    FleetPlan plan;
    plan.months = 24;
    Purchase purchase;
    purchase.gpus = 1;
    purchase.pricePerGpu = 12000;
    plan.purchases = {purchase};
    plan.spot = {500.0 / 730.0, 0.0, 1.0};
    plan.residual.monthlyDecline = 0.9;
    plan.tax = {0.25, straightLine(1), true};
    // 12 x (500 - 1,000) of loss, then 12 x 500 of profit use it up: nothing is ever due.
    EXPECT_NEAR(sumOf(runLedger(plan).tax), 0, 1e-9);
    for (const double tax : runLedger(plan).tax)
        EXPECT_NEAR(tax, 0, 1e-9);
    plan.tax.hasLossCarryForward = false;
    EXPECT_NEAR(runLedger(plan).tax[1], -125, 1e-9);
    EXPECT_NEAR(runLedger(plan).tax[13], 125, 1e-9);
}

// What is due is part of the cost of an hour: PV(tax) / PV(hours) more.
TEST(Ledger, TaxIsPartOfTheLevelisedCost) {
    FleetPlan plan = goldenOperator();
    const double before = *levelisedCostOf(runLedger(plan), plan.conventions, GpuHourKind::Sold);
    plan.tax = {0.21, straightLine(5), true};
    const Ledger ledger = runLedger(plan);
    const double monthly = monthlyRate(plan.conventions.discountRate);
    EXPECT_NEAR(*levelisedCostOf(ledger, plan.conventions, GpuHourKind::Sold) - before,
                netPresentValue(monthly, ledger.tax) / netPresentValue(monthly, ledger.soldHours), 1e-12);
    EXPECT_GT(sumOf(ledger.tax), 0);
}

// A price that starts at the real cost and rises with inflation covers the nominal cost.
TEST(Ledger, RealLevelisedCostRisesWithInflationToTheNominalOne) {
    FleetPlan plan = ownedPlan();
    plan.conventions.inflation = 0.03;
    Ledger ledger = runLedger(plan);
    plan.spot.price = *realLevelisedCostOf(ledger, plan.conventions, GpuHourKind::Sold);
    EXPECT_LT(plan.spot.price, *levelisedCostOf(ledger, plan.conventions, GpuHourKind::Sold));
    plan.spot.price *= std::pow(1.03, 1.0 / 12); // month 1 has seen a month of it
    plan.spot.monthlyDecline = 1.0 - std::pow(1.03, 1.0 / 12);
    const auto view = returnsOf(runLedger(plan).unleveredFlows(), plan.conventions);
    EXPECT_NEAR(view.presentValue / 42000, 0.0, 1e-12);
}

// 100 GPUs x 1 kW x 730 h x 12 at 500 g: 438 t; embodied 100 x 150 kg.
TEST(Ledger, CarbonOfOperationAndManufacture) {
    FleetPlan plan = ownedPlan();
    plan.months = 12;
    plan.purchases[0].gpus = 100;
    plan.power = {1.0, 1.0, 1.0, 0.08, 0, 500, 150};
    const CarbonView carbon = carbonOf(runLedger(plan), plan);
    EXPECT_NEAR(carbon.operationTonnes, 438, 1e-9);
    EXPECT_NEAR(carbon.embodiedTonnes, 15, 1e-9);
}

} // namespace
} // namespace sim
