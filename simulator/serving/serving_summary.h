// SPDX-License-Identifier: Apache-2.0
// Latencies, rates and use of a service from what its requests went through.
#pragma once

#include <vector>

#include "simulator/serving/serving_run.h"

namespace sim {

struct Percentiles {
    double mean = 0, p50 = 0, p90 = 0, p99 = 0; ///< seconds
};
/// Nearest-rank percentiles; all 0 of nothing.
Percentiles percentiles(std::vector<double> values);

struct ServiceTarget {
    Seconds firstToken, perToken; ///< 0: none
};

struct ServingSummary {
    Percentiles firstToken, perToken, endToEnd, queueing; ///< queueing: until a unit takes the request up
    double requestRate = 0;                               ///< finished per second
    double goodRequestRate = 0;                           ///< of these within the target
    double attainment = 0;                                ///< share within the target
    double inputRate = 0, outputRate = 0;                 ///< tokens per second
    double cacheUse = 0;                                  ///< mean over busy time, share of the cache
    double prefixHits = 0;                                ///< share of prompt tokens
    double busy = 0;                                      ///< share of the time that units run
    std::uint64_t counted = 0, preemptions = 0;
    std::vector<double> timeParts; ///< attention, experts, other, communication, host; shares of busy time
};

/// Requests that arrive within the first `warmUp` share and of the last `coolDown` share of all are left out
/// of latencies; rates are those of the time between them.
ServingSummary summarise(const ServingOutcome& outcome, const ServiceSpec& spec, const ServiceTarget& target,
                         double warmUp, double coolDown);

} // namespace sim
