// SPDX-License-Identifier: Apache-2.0
// Tenors and mixes: forward prices out of quotes for several terms, and how much to reserve of a demand that
// swings.
#pragma once

#include <vector>

namespace sim {

/// Mean price that a quote for `longTerm` implies after a quote for `shortTerm` has run out.
double forwardAverage(double shortTerm, double shortPrice, double longTerm, double longPrice);
/// Prices of years 1, 2, ... whose mean is `price`, falling (or rising) by one ratio from `firstPrice` on.
/// Throws Error{BadInput} when no positive ratio does it.
std::vector<double> constantRatioForward(double firstPrice, int years, double price);

/// Share of the time that demand must exceed a unit of capacity for reserving it to pay: reserved / on
/// demand.
double reserveShareOfTime(double reservedPrice, double onDemandPrice);
/// Capacity that demand mean x (1 + swing cos x), x uniform, exceeds for `shareOfTime`; as a multiple of the
/// mean.
double reservedOverMean(double swing, double shareOfTime);

} // namespace sim
