// SPDX-License-Identifier: Apache-2.0
// The attention of one layer as data: how queries, keys and values are projected, which earlier tokens a
// query reads, what stays in the cache. Counts only: what its kernels cost is asked of kernels/.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "simulator/base/quantity.h"

namespace sim {

enum class AttentionForm : std::uint8_t {
    Grouped, ///< heads share keys and values in groups: MHA, GQA, MQA; low-rank queries where qLoraRank > 0
             ///< (MFA)
    Latent,  ///< MLA: keys and values from one latent vector a token, and one rotary key for all heads
    SharedLatent, ///< DeepSeek-V4: one latent vector is key and value of every head; grouped low-rank output
    Linear,       ///< a state instead of a cache: gated delta rule, KDA, lightning attention
};
std::string_view attentionFormName(AttentionForm form);

enum class LinearRule : std::uint8_t { None, GatedDelta, Kda, Lightning };
std::string_view linearRuleName(LinearRule rule);

/// One kind of attention layer; a model has one or several. A count of 0 means that there is no such part.
struct AttentionSpec {
    std::string name; ///< in the model's pattern: "full", "window", "linear", ...
    AttentionForm form = AttentionForm::Grouped;
    double heads = 0, kvHeads = 0;
    double qkHeadDim = 0, vHeadDim = 0; ///< width of a head; qkHeadDim includes the rotary part
    double qLoraRank = 0, kvLoraRank = 0, qkRopeHeadDim = 0;
    double outputGroups = 0, outputLoraRank = 0; ///< low-rank output in groups of heads (DeepSeek-V4)
    bool hasOutputGate = false, hasBias = false;

    double window = 0;      ///< newest tokens read one by one; 0: all
    bool isChunked = false; ///< the window starts anew at each multiple (Llama 4)
    double compression = 0; ///< tokens behind the window stand in one entry for so many (DeepSeek-V4)
    double indexTopk = 0;   ///< entries kept by an indexer; 0: every entry is read
    double indexHeads = 0, indexHeadDim = 0, indexKeyBytes = 0;
    double indexBlock = 1; ///< entries that the indexer chooses together

    LinearRule rule = LinearRule::None; ///< heads and widths of a linear layer follow
    double linearKeyHeads = 0, linearValueHeads = 0, linearKeyDim = 0, linearValueDim = 0, convolution = 0;

    double qkNopeHeadDim() const { return qkHeadDim - qkRopeHeadDim; }
    bool isSparse() const { return indexTopk > 0; }
};

/// Projections, norms of latent vectors, indexer and compressors; without the norm before the layer.
double attentionParameters(const AttentionSpec& a, double hidden);

/// Keys that the query of the last of `context` tokens reads in its attention core (the indexer's apart).
double keysRead(const AttentionSpec& a, double context);
/// The mean of keysRead() over the positions of a causal sequence. Continuous in the position (an error of
/// half a token), so that full attention reads exactly half the sequence.
double meanKeysRead(const AttentionSpec& a, double sequence);

/// Multiplications and additions of the core for one query of every head that reads `keys` keys: scores and
/// weighted values, 2 x heads x (qk + v) x keys, with uncompressed heads. Of a linear layer: reading the
/// state, correcting and updating it, 6 x heads x key width x value width, whatever `keys`.
Flops attentionCoreFlops(const AttentionSpec& a, double keys);
/// The same with the latent as key and value (MLA absorbed, as in decoding); equal to attentionCoreFlops()
/// elsewhere.
Flops absorbedCoreFlops(const AttentionSpec& a, double keys);
/// Scores of the indexer for one query at `context` tokens; 0 without one.
Flops indexerFlops(const AttentionSpec& a, double context);

/// Cache of one layer for a sequence of `context` tokens, with elements of `elementBytes`; an index key has
/// its own size. A linear layer holds its state in FP32 and the inputs of its convolution, however long the
/// sequence.
Bytes cacheBytes(const AttentionSpec& a, double context, double elementBytes);
/// What cacheBytes() grows by per token once windows are full.
Bytes cacheBytesPerToken(const AttentionSpec& a, double elementBytes);

} // namespace sim
