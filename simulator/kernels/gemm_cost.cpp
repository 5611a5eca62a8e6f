// SPDX-License-Identifier: Apache-2.0
// Dense, batched and grouped matrix products, and the bytes-bound operators.
#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "simulator/kernels/operator_time.h"

namespace sim {

namespace {

/// Bytes of one output element: BF16, or an FP32 master gradient that is read and written back.
double outputBytes(const Operator& op) {
    return op.accumulatesFp32 ? 8.0 : 2.0;
}

/// Work done over work wanted when an m x n output is cut into tiles that run in waves of one tile per SM:
/// the last wave is paid in full and edges are padded. The kernel is taken to choose its best tile, as
/// cuBLAS' heuristics and DeepGEMM's search do. Fitted to DeepGEMM on H800 and H20: kernel_parameters.csv.
double waveExcess(double m, double n, double groups, double sms) {
    constexpr std::array<double, 2> TileRows{64.0, 128.0};
    constexpr std::array<double, 4> TileColumns{32.0, 64.0, 96.0, 128.0};
    double best = std::numeric_limits<double>::infinity();
    for (const double rows : TileRows)
        for (const double columns : TileColumns) {
            const double tiles = groups * std::ceil(m / rows) * std::ceil(n / columns);
            best = std::min(best, std::ceil(tiles / sms) * sms * rows * columns);
        }
    return best / (groups * m * n);
}

} // namespace

double combine(double a, double b, double p) {
    const double larger = std::max(a, b);
    if (p < 1.0 || larger <= 0.0) return larger;
    return larger * std::pow(std::pow(a / larger, p) + std::pow(b / larger, p), 1.0 / p);
}

KernelWork workOf(const Operator& op, const KernelResources& resources) {
    KernelWork work{op.flops.base(), 0.0};
    if (const auto* g = std::get_if<GemmShape>(&op.shape)) {
        if (work.flops <= 0) work.flops = 2.0 * g->m * g->n * g->k;
        // Weight gradients have the tokens in k: each group has a k of its own, so all of both operands is
        // read once.
        const double operands =
            (g->m * g->k + g->groups * g->n * g->k) * precisionBytes(op.input) * resources.operandScale;
        work.bytes = operands + g->m * g->n * outputBytes(op);
    }
    const double given = op.bytesRead.base() * resources.operandScale + op.bytesWritten.base();
    if (given > 0) work.bytes = given;
    if (work.bytes <= 0)
        if (const auto* e = std::get_if<ElementwiseShape>(&op.shape))
            work.bytes = 2.0 * e->elements * (op.input == Precision::None ? 2.0 : precisionBytes(op.input));
    return work;
}

// Two forms, chosen by the row. Unset p: t0 + max(F/(e_c P), B/(e_b W)), the roofline of three parameters
// (Williams et al., CACM 52, 2009), whose e_c is a mean over shapes. Set p: e_c is that of full tiles, and
// the losses are counted: waves, the short inner dimension k/(k + k_half), and for experts the rows of one
// expert r/(r + r_half); compute and memory join in a p-norm because their overlap is partial. In-sample
// error of the second form: H800 9.0 %, H20 4.7 % (dense), H800 4.3 % (grouped).
Seconds gemmTime(const Operator& op, const KernelParameters& row, const KernelResources& resources) {
    const KernelWork work = workOf(op, resources);
    double compute = work.flops / (resources.peak * row.computeEfficiency);
    const double memory = work.bytes / (resources.bandwidth * row.memoryEfficiency);
    const auto* g = std::get_if<GemmShape>(&op.shape);
    if (g && row.norm >= 1.0 && g->m > 0 && g->n > 0 && g->k > 0) {
        const double rows = g->m / g->groups;
        if (row.rowsHalf > 0) compute *= (rows + row.rowsHalf) / rows;
        if (row.dimHalf > 0) compute *= (g->k + row.dimHalf) / g->k;
        // Rows of a grouped product already carry their padding in r_half.
        if (op.opClass != OpClass::GroupedGemm && resources.sms > 0)
            compute *= waveExcess(rows, g->n, g->groups, resources.sms);
    }
    return row.latency + Seconds{combine(compute, memory, row.norm)};
}

// t0 + B/(e W): norms, activations, casts, permutations, optimizer. 4-8 % on measured norm, add and
// activation rows, 6 % on casts. HBM bandwidth does not shrink with the SMs granted: a fifth of them
// saturates it.
Seconds memoryTime(const Operator& op, const KernelParameters& row, const KernelResources& resources) {
    return row.latency + Seconds{workOf(op, resources).bytes / (resources.bandwidth * row.memoryEfficiency)};
}

} // namespace sim
