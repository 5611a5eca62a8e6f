// SPDX-License-Identifier: Apache-2.0
// Cost of tokens: published constants (study 8.6), DeepSeek's day (8.3), an insurer's machine (8.4).
#include "simulator/economics/token_cost.h"

#include <gtest/gtest.h>

#include "simulator/base/error.h"
#include "tests/unit/economics/golden_cases.h"

namespace sim {
namespace {

TEST(TokenCost, PublishedCostsOfAMillionTokens) {
    EXPECT_NEAR(costPerMillionTokens(1.30, 1000), 0.361111, 5e-7);
    EXPECT_NEAR(costPerMillionTokens(1.95, 1000), 0.541667, 5e-7);
    EXPECT_NEAR(costPerMillionTokens(1.95, 60000), 0.0090278, 5e-8);
    EXPECT_NEAR(joulesPerToken(1.73, 1000), 1.73, 1e-12);
    EXPECT_NEAR(tokensPerSecondPerMegawatt(1.73, 1000), 578034.68, 0.005);
}

// Whole hours for input or output are alternatives; the split by GPU-time gives the hour back:
// cost of input x input tokens + cost of output x output tokens = 3600 s of the hour.
TEST(TokenCost, SplitCostsAddUpToTheHourAndWholeHoursDoNot) {
    const TokenRates rates = {3000, 500};
    const SplitCost split = splitCost(2.0, rates, 0.3);
    const double hour =
        (split.perMillionInput * rates.inputPerSecond + split.perMillionOutput * rates.outputPerSecond) *
        3600 / 1e6;
    EXPECT_NEAR(hour, 2.0, 1e-12);
    const WholeHourCost whole = wholeHourCost(2.0, rates);
    EXPECT_NEAR(whole.perMillionTotal, costPerMillionTokens(2.0, 3500), 1e-15);
    EXPECT_GT(whole.perMillionInput + whole.perMillionOutput, whole.perMillionTotal);
}

// llm-d's example: usage 1, allocation 4 -> 25 % used; an API at 2 needs 50 %.
TEST(TokenCost, AllocationAndUsage) {
    const AllocationCost cost = allocationCost(3.6, 1000, 0.25);
    EXPECT_NEAR(cost.usageBased, 1.0, 1e-12);
    EXPECT_NEAR(cost.allocationBased, 4.0, 1e-12);
    EXPECT_NEAR(cost.utilisation(), 0.25, 1e-12);
    EXPECT_NEAR(breakEvenUtilisationAgainstApi(cost.usageBased, 2.0), 0.5, 1e-12);
}

// Study 8.4: 36,195.73 a year, requests of 1,024 in and 256 out; 3,400 output tokens/s in batch, 1,400
// interactive; an API at 0.10 / 0.32 charges 0.18432 per thousand requests: break-even at 46.9 % of the batch
// rate.
TEST(TokenCost, PublishedCostOfAThousandRequests) {
    const double hour = 36195.73 / 8760;
    const double millions = 256.0 * 1000 / 1e6; // output tokens of a thousand requests
    const double batch = costPerMillionTokens(hour, 3400) * millions;
    EXPECT_NEAR(batch, 0.0864, 5e-5);
    EXPECT_NEAR(costPerMillionTokens(hour, 1400) * millions, 0.2099, 5e-5);
    const double api = revenueOf({0, 1024.0 * 1000, 256.0 * 1000}, {0, 0.10, 0.32});
    EXPECT_NEAR(api, 0.18432, 1e-12);
    EXPECT_NEAR(breakEvenUtilisationAgainstApi(batch, api), 0.469, 5e-4);
}

// Study 8.3. 226.75 nodes of 8 at 2 USD; published revenue 562,027.
TEST(TokenCost, DeepSeeksDay) {
    const double cost = 226.75 * 8 * 24 * 2;
    EXPECT_NEAR(cost, 87072, 1e-9);
    const TokenVolume day = {342e9, 266e9, 168e9};
    const double revenue = revenueOf(day, {0.14, 0.55, 2.19});
    EXPECT_NEAR(revenue, 562100, 1e-6);
    EXPECT_NEAR(revenue / 562027, 1.0, 2e-4);
    EXPECT_NEAR(marginOf(562027, cost).onCost, 5.4547, 5e-5);
    EXPECT_NEAR(marginOf(562027, cost).onRevenue, 0.8451, 5e-5);
    EXPECT_NEAR(562027 / (226.75 * 8 * 24), 12.909, 5e-4); // break-even price of a GPU-hour
}

// 168e9 / 86400 / 14,800 + 608e9 / 86400 / 73,700, published mean 226.75.
TEST(TokenCost, DeepSeeksFleetFromItsPublishedRates) {
    const SplitFleet fleet = splitFleet(608e9, 168e9, 73.7e3, 14.8e3);
    EXPECT_NEAR(fleet.decodeNodes, 131.38, 5e-3);
    EXPECT_NEAR(fleet.prefillNodes, 95.48, 5e-3);
    EXPECT_NEAR(fleet.nodes(), 226.86, 5e-3);
    EXPECT_NEAR(fleet.nodes() / 226.75, 1.0, 6e-4);
}

TEST(TokenCost, ImpossibleRatesAreSaid) {
    EXPECT_THROW(costPerMillionTokens(2, 0), Error);
    EXPECT_THROW(allocationCost(2, 100, 0), Error);
    EXPECT_THROW(marginOf(100, 0), Error);
    EXPECT_THROW(blendedPrice({}, {1, 1, 1}), Error);
}

} // namespace
} // namespace sim
