// SPDX-License-Identifier: Apache-2.0
#include "simulator/models/architecture.h"

#include <gtest/gtest.h>

#include "simulator/base/error.h"

namespace {

sim::ModelSpec deepSeekV3() {
    sim::AttentionSpec a;
    a.name = "full", a.form = sim::AttentionForm::Latent;
    a.heads = a.kvHeads = 128;
    a.qLoraRank = 1536, a.kvLoraRank = 512, a.qkHeadDim = 192, a.qkRopeHeadDim = 64, a.vHeadDim = 128;
    sim::ModelSpec m;
    m.layers = 61, m.denseLayers = 3, m.mtpLayers = 1;
    m.hidden = 7168;
    m.attention = {a};
    m.denseIntermediate = 18432, m.moeIntermediate = 2048, m.sharedIntermediate = 2048;
    m.routedExperts = 256, m.sharedExperts = 1, m.expertsPerToken = 8, m.groupLimit = 4;
    m.routerScore = sim::RouterScore::Sigmoid;
    m.vocabulary = 129280;
    return m;
}

/// Two layers of three with a window of 4, grouped heads; small enough to count by hand.
sim::ModelSpec smallHybrid() {
    sim::AttentionSpec full;
    full.name = "full", full.heads = 2, full.kvHeads = 1, full.qkHeadDim = full.vHeadDim = 8;
    auto window = full;
    window.name = "window", window.window = 4;
    sim::ModelSpec m;
    m.layers = m.denseLayers = 3;
    m.hidden = 16, m.denseIntermediate = 32, m.vocabulary = 100;
    m.attention = {window, full};
    m.layerAttention = {0, 0, 1};
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
    EXPECT_DOUBLE_EQ(sim::attentionParameters(deepSeekV3(), 17), 187105280.0 + 16384.0);
}

// 6 x 36.6 B = 219.6 GFLOP per token, and attention 3 x 61 x 128 x 320 x 4096 = 30.7 GFLOP.
TEST(Architecture, TrainingFlopsCountAttentionCausally) {
    const auto m = deepSeekV3();
    const double attention = 3.0 * 61 * 128 * (192 + 128) * 4096;
    EXPECT_DOUBLE_EQ(sim::trainingFlopsPerToken(m, 4096).base(), 6 * sim::activatedParameters(m) + attention);
    EXPECT_DOUBLE_EQ(sim::prefillFlopsPerToken(m, 4096).base(),
                     2 * sim::activatedParameters(m) + attention / 3);
}

// Absorbed: 61 layers x 2 x 128 heads x (512 + 64 + 512) x 4096 keys.
TEST(Architecture, DecodingReadsTheLatentAsKeyAndValue) {
    const auto m = deepSeekV3();
    EXPECT_DOUBLE_EQ(sim::decodeFlopsPerToken(m, 4096).base(),
                     2 * sim::activatedParameters(m) + 61.0 * 2 * 128 * 1088 * 4096);
}

// 61 layers x (512 + 64) x 2 bytes = 70,272 bytes a token.
TEST(Architecture, LatentCacheHoldsOneVectorAToken) {
    EXPECT_DOUBLE_EQ(sim::kvBytesPerToken(deepSeekV3(), 2).base(), 70272);
    EXPECT_DOUBLE_EQ(sim::kvCacheBytes(deepSeekV3(), 1000, 2).base(), 70272e3);
}

// Per layer 16*16 (q) + 2*16*8 (k, v) + 16*16 (o) + 2*16 norms = 800, MLP 3*16*32 = 1536; with table, head
// and last norm 3*(800+1536) + 2*1600 + 16 = 10,224.
TEST(Architecture, AHybridCountsEachLayerOnce) {
    EXPECT_DOUBLE_EQ(sim::totalParameters(smallHybrid()), 10224);
    EXPECT_EQ(sim::layersByAttention(smallHybrid()), (std::vector{2, 1}));
    auto tied = smallHybrid();
    tied.hasTiedEmbeddings = true;
    EXPECT_DOUBLE_EQ(sim::totalParameters(tied), 10224 - 1600);
    EXPECT_DOUBLE_EQ(sim::activatedParameters(tied), sim::activatedParameters(smallHybrid()));
}

// A key and a value of 8 in 2 bytes: 32 bytes a token and layer. At 10 tokens: two windows of 4 and one layer
// of 10.
TEST(Architecture, WindowsStopGrowingTheCache) {
    EXPECT_DOUBLE_EQ(sim::kvCacheBytes(smallHybrid(), 10, 2).base(), 32 * (2 * 4 + 10));
    EXPECT_DOUBLE_EQ(sim::kvBytesPerToken(smallHybrid(), 2).base(), 32);
    EXPECT_DOUBLE_EQ(sim::kvCacheBytes(smallHybrid(), 3, 2).base(), 32 * 3 * 3);
}

// Maverick has experts in every second layer; a dense model in none; MTP modules of a MoE model have them.
TEST(Architecture, ExpertLayersFollowTheInterval) {
    auto m = deepSeekV3();
    EXPECT_FALSE(sim::isMoeLayer(m, 2));
    EXPECT_TRUE(sim::isMoeLayer(m, 3));
    EXPECT_TRUE(sim::isMoeLayer(m, 61));
    EXPECT_EQ(sim::moeLayers(m), 58);
    m.layers = 48, m.denseLayers = 0, m.moeEvery = 2;
    EXPECT_FALSE(sim::isMoeLayer(m, 0));
    EXPECT_TRUE(sim::isMoeLayer(m, 1));
    EXPECT_EQ(sim::moeLayers(m), 24);
    EXPECT_EQ(sim::moeLayers(smallHybrid()), 0);
}

TEST(LayerPattern, CountsAndBracketsRepeat) {
    EXPECT_EQ(sim::parseLayerPattern("full window*2", 8),
              (std::vector<std::string>{"full", "window", "window"}));
    EXPECT_EQ(sim::parseLayerPattern("(linear*3 full)*2", 8),
              (std::vector<std::string>{"linear", "linear", "linear", "full", "linear", "linear", "linear",
                                        "full"}));
    EXPECT_EQ(sim::parseLayerPattern("((a b)*2 c)*2", 10).size(), 10U);
    EXPECT_TRUE(sim::parseLayerPattern("", 4).empty());
}

TEST(LayerPattern, WhatCannotBeReadIsRefused) {
    for (const auto* text : {"full*", "full*0", "(full", "full)", "Full", "full*9", "(full*8)*9", "full,full",
                             "(((((full)))))", "full*99999999999999999999"})
        EXPECT_THROW(sim::parseLayerPattern(text, 8), sim::Error) << text;
}

} // namespace
