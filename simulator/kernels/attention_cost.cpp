// SPDX-License-Identifier: Apache-2.0
// Attention cores: prefill (training forward), backward and decode, for MHA, GQA and MLA.
#include <algorithm>
#include <cmath>

#include "simulator/kernels/operator_time.h"

namespace sim {

namespace {

/// Query heads are padded to what one matrix instruction takes: 16 per key-value head, 64 for the absorbed
/// MLA whose heads share one latent key (FlashMLA).
double paddedHeads(const AttentionShape& a) {
    const double keyValueHeads = std::max(1.0, a.keyValueHeads);
    const double unit = keyValueHeads == 1.0 && a.heads > 16.0 ? 64.0 : 16.0;
    return keyValueHeads * std::ceil(a.heads / keyValueHeads / unit) * unit;
}

double elementBytes(const Operator& op) {
    return op.input == Precision::None ? 2.0 : precisionBytes(op.input);
}

} // namespace

// t0 + ||F/(P e_c sat), B/(W e_b)||_p + B/(W e_add), sat = S/(S + S_half) d/(d + d_half): short sequences and
// narrow heads leave tiles empty. F of the forward is 2 b h S L (d_qk + d_v), halved by the causal mask; of
// the backward five products, 2 b h S L (3 d_qk + 2 d_v) (Dao, FlashAttention-2, arXiv 2307.08691, section
// 3). Decode: F over padded heads; bytes are the cache of keys and values. Error in-system: prefill 8-9 %,
// decode 8-18 % of form (b) of the kernel study.
Seconds attentionTime(const Operator& op, const KernelParameters& row, const KernelResources& resources) {
    double flops = op.flops.base();
    double bytes = op.bytesRead.base() * resources.operandScale + op.bytesWritten.base();
    double saturation = 1.0;
    if (const auto* a = std::get_if<AttentionShape>(&op.shape)) {
        const bool decode = op.opClass == OpClass::AttentionDecode;
        const bool backward = op.opClass == OpClass::AttentionBackward;
        const double heads = decode ? paddedHeads(*a) : a->heads;
        const double widths =
            backward ? 3.0 * a->queryKeyDim + 2.0 * a->valueDim : a->queryKeyDim + a->valueDim;
        const double area = a->queryLength * a->keyLength * (a->causal && !decode ? 0.5 : 1.0);
        if (flops <= 0 || decode) flops = 2.0 * a->batch * heads * area * widths;
        if (bytes <= 0) {
            const double width = a->queryKeyDim + a->valueDim;
            // The absorbed MLA reads one latent vector that serves as key and value.
            const double cacheWidth =
                decode && a->keyValueHeads == 1.0 && a->queryKeyDim > a->valueDim ? a->queryKeyDim : width;
            const double passes = backward ? 2.0 : 1.0; // read, and their gradients written
            bytes = passes * elementBytes(op) * resources.operandScale * a->batch *
                    (a->queryLength * a->heads * width +
                     a->keyLength * std::max(1.0, a->keyValueHeads) * cacheWidth);
        }
        if (!decode && a->keyLength > 0 && a->queryKeyDim > 0)
            saturation = a->keyLength / (a->keyLength + row.rowsHalf) * a->queryKeyDim /
                         (a->queryKeyDim + row.dimHalf);
    }
    const double compute = flops / (resources.peak * row.computeEfficiency * saturation);
    const double memory = bytes / (resources.bandwidth * row.memoryEfficiency);
    double seconds = combine(compute, memory, row.norm);
    if (row.additiveEfficiency > 0) seconds += bytes / (resources.bandwidth * row.additiveEfficiency);
    return row.latency + Seconds{seconds};
}

} // namespace sim
