// SPDX-License-Identifier: Apache-2.0
// Shapes after the published architectures: MLA, DeepSeek-V2 report (arXiv 2405.04434) section 2.1; indexer,
// DeepSeek-V3.2 report section 2; gated delta rule, arXiv 2412.06464; KDA, Kimi Linear (arXiv 2510.26692);
// lightning attention, MiniMax-01 (arXiv 2501.08313); MFA, Step-3 (arXiv 2507.19427).
#include "simulator/models/attention_layer.h"

#include <algorithm>

namespace sim {

namespace {

double groupedParameters(const AttentionSpec& a, double hidden) {
    const double qWidth = a.heads * a.qkHeadDim * (a.hasOutputGate ? 2 : 1);
    const double kvWidth = a.kvHeads * (a.qkHeadDim + a.vHeadDim);
    double queries = hidden * qWidth;
    if (a.qLoraRank > 0) queries = hidden * a.qLoraRank + a.qLoraRank + a.qLoraRank * qWidth;
    const double biases = a.hasBias ? qWidth + kvWidth + hidden : 0;
    return queries + hidden * kvWidth + a.heads * a.vHeadDim * hidden + biases;
}

double latentParameters(const AttentionSpec& a, double hidden) {
    const double qWidth = a.heads * a.qkHeadDim;
    const double queries = a.qLoraRank > 0 ? hidden * a.qLoraRank + a.qLoraRank * qWidth : hidden * qWidth;
    return queries + hidden * (a.kvLoraRank + a.qkRopeHeadDim) +
           a.kvLoraRank * a.heads * (a.qkNopeHeadDim() + a.vHeadDim) + a.heads * a.vHeadDim * hidden +
           a.qLoraRank + a.kvLoraRank;
}

/// Latent queries; one key-value vector; output in groups. Compressed entries are sums of tokens weighted by
/// a gate: two projections, twice as wide where neighbouring entries overlap (the finer ratio, which is the
/// one indexed).
double sharedLatentParameters(const AttentionSpec& a, double hidden) {
    const double width = a.heads * a.qkHeadDim;
    const double output = a.outputGroups > 0
                              ? width * a.outputLoraRank + a.outputGroups * a.outputLoraRank * hidden
                              : width * hidden;
    const double overlap = a.isSparse() ? 2 : 1;
    const double compressor = a.compression > 0 ? 2 * overlap * hidden * a.qkHeadDim : 0;
    return hidden * a.qLoraRank + a.qLoraRank + a.qLoraRank * width + hidden * a.qkHeadDim + a.qkHeadDim +
           output + compressor;
}

/// Queries from the latent (or the input), one key a token, a weight a head; V4 compresses its index keys
/// too.
double indexerParameters(const AttentionSpec& a, double hidden) {
    if (!a.isSparse()) return 0;
    const double from = a.qLoraRank > 0 ? a.qLoraRank : hidden;
    const double keys = a.compression > 0 ? 4 * hidden * a.indexHeadDim : hidden * a.indexHeadDim;
    return from * a.indexHeads * a.indexHeadDim + keys + 2 * a.indexHeadDim + hidden * a.indexHeads;
}

double linearParameters(const AttentionSpec& a, double hidden) {
    const double keys = a.linearKeyHeads * a.linearKeyDim, values = a.linearValueHeads * a.linearValueDim;
    const double convolved = a.convolution * (2 * keys + values);
    const double projections = hidden * (2 * keys + values) + values * hidden;
    switch (a.rule) {
    case LinearRule::GatedDelta: // output gate as wide as the values; decay and step size a head
        return projections + hidden * values + 2 * hidden * a.linearValueHeads + convolved +
               2 * a.linearValueHeads + a.linearValueDim;
    case LinearRule::Kda: { // decay a channel and output gate, both low-rank; step size a head
        const double lowRank = 2 * hidden * a.linearValueDim + a.linearValueDim * (keys + values);
        return projections + lowRank + hidden * a.linearValueHeads + convolved + keys + a.linearValueHeads +
               a.linearValueDim;
    }
    case LinearRule::Lightning: // full output gate and a norm over the values
        return projections + hidden * values + values;
    case LinearRule::None:
        break;
    }
    return projections;
}

/// Entries behind the window that a query at `context` may read.
double entries(const AttentionSpec& a, double context) {
    if (a.compression > 0) return context / a.compression;
    return a.window > 0 ? 0 : context;
}

double chosen(const AttentionSpec& a, double candidates) {
    return a.isSparse() ? std::min(candidates, a.indexTopk) : candidates;
}

/// Mean over 0..n of min(x / step, limit).
double meanUpTo(double n, double step, double limit) {
    const double full = limit * step;
    if (n <= full) return n / step / 2;
    return limit - limit * full / (2 * n);
}

} // namespace

std::string_view attentionFormName(AttentionForm form) {
    switch (form) {
    case AttentionForm::Grouped:
        return "grouped";
    case AttentionForm::Latent:
        return "latent";
    case AttentionForm::SharedLatent:
        return "shared_latent";
    case AttentionForm::Linear:
        return "linear";
    }
    return "";
}

std::string_view linearRuleName(LinearRule rule) {
    switch (rule) {
    case LinearRule::None:
        return "";
    case LinearRule::GatedDelta:
        return "gated_delta";
    case LinearRule::Kda:
        return "kda";
    case LinearRule::Lightning:
        return "lightning";
    }
    return "";
}

double attentionParameters(const AttentionSpec& a, double hidden) {
    switch (a.form) {
    case AttentionForm::Grouped:
        return groupedParameters(a, hidden) + indexerParameters(a, hidden);
    case AttentionForm::Latent:
        return latentParameters(a, hidden) + indexerParameters(a, hidden);
    case AttentionForm::SharedLatent:
        return sharedLatentParameters(a, hidden) + indexerParameters(a, hidden);
    case AttentionForm::Linear:
        return linearParameters(a, hidden);
    }
    return 0;
}

double keysRead(const AttentionSpec& a, double context) {
    if (a.form == AttentionForm::Linear) return 0;
    const double near = a.isChunked ? a.window / 2 : a.window; // a chunk is half full on average
    return std::min(context, near) + chosen(a, entries(a, context));
}

double meanKeysRead(const AttentionSpec& a, double sequence) {
    if (a.form == AttentionForm::Linear) return 0;
    double keys = 0;
    if (a.window > 0) keys = a.isChunked ? std::min(sequence, a.window) / 2 : meanUpTo(sequence, 1, a.window);
    if (a.window > 0 && a.compression == 0) return keys;
    const double step = a.compression > 0 ? a.compression : 1;
    return keys + meanUpTo(sequence, step, a.isSparse() ? a.indexTopk : sequence / step);
}

Flops attentionCoreFlops(const AttentionSpec& a, double keys) {
    if (a.form == AttentionForm::Linear)
        return Flops{6 * a.linearValueHeads * a.linearKeyDim * a.linearValueDim};
    return Flops{2 * a.heads * (a.qkHeadDim + a.vHeadDim) * keys};
}

Flops absorbedCoreFlops(const AttentionSpec& a, double keys) {
    if (a.form != AttentionForm::Latent) return attentionCoreFlops(a, keys);
    return Flops{2 * a.heads * (2 * a.kvLoraRank + a.qkRopeHeadDim) * keys};
}

Flops indexerFlops(const AttentionSpec& a, double context) {
    if (!a.isSparse()) return Flops{0};
    return Flops{2 * a.indexHeads * a.indexHeadDim * entries(a, context) / a.indexBlock};
}

namespace {

double elementsPerKey(const AttentionSpec& a) {
    switch (a.form) {
    case AttentionForm::Grouped:
        return a.kvHeads * (a.qkHeadDim + a.vHeadDim);
    case AttentionForm::Latent:
        return a.kvLoraRank + a.qkRopeHeadDim;
    case AttentionForm::SharedLatent:
        return a.qkHeadDim;
    case AttentionForm::Linear:
        return 0;
    }
    return 0;
}

double entryBytes(const AttentionSpec& a, double elementBytes) {
    return elementsPerKey(a) * elementBytes + a.indexKeyBytes / a.indexBlock;
}

} // namespace

Bytes cacheBytes(const AttentionSpec& a, double context, double elementBytes) {
    if (a.form == AttentionForm::Linear) {
        constexpr double StateBytes = 4; // FP32
        const double convolved =
            2 * a.linearKeyHeads * a.linearKeyDim + a.linearValueHeads * a.linearValueDim;
        return Bytes{a.linearValueHeads * a.linearKeyDim * a.linearValueDim * StateBytes +
                     std::max(0.0, a.convolution - 1) * convolved * elementBytes};
    }
    return Bytes{std::min(context, a.window) * elementsPerKey(a) * elementBytes +
                 entries(a, context) * entryBytes(a, elementBytes)};
}

Bytes cacheBytesPerToken(const AttentionSpec& a, double elementBytes) {
    if (a.form == AttentionForm::Linear) return Bytes{0};
    return Bytes{entries(a, 1) * entryBytes(a, elementBytes)};
}

} // namespace sim
