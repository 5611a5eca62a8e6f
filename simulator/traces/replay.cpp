// SPDX-License-Identifier: Apache-2.0
#include "simulator/traces/replay.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <map>

namespace sim {

namespace {

constexpr std::int64_t LongestGapNs = 10'000;
constexpr Duration EventLag = Duration::nanoseconds(2'000); // where the record gives none

std::map<std::uint32_t, std::uint32_t> streamIndex(const KernelTrace& trace) {
    std::map<std::uint32_t, std::uint32_t> index;
    for (const auto& op : trace.ops)
        index.emplace(op.stream, 0);
    std::uint32_t next = 0;
    for (auto& [stream, position] : index)
        position = next++;
    return index;
}

/// Blocks of the kernel that fit on one SM at once.
double blocksPerSm(const LaunchResources& r, const TraceHeader& header) {
    const double threads = double(r.block[0]) * r.block[1] * r.block[2];
    double fit = threads > 0 ? std::floor(header.threadsPerSm / threads) : 0;
    if (r.registersPerThread > 0)
        fit = std::min(fit, std::floor(header.registersPerSm / (threads * r.registersPerThread)));
    if (r.sharedMemoryBytes > 0)
        fit = std::min(fit, std::floor(double(header.sharedMemoryPerSm) / r.sharedMemoryBytes));
    return fit;
}

/// Launches in the order of the host's calls; the wait for a spin is taken out of the recorded distance.
void addHost(KernelGraph& graph, const KernelTrace& trace) {
    std::vector<std::uint32_t> order(trace.ops.size());
    for (std::uint32_t i = 0; i < order.size(); ++i)
        order[i] = i;
    std::stable_sort(order.begin(), order.end(),
                     [&](auto a, auto b) { return trace.ops[a].launchNs < trace.ops[b].launchNs; });
    std::map<std::uint32_t, const Dependency*> spins;
    for (const auto& d : trace.dependencies)
        if (d.kind == DependencyKind::Host) spins[d.target.value] = &d;

    std::int64_t shortestLead = LongestGapNs;
    for (const auto& op : trace.ops)
        shortestLead = std::min(shortestLead, std::max<std::int64_t>(0, op.startNs - op.launchNs));
    graph.launchLatency = Duration::nanoseconds(shortestLead);
    const std::int64_t firstLaunch = trace.ops[order.front()].launchNs;
    // Simulated time starts at the first call; the graph's own clock starts at zero.
    graph.hostStart = Instant{};
    std::int64_t previous = firstLaunch;
    for (const auto node : order) {
        HostLaunch launch{node, Duration::nanoseconds(trace.ops[node].launchNs - previous), NoNode, {}};
        if (const auto spin = spins.find(node); spin != spins.end()) {
            launch.waitsFor = spin->second->source.value;
            launch.lagAfterWait = Duration::nanoseconds(spin->second->lagNs);
            launch.sincePrevious = Duration{};
        }
        previous = trace.ops[node].launchNs;
        graph.host.push_back(launch);
    }
}

} // namespace

int smDemand(const TraceOp& op, const TraceHeader& header) {
    if (header.smCount == 0 || header.threadsPerSm == 0) return 0;
    if (op.op.opClass == OpClass::CommSync && op.name.find("notify") != std::string::npos) return 1;
    const double blocks = op.resources.ctas();
    const double fit = blocksPerSm(op.resources, header);
    if (blocks == 0 || fit != 1.0 || blocks > header.smCount) return 0;
    return static_cast<int>(blocks);
}

std::vector<Duration> streamGaps(const KernelTrace& trace) {
    const auto index = streamIndex(trace);
    std::vector<std::int64_t> sum(index.size(), 0), count(index.size(), 0), lastEnd(index.size(), -1);
    for (const auto& op : trace.ops) {
        const auto s = index.at(op.stream);
        const std::int64_t gap = op.startNs - lastEnd[s];
        if (lastEnd[s] >= 0 && gap >= 0 && gap <= LongestGapNs) {
            sum[s] += gap;
            ++count[s];
        }
        lastEnd[s] = op.endNs();
    }
    std::vector<Duration> gaps;
    for (std::size_t s = 0; s < sum.size(); ++s)
        gaps.push_back(Duration::nanoseconds(count[s] ? sum[s] / count[s] : 0));
    return gaps;
}

std::vector<Duration> intrinsicDurations(const KernelTrace& trace) {
    KernelGraph graph;
    graph.smCapacity = trace.header.smCount;
    std::vector<Instant> starts;
    for (const auto& op : trace.ops) {
        graph.nodes.push_back({0, smDemand(op, trace.header), Duration::nanoseconds(op.durationNs)});
        starts.push_back(Instant{Duration::nanoseconds(op.startNs).picoseconds()});
    }
    constexpr int MostIterations = 40;
    constexpr std::int64_t Settled =
        100'000; // picoseconds; a thousandth of the record's resolution of 1 us is noise
    for (int iteration = 0; iteration < MostIterations; ++iteration) {
        const auto pinned = executePinned(graph, starts);
        std::int64_t largestChange = 0;
        for (std::size_t i = 0; i < graph.nodes.size(); ++i) {
            if (graph.nodes[i].smDemand == 0) continue;
            const auto recorded = Duration::nanoseconds(trace.ops[i].durationNs);
            const Instant recordedEnd = starts[i] + recorded;
            const std::int64_t shortest = std::min<std::int64_t>(recorded.picoseconds(), 1'000'000);
            const std::int64_t found = std::clamp((recordedEnd - pinned.lastGrant[i]).picoseconds(), shortest,
                                                  recorded.picoseconds());
            const std::int64_t before = graph.nodes[i].work.picoseconds();
            // Halfway steps: two kernels that wait for each other's blocks would otherwise swing.
            graph.nodes[i].work = Duration{before + (found - before) / 2};
            largestChange = std::max(largestChange, std::abs(found - before));
        }
        if (largestChange <= Settled) break;
    }
    std::vector<Duration> work;
    for (const auto& node : graph.nodes)
        work.push_back(node.work);
    return work;
}

KernelGraph traceGraph(const KernelTrace& trace, std::span<const Duration> work,
                       const ReplayOptions& options) {
    assert(work.size() == trace.ops.size());
    KernelGraph graph;
    const auto index = streamIndex(trace);
    graph.streamGaps = streamGaps(trace);
    graph.smCapacity = options.hasSmContention ? trace.header.smCount : 0;
    for (std::size_t i = 0; i < trace.ops.size(); ++i)
        graph.nodes.push_back({index.at(trace.ops[i].stream), smDemand(trace.ops[i], trace.header), work[i]});
    const bool hasHost = options.hasHost && trace.header.hasHostModel && !trace.ops.empty();
    for (const auto& d : trace.dependencies) {
        if (d.kind == DependencyKind::Stream || (d.kind == DependencyKind::Host && hasHost)) continue;
        if (d.kind != DependencyKind::Host && !options.hasEventEdges) continue;
        graph.edges.push_back(
            {d.source.value, d.target.value, d.lagNs > 0 ? Duration::nanoseconds(d.lagNs) : EventLag});
    }
    if (hasHost) addHost(graph, trace);
    return graph;
}

Execution replay(const KernelTrace& trace, const ReplayOptions& options) {
    std::vector<Duration> work;
    if (options.hasSmContention)
        work = intrinsicDurations(trace);
    else
        for (const auto& op : trace.ops)
            work.push_back(Duration::nanoseconds(op.durationNs));
    return execute(traceGraph(trace, work, options));
}

IdentityCheck checkIdentity(const KernelTrace& trace, const Execution& execution) {
    IdentityCheck check;
    if (trace.ops.empty()) return check;
    const double span = static_cast<double>(trace.spanNs()) * 1e-9;
    check.makespanError = execution.makespan.seconds().base() / span - 1.0;
    const Instant first = *std::min_element(execution.start.begin(), execution.start.end());
    double sum = 0;
    for (std::size_t i = 0; i < trace.ops.size(); ++i)
        sum += std::abs((execution.start[i] - first).seconds().base() - double(trace.ops[i].startNs) * 1e-9);
    check.meanStartErrorOfSpan = sum / static_cast<double>(trace.ops.size()) / span;
    check.passes = std::abs(check.makespanError) <= 0.01 && check.meanStartErrorOfSpan <= 0.002;
    return check;
}

} // namespace sim
