// SPDX-License-Identifier: Apache-2.0
// Runs the events of a queue to their end. One loop for all clocks; a simulation is the handler it brings.
#pragma once

#include <cstdint>
#include <limits>

#include "simulator/base/progress.h"
#include "simulator/engine/event_queue.h"

namespace sim {

struct RunLimits {
    /// A simulation that passes this has lost its way (events that feed each other without end).
    std::uint64_t events = std::numeric_limits<std::uint64_t>::max();
};

/// Pops and handles every event: `handle(const Event&)` may schedule and cancel on the same queue. Returns
/// how many ran. Throws what the handler throws, Error{Cancelled} soon after a stop was asked for, and
/// Error{Internal} at the limit. Reports no progress: only the handler knows how much is left.
template<class Handler>
std::uint64_t runEvents(EventQueue& queue, const WorkContext& work, Handler&& handle, RunLimits limits = {}) {
    // Asking for a stop reads a shared atomic; at this spacing it is free and answers within a millisecond.
    constexpr std::uint64_t EventsBetweenStops = 4096;
    const std::uint64_t before = queue.executed();
    Event event;
    work.throwIfStopped();
    while (queue.pop(event)) {
        const std::uint64_t done = queue.executed() - before;
        if (done % EventsBetweenStops == 0) work.throwIfStopped();
        if (done > limits.events)
            throw Error(ErrorCode::Internal, "the simulation passed its limit of events");
        handle(static_cast<const Event&>(event));
    }
    return queue.executed() - before;
}

} // namespace sim
