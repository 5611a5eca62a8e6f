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
        // Scales belong to the format: what stands in for it has none.
        const double scales = resources.operandScale > 1.0 ? 0.0 : scaleBytes(op.scaling);
        const Precision weight = op.weight == Precision::None ? op.input : op.weight;
        const double operands = (g->m * g->k * (precisionBytes(op.input) + scales) +
                                 g->groups * g->n * g->k * (precisionBytes(weight) + scales)) *
                                resources.operandScale;
        work.bytes = operands + g->m * g->n * outputBytes(op);
    }
    const double given = op.bytesRead.base() * resources.operandScale + op.bytesWritten.base();
    if (given > 0) work.bytes = given;
    if (work.bytes <= 0)
        if (const auto* a = std::get_if<AttentionShape>(&op.shape); a && op.opClass == OpClass::TopK)
            work.bytes = 4.0 * a->batch * attendedPairs(*a, false); // FP32 scores, read once
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

// t0 + ||F/(P e_c r/(r + r_half) I/(I + I_half)), B/(W e_b)||_p + B_act/(W e_add): F = 6 rows H I; r the rows
// of one expert; B the weights of the experts that have rows; B_act what the kernels between the products
// hand on, 4 H + 6 I numbers of BF16 a row (permuted, activated, summed). Form (b) of the kernel study,
// section 6; balanced loads 2.3-9 %.
Seconds moeTime(const Operator& op, const KernelParameters& row, const KernelResources& resources) {
    double flops = op.flops.base();
    double bytes = op.bytesRead.base() * resources.operandScale + op.bytesWritten.base();
    double activations = 0.0;
    if (const auto* e = std::get_if<MoeShape>(&op.shape); e && e->rows > 0 && e->experts > 0) {
        if (flops <= 0) flops = 6.0 * e->rows * e->hidden * e->inter;
        const double rows = e->rows / e->experts;
        flops *= (rows + row.rowsHalf) / rows * (e->inter + row.dimHalf) / e->inter;
        const Precision weight = op.weight == Precision::None ? op.input : op.weight;
        const double scales = resources.operandScale > 1.0 ? 0.0 : scaleBytes(op.scaling);
        if (bytes <= 0)
            bytes = 3.0 * e->experts * e->hidden * e->inter * (precisionBytes(weight) + scales) *
                    resources.operandScale;
        activations = e->rows * 2.0 * (4.0 * e->hidden + 6.0 * e->inter);
    }
    double seconds = combine(flops / (resources.peak * row.computeEfficiency),
                             bytes / (resources.bandwidth * row.memoryEfficiency), row.norm);
    if (row.additiveEfficiency > 0) seconds += activations / (resources.bandwidth * row.additiveEfficiency);
    return row.latency + Seconds{seconds};
}

Seconds operatorTime(const Operator& op, const KernelParameters& row, const KernelResources& resources) {
    if (isGemm(op.opClass)) return gemmTime(op, row, resources);
    if (isAttention(op.opClass)) return attentionTime(op, row, resources);
    if (op.opClass == OpClass::MoeExperts) return moeTime(op, row, resources);
    if (op.opClass == OpClass::LinearAttention) return linearAttentionTime(op, row, resources);
    return memoryTime(op, row, resources);
}

} // namespace sim
