// SPDX-License-Identifier: Apache-2.0
// 16,384 devices under three levels of switches: building the graph, a hierarchical all-reduce over all of
// them and an expert exchange of 64 ranks.
#include <benchmark/benchmark.h>

#include "simulator/cluster/fabric.h"
#include "simulator/network/moe_exchange.h"
#include "simulator/network/phase_run.h"

namespace {

constexpr std::uint32_t Devices = 16384;

sim::ClusterGraph largeCluster() {
    sim::MachineSpec machine;
    machine.scaleUpBandwidth = sim::BytesPerSecond{450e9};
    machine.nicBandwidth = sim::BytesPerSecond{50e9};
    return sim::buildCluster(Devices, machine, {});
}

sim::Group groupOf(std::uint32_t ranks) {
    sim::Group group;
    for (std::uint32_t rank = 0; rank < ranks; ++rank) {
        group.ranks.push_back(rank);
        group.domains.push_back(rank / 8);
    }
    return group;
}

void largeFabric(benchmark::State& state) {
    for (auto _ : state) {
        const auto graph = largeCluster();
        const auto placement = sim::Placement::inOrder(graph, Devices);
        sim::Router router(graph, {});
        const auto reduce =
            sim::planCollective(sim::CollectiveOp::AllReduce, sim::CollectiveAlgorithm::Hierarchical,
                                sim::Bytes{1e9}, groupOf(Devices));
        const auto reduced = sim::runPhases(reduce, router, placement, {});
        const sim::CommShape shape{4096, 7392, 8, 4, 256, 64};
        const auto dispatch = sim::planDispatch(shape, sim::ExpertTransport::Normal, groupOf(64));
        const auto dispatched = sim::runPhases({dispatch}, router, placement, {});
        state.counters["all_reduce_ms"] = reduced.time.base() * 1e3;
        state.counters["dispatch_ms"] = dispatched.time.base() * 1e3;
        state.counters["links"] = static_cast<double>(graph.linkCount());
    }
}
BENCHMARK(largeFabric)->Unit(benchmark::kMillisecond);

} // namespace
