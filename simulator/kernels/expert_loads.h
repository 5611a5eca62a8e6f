// SPDX-License-Identifier: Apache-2.0
// How many rows each expert of a grouped product gets, and the products that follow from it.
#pragma once

#include <span>
#include <vector>

#include "simulator/kernels/operator.h"

namespace sim {

/// What a set of loads means for a grouped product: experts without rows read no weights.
struct LoadSummary {
    double rows = 0;    ///< of all experts
    double active = 0;  ///< experts with at least one row
    double largest = 0; ///< rows of the fullest expert
};
LoadSummary summarise(std::span<const double> rowsOfExperts);

/// Experts expected to have a row when `rows` pairs fall on `experts` evenly at random.
double expectedActiveExperts(double rows, double experts);

/// Pairs of a token and an expert, spread as evenly as whole rows allow.
std::vector<double> balancedLoads(double pairs, int experts);

/// Loads of random routing with popularity 1/rank^exponent; exponent 0 is even popularity. The same seed and
/// layer give the same loads.
std::vector<double> randomLoads(double pairs, int experts, double exponent, std::uint64_t seed,
                                std::uint64_t layer);

/// y = x w for each expert with its own rows; x and w in `precision`.
Operator groupedGemm(const LoadSummary& loads, double n, double k, Precision precision,
                     Scaling scaling = Scaling::Any);
/// The whole routed-expert operator of these loads.
Operator moeExperts(const LoadSummary& loads, double hidden, double inter, Precision precision,
                    Scaling scaling = Scaling::Any);

} // namespace sim
