// SPDX-License-Identifier: Apache-2.0
// Attention cores: prefill (training forward), backward and decode, for MHA, GQA and MLA, windowed, sparse
// and linear ones.
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

bool isDecode(OpClass c) {
    return c == OpClass::AttentionDecode || c == OpClass::MlaDecode;
}

/// Keys whose cache is read: all of them, or those that a window or a selection leaves. Selected keys that
/// several queries share come from HBM once.
double keysRead(const AttentionShape& a) {
    double keys = a.keyLength;
    if (a.window > 0) keys = std::min(keys, a.window + a.queryLength);
    if (a.selected > 0) keys = std::min(keys, a.selected * a.queryLength);
    return keys;
}

double attentionBytes(const Operator& op, const AttentionShape& a, double operandScale) {
    const bool backward = op.opClass == OpClass::AttentionBackward || op.opClass == OpClass::MlaBackward;
    const double width = a.queryKeyDim + a.valueDim;
    const bool absorbed = isDecode(op.opClass) || op.opClass == OpClass::SparseAttention;
    // The absorbed MLA reads one latent vector that serves as key and value.
    const double cacheWidth =
        absorbed && a.keyValueHeads == 1.0 && a.queryKeyDim > a.valueDim ? a.queryKeyDim : width;
    const double passes = backward ? 2.0 : 1.0; // read, and their gradients written
    // The cache may be narrower than the queries.
    const double cacheBytes = op.weight == Precision::None ? elementBytes(op) : precisionBytes(op.weight);
    const double bytes = passes * operandScale * a.batch *
                         (a.queryLength * a.heads * width * elementBytes(op) +
                          keysRead(a) * std::max(1.0, a.keyValueHeads) * cacheWidth * cacheBytes);
    // The indexer writes an FP32 score for each pair.
    const double scores =
        op.opClass == OpClass::SparseIndexer ? 4.0 * a.batch * attendedPairs(a, false) : 0.0;
    return bytes + scores;
}

} // namespace

// Query i of q sees s + i keys, s = L - q the ones before the chunk, or fewer under a window or a selection:
// the integral of min(w, x) from s to L.
double attendedPairs(const AttentionShape& a, bool isDecode) {
    double cap = a.keyLength;
    if (a.window > 0) cap = std::min(cap, a.window);
    if (a.selected > 0) cap = std::min(cap, a.selected);
    if (isDecode || !a.causal) return a.queryLength * cap;
    const double before = std::max(0.0, a.keyLength - a.queryLength);
    // More queries than keys: the masked half of what there is.
    if (a.queryLength > a.keyLength) return a.queryLength * cap * 0.5;
    if (cap <= before) return a.queryLength * cap;
    return (cap * cap - before * before) / 2.0 + (a.keyLength - cap) * cap;
}

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
        const bool decode = isDecode(op.opClass);
        const bool backward = op.opClass == OpClass::AttentionBackward || op.opClass == OpClass::MlaBackward;
        const double heads = decode ? paddedHeads(*a) : a->heads;
        const double widths =
            backward ? 3.0 * a->queryKeyDim + 2.0 * a->valueDim : a->queryKeyDim + a->valueDim;
        if (flops <= 0 || decode) flops = 2.0 * a->batch * heads * attendedPairs(*a, decode) * widths;
        if (bytes <= 0) bytes = attentionBytes(op, *a, resources.operandScale);
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

// Chunks of C positions: products inside a chunk, C (d_k + d_v) multiply-adds for each position, and with the
// state, 2 d_k d_v; the state is read and written once (Yang et al., Gated Delta Networks, arXiv 2412.06464,
// section 3). Several kernels make the operator: t0 is theirs together.
Seconds linearAttentionTime(const Operator& op, const KernelParameters& row,
                            const KernelResources& resources) {
    double flops = op.flops.base();
    double bytes = op.bytesRead.base() * resources.operandScale + op.bytesWritten.base();
    if (const auto* a = std::get_if<LinearAttentionShape>(&op.shape)) {
        const double chunk = std::min(a->chunk, a->length);
        const double positions = a->batch * a->heads * a->length;
        if (flops <= 0)
            flops = 2.0 * positions * (chunk * (a->keyDim + a->valueDim) + 2.0 * a->keyDim * a->valueDim);
        if (bytes <= 0)
            bytes = 8.0 * a->batch * a->heads * a->keyDim * a->valueDim +
                    elementBytes(op) * resources.operandScale * positions * 2.0 * (a->keyDim + a->valueDim);
    }
    const double compute = flops / (resources.peak * row.computeEfficiency);
    const double memory = bytes / (resources.bandwidth * row.memoryEfficiency);
    return row.latency + Seconds{combine(compute, memory, row.norm)};
}

} // namespace sim
