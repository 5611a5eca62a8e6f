// SPDX-License-Identifier: Apache-2.0
#include "simulator/models/architecture.h"

#include <gtest/gtest.h>

namespace {

sim::ModelSpec deepSeekV3() {
    sim::ModelSpec m;
    m.layers = 61, m.denseLayers = 3, m.mtpLayers = 1;
    m.hidden = 7168, m.heads = 128;
    m.qLoraRank = 1536, m.kvLoraRank = 512, m.qkNopeHeadDim = 128, m.qkRopeHeadDim = 64, m.vHeadDim = 128;
    m.denseIntermediate = 18432, m.moeIntermediate = 2048;
    m.routedExperts = 256, m.sharedExperts = 1, m.expertsPerToken = 8, m.groupLimit = 4,
    m.vocabulary = 129280;
    return m;
}

// The DeepSeek-V3 report, abstract: 671 B parameters, 37 B activated per token.
TEST(Architecture, DeepSeekV3HasThePublishedParameters) {
    EXPECT_NEAR(sim::totalParameters(deepSeekV3()) / 1e9, 671.0, 0.1);
    EXPECT_NEAR(sim::activatedParameters(deepSeekV3()) / 1e9, 36.6, 0.1);
}

// By hand: 7168*1536 + 1536*128*192 + 7168*576 + 512*128*256 + 128*128*7168 = 187,105,280, and norms
// 2*7168 + 1536 + 512 = 16,384.
TEST(Architecture, LatentAttentionParametersAddUp) {
    EXPECT_DOUBLE_EQ(sim::attentionParameters(deepSeekV3()), 187105280.0 + 16384.0);
}

// 6 x 36.6 B = 219.6 GFLOP per token, and attention 3 x 61 x 128 x 320 x 4096 = 30.7 GFLOP.
TEST(Architecture, TrainingFlopsCountAttentionCausally) {
    const auto m = deepSeekV3();
    const double attention = 3.0 * 61 * 128 * (192 + 128) * 4096;
    EXPECT_DOUBLE_EQ(sim::trainingFlopsPerToken(m, 4096).base(), 6 * sim::activatedParameters(m) + attention);
}

} // namespace
