// SPDX-License-Identifier: Apache-2.0
// The forms of the kernel cost model: seconds of one operator from given parameters. Which parameters and
// which arithmetic to take is decided in kernel_cost.cpp.
#pragma once

#include "simulator/kernels/kernel_cost.h"

namespace sim {

/// What an operator may use of a device.
struct KernelResources {
    double peak = 0;      ///< flop/s of the arithmetic chosen, of the SMs granted
    double bandwidth = 0; ///< bytes/s of HBM
    double sms = 0;       ///< SMs granted; 0 = unknown
    Precision arithmetic = Precision::None;
    double operandScale = 1; ///< bytes of the arithmetic chosen over bytes of the operator's own
};

/// Arithmetic and bytes of an operator, from its own figures or, where these are unknown, from its shape.
struct KernelWork {
    double flops = 0;
    double bytes = 0;
};
KernelWork workOf(const Operator& op, const KernelResources& resources);

Seconds gemmTime(const Operator& op, const KernelParameters& row, const KernelResources& resources);
Seconds attentionTime(const Operator& op, const KernelParameters& row, const KernelResources& resources);
Seconds moeTime(const Operator& op, const KernelParameters& row, const KernelResources& resources);
Seconds linearAttentionTime(const Operator& op, const KernelParameters& row,
                            const KernelResources& resources);
Seconds memoryTime(const Operator& op, const KernelParameters& row, const KernelResources& resources);
/// The form of the operator's class.
Seconds operatorTime(const Operator& op, const KernelParameters& row, const KernelResources& resources);

/// Pairs of a query and a key that attend to each other, of one sequence and head.
double attendedPairs(const AttentionShape& shape, bool isDecode);

/// (a^p + b^p)^(1/p); the larger one when p < 1, i.e. unset.
double combine(double a, double b, double p);

constexpr bool isGemm(OpClass c) {
    return c == OpClass::Gemm || c == OpClass::GroupedGemm || c == OpClass::BatchedGemm;
}
constexpr bool isAttention(OpClass c) {
    return c == OpClass::AttentionPrefill || c == OpClass::AttentionDecode ||
           c == OpClass::AttentionBackward || c == OpClass::MlaPrefill || c == OpClass::MlaDecode ||
           c == OpClass::MlaBackward || c == OpClass::SparseIndexer || c == OpClass::SparseAttention;
}
/// Needs arithmetic of a precision; everything else is bound by the bytes it moves.
constexpr bool computes(OpClass c) {
    return isGemm(c) || isAttention(c) || c == OpClass::MoeExperts || c == OpClass::LinearAttention;
}

/// A training cast to a format that the device has no arithmetic for has no reader: BF16 products take BF16
/// in any layout, so the cast is not run.
bool isNeedlessCast(const Operator& op, const DeviceSpec& device);

} // namespace sim
