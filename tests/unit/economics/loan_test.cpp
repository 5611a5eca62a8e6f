// SPDX-License-Identifier: Apache-2.0
#include "simulator/economics/loan.h"

#include <gtest/gtest.h>

#include "simulator/base/error.h"
#include "simulator/economics/time_value.h"
#include "tests/unit/economics/golden_cases.h"

namespace sim {
namespace {

// Case F: 70 % of 38.912 M at 10 % over 48 months.
TEST(Loan, LevelPaymentsOfTheOperatorCase) {
    const auto golden = goldenCase("F_operator_deterministic");
    const auto schedule = loanSchedule({{{0, golden["loan"]}}, 0.10, 48}, 60);
    expectGolden(schedule[1].service(), golden["payment"]);
    expectGolden(schedule[1].balance, golden["month1"]["balance"]);
    expectGolden(schedule[36].balance, golden["month36"]["balance"]);
    expectGolden(schedule[37].balance, golden["month37"]["balance"]);
    EXPECT_EQ(schedule[48].balance, 0.0);
    EXPECT_EQ(schedule[49].service(), 0.0);
}

TEST(Loan, PrincipalRepaysWhatWasDrawn) {
    const auto schedule = loanSchedule({{{0, 600}, {3, 400}}, 0.12, 24, 0.01, 0.005}, 40);
    double drawn = 0, repaid = 0;
    for (const LoanMonth& month : schedule)
        drawn += month.drawn, repaid += month.principal;
    EXPECT_DOUBLE_EQ(drawn, 1000);
    EXPECT_NEAR(repaid, 1000, 1e-9);
}

// Delayed draw: interest on what is drawn alone, a fee on the rest. 600 x 1 % = 6; 400 x 0.6 % / 12 = 0.2.
TEST(Loan, DelayedDrawPaysInterestAndUndrawnFee) {
    const auto schedule = loanSchedule({{{0, 600}, {3, 400}}, 0.12, 24, 0.01, 0.006}, 40);
    EXPECT_NEAR(schedule[0].fees, 10, 1e-12);
    EXPECT_NEAR(schedule[1].interest, 6, 1e-12);
    EXPECT_NEAR(schedule[1].fees, 0.2, 1e-12);
    EXPECT_EQ(schedule[3].principal, 0);
    EXPECT_EQ(schedule[4].fees, 0);
    EXPECT_NEAR(schedule[4].service(), -payment(0.01, 24, 1000), 1e-9);
}

// Case L: 36 x 100 at 11 %.
TEST(Loan, SculptedCapacityOfTheGoldenCase) {
    const auto golden = goldenCase("L_debt_sculpt");
    const std::vector<double> cash(36, 100.0);
    expectGolden(debtCapacity(cash, 1.0, 0.11 / 12), golden["pv_cfads"]);
    expectGolden(debtCapacity(cash, 1.40, 0.11 / 12), golden["capacity_dscr_1_40"]);
    expectGolden(debtCapacity(cash, 1.25, 0.11 / 12), golden["capacity_dscr_1_25"]);
}

TEST(Loan, SculptedRepaymentOfTheCapacityEndsAtZero) {
    const std::vector<double> cash = {120, 80, 150, 60, 90};
    const double debt = debtCapacity(cash, 1.3, 0.01);
    EXPECT_NEAR(sculptedBalance(cash, 1.3, 0.01, debt).back(), 0.0, 1e-9);
}

TEST(Covenant, BreachIsCuredWhenItDoesNotLast) {
    const std::vector<std::optional<double>> cover = {1.5, 1.2, 1.3, 1.1, 1.1, 1.1, std::nullopt};
    EXPECT_EQ(coverBreach(cover, {1.25, 0, 0}).first, 2);
    EXPECT_EQ(coverBreach(cover, {1.25, 0, 0}).uncured, 2);
    EXPECT_EQ(coverBreach(cover, {1.25, 0, 2}).uncured, 6);
    EXPECT_FALSE(coverBreach(cover, {1.25, 0, 3}).uncured);
    EXPECT_FALSE(coverBreach(cover, {1.0, 0, 0}).first);
    EXPECT_EQ(loanToValueBreach(std::vector<std::optional<double>>{0.7, 0.9}, {0, 0.85, 0}).first, 2);
}

// 90 of debt on 100 of value at a limit of 85 %: 5.
TEST(Covenant, EquityCureBringsTheLoanBackToItsLimit) {
    EXPECT_NEAR(equityCure(90, 100, 0.85), 5, 1e-12);
    EXPECT_EQ(equityCure(80, 100, 0.85), 0);
}

TEST(Loan, ImpossibleTermsAreSaid) {
    EXPECT_THROW(loanSchedule({{}, 0.1, 12}, 12), Error);
    EXPECT_THROW(loanSchedule({{{0, 100}}, 0.1, 0}, 12), Error);
    EXPECT_THROW(loanSchedule({{{0, -100}}, 0.1, 12}, 12), Error);
    EXPECT_THROW(debtCapacity(std::vector<double>{1.0}, 0, 0.01), Error);
}

} // namespace
} // namespace sim
