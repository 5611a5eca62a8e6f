// SPDX-License-Identifier: Apache-2.0
// Phases of transfers as flows on the links of a cluster: routes, shares and time; several jobs at once, and
// links that fail meanwhile.
#pragma once

#include <array>
#include <string>
#include <vector>

#include "simulator/cluster/router.h"
#include "simulator/network/collective.h"

namespace sim {

/// What software and protocol make of the links' line rate. Plain: nothing.
struct TransportTuning {
    /// Of the line rate, by Medium.
    std::array<double, 4> efficiency = {1.0, 1.0, 1.0, 1.0};
    Seconds launch;          ///< once a phase list
    Seconds step;            ///< on every repeat, beside the latency of the route
    BytesPerSecond cap{0.0}; ///< of one rank's sending, what its communication SMs can move; 0: none
};

/// Phases one after the other, from `start` on.
struct FlowJob {
    std::string name;
    std::vector<Phase> phases;
    Seconds start;
};

/// From `at` on the cable (both ways) has this share of its bandwidth; 0 is a failure.
struct CableEvent {
    Seconds at;
    std::size_t cable = 0;
    double share = 0.0;
};

/// One transfer as it went, for traces.
struct FlowRecord {
    std::uint32_t job = 0, phase = 0;
    Transfer transfer;
    Seconds start, end;
};

struct JobRun {
    std::vector<Seconds> jobEnd;     ///< by job
    std::vector<Bytes> carried;      ///< by link
    std::vector<FlowRecord> records; ///< in order of completion, where asked for
};

/// A phase list alone on the cluster, folded where transfers are alike.
/// Repeats run as one: k times the bytes and k times the latency, which is the same time for steps in
/// lockstep.
struct PhaseRun {
    Seconds time;
    std::vector<Seconds> phaseTime;
    std::vector<Bytes> carried; ///< by link
    std::size_t flows = 0, classes = 0;
};
PhaseRun runPhases(const std::vector<Phase>& phases, Router& router, const Placement& placement,
                   const TransportTuning& tuning);

/// Several jobs on one fabric, with failures; every transfer apart. Transfers over a failed link wait for it.
/// Throws Error{Infeasible} naming a transfer and a link when something waits for ever.
JobRun runJobs(const std::vector<FlowJob>& jobs, const std::vector<CableEvent>& events, Router& router,
               const Placement& placement, const TransportTuning& tuning, bool keepRecords);

} // namespace sim
