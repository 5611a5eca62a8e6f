// SPDX-License-Identifier: Apache-2.0
// The shape of an expert exchange: what one rank sends and how far it spreads.
#pragma once

namespace sim {

/// Tokens sent by one rank; what a token weighs and where it goes.
struct CommShape {
    double tokens = 0, bytesPerToken = 0;
    double topK = 0;        ///< experts a token goes to
    double domainLimit = 0; ///< most scale-up domains (nodes) a token may be routed to; 0 = no limit
    double experts = 0;     ///< routed experts of the layer
    double groupSize = 0;   ///< ranks of the expert-parallel group
};

} // namespace sim
