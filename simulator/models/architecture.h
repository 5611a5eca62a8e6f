// SPDX-License-Identifier: Apache-2.0
// A transformer architecture as data, and its parameter and arithmetic counts. First cut: multi-head latent
// attention with mixture-of-experts layers (DeepSeek-V3 and its kin).
#pragma once

#include <string>

#include "simulator/base/quantity.h"

namespace sim {

/// Names follow config.json of the Hugging Face hub.
struct ModelSpec {
    std::string id, name, source;
    int layers = 0;      ///< without the MTP modules
    int denseLayers = 0; ///< the first ones; the others are MoE
    int mtpLayers = 0;
    double hidden = 0, heads = 0;
    double qLoraRank = 0, kvLoraRank = 0, qkNopeHeadDim = 0, qkRopeHeadDim = 0, vHeadDim = 0;
    double denseIntermediate = 0, moeIntermediate = 0;
    double routedExperts = 0, sharedExperts = 0, expertsPerToken = 0, groupLimit = 0;
    double vocabulary = 0;
};

/// Parameters of one part; embeddings and head are counted apart. Norm weights included.
double attentionParameters(const ModelSpec& m);
double denseMlpParameters(const ModelSpec& m);
double expertParameters(const ModelSpec& m); ///< one expert
/// Shared experts and router of one MoE layer.
double moeSharedParameters(const ModelSpec& m);
double embeddingParameters(const ModelSpec& m); ///< the table; the head has as many
/// Projection and norms that an MTP module has beside its transformer block (V3 report, section 2.2).
double mtpExtraParameters(const ModelSpec& m);

/// All parameters of the main model, embedding and head included, MTP modules not.
double totalParameters(const ModelSpec& m);
/// Parameters that one token passes through, head included, embedding table not.
double activatedParameters(const ModelSpec& m);

/// Training arithmetic of the main model for one token of a sequence of `sequenceLength`, recomputation not
/// counted: 6 per activated parameter, and the causal attention core three times its forward (V3 report
/// counts alike for the causal figure): forward per layer heads * (qk + v dims) * sequence, i.e. half the
/// square.
Flops trainingFlopsPerToken(const ModelSpec& m, double sequenceLength);

} // namespace sim
