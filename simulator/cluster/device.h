// SPDX-License-Identifier: Apache-2.0
// What the model knows of an accelerator and of the machine it sits in. Values come from hwdb; nothing here
// holds a hardware number.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "simulator/base/estimate.h"
#include "simulator/base/quantity.h"

namespace sim {

enum class Precision : std::uint8_t { Fp64, Fp32, Tf32, Bf16, Fp16, Fp8, Int8, Fp4, None };
constexpr std::size_t PrecisionCount = 8;
std::string_view precisionName(Precision p);
/// Bytes of one element; 0.5 for Fp4.
double precisionBytes(Precision p);

/// One accelerator package. Peaks are dense; bandwidths are what the specification sheet says.
struct DeviceSpec {
    std::string id;        ///< full catalogue id, e.g. "nvidia-h800-sxm5-80gb"
    std::string shortName; ///< e.g. "h800-sxm"; equal to id when there is none
    std::string name;      ///< for people, e.g. "H800 SXM5 80GB"
    std::string vendor;
    std::string architecture; ///< kernel-library family, e.g. "Hopper", "Blackwell", "Ascend"
    int diesPerPackage = 1;
    int smCount = 0; ///< SMs, CUs or AI cores; 0 = unknown
    double boostClockHz = 0.0;
    std::array<FlopsPerSecond, PrecisionCount> peak{}; ///< dense; 0 = the device has no such arithmetic
    Bytes memory;                                      ///< nominal
    Bytes memoryUsable;                                ///< what a job can use
    BytesPerSecond memoryBandwidth;
    Bytes lastLevelCache;
    BytesPerSecond scaleUpBandwidth; ///< one direction, per device
    int scaleUpDomain = 1;           ///< devices reachable over the scale-up link
    Watts tdp;
    Basis basis = Basis::Assumed; ///< of the row: measured/sourced facts or from memory
    std::string confidence;       ///< "high", "medium", "memory"

    FlopsPerSecond peakOf(Precision p) const { return peak[static_cast<std::size_t>(p)]; }
    bool supports(Precision p) const { return p != Precision::None && peakOf(p).base() > 0.0; }
};

/// Devices that run the same kernel libraries share a family: "Hopper GH100" and "Grace Hopper" are Hopper,
/// "Grace Blackwell" and "Blackwell Ultra GB110" are Blackwell; workstation Blackwell (GB20x dies) has
/// kernels of its own and is "Blackwell-RTX". Otherwise the first word of the architecture.
std::string kernelFamily(const DeviceSpec& device);

/// The machine around the device.
struct SystemSpec {
    std::string id; ///< e.g. "hgx-h800"
    std::string name;
    std::string deviceId;
    int devicesPerNode = 8;
    int scaleUpDomain = 8;
    BytesPerSecond scaleOutBandwidth; ///< one direction, per device (NIC share)
    std::string confidence;
};

} // namespace sim
