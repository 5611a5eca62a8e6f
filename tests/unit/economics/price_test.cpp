// SPDX-License-Identifier: Apache-2.0
// Cost of GPU-hours: medians multiply, intervals add in squares on the logarithmic scale.
#include "simulator/economics/price.h"

#include <gtest/gtest.h>

#include <cmath>

namespace {

using sim::Basis;
using sim::Estimate;

sim::RentalPrice priceOf(double value, double low, double high, Basis basis = Basis::Measured) {
    sim::RentalPrice price;
    price.usdPerGpuHour = {value, low, high, basis};
    return price;
}

// DeepSeek-V3: 2.788 M GPU-hours at 2 USD are 5.576 M USD, and certain inputs leave no interval.
TEST(RentalCost, CertainInputsGiveTheProductWithoutInterval) {
    const Estimate cost = rentalCost({2.788e6, 2.788e6, 2.788e6, Basis::Measured}, priceOf(2, 2, 2));
    EXPECT_DOUBLE_EQ(cost.value, 5.576e6);
    EXPECT_DOUBLE_EQ(cost.low, cost.value);
    EXPECT_DOUBLE_EQ(cost.high, cost.value);
}

// Only the price is uncertain: the interval is the price's own, 100 h x [1, 4] USD.
TEST(RentalCost, OneUncertainInputPassesItsIntervalOn) {
    const Estimate cost = rentalCost({100, 100, 100, Basis::Measured}, priceOf(2, 1, 4));
    EXPECT_NEAR(cost.low, 100, 1e-9);
    EXPECT_NEAR(cost.high, 400, 1e-9);
}

// Both a factor e^0.3 and e^0.4 above their medians: sqrt(0.3^2 + 0.4^2) = 0.5, so high = 200 e^0.5; below,
// e^-0.6 and e^-0.8 make e^-1.
TEST(RentalCost, TwoUncertainInputsAddInSquaresOnEachSide) {
    const Estimate hours = {100, 100 * std::exp(-0.6), 100 * std::exp(0.3), Basis::Measured};
    const Estimate cost = rentalCost(hours, priceOf(2, 2 * std::exp(-0.8), 2 * std::exp(0.4)));
    EXPECT_NEAR(cost.value, 200, 1e-9);
    EXPECT_NEAR(cost.low, 200 * std::exp(-1.0), 1e-9);
    EXPECT_NEAR(cost.high, 200 * std::exp(0.5), 1e-9);
}

// A sum of money is as well founded as the weaker of hours and price.
TEST(RentalCost, BasisIsTheWeakerOne) {
    EXPECT_EQ(rentalCost({1, 1, 1, Basis::Modelled}, priceOf(2, 2, 2)).basis, Basis::Modelled);
    EXPECT_EQ(rentalCost({1, 1, 1, Basis::Modelled}, priceOf(2, 2, 2, Basis::Assumed)).basis, Basis::Assumed);
}

// Free hours cost nothing and have no logarithm to take.
TEST(RentalCost, ZeroHoursCostNothing) {
    const Estimate cost = rentalCost({0, 0, 0, Basis::Measured}, priceOf(2, 1, 4));
    EXPECT_EQ(cost.low, 0.0);
    EXPECT_EQ(cost.value, 0.0);
    EXPECT_EQ(cost.high, 0.0);
}

TEST(GpuHourKind, EveryDenominatorHasItsName) {
    EXPECT_EQ(gpuHourKindName(sim::GpuHourKind::Installed), "installed");
    EXPECT_EQ(gpuHourKindName(sim::GpuHourKind::Available), "available");
    EXPECT_EQ(gpuHourKindName(sim::GpuHourKind::Sold), "sold");
    EXPECT_EQ(gpuHourKindName(sim::GpuHourKind::Useful), "useful");
}

} // namespace
