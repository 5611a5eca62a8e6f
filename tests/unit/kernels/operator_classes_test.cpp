// SPDX-License-Identifier: Apache-2.0
// The classes beyond dense products and plain attention: their arithmetic and bytes, on round devices.
#include <cmath>

#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include "kernel_fixture.h"
#include "simulator/base/error.h"
#include "simulator/kernels/expert_loads.h"
#include "simulator/kernels/operator_time.h"

namespace {

using namespace sim;
using namespace sim::fixture;

Operator attention(OpClass c, AttentionShape shape) {
    Operator op;
    op.opClass = c;
    op.input = op.weight = Precision::Bf16;
    op.shape = shape;
    return op;
}

/// The bound alone: every efficiency 1, no latency.
DeviceKernels idealKernels() {
    auto device = roundKernels();
    for (auto& r : device.priors)
        r.latency = Seconds{0.0}, r.computeEfficiency = r.memoryEfficiency = 1.0;
    device.priors.push_back(row("*", OpClass::MoeExperts, Precision::None, 1, 1, 0));
    device.priors.push_back(row("*", OpClass::AttentionDecode, Precision::None, 1, 1, 0));
    return device;
}

// 4 queries behind 4 keys, causal: 4.5 + 5.5 + 6.5 + 7.5 = 24 = (64 - 16) / 2 (the diagonal counts half).
// Under a window of 6: from 4 to 6 keys in two steps (10), then two full windows (12). Of 2: all full, 8.
TEST(AttendedPairs, FollowMaskWindowAndSelection) {
    AttentionShape a{1, 4, 8, 1, 1, 1, 1, true};
    EXPECT_DOUBLE_EQ(attendedPairs(a, false), 24.0);
    a.window = 6;
    EXPECT_DOUBLE_EQ(attendedPairs(a, false), 10.0 + 12.0);
    a.window = 2;
    EXPECT_DOUBLE_EQ(attendedPairs(a, false), 8.0);
    a.window = 0, a.selected = 3;
    EXPECT_DOUBLE_EQ(attendedPairs(a, false), 12.0);
    a.selected = 0, a.causal = false;
    EXPECT_DOUBLE_EQ(attendedPairs(a, false), 32.0);
}

// One latent of 576 numbers serves all 128 heads: 64 x 8192 x 576 x 2 B = 604 MB, and queries and outputs of
// 64 x 128 x 1088 x 2 B = 17.8 MB; 155.5 us at 4 TB/s. Arithmetic: 2 x 64 x 128 x 8192 x 1088 = 146 TFLOP/1e3
// = 146 us at 1e15: memory binds.
TEST(MlaDecode, ReadsTheLatentOnce) {
    const auto op = attention(OpClass::MlaDecode, {64, 1, 8192, 128, 1, 576, 512, true});
    const double bytes = 64.0 * 2 * (8192.0 * 576 + 128 * 1088);
    EXPECT_NEAR(kernelCost(op, idealKernels()).time.base(), bytes / 4e12, 1e-12);
}

// The indexer scores every key: 1024 queries behind none, 64 heads of 128: 2 x 64 x 1024^2/2 x 128 FLOP.
TEST(SparseAttention, IndexerScoresAllKeysAndTheCoreOnlyTheSelected) {
    const auto device = idealKernels();
    const auto indexer = attention(OpClass::SparseIndexer, {1, 8192, 8192, 64, 1, 128, 0, true});
    EXPECT_NEAR(kernelCost(indexer, device).time.base(), 2.0 * 64 * 8192.0 * 4096 * 128 / 1e15, 1e-12);
    AttentionShape dense{1, 8192, 65536, 128, 1, 576, 512, true};
    AttentionShape sparse = dense;
    sparse.selected = 2048;
    const double full = kernelCost(attention(OpClass::SparseAttention, dense), device).time.base();
    const double chosen = kernelCost(attention(OpClass::SparseAttention, sparse), device).time.base();
    // Pairs: 8192 x 2048 against (65536^2 - 57344^2)/2.
    EXPECT_NEAR(full / chosen, (65536.0 * 65536 - 57344.0 * 57344) / 2 / (8192.0 * 2048), 1e-9);
}

// A decode step reads and writes 32 states of 128 x 128 FP32: 2 x 2.1 MB, whatever came before.
TEST(LinearAttention, ReadsAStateInsteadOfACache) {
    Operator op;
    op.opClass = OpClass::LinearAttention;
    op.input = op.weight = Precision::Bf16;
    op.shape = LinearAttentionShape{1, 1, 32, 128, 128};
    const double bytes = 8.0 * 32 * 128 * 128 + 2.0 * 32 * 2 * 256;
    EXPECT_NEAR(kernelCost(op, idealKernels()).time.base(), bytes / 4e12, 1e-15);
}

// 3 of 8 experts have rows: 3 x 3 x 4096 x 2048 x 2 B of weights at 4 TB/s = 37.7 us.
TEST(MoeExperts, ReadTheWeightsOfExpertsThatHaveRows) {
    const std::vector<double> loads{2, 0, 0, 1, 0, 1, 0, 0};
    const auto op = moeExperts(summarise(loads), 4096, 2048, Precision::Bf16);
    EXPECT_NEAR(kernelCost(op, idealKernels()).time.base(), 9.0 * 4096 * 2048 * 2 / 4e12, 1e-12);
    const auto grouped = groupedGemm(summarise(loads), 4096, 2048, Precision::Bf16);
    EXPECT_DOUBLE_EQ(std::get<GemmShape>(grouped.shape).groups, 3.0);
    EXPECT_DOUBLE_EQ(std::get<GemmShape>(grouped.shape).m, 4.0);
}

TEST(ExpertLoads, KeepTheirSum) {
    for (const double pairs : {1.0, 7.0, 1000.0, 32768.0}) {
        EXPECT_NEAR(summarise(balancedLoads(pairs, 24)).rows, pairs, 1e-9);
        EXPECT_NEAR(summarise(randomLoads(pairs, 24, 1.2, 1, 3)).rows, pairs, 1e-6 * pairs);
    }
    EXPECT_EQ(summarise(balancedLoads(7, 24)).active, 7.0);
    // 256 pairs on 256 experts: 1 - 1/e = 63 % of them have one (63.3 % before the limit).
    EXPECT_NEAR(expectedActiveExperts(256, 256), 256 * (1 - std::pow(255.0 / 256, 256)), 1e-9);
}

// FP8 in blocks of 128 with an FP32 scale: 1 + 4/128 bytes a number.
TEST(Scaling, AddsItsBytesAndFindsItsOwnKernels) {
    auto device = idealKernels();
    auto op = gemm(1, 4096, 4096, Precision::Fp8);
    op.scaling = Scaling::Block128;
    const double bytes = (4096.0 * 4096 + 4096) * (1 + 4.0 / 128) + 4096 * 2;
    EXPECT_NEAR(kernelCost(op, device).time.base(), bytes / 4e12, 1e-15);
    auto block = row("round", OpClass::Gemm, Precision::Fp8, 1.0, 0.25, 0);
    block.scaling = Scaling::Block128;
    auto tensor = row("round", OpClass::Gemm, Precision::Fp8, 1.0, 0.5, 0);
    tensor.scaling = Scaling::Tensor;
    device.fitted = {tensor, block};
    EXPECT_NEAR(kernelCost(op, device).time.base(), bytes / 1e12, 1e-15);
    op.scaling = Scaling::Mx32; // nobody fitted it: the prior, not another format's kernels
    EXPECT_EQ(kernelCost(op, device).tier, CostTier::PhysicsPrior);
}

TEST(StandIns, OfAnotherKindOfCoreAreNotedAndWide) {
    const auto op = attention(OpClass::SparseAttention, {1, 1, 8192, 128, 1, 576, 512, true});
    const auto cost = kernelCost(op, roundKernels());
    EXPECT_EQ(cost.note, "sparse_attention with the parameters of attention_prefill");
    EXPECT_NEAR(cost.sigma, std::hypot(0.45, 0.25), 1e-12);
}

// A fitted efficiency above 1 is an effective value of small shapes; 1.6 of the peak is not to be had.
TEST(PhysicalBound, HoldsAgainstEffectiveEfficiencies) {
    auto device = roundKernels();
    device.fitted = {row("round", OpClass::Gemm, Precision::Bf16, 1.6, 1.6, 0)};
    const auto op = gemm(8192, 8192, 8192);
    EXPECT_NEAR(kernelCost(op, device).time.base(), 2.0 * 8192 * 8192 * 8192 / 1e15, 1e-12);
}

/// An operator of class `c` with its sizes drawn between 1 and 10^7.
Operator anyOperator(OpClass c) {
    const auto size = [] { return std::pow(10.0, *rc::gen::inRange(0, 701) / 100.0); };
    Operator op;
    op.opClass = c;
    op.input = op.weight = Precision::Bf16;
    if (isGemm(c))
        op.shape = GemmShape{size(), size(), size(), c == OpClass::Gemm ? 1.0 : 8.0};
    else if (c == OpClass::MoeExperts)
        op.shape = MoeShape{size(), 8.0, size(), size()};
    else if (c == OpClass::LinearAttention)
        op.shape = LinearAttentionShape{size(), size(), 8.0, 128.0, 128.0};
    else if (isAttention(c))
        op.shape = AttentionShape{size(), size(), size(), 64.0, 8.0, 128.0, 128.0, true};
    else
        op.shape = ElementwiseShape{size()};
    return op;
}

RC_GTEST_PROP(EveryClass, IsFiniteAboveTheBoundAndNeverSlowerOnMore, ()) {
    const auto c = static_cast<OpClass>(*rc::gen::inRange<std::size_t>(0, OpClassCount - 1));
    RC_PRE(!isCommunication(c));
    const auto op = anyOperator(c);
    auto device = idealKernels();
    for (auto& r : device.priors)
        r.computeEfficiency = 0.7, r.memoryEfficiency = 0.8, r.latency = Seconds{3e-6}, r.norm = 3,
        r.rowsHalf = 60, r.dimHalf = 40;
    const double time = kernelCost(op, device).time.base();
    RC_ASSERT(std::isfinite(time) && time > 0.0);
    RC_ASSERT(time >= physicalBound(op, device).base());
    auto faster = device;
    faster.spec.memoryBandwidth = faster.spec.memoryBandwidth * 1.5;
    RC_ASSERT(kernelCost(op, faster).time.base() <= time);
    for (auto& peak : faster.spec.peak)
        peak = peak * 1.5;
    RC_ASSERT(kernelCost(op, faster).time.base() <= time);
}

} // namespace
