// SPDX-License-Identifier: Apache-2.0
// Names of the operator classes as they stand in trace files and reports.
#include "simulator/kernels/operator.h"

#include <array>
#include <cstddef>

namespace sim {
namespace {

// In the order of OpClass.
constexpr std::array<std::string_view, OpClassCount> ClassNames{
    "gemm",
    "grouped_gemm",
    "bmm",
    "attention_prefill",
    "attention_decode",
    "attention_bwd",
    "attention_aux",
    "norm",
    "rope",
    "activation",
    "quantize",
    "moe_route",
    "moe_permute",
    "elementwise",
    "reduce",
    "embedding",
    "sampling",
    "optimizer",
    "a2a_dispatch",
    "a2a_combine",
    "all_reduce",
    "all_gather",
    "reduce_scatter",
    "p2p",
    "comm_sync",
    "memcpy",
    "memset",
    "mla_prefill",
    "mla_decode",
    "mla_bwd",
    "sparse_indexer",
    "top_k",
    "sparse_attention",
    "moe_experts",
    "linear_attention",
    "unknown",
};
static_assert(!ClassNames.back().empty(), "one name for each class");

// In the order of Scaling.
constexpr std::array<std::string_view, 5> ScalingNames{"", "tensor", "block128", "mx32", "nv16"};

} // namespace

std::string_view opClassName(OpClass c) {
    return ClassNames[static_cast<std::size_t>(c)];
}

std::optional<OpClass> opClassFromName(std::string_view name) {
    for (std::size_t i = 0; i < ClassNames.size(); ++i)
        if (ClassNames[i] == name) return static_cast<OpClass>(i);
    return std::nullopt;
}

std::string_view scalingName(Scaling s) {
    return ScalingNames[static_cast<std::size_t>(s)];
}

std::optional<Scaling> scalingFromName(std::string_view name) {
    for (std::size_t i = 0; i < ScalingNames.size(); ++i)
        if (ScalingNames[i] == name) return static_cast<Scaling>(i);
    return std::nullopt;
}

// DeepSeek-V3 technical report, section 3.3; OCP Microscaling Formats 1.0; NVIDIA, NVFP4 (2025).
double scaleBytes(Scaling s) {
    switch (s) {
    case Scaling::Block128:
        return 4.0 / 128.0;
    case Scaling::Mx32:
        return 1.0 / 32.0;
    case Scaling::Nv16:
        return 1.0 / 16.0;
    default:
        return 0.0;
    }
}

} // namespace sim
