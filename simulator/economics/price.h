// SPDX-License-Identifier: Apache-2.0
// Rental prices as the model sees them, and what a number of GPU-hours costs. The cash-flow engine is
// elsewhere.
#pragma once

#include <string>

#include "simulator/base/estimate.h"

namespace sim {

/// The four denominators of a GPU-hour; a figure always names one.
enum class GpuHourKind { Installed, Available, Sold, Useful };
std::string_view gpuHourKindName(GpuHourKind k);

/// What one hour of one device costs on a date, and how well that is known.
struct RentalPrice {
    Estimate usdPerGpuHour; ///< median with P10 and P90 of the observations used
    int observations = 0;   ///< how many stand behind it; 0 = entered by the user
    std::string kind;       ///< "list", "index_restated", ... ; "input" when entered
    std::string contract;   ///< "on_demand", "spot", "reserved", "monthly lease"...
    std::string from, to;   ///< dates of the oldest and newest observation used, ISO
    std::string source;
    std::string warning; ///< stale or thin; empty when neither
};

/// Cost of `gpuHours` (an estimate of its own) at `price`: product of the medians; the interval treats the
/// logarithms of both as independent normals whose P10 and P90 are given.
Estimate rentalCost(const Estimate& gpuHours, const RentalPrice& price);

} // namespace sim
