// SPDX-License-Identifier: Apache-2.0
// Requests that come to a service: when, how long, and what they share with earlier ones.
#pragma once

#include <cstdint>
#include <vector>

#include "simulator/base/instant.h"

namespace sim {

struct Request {
    Instant arrival;
    std::int64_t inputTokens = 0;
    std::int64_t outputTokens = 1;
    std::vector<std::uint64_t> prefix; ///< hashes of the prompt's whole blocks, each with all before it
};

enum class ArrivalKind : std::uint8_t {
    Closed,  ///< a fixed number in flight: one that ends is followed by the next at once
    Poisson, ///< a Gamma of shape 1
    Gamma,   ///< bursts: gaps with a coefficient of variation above 1
};

/// A length drawn from a lognormal of this mean and coefficient of variation; 0: always the mean.
struct LengthSpec {
    double mean = 0, variation = 0;
    std::int64_t least = 1, most = 1 << 30;
};

struct RequestSpec {
    ArrivalKind arrivals = ArrivalKind::Poisson;
    double rate = 0;         ///< requests per second; of Closed unused
    double burstiness = 1;   ///< coefficient of variation of the gaps
    double dayAmplitude = 0; ///< rate x (1 + amplitude sin(2 pi t / period))
    Seconds dayPeriod{86400.0};
    LengthSpec input, output;
    double sharedPrefix = 0; ///< share of a prompt that is the same in all (a system prompt)
    std::uint64_t count = 0;
    std::uint64_t seed = 1;
};

/// `count` requests in the order of their arrival; Closed: all at 0. Each draw is addressed by the request's
/// number, so a longer run begins as a shorter one. REQUIRES: rate > 0 unless Closed. Throws Error{BadInput}.
std::vector<Request> drawRequests(const RequestSpec& spec, std::int64_t blockTokens);

} // namespace sim
