// SPDX-License-Identifier: Apache-2.0
// Two invented devices with round numbers, so that expected times can be computed by hand.
#pragma once

#include <gtest/gtest.h>

#include "simulator/kernels/kernel_cost.h"

namespace sim::fixture {

inline DeviceSpec roundDevice(const char* name) {
    DeviceSpec d;
    d.id = d.shortName = d.name = name;
    d.vendor = "Example";
    d.architecture = "Round A1";
    d.smCount = 100;
    d.boostClockHz = 1e9;
    d.peak[static_cast<std::size_t>(Precision::Bf16)] = FlopsPerSecond{1e15};
    d.peak[static_cast<std::size_t>(Precision::Fp8)] = FlopsPerSecond{2e15};
    d.memoryBandwidth = BytesPerSecond{4e12};
    return d;
}

inline KernelParameters row(const char* system, OpClass c, Precision p, double compute, double memory,
                            double us) {
    KernelParameters r;
    r.systemId = system;
    r.opClass = c;
    r.precision = p;
    r.computeEfficiency = compute;
    r.memoryEfficiency = memory;
    r.latency = Seconds{us * 1e-6};
    r.basis = Basis::Measured;
    r.spread = 0.1;
    return r;
}

/// Priors: 0.5 of the peak, 0.5 of the bandwidth, 5 us; a launch floor of 2 us.
inline DeviceKernels roundKernels(const char* name = "round") {
    DeviceKernels k;
    k.spec = roundDevice(name);
    for (const auto c : {OpClass::Gemm, OpClass::AttentionPrefill, OpClass::Elementwise})
        k.priors.push_back(row("*", c, Precision::None, 0.5, 0.5, 5));
    k.priors.push_back(row("*", OpClass::Unknown, Precision::None, 0, 0, 2));
    return k;
}

inline Operator gemm(double m, double n, double k, Precision p = Precision::Bf16) {
    Operator op;
    op.opClass = OpClass::Gemm;
    op.input = op.weight = p;
    op.shape = GemmShape{m, n, k, 1};
    return op;
}

inline Operator moving(double bytes, OpClass c = OpClass::Elementwise) {
    Operator op;
    op.opClass = c;
    op.bytesRead = Bytes{bytes};
    return op;
}

} // namespace sim::fixture
