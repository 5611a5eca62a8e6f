// SPDX-License-Identifier: Apache-2.0
#include "simulator/models/architecture.h"

namespace sim {

namespace {

/// Sum of `of(kind)` over the layers.
template<typename Count>
double overLayers(const ModelSpec& m, Count of) {
    const auto layers = layersByAttention(m);
    double sum = 0;
    for (std::size_t k = 0; k < layers.size(); ++k)
        sum += layers[k] * of(m.attention[k]);
    return sum;
}

double mlpParameters(double input, double intermediate, bool hasBias) {
    return 3 * input * intermediate + (hasBias ? 2 * intermediate + input : 0);
}

} // namespace

bool isMoeLayer(const ModelSpec& m, int layer) {
    if (m.routedExperts == 0 || layer < m.denseLayers) return false;
    if (layer >= m.layers) return true; // MTP modules of a MoE model
    return (layer + 1 - m.denseLayers) % m.moeEvery == 0;
}

int moeLayers(const ModelSpec& m) {
    return m.routedExperts == 0 ? 0 : (m.layers - m.denseLayers) / m.moeEvery;
}

const AttentionSpec& attentionOf(const ModelSpec& m, int layer) {
    const auto kindAt = [&](int at) -> const AttentionSpec& {
        return m.attention[m.layerAttention.empty() ? 0 : m.layerAttention[static_cast<std::size_t>(at)]];
    };
    if (layer < m.layers) return kindAt(layer);
    for (int at = m.layers - 1; at > 0; --at)
        if (kindAt(at).form != AttentionForm::Linear) return kindAt(at);
    return kindAt(0);
}

std::vector<int> layersByAttention(const ModelSpec& m) {
    std::vector<int> counts(m.attention.size(), 0);
    if (counts.empty()) return counts;
    if (m.layerAttention.empty()) counts[0] = m.layers;
    for (const auto kind : m.layerAttention)
        ++counts[kind];
    return counts;
}

double attentionParameters(const ModelSpec& m, int layer) {
    return attentionParameters(attentionOf(m, layer), m.hidden) + m.normsPerLayer * m.hidden;
}

double attentionParameters(const ModelSpec& m) {
    const double sum =
        overLayers(m, [&](const AttentionSpec& a) { return attentionParameters(a, m.hidden); });
    return sum / m.layers + m.normsPerLayer * m.hidden;
}

double denseMlpParameters(const ModelSpec& m) {
    return mlpParameters(m.hidden, m.denseIntermediate, m.hasMlpBias);
}

double expertParameters(const ModelSpec& m) {
    return mlpParameters(m.expertHidden > 0 ? m.expertHidden : m.hidden, m.moeIntermediate, m.hasMlpBias);
}

double moeSharedParameters(const ModelSpec& m) {
    // Sigmoid-like routers carry a correction per expert for balance without a loss (V3 report,
    // section 2.1.2).
    const bool hasRouterBias = m.hasMlpBias || m.routerScore != RouterScore::Softmax;
    const double bias = hasRouterBias ? m.routedExperts : 0;
    return mlpParameters(m.hidden, m.sharedIntermediate, false) + m.routedExperts * m.hidden + bias +
           2 * m.hidden * m.expertHidden;
}

double embeddingParameters(const ModelSpec& m) {
    return m.vocabulary * m.hidden;
}

double mtpExtraParameters(const ModelSpec& m) {
    return 2 * m.hidden * m.hidden + 3 * m.hidden;
}

namespace {

/// All layers, with `experts` routed ones in each MoE layer.
double layerParameters(const ModelSpec& m, double experts) {
    const double moe = moeLayers(m);
    return m.layers * attentionParameters(m) + (m.layers - moe) * denseMlpParameters(m) +
           moe * (moeSharedParameters(m) + experts * expertParameters(m));
}

Flops coreFlops(const ModelSpec& m, double sequence) {
    return Flops{overLayers(m, [&](const AttentionSpec& a) {
        return attentionCoreFlops(a, meanKeysRead(a, sequence)).base() + indexerFlops(a, sequence / 2).base();
    })};
}

} // namespace

double totalParameters(const ModelSpec& m) {
    return layerParameters(m, m.routedExperts) + (m.hasTiedEmbeddings ? 1 : 2) * embeddingParameters(m) +
           m.hidden;
}

double activatedParameters(const ModelSpec& m) {
    return layerParameters(m, m.expertsPerToken) + embeddingParameters(m) + m.hidden;
}

Flops trainingFlopsPerToken(const ModelSpec& m, double sequenceLength) {
    return Flops{6 * activatedParameters(m) + 3 * coreFlops(m, sequenceLength).base()};
}

Flops prefillFlopsPerToken(const ModelSpec& m, double promptLength) {
    return Flops{2 * activatedParameters(m) + coreFlops(m, promptLength).base()};
}

Flops decodeFlopsPerToken(const ModelSpec& m, double context) {
    const double core = overLayers(m, [&](const AttentionSpec& a) {
        return absorbedCoreFlops(a, keysRead(a, context)).base() + indexerFlops(a, context).base();
    });
    return Flops{2 * activatedParameters(m) + core};
}

Bytes kvCacheBytes(const ModelSpec& m, double context, double elementBytes) {
    return Bytes{
        overLayers(m, [&](const AttentionSpec& a) { return cacheBytes(a, context, elementBytes).base(); })};
}

Bytes kvBytesPerToken(const ModelSpec& m, double elementBytes) {
    return Bytes{
        overLayers(m, [&](const AttentionSpec& a) { return cacheBytesPerToken(a, elementBytes).base(); })};
}

} // namespace sim
