// SPDX-License-Identifier: Apache-2.0
// Prices that revert to a trend, jump and may rise: an Ornstein-Uhlenbeck process of the logarithm with
// normal jumps at Poisson times. Spot, contract and list prices each have a process of their own.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "simulator/base/random.h"

namespace sim {

/// d ln p = reversion (target - ln p) dt + volatility dW + jumps; target = ln(start) + drift t. Per year.
struct PriceProcess {
    double start = 0.0;
    double reversion = 0.0, volatility = 0.0;
    double drift = 0.0; ///< of the target; above 0 prices rise
    double jumpsPerYear = 0.0, jumpMean = 0.0, jumpDeviation = 0.0;
};
/// Throws Error{BadInput} naming the value.
void validate(const PriceProcess& process);

/// A share that swings about its start on the logistic scale.
struct ShareProcess {
    double start = 0.0, reversion = 0.0, volatility = 0.0;
};

/// One observation of the price book.
struct DatedPrice {
    double years = 0.0; ///< since any origin
    double price = 0.0;
};

struct Calibration {
    PriceProcess process;
    int months = 0; ///< that hold an observation
    double spanYears = 0.0;
    bool isReversionFitted = false; ///< the data show reversion; otherwise the prior was kept
    std::string note;
};
/// Process of a kind of price from its history: observations become monthly medians, the trend a straight
/// line through their logarithms, reversion and volatility those of the autoregression of what is left, moves
/// beyond three robust deviations jumps. nullopt below eight months with observations or half a year of span:
/// the history says too little, and the caller must say what it assumes instead.
std::optional<Calibration> calibrate(std::vector<DatedPrice> history, const PriceProcess& prior);

/// Number of jumps in a step for a uniform draw, by inversion of the Poisson distribution.
int poissonCount(double mean, double uniform);

} // namespace sim
