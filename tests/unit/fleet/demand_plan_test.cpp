// SPDX-License-Identifier: Apache-2.0
// A fleet that follows its demand: spares, rebounds, orders, money.
#include "simulator/fleet/demand_plan.h"

#include <cmath>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "simulator/base/error.h"
#include "simulator/economics/demand_cost.h"
#include "simulator/fleet/spare_count.h"

namespace sim {
namespace {

// Study 8.8: at q = 99.9 %, n = 128 and 1,024 at A = 99 % need 6 and 22 spares, at 99.5 % 4 and 13.
TEST(SpareCount, OfThePublishedFleets) {
    EXPECT_EQ(spareCount(128, 0.99, 0.999), 6);
    EXPECT_EQ(spareCount(1024, 0.99, 0.999), 22);
    EXPECT_EQ(spareCount(128, 0.995, 0.999), 4);
    EXPECT_EQ(spareCount(1024, 0.995, 0.999), 13);
}

// One machine at A = 90 %: with s spares P = 1 - 0.1^(s+1); 99.9 % needs two.
TEST(SpareCount, OfOneMachineByHand) {
    EXPECT_EQ(spareCount(1, 0.9, 0.995), 2);
    EXPECT_EQ(spareCount(1, 0.9, 0.95), 1);
    EXPECT_EQ(spareCount(64, 1.0, 0.999), 0);
    EXPECT_THROW(spareCount(4, 0.0, 0.9), Error);
    EXPECT_THROW(spareCount(4, 0.9, 1.0), Error);
}

// Study 8.8: Erlang C(10, 8); one server waits with its load.
TEST(WaitingProbability, OfErlang) {
    EXPECT_NEAR(waitingProbability(10, 8), 0.4091801508, 5e-11);
    EXPECT_NEAR(waitingProbability(1, 0.3), 0.3, 1e-15);
}

// Case H: 30 % more throughput leaves 787.7 of 1,024 cards; 700 need 46.3 %; 30 % fewer GPU-hours are 716.8.
TEST(EfficiencyGain, ThirtyPercentIsNotSevenHundredCards) {
    EXPECT_NEAR(cardsAfterGain(1024, 1.3), 787.6923076923076, 1e-9);
    EXPECT_NEAR(gainForCards(1024, 700), 1.4628571428571429, 1e-12);
    EXPECT_NEAR(1024 * 0.7, 716.8, 1e-12);
    EXPECT_THROW(gainForCards(1024, 0), Error);
}

// Case I.
TEST(Rebound, OfTheGoldenElasticities) {
    EXPECT_NEAR(reboundChange(1.3, 0.5), -0.1229419806929708, 1e-12);
    EXPECT_NEAR(reboundChange(1.3, 1.0), 0.0, 1e-12);
    EXPECT_NEAR(reboundChange(1.3, 1.1), 0.026583631304232025, 1e-12);
    EXPECT_NEAR(reboundChange(1.3, 1.5), 0.14017542509913805, 1e-12);
    EXPECT_NEAR(reboundChange(10, 0.5), -0.683772233983162, 1e-12);
    EXPECT_NEAR(reboundChange(10, 1.1), 0.2589254117941675, 1e-12);
    EXPECT_NEAR(reboundChange(10, 1.5), 2.1622776601683795, 1e-12);
    EXPECT_THROW(reboundChange(0, 1), Error);
}

DemandTerms steady() {
    DemandTerms d;
    d.months = 24;
    d.gpusToday = 800;
    return d;
}

// Lagged demand approaches the rebound of the closed form.
TEST(DemandMonths, ReboundIsReachedThroughTheLag) {
    DemandTerms d = steady();
    d.months = 200;
    d.efficiencyGain = 1.3;
    d.elasticity = 1.5;
    d.responseLag = 0.8;
    const auto busy = busyGpus(d);
    EXPECT_LT(busy[0], 800) << "the gain comes before the demand";
    EXPECT_NEAR(busy.back(), 800 * (1 + reboundChange(1.3, 1.5)), 1e-6);
}

// 800 busy at a peak of 1.25 times and 10 % headroom: 1,100 GPUs = 138 nodes, and spares.
TEST(DemandMonths, NeedsPeakHeadroomAndSparesInWholeNodes) {
    DemandTerms d = steady();
    d.peakToMean = 1.25;
    d.burstHeadroom = 0.10;
    d.nodeAvailability = 0.99;
    const auto m = demandMonths(d, {2000});
    const int spares = spareCount(138, 0.99, 0.999);
    EXPECT_EQ(m.spareGpus[0], 8 * spares);
    EXPECT_EQ(m.neededGpus[0], 8 * (138 + spares));
    EXPECT_EQ(m.shortGpus[0], 0);
}

// Growth of 5 % a month with four months of lead time: short until the first order arrives, never after.
TEST(DemandMonths, OrdersArriveWhenTheyAreNeeded) {
    DemandTerms d = steady();
    d.monthlyGrowth = 0.05;
    const auto m = demandMonths(d, {800, 4, 64});
    EXPECT_GT(m.shortGpus[1], 0);
    for (std::size_t i = 4; i < 24; ++i)
        EXPECT_EQ(m.shortGpus[i], 0) << i;
    for (const double order : m.orderedGpus)
        EXPECT_TRUE(order == 0 || order >= 64);
}

// What is ordered and not released is owned in the end.
TEST(DemandMonths, GpusAreConserved) {
    DemandTerms d = steady();
    d.monthlyGrowth = 0.03;
    d.efficiencyGain = 1.5;
    d.gainMonth = 12;
    const auto m = demandMonths(d, {800, 2, 0, true});
    double owned = 800;
    for (std::size_t i = 0; i < 24; ++i)
        owned += (i >= 2 ? m.orderedGpus[i - 2] : 0) - m.releasedGpus[i];
    EXPECT_NEAR(owned, m.ownedGpus.back(), 1e-9);
    EXPECT_GT(m.releasedGpus[11], 0);
}

// DeepSeek's day: 226.75 nodes busy on average under a peak of 278: at the peak always, 18.44 % are free.
TEST(DemandMonths, NightReleasesWhatTheDayNeeds) {
    DemandTerms d;
    d.months = 1;
    d.gpusToday = 226.75 * 8;
    d.peakToMean = 278 / 226.75;
    const auto m = demandMonths(d, {278 * 8});
    EXPECT_NEAR(m.idleGpus[0] / m.ownedGpus[0], 1 - 226.75 / 278, 1e-12);
    EXPECT_NEAR(m.idleGpus[0] / m.ownedGpus[0], 0.1844, 5e-5);
    d.batchShare = 0.5;
    EXPECT_NEAR(demandMonths(d, {278 * 8}).batchGpus[0], 0.5 * m.idleGpus[0], 1e-9);
}

// 10 GPUs bought for 100 each, falling 10 % a month; 2 idle at 730 h x 50 % x 1 a month.
TEST(DemandCost, AddsUpItsParts) {
    DemandMonths m;
    m.busyGpus = {8, 8};
    m.orderedGpus = {5, 5};
    m.ownedGpus = {10, 10};
    m.releasedGpus = {0, 1};
    m.shortGpus = {3, 0};
    m.idleGpus = {2, 2};
    m.batchGpus = {0, 0};
    const DemandCost cost = demandCost(m, {100, 0.1, 0.5, 2.0, 9.0, 1.0, 0.5, 40, 77});
    EXPECT_NEAR(cost.purchases, 500 + 450, 1e-9);
    EXPECT_NEAR(cost.running, 2 * 10 * 0.5 * 730, 1e-9);
    EXPECT_NEAR(cost.bursts, 3 * 730 * 2.0, 1e-9);
    EXPECT_EQ(cost.lostMargin, 0);
    EXPECT_NEAR(cost.sublet, 2 * 2 * 730 * 0.5, 1e-9);
    EXPECT_NEAR(cost.resale, 40, 1e-9);
    double sum = 0;
    for (const double f : cost.flows)
        sum += f;
    EXPECT_NEAR(sum, -cost.total(), 1e-9);
}

} // namespace
} // namespace sim
