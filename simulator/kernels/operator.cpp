// SPDX-License-Identifier: Apache-2.0
// Names of the operator classes as they stand in trace files and reports.
#include "simulator/kernels/operator.h"

#include <array>
#include <cstddef>

namespace sim {
namespace {

// In the order of OpClass.
constexpr std::array<std::string_view, static_cast<std::size_t>(OpClass::Unknown) + 1> ClassNames{
    "gemm",          "grouped_gemm", "bmm",        "attention_prefill", "attention_decode", "attention_bwd",
    "attention_aux", "norm",         "rope",       "activation",        "quantize",         "moe_route",
    "moe_permute",   "elementwise",  "reduce",     "embedding",         "sampling",         "optimizer",
    "a2a_dispatch",  "a2a_combine",  "all_reduce", "all_gather",        "reduce_scatter",   "p2p",
    "comm_sync",     "memcpy",       "memset",     "unknown",
};
static_assert(!ClassNames.back().empty(), "one name for each class");

} // namespace

std::string_view opClassName(OpClass c) {
    return ClassNames[static_cast<std::size_t>(c)];
}

std::optional<OpClass> opClassFromName(std::string_view name) {
    for (std::size_t i = 0; i < ClassNames.size(); ++i)
        if (ClassNames[i] == name) return static_cast<OpClass>(i);
    return std::nullopt;
}

} // namespace sim
