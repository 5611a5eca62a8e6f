// SPDX-License-Identifier: Apache-2.0
// Names of phases and dependency kinds; the span of a trace.
#include "simulator/traces/kernel_trace.h"

#include <algorithm>

namespace sim {

std::string_view phaseName(Phase p) {
    switch (p) {
    case Phase::Forward:
        return "forward";
    case Phase::Backward:
        return "backward";
    case Phase::WeightGradient:
        return "weight_gradient";
    case Phase::Prefill:
        return "prefill";
    case Phase::Decode:
        return "decode";
    case Phase::Other:
        break;
    }
    return "other";
}

std::string_view dependencyKindName(DependencyKind k) {
    switch (k) {
    case DependencyKind::Stream:
        return "stream";
    case DependencyKind::Event:
        return "event";
    case DependencyKind::Host:
        return "host";
    case DependencyKind::Graph:
        return "graph";
    case DependencyKind::Semantic:
        return "semantic";
    case DependencyKind::Rendezvous:
        break;
    }
    return "rendezvous";
}

std::int64_t KernelTrace::spanNs() const {
    if (ops.empty()) return 0;
    std::int64_t first = ops.front().startNs, last = ops.front().endNs();
    for (const TraceOp& op : ops) {
        first = std::min(first, op.startNs);
        last = std::max(last, op.endNs());
    }
    return last - first;
}

} // namespace sim
