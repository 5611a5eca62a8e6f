// SPDX-License-Identifier: Apache-2.0
// Operators of serving: their arithmetic and weights are those of the model.
#include <gtest/gtest.h>

#include "hwdb/catalogue.h"
#include "simulator/base/error.h"
#include "simulator/kernels/operator_time.h"
#include "simulator/models/inference_layer.h"

namespace sim {
namespace {

const hwdb::Catalogue& catalogue() {
    static const hwdb::Catalogue c = hwdb::Catalogue::build(":memory:", hwdb::Catalogue::packDirectory());
    return c;
}

double gemmFlops(const std::vector<TrainingOperator>& operators) {
    double flops = 0;
    for (const auto& op : operators) {
        if (const auto* g = std::get_if<GemmShape>(&op.op.shape)) flops += 2 * g->m * g->n * g->k;
        if (const auto* e = std::get_if<MoeShape>(&op.op.shape)) flops += 6 * e->rows * e->hidden * e->inter;
    }
    return flops;
}

TEST(InferenceLayer, ProductsOfAllLayersAreTwiceTheActivatedParameters) {
    // Two operations for each parameter that a token passes (embedding not, norms not): within 1 % of the
    // catalogue's own count. Grouped attention has no absorbed products, so decodes and prompts agree.
    for (const char* name : {"llama-3.1-70b", "qwen3-235b-a22b"}) {
        const ModelSpec model = catalogue().model(name);
        InferenceDivision whole;
        InferenceTokens t;
        t.prefillSequences = 1;
        t.prefillTokens = 1000;
        t.prefillPairs = 1000.0 * 500;
        t.unitTokens = 1000;
        double flops = 0;
        for (int layer = 0; layer < model.layers; ++layer)
            for (const auto part : {InferencePart::Rest, InferencePart::Experts})
                flops += gemmFlops(inferenceLayer(model, layer, whole, t, part));
        flops += gemmFlops(inferenceEnds(model, whole, 1000, 1000));
        EXPECT_NEAR(flops / (2 * 1000 * activatedParameters(model)), 1.0, 0.01) << name;
    }
}

TEST(InferenceLayer, PairsOfAPromptAreCountedWhole) {
    // 512 new tokens behind 1,536: 512 x 1,536 + 512 x 513 / 2 pairs, in the integral form of the kernels.
    const ModelSpec model = catalogue().model("llama-3.1-70b");
    InferenceTokens t;
    t.prefillSequences = 1;
    t.prefillTokens = 512;
    t.prefillPairs = 512.0 * 1536 + 512.0 * 513 / 2;
    const auto ops = inferenceLayer(model, 0, {}, t, InferencePart::PrefillAttention);
    ASSERT_EQ(ops.size(), 1u);
    EXPECT_NEAR(attendedPairs(std::get<AttentionShape>(ops[0].op.shape), false) / t.prefillPairs, 1.0, 1e-3);
}

TEST(InferenceLayer, WeightsOfAllDevicesAreTheModels) {
    // DeepSeek-R1 in FP8 with scales of 128 x 128 blocks over 8 devices with whole attentions: experts are
    // divided, the rest is held eight times.
    const ModelSpec model = catalogue().model("deepseek-r1");
    InferenceDivision d;
    d.dataParallel = d.expert = 8;
    d.linear = d.experts = Precision::Fp8;
    const double held = inferenceWeights(model, d).base();
    InferenceDivision one;
    one.linear = one.experts = Precision::Fp8;
    const double whole = inferenceWeights(model, one).base();
    const double experts = 256.0 * expertParameters(model) * moeLayers(model);
    EXPECT_NEAR(held, whole - experts * 7 / 8, 1e-6 * whole);
    EXPECT_NEAR(whole / (totalParameters(model) + 2 * embeddingParameters(model)), 1.0, 0.01); // ends in BF16
}

TEST(InferenceLayer, LatentsAreNotDividedHeadsAre) {
    InferenceDivision eight;
    eight.tensor = 8;
    const ModelSpec latent = catalogue().model("deepseek-r1"), grouped = catalogue().model("llama-3.1-70b");
    EXPECT_DOUBLE_EQ(inferenceCachePerToken(latent, eight).base(), 61 * 576 * 2.0);
    EXPECT_DOUBLE_EQ(inferenceCachePerToken(grouped, eight).base(), 80 * 2 * 128 * 2.0); // one of 8 heads
}

TEST(InferenceLayer, WhatDoesNotDivideIsRefused) {
    InferenceDivision d;
    d.tensor = 3;
    EXPECT_THROW(inferenceWeights(catalogue().model("llama-3.1-70b"), d), Error);
}

} // namespace
} // namespace sim
