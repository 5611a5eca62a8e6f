// SPDX-License-Identifier: Apache-2.0
// What one device operation is: its class, its shape and its arithmetic. Recorded kernels and modelled
// operators are described by the same words.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <variant>

#include "simulator/base/quantity.h"
#include "simulator/cluster/device.h"
#include "simulator/network/comm_shape.h"

namespace sim {

enum class OpClass : std::uint8_t {
    Gemm,
    GroupedGemm,
    BatchedGemm,
    AttentionPrefill,
    AttentionDecode,
    AttentionBackward,
    AttentionAux,
    Norm,
    Rope,
    Activation,
    Quantize,
    MoeRoute,
    MoePermute,
    Elementwise,
    Reduce,
    Embedding,
    Sampling,
    Optimizer,
    AllToAllDispatch,
    AllToAllCombine,
    AllReduce,
    AllGather,
    ReduceScatter,
    PointToPoint,
    CommSync,
    Memcpy,
    Memset,
    Unknown,
};
/// snake_case, as in trace files: "grouped_gemm", "a2a_dispatch", "comm_sync".
std::string_view opClassName(OpClass c);
std::optional<OpClass> opClassFromName(std::string_view name);
constexpr bool isCommunication(OpClass c) {
    return c >= OpClass::AllToAllDispatch && c <= OpClass::CommSync;
}

/// y[m,n] = x[m,k] w[k,n]; `groups` experts share the m rows.
struct GemmShape {
    double m = 0, n = 0, k = 0;
    double groups = 1;
};
struct AttentionShape {
    double batch = 1, queryLength = 0, keyLength = 0;
    double heads = 0, keyValueHeads = 0;
    double queryKeyDim = 0, valueDim = 0;
    bool causal = true;
};
/// Anything bound by the bytes it moves.
struct ElementwiseShape {
    double elements = 0;
};
using OpShape = std::variant<std::monostate, GemmShape, AttentionShape, ElementwiseShape, CommShape>;

struct Operator {
    OpClass opClass = OpClass::Unknown;
    Precision input = Precision::None; ///< of the activations
    Precision weight = Precision::None;
    OpShape shape;
    Flops flops;     ///< executed arithmetic; 0 when unknown
    Bytes bytesRead; ///< HBM; 0 when unknown
    Bytes bytesWritten;
    bool accumulatesFp32 = false; ///< weight gradients that are added to an FP32 master gradient
    bool isInference = false;     ///< lets INT8 stand in for FP8; training falls back to BF16
};

} // namespace sim
