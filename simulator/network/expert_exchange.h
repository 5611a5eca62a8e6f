// SPDX-License-Identifier: Apache-2.0
// First cut of the network model: how long the exchanges of a training step take on a cluster whose links are
// given per device. Message bytes over the narrowest level plus latency; parameters are measured tables'
// fits. Leaves out: routes, contention between jobs (the flow engine).
#pragma once

#include <optional>
#include <string>

#include "simulator/base/estimate.h"
#include "simulator/base/quantity.h"
#include "simulator/network/comm_shape.h"

namespace sim {

/// What one kind of exchange reaches on a level when it differs from the all-to-all.
struct LinkUse {
    double efficiency = 1.0; ///< of the line rate
    Seconds latency;
    double sigma = 0.1; ///< of log(efficiency)
    Basis basis = Basis::Modelled;
    std::string source;
};

/// One level of links as a device sees it, one direction. The plain members are those of the all-to-all
/// kernels.
struct LinkLevel {
    BytesPerSecond bandwidth;
    Seconds latency;
    double efficiency = 1.0; ///< of the line rate reached by the collective kernels, measured or prior
    double sigma = 0.1;      ///< of log(efficiency)
    Basis basis = Basis::Modelled;
    std::string source;
    std::optional<LinkUse> ring = {};         ///< unset: as the all-to-all
    std::optional<LinkUse> pointToPoint = {}; ///< unset: as the all-to-all
    /// One- and two-shot all-reduce of serving engines; latency of one round. Unset: as the ring.
    std::optional<LinkUse> directReduction = {};
};

/// Where the ranks of an exchange sit.
struct ExchangeFabric {
    int devicesPerDomain = 8; ///< reachable over the scale-up link
    LinkLevel scaleUp;
    LinkLevel scaleOut;
};

struct ExchangeCost {
    Seconds time;
    double sigma = 0.0;
    Basis basis = Basis::Modelled;
    Bytes scaleOutBytes; ///< leaving one device over its NIC
    Bytes scaleUpBytes;
    BytesPerSecond achieved() const { return scaleOutBytes / time; }
};

/// Expected number of distinct domains, own included, that a token reaches when its `topK` experts are spread
/// evenly over at most `limit` of `domains` domains (hypergeometric). Identity: limit 1 -> 1.
double expectedDomains(double topK, int domains, int limit, int expertsPerDomain);

/// MoE dispatch or combine of `op` (its CommShape) inside one expert-parallel group.
ExchangeCost allToAll(const CommShape& shape, const ExchangeFabric& fabric);
/// Ring reduce-scatter or all-gather of `bytes` per rank over `ranks` ranks, hierarchical over the two levels
/// when `ranksPerDomain` > 1. Ring lower bound: (n-1)/n * bytes / bandwidth (Patarasuk & Yuan, JPDC 69,
/// 2009).
ExchangeCost ringCollective(Bytes bytes, int ranks, int ranksPerDomain, const ExchangeFabric& fabric);
ExchangeCost pointToPoint(Bytes bytes, bool crossesDomain, const ExchangeFabric& fabric);

} // namespace sim
