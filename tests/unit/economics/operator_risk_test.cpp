// SPDX-License-Identifier: Apache-2.0
// Correlated Monte Carlo of the operator: case G within its standard errors, threads, correlations, samples.
#include "simulator/economics/operator_risk.h"

#include <cmath>

#include <gtest/gtest.h>

#include "simulator/base/error.h"
#include "tests/unit/economics/golden_operator.h"

namespace sim {
namespace {

/// Two independent samples differ by 3 of their joint standard errors at most (study 8.7).
void expectSame(SampleFigure ours, double golden, double goldenError) {
    EXPECT_NEAR(ours.value, golden, 3 * std::hypot(ours.standardError, goldenError));
}

// Case G: 200,000 paths of an independent implementation with another generator.
TEST(OperatorRisk, CaseGWithinThreeStandardErrors) {
    const auto golden = goldenCase("G_operator_monte_carlo");
    const LedgerEngine engine(goldenRiskPlan());
    RiskTerms terms = goldenRisk(40000);
    terms.threads = 2;
    const RiskSample sample = operatorRisk(engine, terms);
    expectSame(sample.coverBreachProbability(), golden["P_dscr_breach"], golden["se_dscr"]);
    expectSame(sample.loanToValueBreachProbability(), golden["P_ltv_breach"], golden["se_ltv"]);
    expectSame(sample.lossProbability(), golden["P_npv_negative"], golden["se_npv"]);
    const SortedSample value(sample.presentValue), cover(sample.leastCover), ltv(sample.greatestLoanToValue);
    // The golden quantiles stand for 5 times our sample: their errors are ours over sqrt 5.
    const auto expectQuantile = [](const SortedSample& s, double p, double goldenValue) {
        const SampleFigure ours = s.quantileFigure(p);
        expectSame(ours, goldenValue, ours.standardError / std::sqrt(5.0));
    };
    expectQuantile(value, 0.1, golden["npv_P10"]);
    expectQuantile(value, 0.5, golden["npv_P50"]);
    expectQuantile(value, 0.9, golden["npv_P90"]);
    expectQuantile(cover, 0.1, golden["minDSCR_P10"]);
    expectQuantile(cover, 0.5, golden["minDSCR_P50"]);
    expectQuantile(ltv, 0.5, golden["maxLTV_P50"]);
    expectQuantile(ltv, 0.9, golden["maxLTV_P90"]);
    expectSame(value.mean(), golden["npv_mean"], value.mean().standardError / std::sqrt(5.0));
    // The tail mean has no simple error; a twentieth of the paths spread over some 1.2 M: 3 errors are about
    // 70 k.
    EXPECT_NEAR(value.tailMean(0.05), golden["npv_cvar5"], 90e3);
}

TEST(OperatorRisk, ThreadsChangeNoBit) {
    const LedgerEngine engine(goldenRiskPlan());
    RiskTerms terms = goldenRisk(1000);
    const RiskSample one = operatorRisk(engine, terms);
    for (const int threads : {2, 3, 7}) {
        terms.threads = threads;
        const RiskSample many = operatorRisk(engine, terms);
        EXPECT_EQ(one.presentValue, many.presentValue);
        EXPECT_EQ(one.leveredValue, many.leveredValue);
        EXPECT_EQ(one.leastCover, many.leastCover);
        EXPECT_EQ(one.firstCoverBreach, many.firstCoverBreach);
        EXPECT_EQ(one.revenueByYear, many.revenueByYear);
    }
}

// Without chance, every path is the plan; prices that fall 1.5 % a month on both sides.
TEST(OperatorRisk, WithoutVolatilityEveryPathIsThePlan) {
    FleetPlan plan = goldenOperator();
    plan.spot.monthlyDecline = 0;
    const LedgerEngine engine(plan);
    RiskTerms terms;
    terms.spot = {2.42, 1.0, 0.0};
    terms.utilisation = {0.70, 1.0, 0.0};
    terms.paths = 4;
    const RiskSample sample = operatorRisk(engine, terms);
    const auto flows = runLedger(plan).unleveredFlows();
    double value = 0, discount = 1;
    for (const double f : flows)
        value += f * discount, discount /= std::pow(1.12, 1.0 / 12);
    for (const double v : sample.presentValue)
        EXPECT_NEAR(v, value, 1e-6 * std::abs(value));
}

// Own use, nothing sold: the only chance is the rate until the order in month 6. Its expectation is kept, and
// the cost of an hour moves with it by 0.2 sqrt(1/2) of its purchase part.
TEST(OperatorRisk, PurchasesAbroadFollowTheExchangeRate) {
    FleetPlan plan;
    Purchase purchase;
    purchase.gpus = 1;
    purchase.pricePerGpu = 1000;
    purchase.orderMonth = 6;
    purchase.isForeign = true;
    plan.purchases = {purchase};
    plan.exchangeRate = 7;
    plan.spot.utilisation = 0.5;
    plan.residual.monthlyDecline = 0.9;
    const LedgerEngine engine(plan);
    RiskTerms terms;
    terms.utilisation = {0.5, 1, 0};
    terms.exchangeVolatility = 0.2;
    terms.paths = 4000;
    const SortedSample cost(operatorRisk(engine, terms).levelisedCost);
    terms.exchangeVolatility = 0.0;
    const double planned = operatorRisk(engine, terms).levelisedCost[0];
    const double deviation = 0.2 * std::sqrt(0.5);
    EXPECT_NEAR(cost.mean().value / planned, 1.0, 4 * deviation / std::sqrt(4000.0));
    EXPECT_NEAR(std::log(cost.quantile(0.9) / cost.quantile(0.1)), 2 * 1.2816 * deviation, 0.03);
}

TEST(OperatorRisk, ImpossibleRisksAreSaid) {
    const LedgerEngine engine(goldenRiskPlan());
    const auto broken = [](auto change) {
        RiskTerms terms = goldenRisk(10);
        change(terms);
        return terms;
    };
    EXPECT_THROW(operatorRisk(engine, broken([](RiskTerms& t) { t.spot.volatility = -1; })), Error);
    EXPECT_THROW(operatorRisk(engine, broken([](RiskTerms& t) { t.spot.start = 0; })), Error);
    EXPECT_THROW(operatorRisk(engine, broken([](RiskTerms& t) { t.correlation[0][1] = 0.9; })), Error);
    EXPECT_THROW(operatorRisk(engine, broken([](RiskTerms& t) { t.utilisation.start = 1.0; })), Error);
    EXPECT_THROW(operatorRisk(engine, broken([](RiskTerms& t) { t.paths = 0; })), Error);
}

// Higham's example, off-diagonal entries of one half.
TEST(Correlation, ImpossibleOneIsRepairedToTheNearestAndSaid) {
    const CorrelationFactor factor = correlationFactor({{1, .9, -.9}, {.9, 1, .9}, {-.9, .9, 1}});
    EXPECT_TRUE(factor.wasRepaired);
    EXPECT_NEAR(factor.used[0][1], 0.5, 1e-6);
    EXPECT_NEAR(factor.used[0][2], -0.5, 1e-6);
    EXPECT_NEAR(factor.used[1][2], 0.5, 1e-6);
    EXPECT_NEAR(factor.greatestChange, 0.4, 1e-6);
    for (std::size_t i = 0; i < 3; ++i)
        for (std::size_t j = 0; j < 3; ++j) {
            double product = 0;
            for (std::size_t k = 0; k < 3; ++k)
                product += factor.lower[i][k] * factor.lower[j][k];
            EXPECT_NEAR(product, factor.used[i][j], 1e-5);
        }
}

// 2 x 2 by hand: [[1, 0], [r, sqrt(1 - r^2)]]; full correlation leaves a second column of zeros.
TEST(Correlation, FactorByHand) {
    const auto half = correlationFactor({{1, 0.6}, {0.6, 1}});
    EXPECT_FALSE(half.wasRepaired);
    EXPECT_NEAR(half.lower[1][0], 0.6, 1e-15);
    EXPECT_NEAR(half.lower[1][1], 0.8, 1e-15);
    EXPECT_NEAR(correlationFactor({{1, 1}, {1, 1}}).lower[1][1], 0.0, 1e-6);
}

TEST(Correlation, WhatIsNoCorrelationMatrixIsSaid) {
    EXPECT_THROW(correlationFactor({{1, 0.5}, {0.4, 1}}), Error);
    EXPECT_THROW(correlationFactor({{1, 1.5}, {1.5, 1}}), Error);
    EXPECT_THROW(correlationFactor({{0.9, 0.5}, {0.5, 1}}), Error);
    EXPECT_THROW(correlationFactor({{1, 0.5}}), Error);
}

// 0, 1, ..., 100: quantiles are the percents; mean 50, its error sqrt(858.5 / 101).
TEST(SampleSummary, QuantilesMeansAndTheirErrors) {
    std::vector<double> values;
    for (int i = 100; i >= 0; --i)
        values.push_back(i);
    const SortedSample sample(values);
    EXPECT_DOUBLE_EQ(sample.quantile(0.1), 10);
    EXPECT_DOUBLE_EQ(sample.quantile(0.905), 90.5);
    EXPECT_DOUBLE_EQ(sample.mean().value, 50);
    EXPECT_NEAR(sample.mean().standardError, std::sqrt(858.5 / 101), 1e-12);
    EXPECT_DOUBLE_EQ(sample.tailMean(0.05), 2.5); // 0 to 5
    EXPECT_NEAR(sample.quantileFigure(0.5).standardError, 100 * 0.5 / std::sqrt(101.0), 1e-9);
    EXPECT_NEAR(probabilityOf(25, 100).standardError, std::sqrt(0.25 * 0.75 / 100), 1e-15);
    EXPECT_THROW(SortedSample({}), Error);
    EXPECT_THROW(SortedSample({1, NAN}), Error);
}

// Paths drawn from a known process give it back within what so few months can tell; levels that only wander
// are kept at the prior's reversion.
TEST(PriceProcess, CalibrationFindsWhatItWasDrawnFrom) {
    const Random random(11, RandomStream::Prices);
    std::vector<DatedPrice> history;
    double x = 0;
    for (std::uint32_t m = 0; m < 240; ++m) {
        x += 6.0 * (0.0 - x) / 12 + 0.4 / std::sqrt(12.0) * random.normal(0, m);
        history.push_back({(m + 0.5) / 12.0, 2.0 * std::exp(x - 0.1 * m / 12.0)});
    }
    const auto fit = calibrate(history, {1, 1, 0.3});
    ASSERT_TRUE(fit);
    EXPECT_TRUE(fit->isReversionFitted);
    EXPECT_NEAR(fit->process.drift, -0.1, 0.03);
    EXPECT_NEAR(fit->process.volatility, 0.4, 0.08);
    EXPECT_GT(fit->process.reversion, 3);
    EXPECT_EQ(fit->months, 240);
}

TEST(PriceProcess, TooShortAHistoryIsRefused) {
    EXPECT_FALSE(calibrate({{0, 2}, {0.1, 2.1}, {0.2, 2.2}}, {1, 1, 0.3}));
    EXPECT_FALSE(calibrate(std::vector<DatedPrice>(100, {0.5, 2.0}), {1, 1, 0.3}));
}

TEST(PriceProcess, JumpsAreThePoissonQuantiles) {
    EXPECT_EQ(poissonCount(0.5, 0.6), 0); // e^-0.5 = 0.6065
    EXPECT_EQ(poissonCount(0.5, 0.61), 1);
    EXPECT_EQ(poissonCount(0.5, 0.92), 2); // 1.5 e^-0.5 = 0.9098
    EXPECT_EQ(poissonCount(0.0, 0.999), 0);
}

} // namespace
} // namespace sim
