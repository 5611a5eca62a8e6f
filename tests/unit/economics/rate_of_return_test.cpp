// SPDX-License-Identifier: Apache-2.0
// Internal rates: the published examples, all roots where there are several, and refusals.
#include "simulator/economics/rate_of_return.h"

#include <chrono>
#include <cmath>

#include <gtest/gtest.h>

#include "simulator/base/error.h"
#include "simulator/base/random.h"
#include "simulator/economics/time_value.h"
#include "tests/unit/economics/golden_cases.h"

namespace sim {
namespace {

using Outcome = RatesOfReturn::Outcome;
using Flows = std::vector<double>;

DayFlow on(int year, unsigned month, unsigned day, double amount) {
    const std::chrono::sys_days date{std::chrono::year{year} / std::chrono::month{month} /
                                     std::chrono::day{day}};
    return {date.time_since_epoch().count(), amount};
}

// F2 and F3 of the study.
TEST(RateOfReturn, AgreesWithPublishedExamples) {
    expectGolden(rateOfReturn(Flows{-250000, 100000, 150000, 200000, 250000, 300000}).only(),
                 0.5672303344358536);
    EXPECT_NEAR(rateOfReturn(Flows{-150000, 15000, 25000, 35000, 45000, 60000}).only(), 0.0524329, 5e-8);
}

// -100 (1 + r)^2 + 230 (1 + r) - 132 = -100 (r - 0.1)(r - 0.2).
TEST(RateOfReturn, FindsBothRatesOfAFlowThatTurnsTwice) {
    const auto rates = rateOfReturn(Flows{-100, 230, -132});
    EXPECT_EQ(rates.outcome, Outcome::Several);
    ASSERT_EQ(rates.rates.size(), 2U);
    EXPECT_NEAR(rates.rates[0], 0.10, 1e-12);
    EXPECT_NEAR(rates.rates[1], 0.20, 1e-12);
    EXPECT_FALSE(rates.one());
    EXPECT_THROW(rates.only(), Error);
    EXPECT_EQ(rates.inWords(), "several, 10 % and 20 %");
}

// A polynomial made of its roots: (x - 1.05)(x - 1.3)(x - 2)(x - 0.6) with x = 1 + r.
TEST(RateOfReturn, FindsEveryRootOfAPolynomialMadeOfThem) {
    const std::vector<double> roots = {0.6, 1.05, 1.3, 2.0};
    Flows flows = {1.0};
    for (const double root : roots) {
        Flows next(flows.size() + 1, 0.0);
        for (std::size_t i = 0; i < flows.size(); ++i)
            next[i] += flows[i], next[i + 1] -= root * flows[i];
        flows = next;
    }
    const auto rates = rateOfReturn(flows);
    ASSERT_EQ(rates.rates.size(), roots.size());
    for (std::size_t i = 0; i < roots.size(); ++i)
        EXPECT_NEAR(rates.rates[i], roots[i] - 1.0, 1e-9);
}

// (x - 1.1)^2: the value touches zero and does not cross it.
TEST(RateOfReturn, FindsARootWhereTheValueOnlyTouchesZero) {
    const auto rates = rateOfReturn(Flows{100, -220, 121});
    ASSERT_EQ(rates.outcome, Outcome::One);
    EXPECT_NEAR(rates.rates[0], 0.10, 1e-6);
}

// 1 - x + x^2 has no real root though its signs change.
TEST(RateOfReturn, SaysWhenSignsChangeAndNoRateExists) {
    EXPECT_EQ(rateOfReturn(Flows{100, -100, 100}).outcome, Outcome::NoRoot);
}

TEST(RateOfReturn, SaysWhenAllFlowsHaveOneSign) {
    EXPECT_EQ(rateOfReturn(Flows{100, 200}).outcome, Outcome::NoSignChange);
    EXPECT_EQ(rateOfReturn(Flows{-100, 0, -200}).outcome, Outcome::NoSignChange);
    EXPECT_EQ(rateOfReturn(Flows{}).outcome, Outcome::NoSignChange);
    EXPECT_THROW(rateOfReturn(Flows{1, NAN}), Error);
}

TEST(RateOfReturn, MayBeNegative) {
    EXPECT_NEAR(rateOfReturn(Flows{-100, 30, 30}).only(), -0.2821, 1e-4);
    // One payment back: 100 -> 25 after two periods, a half each.
    EXPECT_NEAR(rateOfReturn(Flows{-100, 0, 25}).only(), -0.5, 1e-12);
}

// F13 (tolerance of the study 5e-8) and F15: a leap year counts its 366 days over 365.
TEST(RateOfReturn, OfDatedFlowsAgreesWithSpreadsheets) {
    const std::vector<DayFlow> flows = {on(2008, 1, 1, -10000), on(2008, 3, 1, 2750), on(2008, 10, 30, 4250),
                                        on(2009, 2, 15, 3250), on(2009, 4, 1, 2750)};
    EXPECT_NEAR(rateOfReturn(flows).only(), 0.3733625335, 5e-8);
    expectGolden(netPresentValue(0.09, flows), 2086.647602031535);
    const std::vector<DayFlow> bond = {on(2010, 12, 29, -10000), on(2012, 1, 25, 20), on(2012, 3, 8, 10100)};
    expectGolden(netPresentValue(0.10, bond), -966.4345487781793);
    EXPECT_NEAR(rateOfReturn(bond).only(), 0.010061265164920, 1e-12);
    EXPECT_NEAR(rateOfReturn(std::vector<DayFlow>{on(2024, 1, 1, -100), on(2025, 1, 1, 110)}).only(),
                std::pow(1.1, 365.0 / 366.0) - 1.0, 1e-12);
}

// Any flow of one payment first and receipts after has one rate, and at it no value.
TEST(RateOfReturn, LeavesNoPresentValueOfRandomProjects) {
    const Random random(7, RandomStream::Prices);
    for (std::uint32_t project = 0; project < 200; ++project) {
        Flows flows = {-1000.0 * random.uniform(project, 0) - 1.0};
        for (std::uint32_t t = 1; t <= 60; ++t)
            flows.push_back(60.0 * random.uniform(project, t));
        const double rate = rateOfReturn(flows).only();
        EXPECT_NEAR(netPresentValue(rate, flows) / flows[0], 0.0, 1e-9) << project;
    }
}

// F9 and F10.
TEST(ModifiedRateOfReturn, AgreesWithPublishedExamples) {
    EXPECT_NEAR(*modifiedRateOfReturn(Flows{-120000, 39000, 30000, 21000, 37000, 46000}, 0.10, 0.12),
                0.126094130365905, 1e-12);
    EXPECT_NEAR(
        *modifiedRateOfReturn(Flows{-4500, -800, 800, 800, 600, 600, 800, 800, 700, 3000}, 0.08, 0.055),
        0.0665971750315536, 1e-12);
}

TEST(ModifiedRateOfReturn, NeedsBothSigns) {
    EXPECT_FALSE(modifiedRateOfReturn(Flows{100, 200}, 0.1, 0.1));
}

TEST(Payback, CountsPeriodsFromTheFirstFlow) {
    EXPECT_EQ(paybackPeriod(Flows{-100, 40, 40, 40}), 3);
    EXPECT_EQ(paybackPeriod(Flows{-100, 50, 50}), 2);
    EXPECT_FALSE(paybackPeriod(Flows{-100, 40, 40}));
}

} // namespace
} // namespace sim
