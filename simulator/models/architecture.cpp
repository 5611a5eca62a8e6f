// SPDX-License-Identifier: Apache-2.0
#include "simulator/models/architecture.h"

namespace sim {

double attentionParameters(const ModelSpec& m) {
    const double qk = m.qkNopeHeadDim + m.qkRopeHeadDim;
    return m.hidden * m.qLoraRank + m.qLoraRank * m.heads * qk + m.hidden * (m.kvLoraRank + m.qkRopeHeadDim) +
           m.kvLoraRank * m.heads * (m.qkNopeHeadDim + m.vHeadDim) + m.heads * m.vHeadDim * m.hidden +
           2 * m.hidden + m.qLoraRank + m.kvLoraRank;
}

double denseMlpParameters(const ModelSpec& m) {
    return 3 * m.hidden * m.denseIntermediate;
}

double expertParameters(const ModelSpec& m) {
    return 3 * m.hidden * m.moeIntermediate;
}

double moeSharedParameters(const ModelSpec& m) {
    return m.sharedExperts * expertParameters(m) + m.routedExperts * m.hidden + m.routedExperts;
}

double embeddingParameters(const ModelSpec& m) {
    return m.vocabulary * m.hidden;
}

double mtpExtraParameters(const ModelSpec& m) {
    return 2 * m.hidden * m.hidden + 3 * m.hidden;
}

double totalParameters(const ModelSpec& m) {
    const double moeLayers = m.layers - m.denseLayers;
    return m.layers * attentionParameters(m) + m.denseLayers * denseMlpParameters(m) +
           moeLayers * (moeSharedParameters(m) + m.routedExperts * expertParameters(m)) +
           2 * embeddingParameters(m) + m.hidden;
}

double activatedParameters(const ModelSpec& m) {
    const double moeLayers = m.layers - m.denseLayers;
    return m.layers * attentionParameters(m) + m.denseLayers * denseMlpParameters(m) +
           moeLayers * (moeSharedParameters(m) + m.expertsPerToken * expertParameters(m)) +
           embeddingParameters(m) + m.hidden;
}

Flops trainingFlopsPerToken(const ModelSpec& m, double sequenceLength) {
    const double attentionForward =
        m.layers * m.heads * (m.qkNopeHeadDim + m.qkRopeHeadDim + m.vHeadDim) * sequenceLength;
    return Flops{6 * activatedParameters(m) + 3 * attentionForward};
}

} // namespace sim
