// SPDX-License-Identifier: Apache-2.0
// What one device operation is: its class, its shape and its arithmetic. Recorded kernels and modelled
// operators are described by the same words.
#pragma once

#include <cstddef>
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
    MlaPrefill, ///< MLA core over uncompressed heads (192/128)
    MlaDecode,  ///< absorbed MLA core: one latent key shared by all heads (576/512)
    MlaBackward,
    SparseIndexer,   ///< scores of every key for each query, before the top-k
    TopK,            ///< selection of the keys with the best scores
    SparseAttention, ///< attention to the selected keys only
    MoeExperts,      ///< all routed experts of a layer: permute, both products, activation, weighted sum
    LinearAttention, ///< gated delta rule and kin: a state instead of a cache
    Unknown,
};
constexpr std::size_t OpClassCount = static_cast<std::size_t>(OpClass::Unknown) + 1;
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
/// The last `queryLength` of `keyLength` positions attend to those before them.
struct AttentionShape {
    double batch = 1, queryLength = 0, keyLength = 0;
    double heads = 0, keyValueHeads = 0;
    double queryKeyDim = 0, valueDim = 0;
    bool causal = true;
    double window = 0;   ///< keys that a query sees at most; 0 = all
    double selected = 0; ///< keys that a query attends to after a top-k; 0 = all
};
/// The routed experts of a layer on one device: rows x hidden through gate, up and down of width `inter`.
struct MoeShape {
    double rows = 0;    ///< pairs of a token and an expert held here
    double experts = 0; ///< held here that have any row; the others read no weights
    double hidden = 0, inter = 0;
};
/// Linear attention of one layer: `heads` states of keyDim x valueDim in FP32 for each sequence.
struct LinearAttentionShape {
    double batch = 1, length = 0; ///< new positions of each sequence; 1 = a decode step
    double heads = 0, keyDim = 0, valueDim = 0;
    double chunk = 64; ///< positions that a prefill kernel takes at once
};
/// Anything bound by the bytes it moves.
struct ElementwiseShape {
    double elements = 0;
};
using OpShape = std::variant<std::monostate, GemmShape, AttentionShape, ElementwiseShape, CommShape,
                             LinearAttentionShape, MoeShape>;

/// How narrow numbers are scaled. Scales are operands too, and each way has kernels of its own.
enum class Scaling : std::uint8_t {
    Any,      ///< not said: parameters of any kernel of the precision
    Tensor,   ///< one scale for a tensor or a row
    Block128, ///< FP8, an FP32 scale for 128 numbers (DeepSeek-V3's 1x128 and 128x128)
    Mx32,     ///< OCP microscaling: an 8-bit exponent for 32 numbers
    Nv16,     ///< NVFP4: an FP8 scale for 16 numbers
};
/// "", "tensor", "block128", "mx32", "nv16".
std::string_view scalingName(Scaling s);
std::optional<Scaling> scalingFromName(std::string_view name);
/// Bytes of scales for each number.
double scaleBytes(Scaling s);

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
    Scaling scaling = Scaling::Any;
};

} // namespace sim
