// SPDX-License-Identifier: Apache-2.0
// A service of several units under load: routing, prompts and decoding together or apart, failures of units.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "simulator/base/progress.h"
#include "simulator/serving/replica.h"

namespace sim {

enum class RouterPolicy : std::uint8_t {
    RoundRobin,
    LeastLoad,   ///< fewest requests that wait or run
    PrefixAware, ///< the longest cached prefix, then the least load
};

struct UnitFailures {
    Seconds meanTimeBetween; ///< of one unit; 0: none
    Seconds repair;
};

/// Units of one kind. Without `prefill` they do everything; with it they only decode.
struct ServiceSpec {
    ReplicaSpec unit;
    int units = 1;
    const StepTimer* timer = nullptr;
    ReplicaSpec prefillUnit;
    int prefillUnits = 0;
    const StepTimer* prefillTimer = nullptr;
    /// From the end of a prompt to its cache being where it is decoded.
    std::function<Seconds(std::int64_t tokens)> transfer;
    Seconds requestOverhead; ///< between a request's arrival and a unit's queue
    RouterPolicy router = RouterPolicy::LeastLoad;
    UnitFailures failures;
    std::uint64_t closedConcurrency = 0; ///< requests in flight; 0: they arrive when they say
    std::uint64_t seed = 1;
};

struct ServingOutcome {
    std::vector<RequestState> requests;
    std::vector<ReplicaCounters> units, prefillUnits;
    Duration span; ///< from the start to the last end
    std::uint64_t events = 0, failures = 0;
    std::uint64_t fingerprint = 0;
};

/// Every request is served to its end. Throws Error{Infeasible} when one is longer than the cache of a unit,
/// Error{Cancelled}.
ServingOutcome runService(const ServiceSpec& spec, const std::vector<Request>& requests,
                          const WorkContext& context = {});

} // namespace sim
