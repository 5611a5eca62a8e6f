// SPDX-License-Identifier: Apache-2.0
// What a recorded trace holds at a glance: counts, busy times and their overlap, time and arithmetic by
// class.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <vector>

#include "simulator/traces/kernel_trace.h"

namespace sim {

struct ClassTotal {
    OpClass opClass = OpClass::Unknown;
    std::int64_t count = 0, durationNs = 0;
    double flops = 0;
};

struct TraceSummary {
    std::int64_t kernels = 0, memcpys = 0, memsets = 0;
    std::map<std::uint32_t, std::int64_t> kernelsByStream;
    std::vector<std::uint32_t> communicationStreams; ///< more than half of their busy time is communication
    std::int64_t spanNs = 0, kernelSumNs = 0;
    /// Time in which a compute stream, a communication stream, both are busy.
    std::int64_t computeNs = 0, communicationNs = 0, overlapNs = 0;
    std::vector<ClassTotal> classes; ///< longest first
    double flops = 0;

    const ClassTotal& total(OpClass c) const; ///< zeros when the trace has none
};

TraceSummary summarise(const KernelTrace& trace);
/// Time in which at least one of the chosen operations runs.
std::int64_t busyNs(const KernelTrace& trace, const std::function<bool(const TraceOp&)>& isChosen);

} // namespace sim
