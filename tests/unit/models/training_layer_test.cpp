// SPDX-License-Identifier: Apache-2.0
// Operators of training against the counts of the architecture, which are made another way.
#include "simulator/models/training_layer.h"

#include <gtest/gtest.h>

#include "hwdb/catalogue.h"

namespace {

const hwdb::Catalogue& catalogue() {
    static const hwdb::Catalogue c = hwdb::Catalogue::build(":memory:", PURSER_SOURCE_DIR "/hwdb/data");
    return c;
}

sim::LayerDivision whole(double sequenceLength) {
    sim::LayerDivision d;
    d.sequenceLength = sequenceLength;
    return d;
}

/// Arithmetic of the operators' shapes: 2 m n k of a product; of causal attention half the square, five
/// products backward against two forward (FlashAttention-2, arXiv 2307.08691).
double flops(const std::vector<sim::TrainingOperator>& operators) {
    double sum = 0;
    for (const auto& t : operators) {
        if (const auto* g = std::get_if<sim::GemmShape>(&t.op.shape)) sum += 2 * g->m * g->n * g->k;
        const auto* a = std::get_if<sim::AttentionShape>(&t.op.shape);
        if (!a || t.op.opClass == sim::OpClass::SparseIndexer) continue;
        const bool isBackward = t.name.ends_with("_bwd");
        const double widths =
            isBackward ? 3 * a->queryKeyDim + 2 * a->valueDim : a->queryKeyDim + a->valueDim;
        const double s = a->queryLength, before = a->keyLength - s;
        sum += 2 * a->batch * a->heads * (s * before + s * s / 2) * widths;
    }
    return sum;
}

sim::LayerWork sum(const sim::ModelSpec& m, const sim::LayerDivision& d) {
    sim::LayerWork all = headWork(m, d);
    for (int i = 0; i < m.layers; ++i) {
        const auto w = layerWork(m, i, d);
        all.forward.insert(all.forward.end(), w.forward.begin(), w.forward.end());
        all.backward.insert(all.backward.end(), w.backward.begin(), w.backward.end());
        all.savedBytes += w.savedBytes;
    }
    return all;
}

// 2 per activated parameter and token and the attention core; norms and biases are no products, hence 0.1 %.
TEST(TrainingLayer, ForwardArithmeticIsThatOfTheArchitecture) {
    for (const char* name :
         {"deepseek-v3", "kimi-k2-instruct", "qwen3-235b-a22b", "llama-3.1-405b", "qwen3-8b"}) {
        const auto m = catalogue().model(name);
        const double s = 4096;
        const double expected = s * sim::prefillFlopsPerToken(m, s).base();
        EXPECT_NEAR(flops(sum(m, whole(s)).forward) / expected, 1.0, 1e-3) << name;
    }
}

// Two products for each of the forward, five for two in attention: 4 per parameter and 2.5 cores.
TEST(TrainingLayer, BackwardHasTwoProductsForEachOfTheForward) {
    const auto m = catalogue().model("llama-3.1-405b");
    const double s = 8192;
    const double core = s * (sim::prefillFlopsPerToken(m, s).base() - 2 * sim::activatedParameters(m));
    const double expected = 4 * s * sim::activatedParameters(m) + 2.5 * core;
    EXPECT_NEAR(flops(sum(m, whole(s)).backward) / expected, 1.0, 1e-3);
}

// Whatever the division, the devices of a tensor and context group together do the work of one.
// Down-projections of latent attention, routers and experts work on the held part of the sequence.
TEST(TrainingLayer, DividedArithmeticAddsUpToTheWhole) {
    for (const char* name : {"llama-3.1-405b", "deepseek-v3", "qwen3-235b-a22b"}) {
        const auto m = catalogue().model(name);
        const double s = 8192;
        const double one = flops(layerWork(m, m.layers - 1, whole(s)).forward);
        for (const double tensor : {1.0, 2.0, 4.0})
            for (const double context : {1.0, 2.0, 8.0}) {
                auto d = whole(s);
                d.tensor = tensor;
                d.context = context;
                const double part = flops(layerWork(m, m.layers - 1, d).forward);
                EXPECT_NEAR(part * tensor * context / one, 1.0, 1e-9)
                    << name << " " << tensor << " " << context;
            }
    }
}

TEST(TrainingLayer, RecomputationTradesMemoryForWork) {
    const auto m = catalogue().model("deepseek-v3");
    auto d = whole(4096);
    const auto none = layerWork(m, 10, d);
    d.recompute = sim::Recompute::Selective;
    const auto selective = layerWork(m, 10, d);
    d.recompute = sim::Recompute::Full;
    const auto full = layerWork(m, 10, d);
    EXPECT_LT(selective.savedBytes, none.savedBytes);
    EXPECT_EQ(full.savedBytes, 4096 * m.hidden * 2) << "only the block's input, BF16";
    EXPECT_GT(selective.backward.size(), none.backward.size());
    EXPECT_EQ(full.backward.size(), none.backward.size() + none.forward.size());
    EXPECT_NEAR(flops(full.backward), flops(none.backward) + flops(none.forward), 1);
}

// Korthikanti et al. (2205.05198), Table 2: without attention matrices and dropout masks, a layer of a GPT
// with an MLP of 4 h keeps 2 norms' inputs, queries, keys and values, the attention's output, and the MLP's
// input, both sides of its activation function. Ours has a gate: 2 x 2 I + 2 I instead of 8 h + 8 h.
TEST(TrainingLayer, KeptActivationsAreThoseOfTheLiterature) {
    const auto m = catalogue().model("llama-3.1-70b");
    const double s = 4096, h = m.hidden, inter = m.denseIntermediate;
    const auto& a = m.attention.front();
    const double q = a.heads * a.qkHeadDim, kv = a.kvHeads * a.qkHeadDim;
    const double perToken = 2 * h + 2 * h         // first norm: its input and its output
                            + 2 * (q + 2 * kv)    // queries, keys, values
                            + 2 * q + 4 * a.heads // the core's output and its log-sum-exp
                            + 2 * h + 2 * h       // second norm
                            + 2 * 2 * inter + 2 * inter;
    EXPECT_NEAR(layerWork(m, 0, whole(s)).savedBytes, s * perToken, 1);
    auto d = whole(s);
    d.tensor = 8;
    EXPECT_NEAR(layerWork(m, 0, d).savedBytes, s * perToken / 8, 1)
        << "sequence parallelism divides all of it";
}

TEST(TrainingLayer, ParametersOfAllDevicesAddUpToTheModel) {
    for (const char* name : {"deepseek-v3", "qwen3-235b-a22b", "llama-3.1-405b", "kimi-k2-instruct"}) {
        const auto m = catalogue().model(name);
        const auto one = whole(4096);
        double all = (m.hasTiedEmbeddings ? 1 : 2) * embeddingShare(m, one).all() + m.hidden;
        for (int i = 0; i < m.layers; ++i)
            all += layerParameters(m, i, one).all();
        EXPECT_NEAR(all / sim::totalParameters(m), 1.0, 1e-6) << name;
    }
}

} // namespace
