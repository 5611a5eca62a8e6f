// SPDX-License-Identifier: Apache-2.0
// A transformer architecture as data, and its parameter, arithmetic and cache counts: dense and
// mixture-of-experts layers with any mix of the attention kinds of attention_layer.h. Vision towers are left
// out.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "simulator/base/estimate.h"
#include "simulator/base/quantity.h"
#include "simulator/models/attention_layer.h"

namespace sim {

enum class RouterScore : std::uint8_t { Softmax, Sigmoid, SqrtSoftplus };

/// Names follow config.json of the Hugging Face hub. A count of 0 means that there is no such part.
struct ModelSpec {
    std::string id, name, source;
    std::string family, releaseDate, weightFormat, notes; ///< weightFormat as published: "fp8 e4m3 128x128"
    Basis basis = Basis::Assumed; ///< of the rows: measured = sourced, assumed = from memory

    int layers = 0;      ///< without the MTP modules
    int denseLayers = 0; ///< the first ones; all of a dense model
    int moeEvery = 1; ///< behind them every so-manieth layer is MoE, the others dense (Llama 4 Maverick: 2)
    int mtpLayers = 0;
    double hidden = 0;

    std::vector<AttentionSpec> attention;     ///< the kinds; never empty in a model of the catalogue
    std::vector<std::uint8_t> layerAttention; ///< kind of each layer; empty: all of the first

    double denseIntermediate = 0, moeIntermediate = 0;
    double sharedIntermediate = 0; ///< all shared experts of a layer together
    double expertHidden = 0; ///< input width of routed experts where it is not `hidden` (latent MoE); else 0
    double routedExperts = 0, sharedExperts = 0, expertsPerToken = 0;
    double expertGroups = 0, groupLimit = 0; ///< grouped routing: groups, and how many a token may use
    RouterScore routerScore = RouterScore::Softmax;
    bool hasMlpBias = false;
    double normsPerLayer = 2;

    double vocabulary = 0, maxContext = 0;
    bool hasTiedEmbeddings = false;
    /// As printed by the publisher, in 10^9.
    std::optional<double> publishedParameters, publishedActive;
};

bool isMoeLayer(const ModelSpec& m, int layer);
int moeLayers(const ModelSpec& m);
/// REQUIRES: m.attention is not empty. MTP modules (layer >= m.layers) attend like the last layer that is not
/// linear.
const AttentionSpec& attentionOf(const ModelSpec& m, int layer);
/// Layers of each kind, in the order of m.attention.
std::vector<int> layersByAttention(const ModelSpec& m);

/// "linear*3 full" or "(linear*3 full)*12": names with counts and groups in brackets -> one name a layer.
/// Throws Error{BadInput} on anything else and above `limit` layers.
std::vector<std::string> parseLayerPattern(std::string_view text, int limit);

/// Parameters of one part; embeddings and head are counted apart. The norms of the layer are included.
double attentionParameters(const ModelSpec& m, int layer);
/// The mean over the layers: that of every layer where all are alike.
double attentionParameters(const ModelSpec& m);
double denseMlpParameters(const ModelSpec& m);
double expertParameters(const ModelSpec& m); ///< one expert
/// Shared experts, router and latent projections of one MoE layer.
double moeSharedParameters(const ModelSpec& m);
double embeddingParameters(const ModelSpec& m); ///< the table; the head has as many
/// Projection and norms that an MTP module has beside its transformer block (V3 report, section 2.2).
double mtpExtraParameters(const ModelSpec& m);

/// All parameters of the main model, embedding and head included (once where they are tied), MTP modules not.
double totalParameters(const ModelSpec& m);
/// Parameters that one token passes through, head included, embedding table not.
double activatedParameters(const ModelSpec& m);

/// Training arithmetic of the main model for one token of a sequence of `sequenceLength`, recomputation not
/// counted: 6 per activated parameter, and the causal attention core and indexer three times their forward
/// (V3 report counts alike for the causal figure): full attention reads half the sequence on average.
Flops trainingFlopsPerToken(const ModelSpec& m, double sequenceLength);
/// Forward arithmetic of one prompt token, mean over a prompt of `promptLength`.
Flops prefillFlopsPerToken(const ModelSpec& m, double promptLength);
/// Forward arithmetic of one generated token behind `context` tokens; latent attention absorbed.
Flops decodeFlopsPerToken(const ModelSpec& m, double context);

/// Cache of one sequence of `context` tokens, all layers of the main model.
Bytes kvCacheBytes(const ModelSpec& m, double context, double elementBytes);
/// Its growth per token once windows are full.
Bytes kvBytesPerToken(const ModelSpec& m, double elementBytes);

} // namespace sim
