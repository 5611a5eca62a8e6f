// SPDX-License-Identifier: Apache-2.0
// Replays a recorded trace as a kernel graph. Identity replay is the gate for every what-if: a graph that
// does not give back the recorded makespan has missed a dependency or a contention.
#pragma once

#include <cstdint>
#include <vector>

#include "simulator/traces/kernel_graph.h"
#include "simulator/traces/kernel_trace.h"

namespace sim {

struct ReplayOptions {
    bool hasHost = true; ///< launch chain and host spins
    bool hasEventEdges = true;
    bool hasSmContention = true;
};

struct IdentityCheck {
    double makespanError = 0;        ///< replay / recorded - 1
    double meanStartErrorOfSpan = 0; ///< mean |start error| / span
    bool passes = false;             ///< |makespan error| <= 1 % and mean |start error| <= 0.2 % of the span
};

/// SMs that the blocks of `op` hold for themselves: every block of a kernel whose registers, shared memory or
/// threads leave no room for a second one on the SM and which is launched once over the device (persistent).
/// 0 for kernels of many small blocks and where the device's limits are unknown. A synchronising kernel of a
/// communication library holds one: its other blocks leave at once and one spins (seen in the record: GEMM
/// blocks get the SMs while `cached_notify` runs).
int smDemand(const TraceOp& op, const TraceHeader& header);

/// Mean distance from the end of one operation to the start of the next on each stream, over gaps of at most
/// 10 us (larger ones are waits); index is the rank of the stream id in ascending order.
std::vector<Duration> streamGaps(const KernelTrace& trace);

/// Duration of each operation had it met no competition for SMs: the record, inverted through the placement
/// model of execute(). Found by fixed-point iteration; operations that hold no SMs keep their recorded
/// duration.
std::vector<Duration> intrinsicDurations(const KernelTrace& trace);

/// The trace as a graph, `work` = duration of each operation. REQUIRES: work.size() == trace.ops.size().
KernelGraph traceGraph(const KernelTrace& trace, std::span<const Duration> work,
                       const ReplayOptions& options = {});

/// Identity replay: traceGraph of the intrinsic durations, executed.
Execution replay(const KernelTrace& trace, const ReplayOptions& options = {});
IdentityCheck checkIdentity(const KernelTrace& trace, const Execution& execution);

} // namespace sim
