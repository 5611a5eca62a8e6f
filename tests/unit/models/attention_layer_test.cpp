// SPDX-License-Identifier: Apache-2.0
#include "simulator/models/attention_layer.h"

#include <gtest/gtest.h>

namespace {

sim::AttentionSpec grouped() {
    sim::AttentionSpec a;
    a.heads = 32, a.kvHeads = 8, a.qkHeadDim = a.vHeadDim = 128;
    return a;
}

/// The mean by adding up positions 1..n.
double meanByCounting(const sim::AttentionSpec& a, int n) {
    double sum = 0;
    for (int t = 1; t <= n; ++t)
        sum += sim::keysRead(a, t);
    return sum / n;
}

// 4096*32*128 (q) + 2*4096*8*128 (k, v) + 32*128*4096 (o) = 41,943,040: a layer of Llama-3.1-8B.
TEST(AttentionLayer, GroupedHeadsShareKeysAndValues) {
    EXPECT_DOUBLE_EQ(sim::attentionParameters(grouped(), 4096), 41943040);
    EXPECT_DOUBLE_EQ(sim::cacheBytesPerToken(grouped(), 2).base(), 4096);
}

// The gate doubles the queries: 4096*32*128 more.
TEST(AttentionLayer, AnOutputGateIsAsWideAsTheQueries) {
    auto a = grouped();
    a.hasOutputGate = true;
    EXPECT_DOUBLE_EQ(sim::attentionParameters(a, 4096), 41943040 + 16777216);
}

// Continuous means lie half a token below the count, less where a limit cuts them.
TEST(AttentionLayer, MeanKeysAgreeWithCountingPositions) {
    auto full = grouped();
    EXPECT_NEAR(sim::meanKeysRead(full, 1000), meanByCounting(full, 1000), 0.51);
    auto window = grouped();
    window.window = 128;
    EXPECT_NEAR(sim::meanKeysRead(window, 1000), meanByCounting(window, 1000), 0.51);
    EXPECT_NEAR(sim::meanKeysRead(window, 50), meanByCounting(window, 50), 0.51);
    auto sparse = grouped();
    sparse.indexTopk = 256, sparse.indexHeads = 4, sparse.indexHeadDim = 64;
    EXPECT_NEAR(sim::meanKeysRead(sparse, 1000), meanByCounting(sparse, 1000), 0.51);
    auto fine = window;
    fine.compression = 4, fine.indexTopk = 64, fine.indexHeads = 4, fine.indexHeadDim = 64;
    EXPECT_NEAR(sim::meanKeysRead(fine, 1000), meanByCounting(fine, 1000), 0.6);
}

TEST(AttentionLayer, FullAttentionReadsExactlyHalfTheSequence) {
    EXPECT_DOUBLE_EQ(sim::meanKeysRead(grouped(), 4096), 2048);
}

// V3.2: 2048 keys of 100,000; the indexer scores all: 2 x 64 x 128 x 100,000.
TEST(AttentionLayer, AnIndexerScoresAllAndTheCoreReadsFew) {
    auto a = grouped();
    a.indexTopk = 2048, a.indexHeads = 64, a.indexHeadDim = 128, a.indexKeyBytes = 132;
    EXPECT_DOUBLE_EQ(sim::keysRead(a, 100000), 2048);
    EXPECT_DOUBLE_EQ(sim::keysRead(a, 100), 100);
    EXPECT_DOUBLE_EQ(sim::indexerFlops(a, 100000).base(), 2.0 * 64 * 128 * 100000);
    EXPECT_DOUBLE_EQ(sim::cacheBytesPerToken(a, 2).base(), 4096 + 132);
}

// A window of 128 tokens and one entry of 128 tokens for the rest.
TEST(AttentionLayer, CompressedTokensStandInEntries) {
    sim::AttentionSpec a;
    a.form = sim::AttentionForm::SharedLatent;
    a.heads = 64, a.kvHeads = 1, a.qkHeadDim = a.vHeadDim = 512;
    a.window = 128, a.compression = 128;
    EXPECT_DOUBLE_EQ(sim::keysRead(a, 12800), 128 + 100);
    EXPECT_DOUBLE_EQ(sim::cacheBytes(a, 12800, 1).base(), (128 + 100) * 512.0);
    EXPECT_DOUBLE_EQ(sim::cacheBytesPerToken(a, 1).base(), 4.0);
}

// 32 heads of 128 x 128 in FP32 = 2,097,152 bytes and 3 inputs of 2*16*128 + 32*128 = 8192 channels.
TEST(AttentionLayer, ALinearLayerKeepsItsStateAtAnyLength) {
    sim::AttentionSpec a;
    a.form = sim::AttentionForm::Linear, a.rule = sim::LinearRule::GatedDelta;
    a.linearKeyHeads = 16, a.linearValueHeads = 32, a.linearKeyDim = a.linearValueDim = 128,
    a.convolution = 4;
    EXPECT_DOUBLE_EQ(sim::cacheBytes(a, 1000, 2).base(), 2097152 + 3 * 8192 * 2);
    EXPECT_DOUBLE_EQ(sim::cacheBytes(a, 1e6, 2).base(), sim::cacheBytes(a, 1000, 2).base());
    EXPECT_DOUBLE_EQ(sim::cacheBytesPerToken(a, 2).base(), 0);
    EXPECT_DOUBLE_EQ(sim::attentionCoreFlops(a, 1).base(), 6.0 * 32 * 128 * 128);
    EXPECT_DOUBLE_EQ(sim::meanKeysRead(a, 4096), 0);
}

} // namespace
