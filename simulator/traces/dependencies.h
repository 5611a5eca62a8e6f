// SPDX-License-Identifier: Apache-2.0
// Recovers the dependencies a recorded trace does not state: waits between streams and the host's waits for
// the device. The order on one stream is implied by the operations themselves and not stored.
#pragma once

#include <vector>

#include "simulator/traces/identify.h"
#include "simulator/traces/kernel_trace.h"
#include "simulator/traces/kineto_events.h"

namespace sim {

/// A cudaStreamWaitEvent and where it was called.
struct WaitCall {
    std::int64_t timeNs = 0; ///< on the clock of the trace's operations
    std::uint32_t thread = 0;
    std::uint64_t correlation = 0;
    int layer = -1, position = -1; ///< structural repeat and annotation within it
};

/// What recovery needs beside the trace itself; runs parallel to trace.ops.
struct RecoveryInput {
    std::vector<int> positions; ///< annotation within the repeat
    std::vector<int> ordinals;  ///< running number of the annotation
    std::vector<WaitCall> waits;
    std::int64_t originNs = 0; ///< absolute time of the trace's zero
};

struct RecoveredDependencies {
    std::vector<Dependency> dependencies; ///< sorted by target, then source
    std::int64_t waits = 0, exact = 0, voted = 0, implied = 0, unresolved = 0, dropped = 0;
};

RecoveredDependencies recoverDependencies(const KernelTrace& trace, const RawTrace& raw,
                                          const RecoveryInput& input);

} // namespace sim
