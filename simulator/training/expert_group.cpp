// SPDX-License-Identifier: Apache-2.0
#include "simulator/training/expert_group.h"

#include <algorithm>
#include <cmath>

#include "simulator/base/random.h"

namespace sim {

namespace {

constexpr int Windows = 4; // the drift has settled after the first in every case tried (tests show it)

class Group {
  public:
    Group(const PlacedTrace& placed, const Machine& machine, int ranks, double variation, std::uint64_t seed)
        : placed_(placed), trace_(*placed.trace), ranks_(static_cast<std::uint32_t>(ranks)),
          variation_(variation), random_(seed, RandomStream::ExpertLoad),
          meetingLatency_(Duration::from(machine.fabric.scaleOut.latency)) {}

    /// Node ids are window-major, then rank, then operation.
    Execution run(const WorkContext& context) {
        const auto ops = trace_.ops.size();
        graph_.nodes.reserve(ops * ranks_ * Windows);
        graph_.devices = ranks_;
        graph_.smCapacity = placed_.smCapacity;
        for (std::uint32_t rank = 0; rank < ranks_; ++rank)
            graph_.streamGaps.insert(graph_.streamGaps.end(), placed_.streamGaps.begin(),
                                     placed_.streamGaps.end());
        for (int window = 0; window < Windows; ++window) {
            const auto firstMeeting = static_cast<std::uint32_t>(graph_.meetingSizes.size());
            for (const auto& op : trace_.ops)
                if (meets(op)) graph_.meetingSizes.push_back(ranks_);
            for (std::uint32_t rank = 0; rank < ranks_; ++rank)
                addWindow(window, rank, firstMeeting);
        }
        return execute(graph_, context);
    }

    std::uint32_t node(int window, std::uint32_t rank, std::size_t op) const {
        return static_cast<std::uint32_t>(
            (static_cast<std::size_t>(window) * ranks_ + rank) * trace_.ops.size() + op);
    }

    static bool meets(const TraceOp& op) {
        return op.op.opClass == OpClass::CommSync && op.name.find("notify") != std::string::npos;
    }

  private:
    double load(int window, std::uint32_t rank, const TraceOp& op) const {
        if (variation_ <= 0 || op.layer < 0 || !op.section.starts_with("mlp") ||
            op.role.starts_with("shared"))
            return 1;
        const auto place = static_cast<std::uint32_t>(op.layer * 2 + (op.phase == Phase::Forward ? 0 : 1));
        return std::max(0.1,
                        1 + variation_ * random_.normal(static_cast<std::uint32_t>(window), place, rank));
    }

    void addWindow(int window, std::uint32_t rank, std::uint32_t meeting) {
        const auto streams = static_cast<std::uint32_t>(placed_.streamGaps.size());
        std::uint32_t last[2] = {NoNode, NoNode};
        std::int64_t lastEnd[2] = {-1, -1};
        for (std::size_t i = 0; i < trace_.ops.size(); ++i) {
            const auto& op = trace_.ops[i];
            const auto& placed = placed_.ops[i];
            GraphNode n{rank * streams + placed_.streams[i], placed.smDemand, placed.overlapped, rank,
                        NoMeeting};
            if (meets(op)) {
                n.meeting = meeting++;
                n.work = meetingLatency_;
            } else if (const double factor = load(window, rank, op); factor != 1) {
                n.work = Duration::from(placed.overlapped.seconds() * factor);
            }
            graph_.nodes.push_back(n);
        }
        for (const auto& d : trace_.dependencies)
            if (d.kind != DependencyKind::Stream)
                graph_.edges.push_back({node(window, rank, d.source.index()),
                                        node(window, rank, d.target.index()),
                                        Duration::nanoseconds(d.lagNs)});
        // The next pair begins when the forward and the backward before it have ended, as layers follow
        // layers.
        for (std::size_t i = 0; i < trace_.ops.size(); ++i) {
            const auto part = static_cast<std::size_t>(trace_.ops[i].phase);
            if (part < 2 && trace_.ops[i].endNs() > lastEnd[part]) {
                lastEnd[part] = trace_.ops[i].endNs();
                last[part] = static_cast<std::uint32_t>(i);
            }
        }
        if (window == 0) return;
        bool hasFirst[2] = {false, false};
        for (std::size_t i = 0; i < trace_.ops.size() && !(hasFirst[0] && hasFirst[1]); ++i) {
            const auto part = static_cast<std::size_t>(trace_.ops[i].phase);
            if (part > 1 || hasFirst[part] || last[part] == NoNode) continue;
            hasFirst[part] = true;
            graph_.edges.push_back({node(window - 1, rank, last[part]), node(window, rank, i), Duration{}});
        }
    }

    const PlacedTrace& placed_;
    const KernelTrace& trace_;
    std::uint32_t ranks_;
    double variation_;
    Random random_;
    Duration meetingLatency_;
    KernelGraph graph_;
};

} // namespace

GroupDrift executeExpertGroup(const PlacedTrace& trace, const Machine& machine, int ranks,
                              double loadVariation, std::uint64_t seed, const WorkContext& context) {
    Group group(trace, machine, ranks, loadVariation, seed);
    const auto run = group.run(context);
    const auto& ops = trace.trace->ops;
    GroupDrift drift;
    drift.events = run.events;
    Instant windowEnd[Windows];
    for (int window = 0; window < Windows; ++window)
        for (std::uint32_t rank = 0; rank < static_cast<std::uint32_t>(ranks); ++rank)
            for (std::size_t i = 0; i < ops.size(); ++i)
                windowEnd[window] = std::max(windowEnd[window], run.end[group.node(window, rank, i)]);
    drift.first = windowEnd[0] - Instant{};
    drift.steady = Duration{(windowEnd[Windows - 1] - windowEnd[0]).picoseconds() / (Windows - 1)};
    drift.steadyOverFirst = drift.steady.seconds() / drift.first.seconds();
    std::vector<std::int64_t> wait(
        static_cast<std::size_t>(std::max(1, trace.trace->header.structuralRepeats)), 0);
    std::vector<std::int64_t> count(wait.size(), 0);
    std::int64_t later = 0, laterCount = 0;
    for (int window = 0; window < Windows; ++window)
        for (std::uint32_t rank = 0; rank < static_cast<std::uint32_t>(ranks); ++rank)
            for (std::size_t i = 0; i < ops.size(); ++i) {
                if (!Group::meets(ops[i]) || ops[i].layer < 0) continue;
                const auto n = group.node(window, rank, i);
                const auto waited = (run.end[n] - run.start[n]).picoseconds();
                const auto repeat = static_cast<std::size_t>(ops[i].layer);
                (window == 0 ? wait[repeat] : later) += waited;
                ++(window == 0 ? count[repeat] : laterCount);
            }
    for (std::size_t r = 0; r < wait.size(); ++r)
        drift.waitByRepeat.push_back(Duration{count[r] ? wait[r] / count[r] : 0});
    drift.steadyWait = Duration{laterCount ? later / laterCount : 0};
    return drift;
}

double recordedLoadVariation(const KernelTrace& trace) {
    std::map<std::pair<int, int>, double> rows;
    for (const auto& op : trace.ops)
        if (const auto* shape = std::get_if<GemmShape>(&op.op.shape);
            shape && op.op.opClass == OpClass::GroupedGemm && op.layer >= 0)
            rows[{op.layer, static_cast<int>(op.phase)}] = shape->m;
    if (rows.size() < 2) return 0;
    double mean = 0, squares = 0;
    for (const auto& [key, value] : rows)
        mean += value;
    mean /= static_cast<double>(rows.size());
    for (const auto& [key, value] : rows)
        squares += (value - mean) * (value - mean);
    return std::sqrt(squares / static_cast<double>(rows.size() - 1)) / mean;
}

} // namespace sim
