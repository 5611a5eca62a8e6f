// SPDX-License-Identifier: Apache-2.0
// Executes a kernel graph in the discrete-event engine: streams in order, event and host edges, CTAs competing
// for SMs. Identity replay of a recorded trace is the gate for every what-if.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "simulator/base/instant.h"
#include "simulator/traces/kernel_trace.h"

namespace sim {

struct ReplayOptions {
    bool hasHost = true;          ///< launch chain and host spins
    bool hasEventEdges = true;
    bool hasSmContention = true;
};

struct ReplayedOp {
    Instant start, end;
};

struct Replay {
    std::vector<ReplayedOp> ops; ///< index = KernelId
    Duration makespan;
    std::uint64_t events = 0;
    std::uint64_t fingerprint = 0; ///< of the event sequence
};

struct IdentityCheck {
    double makespanError = 0;      ///< replay / recorded - 1
    double meanStartErrorOfSpan = 0;
    bool passes = false;           ///< |makespan error| <= 1 % and mean |start error| <= 0.2 % of the span
};

/// `durations` replaces the recorded duration of each op (intrinsic work, not stretched by contention); empty =
/// as recorded. REQUIRES: durations.empty() or durations.size() == trace.ops.size().
Replay replay(const KernelTrace& trace, const ReplayOptions& options = {}, std::span<const Duration> durations = {});
/// Duration of each op had it met no competition for SMs, recovered from the record by inverting the sharing model.
std::vector<Duration> intrinsicDurations(const KernelTrace& trace);
IdentityCheck checkIdentity(const KernelTrace& trace);

} // namespace sim
