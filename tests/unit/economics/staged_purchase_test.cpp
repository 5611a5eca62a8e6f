// SPDX-License-Identifier: Apache-2.0
// Staged purchase: by hand on one and two stages, and what an option must be worth.
#include "simulator/economics/staged_purchase.h"

#include <gtest/gtest.h>

#include "simulator/base/error.h"

namespace sim {
namespace {

StagingOption plain() {
    StagingOption o;
    o.stages = 1;
    o.stageMonths = 1;
    o.trancheGpus = 10;
    o.mostTranches = 2;
    o.pricePerGpu = 1000;
    o.demandGpus = 10;
    o.marginPerGpuHour = 2;
    o.runningCostPerGpuHour = 0.5;
    o.discountRate = 0;
    return o;
}

// One stage: 10 busy GPUs earn 730 x 10 x 1.5 = 10,950 and cost 10,000; the second tranche would idle.
TEST(StagedPurchase, OneStageByHand) {
    const StagingValue value = stagedPurchase(plain());
    EXPECT_NEAR(value.withOption, 950, 1e-9);
    EXPECT_EQ(value.committedTranches, 1);
    EXPECT_NEAR(value.optionValue(), 0, 1e-9);
    EXPECT_EQ(value.policy[0][0].action, StagingAction::Buy);
}

// Two stages, prices that halve: buying at 1,000 earns 2 x 10,950 - 10,000 = 11,900 with half a price of
// resale never asked for; waiting earns 10,950 - 5,000 = 5,950.
TEST(StagedPurchase, WaitsOnlyWhereTheFallOfThePriceIsWorthTheMargin) {
    StagingOption o = plain();
    o.stages = 2;
    o.priceDeclinePerMonth = 0.5;
    EXPECT_NEAR(stagedPurchase(o).withOption, 11900, 1e-9);
    o.marginPerGpuHour = 1.2; // a stage earns 5,110: now -10,000 + 10,220 = 220, later -5,000 + 5,110 = 110
    EXPECT_NEAR(stagedPurchase(o).withOption, 220, 1e-9);
    o.marginPerGpuHour = 1.19; // now 74, later 37; at 1.0 neither
    EXPECT_NEAR(stagedPurchase(o).withOption, 74, 1e-9);
    o.marginPerGpuHour = 1.0;
    EXPECT_NEAR(stagedPurchase(o).withOption, 0, 1e-9);
}

// Without volatility a price that does not fall leaves nothing to wait for.
TEST(StagedPurchase, CertaintyLeavesNoOptionValue) {
    StagingOption o = plain();
    o.stages = 12;
    o.pricePerGpu = 30000;
    EXPECT_NEAR(stagedPurchase(o).optionValue(), 0, 1e-6);
}

// An option is never worth less than none, and grows with volatility.
TEST(StagedPurchase, OptionValueGrowsWithVolatility) {
    StagingOption o = plain();
    o.stages = 12;
    o.stageMonths = 3;
    o.mostTranches = 6;
    o.pricePerGpu = 20000;
    o.demandGpus = 25;
    o.resaleShare = 0.5;
    o.discountRate = 0.1;
    double before = -1e-6;
    for (const double volatility : {0.0, 0.2, 0.4, 0.8}) {
        o.volatilityPerYear = volatility;
        const double value = stagedPurchase(o).optionValue();
        EXPECT_GE(value, before) << volatility;
        before = value;
    }
    EXPECT_GT(before, 1000);
}

TEST(StagedPurchase, ImpossibleInputsAreSaid) {
    StagingOption o = plain();
    o.stages = 0;
    EXPECT_THROW(stagedPurchase(o), Error);
    o = plain();
    o.trancheGpus = 0;
    EXPECT_THROW(stagedPurchase(o), Error);
}

} // namespace
} // namespace sim
