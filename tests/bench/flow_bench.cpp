// SPDX-License-Identifier: Apache-2.0
// All-to-alls and random traffic on the two-level fat tree of the comparison with SimGrid
// (simgrid_flow_bench): items are flows done.
#include <benchmark/benchmark.h>

#include "simulator/base/random.h"
#include "simulator/network/flow_engine.h"
#include "tests/unit/network/two_level_tree.h"

namespace {

using sim::test::Mebibyte;
using sim::test::TwoLevelTree;
using sim::test::zipfBytes;

void uniformAllToAll(benchmark::State& state) {
    TwoLevelTree tree(static_cast<std::uint32_t>(state.range(0)));
    sim::Seconds makespan;
    std::size_t flows = 0;
    for (auto _ : state) {
        const sim::FlowBatch batch = tree.allToAll([](std::uint32_t) { return Mebibyte; });
        makespan = sim::makespanOf(batch, tree.capacities());
        flows = batch.size();
    }
    state.counters["simulated_ms"] = makespan.base() * 1e3;
    state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(flows));
}
BENCHMARK(uniformAllToAll)->Arg(64)->Arg(256)->Arg(1024)->Unit(benchmark::kMillisecond);

void zipfAllToAll(benchmark::State& state) {
    const auto hosts = static_cast<std::uint32_t>(state.range(0));
    TwoLevelTree tree(hosts);
    std::vector<double> bytes;
    for (std::uint32_t to = 0; to < hosts; ++to)
        bytes.push_back(zipfBytes(to, hosts));
    sim::Seconds makespan;
    std::size_t flows = 0;
    for (auto _ : state) {
        sim::FlowEngine engine(tree.capacities());
        for (std::uint32_t from = 0; from < hosts; ++from)
            for (std::uint32_t to = 0; to < hosts; ++to)
                if (from != to)
                    engine.start(
                        {.path = tree.path(from, to), .bytes = sim::Bytes{bytes[to]}, .latency = {}});
        flows = 0;
        for (auto done = engine.advance(); !done.empty(); done = engine.advance())
            flows += done.size();
        makespan = engine.now();
    }
    state.counters["simulated_ms"] = makespan.base() * 1e3;
    state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(flows));
}
BENCHMARK(zipfAllToAll)->Arg(64)->Arg(256)->Arg(1024)->Unit(benchmark::kMillisecond);

/// Hosts keep `range(1)` flows each in flight, of 0.5 to 1.5 MiB to random others.
void randomChurn(benchmark::State& state) {
    const auto hosts = static_cast<std::uint32_t>(state.range(0));
    const auto inFlight = static_cast<std::uint32_t>(state.range(1));
    TwoLevelTree tree(hosts);
    const std::uint32_t flows = 20 * hosts * inFlight;
    for (auto _ : state) {
        sim::FlowEngine engine(tree.capacities());
        const sim::Random random(1, sim::RandomStream::Routing);
        std::uint32_t started = 0;
        const auto start = [&](std::uint32_t from) {
            const auto step = static_cast<std::uint32_t>(random.uniform(started, 0) * (hosts - 1));
            const double bytes = (0.5 + random.uniform(started, 1)) * Mebibyte;
            engine.start({.path = tree.path(from, (from + 1 + step) % hosts),
                          .bytes = sim::Bytes{bytes},
                          .latency = {},
                          .members = 1.0,
                          .cap = sim::Unlimited,
                          .label = from});
            ++started;
        };
        for (std::uint32_t from = 0; from < hosts; ++from)
            for (std::uint32_t i = 0; i < inFlight; ++i)
                start(from);
        for (auto done = engine.advance(); !done.empty(); done = engine.advance())
            for (const sim::FlowDone& flow : done)
                if (started < flows) start(flow.label);
    }
    state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(flows));
}
BENCHMARK(randomChurn)->Args({64, 8})->Args({256, 8})->Args({1024, 4})->Unit(benchmark::kMillisecond);

} // namespace
