// SPDX-License-Identifier: Apache-2.0
// Sums over a trace; unions of intervals from one walk over the operations in order of start.
#include "simulator/traces/trace_summary.h"

#include <algorithm>

namespace sim {

std::int64_t busyNs(const KernelTrace& trace, const std::function<bool(const TraceOp&)>& isChosen) {
    std::int64_t busy = 0, end = 0;
    bool isFirst = true;
    for (const TraceOp& op : trace.ops) {
        if (!isChosen(op)) continue;
        const std::int64_t from = isFirst ? op.startNs : std::max(op.startNs, end);
        busy += std::max<std::int64_t>(0, op.endNs() - from);
        end = isFirst ? op.endNs() : std::max(end, op.endNs());
        isFirst = false;
    }
    return busy;
}

TraceSummary summarise(const KernelTrace& trace) {
    TraceSummary s;
    s.spanNs = trace.spanNs();
    std::map<OpClass, ClassTotal> classes;
    std::map<std::uint32_t, std::pair<std::int64_t, std::int64_t>> streams; // busy, of it communication
    for (const TraceOp& op : trace.ops) {
        const OpClass c = op.op.opClass;
        ClassTotal& total = classes[c];
        total.opClass = c;
        ++total.count;
        total.durationNs += op.durationNs;
        total.flops += op.op.flops.base();
        s.flops += op.op.flops.base();
        auto& [busy, communicating] = streams[op.stream];
        busy += op.durationNs;
        communicating += isCommunication(c) ? op.durationNs : 0;
        if (c == OpClass::Memcpy)
            ++s.memcpys;
        else if (c == OpClass::Memset)
            ++s.memsets;
        else {
            ++s.kernels;
            ++s.kernelsByStream[op.stream];
            s.kernelSumNs += op.durationNs;
        }
    }
    for (const auto& [stream, time] : streams)
        if (2 * time.second > time.first) s.communicationStreams.push_back(stream);
    const auto communicates = [&s](const TraceOp& op) {
        return std::binary_search(s.communicationStreams.begin(), s.communicationStreams.end(), op.stream);
    };
    s.computeNs = busyNs(trace, [&](const TraceOp& op) { return !communicates(op); });
    s.communicationNs = busyNs(trace, communicates);
    const std::int64_t any = busyNs(trace, [](const TraceOp&) { return true; });
    s.overlapNs = s.computeNs + s.communicationNs - any;
    for (const auto& [c, total] : classes)
        s.classes.push_back(total);
    std::stable_sort(s.classes.begin(), s.classes.end(),
                     [](const ClassTotal& a, const ClassTotal& b) { return a.durationNs > b.durationNs; });
    return s;
}

const ClassTotal& TraceSummary::total(OpClass c) const {
    static const ClassTotal None;
    for (const ClassTotal& t : classes)
        if (t.opClass == c) return t;
    return None;
}

} // namespace sim
