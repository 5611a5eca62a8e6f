// SPDX-License-Identifier: Apache-2.0
// Recorded durations carried to another device: identities, ratios and the rules for kernels of unknown
// shape.
#include <cmath>

#include <rapidcheck.h>

#include "hwdb/catalogue.h"
#include "kernel_fixture.h"
#include "simulator/base/error.h"

namespace sim {
namespace {

using fixture::gemm;
using fixture::moving;
using fixture::roundKernels;
using fixture::row;

constexpr Seconds Recorded{1e-3};

/// Half of everything but the clock, which is 0.8 of it.
DeviceKernels halfOfRound(const char* architecture = "Round A2", const char* vendor = "Example") {
    auto device = roundKernels("half");
    device.spec.architecture = architecture;
    device.spec.vendor = vendor;
    device.spec.smCount = 50;
    device.spec.boostClockHz = 0.8e9;
    for (auto& peak : device.spec.peak)
        peak = peak * 0.5;
    device.spec.memoryBandwidth = BytesPerSecond{2e12};
    return device;
}

TEST(Retarget, ToTheSameDeviceIsTheRecording) {
    const auto device = roundKernels();
    const auto cost = retarget(Recorded, gemm(4096, 4096, 4096), 0.85, device, 0.85, device);
    EXPECT_EQ(cost.time, Recorded);
    EXPECT_EQ(cost.basis, Basis::Measured);
    EXPECT_DOUBLE_EQ(cost.sigma, 0.05);
}

// Compute-bound on the same device with half the SMs: 5 us of latency stay, the rest doubles.
// Model: 5 + 274.88 us on all SMs, 5 + 549.76 on half: ratio 1.9821.
TEST(Retarget, ToFewerSmsOfTheSameDeviceFollowsTheModel) {
    const auto device = roundKernels();
    const double body = 2.0 * std::pow(4096.0, 3) / 0.5e15 * 1e6;
    const auto cost = retarget(Recorded, gemm(4096, 4096, 4096), 1.0, device, 0.5, device);
    EXPECT_NEAR(cost.time / Recorded, (5 + 2 * body) / (5 + body), 1e-12);
}

// Same family: measured * model_target / model_source, whatever the recording missed the model by.
TEST(Retarget, InsideAFamilyKeepsTheWholeResidual) {
    const auto cost = retarget(Recorded, moving(200e6), 1.0, roundKernels(), 1.0, halfOfRound());
    EXPECT_NEAR(cost.time / Recorded, (5 + 200.0) / (5 + 100.0), 1e-12);
    EXPECT_EQ(cost.basis, Basis::Interpolated);
    EXPECT_EQ(cost.tier, CostTier::Sibling);
}

// Other family, same vendor: model_target * (recorded / model_source)^0.5 = 205 us * sqrt(157.5 / 105).
TEST(Retarget, AcrossFamiliesKeepsHalfOfTheResidual) {
    const auto cost =
        retarget(Seconds{157.5e-6}, moving(200e6), 1.0, roundKernels(), 1.0, halfOfRound("Square"));
    EXPECT_NEAR(cost.time.base() * 1e6, 205.0 * std::sqrt(1.5), 1e-9);
    EXPECT_EQ(cost.basis, Basis::Modelled);
}

TEST(Retarget, AcrossVendorsIsTheModelAlone) {
    const auto target = halfOfRound("Square", "Other");
    const auto cost = retarget(Recorded, moving(200e6), 1.0, roundKernels(), 1.0, target);
    EXPECT_EQ(cost.time, kernelCost(moving(200e6), target).time);
    EXPECT_EQ(cost.basis, Basis::Modelled);
}

// 4 us follow the clock: 4 * 1/0.8 = 5 us. A faster clock cannot undercut the launch floor of 2 us.
TEST(Retarget, OfShortKernelsFollowsTheClockAboveTheFloor) {
    Operator unknown;
    EXPECT_NEAR(retarget(Seconds{4e-6}, unknown, 1, roundKernels(), 1, halfOfRound()).time.base() * 1e6, 5.0,
                1e-9);
    auto fast = halfOfRound();
    fast.spec.boostClockHz = 10e9;
    EXPECT_NEAR(retarget(Seconds{4e-6}, unknown, 1, roundKernels(), 1, fast).time.base() * 1e6, 2.0, 1e-9);
}

// Unknown bytes, 102 us: 100 us above the floor of 2 us, half the bandwidth: 2 + 200.
TEST(Retarget, OfUnknownBytesScalesByBandwidthAboveTheFloor) {
    Operator unknown;
    unknown.opClass = OpClass::Elementwise;
    const auto cost = retarget(Seconds{102e-6}, unknown, 1, roundKernels(), 1, halfOfRound());
    EXPECT_NEAR(cost.time.base() * 1e6, 202.0, 1e-9);
    EXPECT_FALSE(cost.note.empty());
    EXPECT_EQ(cost.basis, Basis::Modelled);
}

TEST(Retarget, DropsCastsTheTargetDoesNotNeed) {
    auto target = halfOfRound();
    target.spec.peak[static_cast<std::size_t>(Precision::Fp8)] = FlopsPerSecond{0};
    for (const double us : {3.0, 300.0})
        EXPECT_EQ(retarget(Seconds{us * 1e-6}, moving(1e6, OpClass::Quantize), 1, roundKernels(), 1, target)
                      .time.base(),
                  0.0);
}

TEST(Retarget, LeavesCommunicationToTheNetwork) {
    EXPECT_THROW(
        retarget(Recorded, moving(1e6, OpClass::AllToAllDispatch), 1, roundKernels(), 1, roundKernels()),
        Error);
}

// H800 and H100 have the same SMs, arithmetic and HBM; their parameters stand under different names all the
// same.
TEST(Retarget, FromH800ToH100ChangesNothing) {
    const auto catalogue = hwdb::Catalogue::build(":memory:", PURSER_SOURCE_DIR "/hwdb/data");
    const auto h800 = catalogue.deviceKernels("h800-sxm"), h100 = catalogue.deviceKernels("h100-sxm");
    auto attention = gemm(1, 1, 1);
    attention.opClass = OpClass::AttentionPrefill;
    attention.shape = AttentionShape{1, 4096, 4096, 128, 128, 192, 128, true};
    Operator unknown;
    for (const auto& op :
         {gemm(4096, 7168, 16384, Precision::Fp8), gemm(4096, 256, 7168), attention, moving(100e6), unknown})
        for (const double us : {5.0, 500.0}) {
            const auto cost = retarget(Seconds{us * 1e-6}, op, 112.0 / 132.0, h800, 112.0 / 132.0, h100);
            EXPECT_EQ(cost.time, Seconds{us * 1e-6});
            EXPECT_EQ(cost.basis, Basis::Interpolated);
        }
}

TEST(Retarget, IsNeverFasterOnFewerTargetSms) {
    const auto source = roundKernels();
    rc::check("target share", [&] {
        const auto target =
            *rc::gen::element(halfOfRound(), halfOfRound("Square"), halfOfRound("Square", "Other"));
        const auto op =
            gemm(*rc::gen::inRange(1, 20000), *rc::gen::inRange(1, 20000), *rc::gen::inRange(1, 20000));
        const double share = *rc::gen::inRange(2, 50) * 0.02;
        const auto wide = retarget(Recorded, op, 0.85, source, share, target).time;
        RC_ASSERT(retarget(Recorded, op, 0.85, source, share / 2, target).time >= wide);
    });
}

} // namespace
} // namespace sim
