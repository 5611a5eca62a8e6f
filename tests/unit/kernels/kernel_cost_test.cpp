// SPDX-License-Identifier: Apache-2.0
// The forms of the cost model by hand, the choice of parameters, stand-in precisions, and monotonicity.
#include <cmath>

#include <rapidcheck.h>

#include "kernel_fixture.h"
#include "simulator/base/error.h"

namespace sim {
namespace {

using fixture::gemm;
using fixture::moving;
using fixture::roundKernels;
using fixture::row;

// 2 * 4096^3 = 137.4 GFLOP at 0.5 * 1e15 = 274.9 us; 3 * 4096^2 * 2 B = 100.7 MB at 2e12 = 50.3 us; + 5 us.
TEST(GemmCost, IsTheLargerOfComputeAndMemoryPlusLatency) {
    const auto cost = kernelCost(gemm(4096, 4096, 4096), roundKernels());
    EXPECT_NEAR(cost.time.base() * 1e6, 5.0 + 2.0 * std::pow(4096.0, 3) / 0.5e15 * 1e6, 1e-9);
    EXPECT_EQ(cost.tier, CostTier::PhysicsPrior);
    EXPECT_EQ(cost.basis, Basis::Modelled);
}

// One row: 2 * 4096^2 flop take 0.07 us, 4096^2 * 2 B of weights + 16 KB at 2e12 B/s take 16.8 us.
TEST(GemmCost, OfOneRowIsBoundByTheWeights) {
    const auto cost = kernelCost(gemm(1, 4096, 4096), roundKernels());
    EXPECT_NEAR(cost.time.base() * 1e6, 5.0 + (4096.0 * 4096.0 * 2 + 2 * 4096.0 * 2) / 2e12 * 1e6, 1e-9);
}

// 1280 x 1280 is cut into 10 x 10 tiles of 128 x 128: one full wave of 100 SMs, nothing lost.
// On 50 SMs two full waves: again nothing lost beyond the halved peak.
// 1280 x 1408 makes 110 tiles of 128 x 128: two waves of 100, i.e. 200/110. 64 x 128 tiles: 220 in 3 waves,
// 300/220; 64 x 64: 440 in 5 waves, 500/440; 64 x 32: 880 in 9 waves, 900/880, the best.
TEST(GemmCost, CountsWavesOfTilesWhereTheRowSaysSo) {
    auto device = roundKernels();
    auto tiled = row("round", OpClass::Gemm, Precision::Bf16, 1.0, 1.0, 0);
    tiled.norm = 200; // a large p is the larger one of the two
    device.fitted = {tiled};
    const double k = 65536;
    EXPECT_NEAR(kernelCost(gemm(1280, 1280, k), device).time.base(), 2 * 1280.0 * 1280 * k / 1e15, 1e-9);
    EXPECT_NEAR(kernelCost(gemm(1280, 1280, k), device, 0.5).time.base(), 2 * 1280.0 * 1280 * k / 0.5e15,
                1e-9);
    EXPECT_NEAR(kernelCost(gemm(1280, 1408, k), device).time.base(),
                2 * 1280.0 * 1408 * k / 1e15 * 900.0 / 880.0, 1e-9);
}

// k/(k + 512) with k = 512 halves the efficiency.
TEST(GemmCost, LosesEfficiencyAtAShortInnerDimension) {
    auto device = roundKernels();
    auto tiled = row("round", OpClass::Gemm, Precision::Bf16, 1.0, 1.0, 0);
    tiled.norm = 200;
    tiled.dimHalf = 512;
    device.fitted = {tiled};
    EXPECT_NEAR(kernelCost(gemm(12800, 12800, 512), device).time.base(),
                2.0 * 2 * 12800.0 * 12800 * 512 / 1e15, 1e-9);
}

// 8 experts share 8192 rows: 1024 each. r/(r + 1024) = 1/2. Weights are read once per expert.
TEST(GroupedGemmCost, SaturatesWithRowsOfOneExpert) {
    auto device = roundKernels();
    auto grouped = row("round", OpClass::GroupedGemm, Precision::Bf16, 1.0, 1.0, 0);
    grouped.norm = 200;
    grouped.rowsHalf = 1024;
    device.fitted = {grouped};
    auto op = gemm(8192, 4096, 4096);
    op.opClass = OpClass::GroupedGemm;
    std::get<GemmShape>(op.shape).groups = 8;
    EXPECT_NEAR(kernelCost(op, device).time.base(), 2.0 * 2 * 8192.0 * 4096 * 4096 / 1e15, 1e-9);
    // One row each: 8 * 4096^2 * 2 B of weights and 8 rows in and out at 4e12 B/s; with r_half = 16 the 4.6
    // us of arithmetic hide behind it.
    device.fitted[0].rowsHalf = 16;
    std::get<GemmShape>(op.shape).m = 8;
    EXPECT_NEAR(kernelCost(op, device).time.base(), (8 * 4096.0 * 4096 * 2 + 8 * 4096.0 * 4) / 4e12, 1e-9);
}

// Causal forward of 1 x 128 heads, 4096 x 4096, 192/128: 2*128*4096^2/2*320 = 687.2 GFLOP; at 0.5e15 = 1374
// us. Backward: (3*192 + 2*128)/320 = 2.6 times as much.
TEST(AttentionCost, CountsFiveProductsInTheBackward) {
    auto device = roundKernels();
    Operator op;
    op.opClass = OpClass::AttentionPrefill;
    op.input = op.weight = Precision::Bf16;
    op.shape = AttentionShape{1, 4096, 4096, 128, 128, 192, 128, true};
    EXPECT_NEAR(kernelCost(op, device).time.base() * 1e6, 5 + 687194767360.0 / 0.5e15 * 1e6, 1e-6);
    op.opClass = OpClass::AttentionBackward;
    EXPECT_NEAR(kernelCost(op, device).time.base() * 1e6, 5 + 2.6 * 687194767360.0 / 0.5e15 * 1e6, 1e-6);
}

// 200 MB at 0.5 * 4 TB/s = 100 us, + 5 us; the SM share changes nothing.
TEST(MemoryCost, IsLatencyPlusBytesOverBandwidth) {
    EXPECT_NEAR(kernelCost(moving(200e6, OpClass::Norm), roundKernels(), 0.3).time.base() * 1e6, 105.0, 1e-9);
}

TEST(Parameters, OfTheDeviceComeBeforeItsFamilyBeforeThePrior) {
    auto device = roundKernels();
    const auto op = moving(200e6);
    device.fitted = {row("family:Round", OpClass::Elementwise, Precision::None, 0, 0.8, 0)};
    auto cost = kernelCost(op, device);
    EXPECT_NEAR(cost.time.base() * 1e6, 200e6 / 3.2e12 * 1e6, 1e-9);
    EXPECT_EQ(cost.tier, CostTier::Sibling);
    EXPECT_NEAR(cost.sigma, std::hypot(0.1, 0.1), 1e-12);
    device.fitted.push_back(row("round", OpClass::Elementwise, Precision::None, 0, 1.0, 0));
    cost = kernelCost(op, device);
    EXPECT_NEAR(cost.time.base() * 1e6, 50.0, 1e-9);
    EXPECT_EQ(cost.tier, CostTier::PhysicsAnchored);
    EXPECT_EQ(cost.basis, Basis::Interpolated);
}

TEST(Parameters, OfAnUnknownLibraryAreLessSure) {
    EXPECT_DOUBLE_EQ(kernelCost(moving(1e6), roundKernels()).sigma, 0.45);
    auto device = roundKernels();
    device.fitted = {row("round", OpClass::Gemm, Precision::Bf16, 0.7, 0.8, 3)};
    EXPECT_DOUBLE_EQ(kernelCost(moving(1e6), device).sigma, 0.1);
}

TEST(Parameters, OfFp32AccumulationAreTheirOwn) {
    auto device = roundKernels();
    device.fitted = {row("round", OpClass::Gemm, Precision::Bf16, 1.0, 1.0, 0),
                     row("round", OpClass::Gemm, Precision::Bf16, 0.25, 1.0, 0)};
    device.fitted[1].accumulatesFp32 = true;
    auto op = gemm(4096, 4096, 4096);
    const auto plain = kernelCost(op, device).time;
    op.accumulatesFp32 = true;
    EXPECT_NEAR(kernelCost(op, device).time / plain, 4.0, 1e-9);
}

TEST(Parameters, MissingEvenAsPriorAreNamed) {
    auto device = roundKernels();
    device.priors.clear();
    try {
        kernelCost(gemm(128, 128, 128), device);
        FAIL() << "a device without parameters was costed";
    } catch (const Error& e) {
        EXPECT_EQ(e.code(), ErrorCode::BadInput);
        EXPECT_NE(e.message().find("gemm"), std::string::npos);
        EXPECT_NE(e.message().find("round"), std::string::npos);
    }
}

// FP8 without FP8 in training: BF16 at half the rate, operands twice the bytes, and the note says so.
TEST(StandIn, OfFp8InTrainingIsBf16) {
    auto device = roundKernels();
    device.spec.peak[static_cast<std::size_t>(Precision::Fp8)] = FlopsPerSecond{0};
    device.spec.peak[static_cast<std::size_t>(Precision::Int8)] = FlopsPerSecond{2e15};
    const auto cost = kernelCost(gemm(4096, 4096, 4096, Precision::Fp8), device);
    EXPECT_EQ(cost.time, kernelCost(gemm(4096, 4096, 4096, Precision::Bf16), device).time);
    EXPECT_EQ(cost.note, "FP8 as BF16: the device has no FP8");
    // One row reads the weights: 2 B each instead of 1.
    EXPECT_EQ(kernelCost(gemm(1, 4096, 4096, Precision::Fp8), device).time,
              kernelCost(gemm(1, 4096, 4096, Precision::Bf16), device).time);
}

TEST(StandIn, OfFp8InInferenceIsInt8WhereThereIsOne) {
    auto device = roundKernels();
    device.spec.peak[static_cast<std::size_t>(Precision::Fp8)] = FlopsPerSecond{0};
    device.spec.peak[static_cast<std::size_t>(Precision::Int8)] = FlopsPerSecond{2e15};
    auto op = gemm(4096, 4096, 4096, Precision::Fp8);
    op.isInference = true;
    EXPECT_EQ(kernelCost(op, device).note, "FP8 as INT8: the device has no FP8");
}

TEST(StandIn, DropsCastsThatNothingReads) {
    auto device = roundKernels();
    EXPECT_GT(kernelCost(moving(1e6, OpClass::Quantize), device).time.base(), 0.0);
    device.spec.peak[static_cast<std::size_t>(Precision::Fp8)] = FlopsPerSecond{0};
    const auto cost = kernelCost(moving(1e6, OpClass::Quantize), device);
    EXPECT_EQ(cost.time.base(), 0.0);
    EXPECT_NE(cost.note.find("dropped"), std::string::npos);
}

TEST(StandIn, ForNothingIsRefusedWithWhatTheDeviceHas) {
    try {
        kernelCost(gemm(128, 128, 128, Precision::Fp64), roundKernels());
        FAIL() << "FP64 ran on a device without FP64";
    } catch (const Error& e) {
        EXPECT_EQ(e.code(), ErrorCode::Infeasible);
        EXPECT_NE(e.message().find("FP64"), std::string::npos);
        EXPECT_NE(e.message().find("gemm"), std::string::npos);
        EXPECT_NE(e.hint().find("BF16, FP8"), std::string::npos);
    }
}

TEST(KernelCost, RefusesAShareOutsideZeroToOne) {
    for (const double share : {0.0, -0.5, 1.5, std::nan("")})
        EXPECT_THROW(kernelCost(gemm(128, 128, 128), roundKernels(), share), Error) << share;
}

TEST(KernelCost, LeavesCommunicationToTheNetwork) {
    EXPECT_THROW(kernelCost(moving(1e6, OpClass::AllReduce), roundKernels()), Error);
}

// A wave boundary may be crossed by one row, so rows grow by whole 128-row tiles here.
TEST(KernelCost, IsNeverFasterForMoreWorkOrFewerSms) {
    auto device = roundKernels();
    auto tiled = row("round", OpClass::Gemm, Precision::Bf16, 0.7, 0.8, 4);
    tiled.norm = 2.5;
    tiled.dimHalf = 150;
    device.fitted = {tiled};
    rc::check("more flops and bytes", [&] {
        const double m = 128.0 * *rc::gen::inRange(1, 200), n = 128.0 * *rc::gen::inRange(1, 200);
        const double k = 64.0 * *rc::gen::inRange(1, 200);
        const auto base = kernelCost(gemm(m, n, k), device).time;
        RC_ASSERT(kernelCost(gemm(2 * m, n, k), device).time >= base);
        RC_ASSERT(kernelCost(gemm(m, 2 * n, k), device).time >= base);
        RC_ASSERT(kernelCost(gemm(m, n, k + 64), device).time >= base);
        auto heavier = gemm(m, n, k);
        heavier.flops = Flops{2 * m * n * k * 1.5};
        RC_ASSERT(kernelCost(heavier, device).time >= base);
    });
    rc::check("more bytes moved", [&] {
        const double bytes = *rc::gen::inRange(0, 1000000000);
        const double more = bytes + *rc::gen::inRange(0, 1000000000);
        RC_ASSERT(kernelCost(moving(more), device).time >= kernelCost(moving(bytes), device).time);
    });
    rc::check("half the SMs", [&] {
        const double m = *rc::gen::inRange(1, 20000), n = *rc::gen::inRange(1, 20000);
        const double share = *rc::gen::inRange(2, 50) * 0.02;
        RC_ASSERT(kernelCost(gemm(m, n, 4096), device, share / 2).time >=
                  kernelCost(gemm(m, n, 4096), device, share).time);
    });
}

} // namespace
} // namespace sim
