// SPDX-License-Identifier: Apache-2.0
// Names and sizes of the number formats, and the kernel-library family of a device.
#include "simulator/cluster/device.h"

#include <cassert>

namespace sim {

namespace {

struct PrecisionRow {
    std::string_view name;
    double bytes;
};

// In the order of the enumeration.
constexpr std::array<PrecisionRow, PrecisionCount + 1> Precisions{{{"fp64", 8.0},
                                                                   {"fp32", 4.0},
                                                                   {"tf32", 4.0},
                                                                   {"bf16", 2.0},
                                                                   {"fp16", 2.0},
                                                                   {"fp8", 1.0},
                                                                   {"int8", 1.0},
                                                                   {"fp4", 0.5},
                                                                   {"none", 0.0}}};

const PrecisionRow& row(Precision p) {
    const auto index = static_cast<std::size_t>(p);
    assert(index < Precisions.size());
    return Precisions[index];
}

} // namespace

std::string_view precisionName(Precision p) {
    return row(p).name;
}
double precisionBytes(Precision p) {
    return row(p).bytes;
}

std::string kernelFamily(const DeviceSpec& device) {
    std::string_view text = device.architecture;
    // The Grace CPU beside the die changes nothing of the kernels.
    constexpr std::string_view Host = "Grace ";
    if (text.substr(0, Host.size()) == Host) text.remove_prefix(Host.size());
    std::string family(text.substr(0, text.find(' ')));
    if (family == "Blackwell" && text.find("GB20") != std::string_view::npos) family += "-RTX";
    return family;
}

} // namespace sim
