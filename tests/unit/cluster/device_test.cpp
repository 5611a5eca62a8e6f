// SPDX-License-Identifier: Apache-2.0
// Names and sizes of number formats; kernel families.
#include <gtest/gtest.h>

#include "simulator/cluster/device.h"

namespace sim {
namespace {

DeviceSpec withArchitecture(const char* architecture) {
    DeviceSpec device;
    device.architecture = architecture;
    return device;
}

TEST(Precision, HasTheBytesOfItsName) {
    EXPECT_EQ(precisionBytes(Precision::Fp64), 8.0);
    EXPECT_EQ(precisionBytes(Precision::Bf16), 2.0);
    EXPECT_EQ(precisionBytes(Precision::Fp8), 1.0);
    EXPECT_EQ(precisionBytes(Precision::Int8), 1.0);
    EXPECT_EQ(precisionBytes(Precision::Fp4), 0.5); // two to a byte
    EXPECT_EQ(precisionBytes(Precision::None), 0.0);
}

TEST(Precision, IsNamedInLowerCaseAsInTraceFiles) {
    EXPECT_EQ(precisionName(Precision::Bf16), "bf16");
    EXPECT_EQ(precisionName(Precision::Fp8), "fp8");
    EXPECT_EQ(precisionName(Precision::None), "none");
}

TEST(KernelFamily, IgnoresTheHostAndTheDieName) {
    EXPECT_EQ(kernelFamily(withArchitecture("Hopper GH100")), "Hopper");
    EXPECT_EQ(kernelFamily(withArchitecture("Grace Hopper")), "Hopper");
    EXPECT_EQ(kernelFamily(withArchitecture("Blackwell GB100")), "Blackwell");
    EXPECT_EQ(kernelFamily(withArchitecture("Grace Blackwell Ultra")), "Blackwell");
    EXPECT_EQ(kernelFamily(withArchitecture("DaVinci dual die")), "DaVinci");
    EXPECT_EQ(kernelFamily(withArchitecture("")), "");
}

// The measured FP8 MoE and attention paths of workstation Blackwell are fallbacks, 2-7 times off the others.
TEST(KernelFamily, KeepsWorkstationBlackwellApart) {
    EXPECT_EQ(kernelFamily(withArchitecture("Blackwell GB202")), "Blackwell-RTX");
}

TEST(DeviceSpec, SupportsWhatItHasAPeakFor) {
    DeviceSpec device;
    device.peak[static_cast<std::size_t>(Precision::Bf16)] = FlopsPerSecond{1e15};
    EXPECT_TRUE(device.supports(Precision::Bf16));
    EXPECT_FALSE(device.supports(Precision::Fp8));
    EXPECT_FALSE(device.supports(Precision::None));
}

} // namespace
} // namespace sim
