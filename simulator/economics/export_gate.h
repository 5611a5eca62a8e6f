// SPDX-License-Identifier: Apache-2.0
// Export licences as gates that close and reopen: two-state Markov processes in continuous time. Goods pass
// when every gate between seller and buyer is open.
#pragma once

#include <vector>

#include "simulator/base/random.h"

namespace sim {

/// Closes at `closingsPerYear`, stays closed for an exponential time of mean `meanClosedMonths`. A closing
/// rate of 0 with `isOpen` false stands for a gate that only opens.
struct ExportGate {
    double closingsPerYear = 0.0;
    double meanClosedMonths = 0.0;
    bool isOpen = true; ///< today
};

/// Throws Error{BadInput} for negative rates or durations.
void validate(const ExportGate& gate);
/// Probability that the gate closes at least once within `months`, being open now.
double closesWithin(const ExportGate& gate, double months);
/// Probability that it stands open after `months`.
double openAfter(const ExportGate& gate, double months);
double longRunOpen(const ExportGate& gate);
/// Probability that a closure lasts longer than `months`.
double closureOutlasts(const ExportGate& gate, double months);

/// Months until all gates stand open together, for goods that take `transitMonths` from the order on; one
/// simulated path. The gates are independent. `path` addresses the draws.
double monthsToSupply(const std::vector<ExportGate>& gates, double transitMonths, const Random& random,
                      std::uint32_t path);

} // namespace sim
