// SPDX-License-Identifier: Apache-2.0
// A recorded training trace carried over to a machine: what each recorded operation takes there, beside other
// work and alone. On the machine it was recorded on nothing changes.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "simulator/kernels/kernel_cost.h"
#include "simulator/models/architecture.h"
#include "simulator/network/expert_exchange.h"
#include "simulator/traces/kernel_graph.h"
#include "simulator/traces/kernel_trace.h"

namespace sim {

/// A device with its kernels and the links around it.
struct Machine {
    DeviceKernels device;
    ExchangeFabric fabric;
    std::optional<int> communicationSms; ///< SMs that exchange kernels hold; unset = as recorded
};

struct PlacedOp {
    Duration overlapped; ///< beside the other half of a forward+backward pair, without waiting for SMs
    Duration alone;      ///< in a chunk that overlaps nothing
    int smDemand = 0;
    double sigma = 0.0; ///< of log(overlapped)
    Basis basis = Basis::Measured;
    std::string note;
};

struct PlacedTrace {
    const KernelTrace* trace = nullptr; ///< outlives this
    std::vector<PlacedOp> ops;          ///< index as in trace->ops
    std::vector<Duration> streamGaps;
    std::vector<std::uint32_t> streams; ///< rank of each op's stream
    int smCapacity = 0;
    int communicationSms = 0;
    Basis basis = Basis::Measured; ///< weakest ground among operations that take 1 % of the time or more
    double computeSigma = 0;       ///< system-wide part of the uncertainty of compute kernels (log)
    double communicationSigma = 0;
    struct Note {
        std::string text;
        double share = 0; ///< of the recorded kernel time it concerns
    };
    std::vector<Note> notes; ///< substitutions made, each once
};

/// Compute kernels go through retarget(). Exchanges are not scaled by time: the network model gives their
/// time alone on both machines; beside compute the recorded time is kept in that proportion. Waits for peers
/// (comm_sync) come from unequal compute on the peers and follow the mean of the compute kernels; alone, the
/// least wait seen among the structural repeats counts, since peers start a lone chunk together.
/// `source` and `target` equal => recorded durations, basis measured.
/// Throws Error{Infeasible} when the target cannot run an operation.
PlacedTrace placeTrace(const KernelTrace& trace, const Machine& source, const Machine& target);

} // namespace sim
