// SPDX-License-Identifier: Apache-2.0
// Dispatch and combine of a mixture of experts as transfers between ranks, as the kernels of the trade send
// them.
#pragma once

#include <span>

#include "simulator/network/collective.h"
#include "simulator/network/comm_shape.h"

namespace sim {

enum class ExpertTransport : std::uint8_t {
    Normal, ///< one copy a domain to the rank on the sender's rail, forwarded inside the domain at the same
            ///< time
    LowLatency, ///< a copy for every expert straight to its rank
    OneDomain,  ///< a copy for every rank straight to it: NVL72, CloudMatrix fused kernels
};

/// Expected bytes from every member to every other, tokens spread by the ranks' shares of the load. `load[j]`
/// is the load of member j over the mean; empty: all alike. A token's copies for several experts of one rank
/// are one, except with LowLatency. Combine is the transpose: see reversed(). REQUIRES: shape.groupSize ==
/// group.size(); with Normal, domains of equal size in the order of the rails.
Phase planDispatch(const CommShape& shape, ExpertTransport transport, const Group& group,
                   std::span<const double> load = {});
Phase reversed(Phase phase);

} // namespace sim
