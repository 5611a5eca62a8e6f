// SPDX-License-Identifier: Apache-2.0
// Time value of money against published examples (study 8.1) and against its own identities.
#include "simulator/economics/time_value.h"

#include <cmath>
#include <vector>

#include <gtest/gtest.h>

#include "simulator/base/error.h"
#include "tests/unit/economics/golden_cases.h"

namespace sim {
namespace {

// F1 of the study: the first flow is not discounted.
TEST(TimeValue, NetPresentValueOfThePublishedExample) {
    const std::vector<double> flows = {-15000, 1500, 2500, 3500, 4500, 6000};
    expectGolden(netPresentValue(0.05, flows), 122.894854950942692);
}

// F4: a loan of 15,000 over five years at 8 %; without interest 15,000 / 60 = 250.
TEST(TimeValue, PaymentOfAFiveYearLoan) {
    expectGolden(payment(0.08 / 12, 60, 15000), -304.1459143262052);
    expectGolden(payment(0.0, 60, 15000), -250);
}

// F5, F6, F7.
TEST(TimeValue, PresentAndFutureValuesAndTheirPeriods) {
    expectGolden(presentValue(0.07, 20, 12000), -127128.1709461939);
    EXPECT_NEAR(futureValue(0.075, 20, -2000), 86609.36267304, 5e-9 * 86609);
    EXPECT_NEAR(periodCount(0.075, -2000, 0, 100000), 21.544944197, 1e-9);
}

// F8: 10,000 out of 3,500 in ten periods, (20/7)^(1/10) - 1.
TEST(TimeValue, RateIsTheRootAndNotAnIterate) {
    EXPECT_NEAR(ratePerPeriod(10, 0, -3500, 10000), std::pow(20.0 / 7.0, 0.1) - 1.0, 1e-14);
    EXPECT_NEAR(ratePerPeriod(10, 0, -3500, 10000), 0.110690853710753, 1e-10);
    // Five payments of 100 for 400: the rate that payment() undoes.
    EXPECT_NEAR(payment(ratePerPeriod(5, 100, -400, 0), 5, -400), 100, 1e-9);
}

// F11.
TEST(TimeValue, PaymentsSplitIntoInterestAndPrincipal) {
    EXPECT_NEAR(principalPart(0.10 / 12, 1, 60, 55000), -710.254125786422, 1e-9);
    EXPECT_NEAR(-interestPart(0.10 / 12, 1, 24, 2000), 16.6666666667, 1e-9);
}

// The principal parts of a loan are the loan.
TEST(TimeValue, PrincipalPartsAddUpToTheLoan) {
    double repaid = 0.0;
    for (int period = 1; period <= 36; ++period)
        repaid -= principalPart(0.01, period, 36, 1000);
    EXPECT_NEAR(repaid, 1000, 1e-9);
}

// F16, and a CRF is an SFF plus the rate.
TEST(TimeValue, RecoveryAndSinkingFundFactors) {
    EXPECT_NEAR(capitalRecoveryFactor(0.10, 5), 0.26379748079, 1e-11);
    EXPECT_NEAR(capitalRecoveryFactor(0.05 / 12, 36), 0.0299708971047, 1e-13);
    expectGolden(capitalRecoveryFactor(0.1, 5), sinkingFundFactor(0.1, 5) + 0.1);
    EXPECT_DOUBLE_EQ(capitalRecoveryFactor(0.0, 4), 0.25);
    // A tiny rate is the limit, not noise: 1/n (1 + (n+1) r/2).
    EXPECT_NEAR(capitalRecoveryFactor(1e-12, 60), 1.0 / 60 * (1 + 61 * 0.5e-12), 1e-16);
}

// Study 8.2, a data centre of 2008 at 5 % a year paid monthly: servers over 3 years, power and cooling (82 %
// of 200 M) and the rest over 15, 15 MW at 1.7 x 0.8 for 730 hours.
TEST(TimeValue, MonthlyCostOfADataCentre) {
    const double monthly = 0.05 / 12;
    EXPECT_NEAR(-payment(monthly, 36, 100e6), 2997089.71, 0.005);
    EXPECT_NEAR(-payment(monthly, 180, 0.82 * 200e6), 1296901.55, 0.005);
    EXPECT_NEAR(-payment(monthly, 180, 0.18 * 200e6), 284685.71, 0.005);
    EXPECT_NEAR(15000 * 1.7 * 0.8 * 730 * 0.07, 1042440.00, 0.005);
}

TEST(TimeValue, MonthlyRateCompoundsToTheYears) {
    expectGolden(monthlyRate(0.1), goldenCase("B_lcoc_monthly").at("r_month"));
    expectGolden(annualRate(monthlyRate(0.12)), 0.12);
}

TEST(TimeValue, ImpossibleInputsAreSaid) {
    EXPECT_THROW(capitalRecoveryFactor(0.1, -5), Error);
    EXPECT_THROW(capitalRecoveryFactor(0.1, 0), Error);
    EXPECT_THROW(payment(-1.5, 10, 100), Error);
    EXPECT_THROW(periodCount(0.1, -50, 1000), Error) << "interest alone is 100";
    EXPECT_THROW(ratePerPeriod(10, 0, 3500, 10000), Error) << "money on both ends";
    EXPECT_THROW(interestPart(0.1, 0, 10, 100), Error);
}

} // namespace
} // namespace sim
