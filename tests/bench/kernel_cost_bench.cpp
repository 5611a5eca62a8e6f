// SPDX-License-Identifier: Apache-2.0
// Products of shapes never asked for before, one after the other; items are queries.
#include <filesystem>

#include <benchmark/benchmark.h>

#include "hwdb/catalogue.h"
#include "simulator/kernels/kernel_cost.h"

namespace {

void newShapes(benchmark::State& state) {
    auto catalogue = hwdb::Catalogue::open();
    const sim::DeviceKernels device = catalogue.deviceKernels("h800-sxm");
    sim::Operator op;
    op.opClass = sim::OpClass::Gemm;
    op.input = op.weight = sim::Precision::Fp8;
    double m = 1;
    for (auto _ : state) {
        m = m < 1e6 ? m + 1 : 1;
        op.shape = sim::GemmShape{m, 7168, 4096, 1};
        benchmark::DoNotOptimize(sim::kernelCost(op, device).time);
    }
    state.SetItemsProcessed(state.iterations());
}
BENCHMARK(newShapes);

} // namespace
