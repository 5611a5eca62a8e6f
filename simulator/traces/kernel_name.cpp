// SPDX-License-Identifier: Apache-2.0
// Rules on kernel names, first match wins. They are written against the names of PyTorch, cuBLAS, CUTLASS,
// NCCL, DeepEP, DeepGEMM, FlashAttention, FlashMLA, vLLM, TensorRT-LLM and rocBLAS/CK as recorded traces show
// them.
#include "simulator/traces/kernel_name.h"

#include <cxxabi.h>

#include <array>
#include <charconv>
#include <cstdlib>
#include <memory>

namespace sim {
namespace {

bool has(std::string_view text, std::string_view part) {
    return text.find(part) != std::string_view::npos;
}

struct NameRule {
    std::string_view part; ///< in the name, lower case
    OpClass opClass;
};

// Order matters: the special before the general. "cdpsk::ep::" is a CUB copy made for another library whose
// symbols contain "dpsk::ep::" (pitfall P10), hence the rules on the innermost function names only.
constexpr std::array Rules{
    // expert exchange
    NameRule{"internode::dispatch", OpClass::AllToAllDispatch},
    NameRule{"intranode::dispatch", OpClass::AllToAllDispatch},
    NameRule{"internode_ll::dispatch", OpClass::AllToAllDispatch},
    NameRule{"dispatch_ll", OpClass::AllToAllDispatch},
    NameRule{"internode::combine", OpClass::AllToAllCombine},
    NameRule{"intranode::combine", OpClass::AllToAllCombine},
    NameRule{"internode_ll::combine", OpClass::AllToAllCombine},
    NameRule{"combine_ll", OpClass::AllToAllCombine},
    NameRule{"notify_dispatch", OpClass::CommSync},
    NameRule{"cached_notify", OpClass::CommSync},
    NameRule{"get_dispatch_layout", OpClass::MoeRoute},
    // collectives
    NameRule{"allreduce", OpClass::AllReduce},
    NameRule{"all_reduce", OpClass::AllReduce},
    NameRule{"cross_device_reduce", OpClass::AllReduce},
    NameRule{"allgather", OpClass::AllGather},
    NameRule{"all_gather", OpClass::AllGather},
    NameRule{"reducescatter", OpClass::ReduceScatter},
    NameRule{"reduce_scatter", OpClass::ReduceScatter},
    NameRule{"sendrecv", OpClass::PointToPoint},
    NameRule{"nccldevkernel_send", OpClass::PointToPoint},
    NameRule{"nccldevkernel_recv", OpClass::PointToPoint},
    NameRule{"nccl", OpClass::CommSync},
    // attention
    NameRule{"flashattnbwdpre", OpClass::AttentionAux},
    NameRule{"flashattnbwdpost", OpClass::AttentionAux},
    NameRule{"bwd_dot_do_o", OpClass::AttentionAux},
    NameRule{"bwd_convert_dq", OpClass::AttentionAux},
    NameRule{"flash_fwd_mla_combine", OpClass::AttentionAux},
    NameRule{"splitkv_combine", OpClass::AttentionAux},
    NameRule{"get_mla_metadata", OpClass::AttentionAux},
    NameRule{"reshape_and_cache", OpClass::AttentionAux},
    NameRule{"flashattnbwd", OpClass::AttentionBackward},
    NameRule{"flash_bwd", OpClass::AttentionBackward},
    NameRule{"fmha_bwd", OpClass::AttentionBackward},
    NameRule{"splitkv_mla", OpClass::AttentionDecode},
    NameRule{"paged_attention", OpClass::AttentionDecode},
    NameRule{"pagedattention", OpClass::AttentionDecode},
    NameRule{"compute_attn_ws", OpClass::AttentionPrefill},
    NameRule{"flash_fwd", OpClass::AttentionPrefill},
    NameRule{"flashattnfwd", OpClass::AttentionPrefill},
    NameRule{"fmha", OpClass::AttentionPrefill},
    NameRule{"unified_attention", OpClass::AttentionPrefill},
    NameRule{"attention_kernel", OpClass::AttentionPrefill},
    // quantisation before activation and norm: fused kernels are named after both, and writing FP8 is the
    // output
    NameRule{"cast_to_fp8", OpClass::Quantize},
    NameRule{"cast_and_transpose", OpClass::Quantize},
    NameRule{"cast_back", OpClass::Quantize},
    NameRule{"quantize", OpClass::Quantize},
    NameRule{"quant_fp8", OpClass::Quantize},
    NameRule{"batched_transpose", OpClass::Quantize},
    NameRule{"utils::transpose", OpClass::Quantize},
    // matrix products
    NameRule{"m_grouped", OpClass::GroupedGemm},
    NameRule{"grouped_gemm::cuda::utils", OpClass::Elementwise},
    NameRule{"fused_moe", OpClass::GroupedGemm},
    NameRule{"bmm_mx", OpClass::GroupedGemm},
    NameRule{"matmul_ogs", OpClass::GroupedGemm},
    NameRule{"groupedgemm", OpClass::GroupedGemm},
    NameRule{"moe_gemm", OpClass::GroupedGemm},
    NameRule{"bmm_", OpClass::BatchedGemm},
    NameRule{"gemm", OpClass::Gemm},
    NameRule{"gemv", OpClass::Gemm},
    NameRule{"splitk", OpClass::Gemm},
    NameRule{"cijk_", OpClass::Gemm},
    NameRule{"nvjet", OpClass::Gemm},
    NameRule{"wgrad", OpClass::Gemm},
    NameRule{"dgrad", OpClass::Gemm},
    NameRule{"conv", OpClass::Gemm},
    // experts
    NameRule{"topk", OpClass::MoeRoute},
    NameRule{"unique_group", OpClass::MoeRoute},
    NameRule{"aux_fi", OpClass::MoeRoute},
    NameRule{"count_expert", OpClass::MoeRoute},
    NameRule{"fused_mapping", OpClass::MoeRoute},
    NameRule{"routing", OpClass::MoeRoute},
    NameRule{"moe_align", OpClass::MoeRoute},
    NameRule{"expand_to_fused", OpClass::MoePermute},
    NameRule{"reduce_fused", OpClass::MoePermute},
    NameRule{"permute", OpClass::MoePermute},
    NameRule{"finalizekernel", OpClass::MoePermute},
    // the rest of a layer
    NameRule{"swiglu", OpClass::Activation},
    NameRule{"silu", OpClass::Activation},
    NameRule{"gelu", OpClass::Activation},
    NameRule{"act_and_mul", OpClass::Activation},
    NameRule{"layer_norm", OpClass::Norm},
    NameRule{"rmsnorm", OpClass::Norm},
    NameRule{"rms_norm", OpClass::Norm},
    NameRule{"batch_norm", OpClass::Norm},
    NameRule{"bn_fw", OpClass::Norm},
    NameRule{"bn_bw", OpClass::Norm},
    NameRule{"rotary", OpClass::Rope},
    NameRule{"rope", OpClass::Rope},
    NameRule{"_copy_tensor_kernel", OpClass::Rope},
    NameRule{"embedding", OpClass::Embedding},
    NameRule{"indexselect", OpClass::Embedding},
    NameRule{"sampling", OpClass::Sampling},
    NameRule{"softmax", OpClass::Reduce},
    NameRule{"adam", OpClass::Optimizer},
    NameRule{"multi_tensor_apply", OpClass::Optimizer},
    NameRule{"reduce_kernel", OpClass::Reduce},
    NameRule{"elementwise", OpClass::Elementwise},
    NameRule{"fill", OpClass::Elementwise},
    NameRule{"copy", OpClass::Elementwise},
    NameRule{"catarray", OpClass::Elementwise},
    NameRule{"triton_poi", OpClass::Elementwise},
    NameRule{"triton_red", OpClass::Reduce},
    NameRule{"triton_per", OpClass::Reduce},
    NameRule{"scatter", OpClass::Elementwise},
    NameRule{"gather", OpClass::Elementwise},
    NameRule{"index", OpClass::Elementwise},
};

/// Without template arguments; "operator<" and "->" hold no lists.
std::string withoutTemplateArguments(std::string_view name) {
    std::string out;
    int depth = 0;
    for (std::size_t i = 0; i < name.size(); ++i) {
        const char c = name[i];
        if (c == '<')
            ++depth;
        else if (c == '>' && depth > 0)
            --depth;
        else if (depth == 0)
            out += c;
    }
    return out;
}

std::string demangled(std::string_view name) {
    if (!name.starts_with("_Z")) return std::string(name);
    int status = 0;
    const std::unique_ptr<char, decltype(&std::free)> text(
        abi::__cxa_demangle(std::string(name).c_str(), nullptr, nullptr, &status), &std::free);
    return status == 0 && text ? std::string(text.get()) : std::string(name);
}

} // namespace

std::string shortKernelName(std::string_view name) {
    std::string text = demangled(name);
    const std::string whole = text;
    constexpr std::string_view Anonymous = "(anonymous namespace)::";
    for (auto at = text.find(Anonymous); at != std::string::npos; at = text.find(Anonymous))
        text.erase(at, Anonymous.size());
    if (text.starts_with("void ")) text.erase(0, 5);
    constexpr std::string_view Wrapper = "cutlass::device_kernel<";
    if (text.starts_with(Wrapper)) text.erase(0, Wrapper.size());
    text = withoutTemplateArguments(text);
    if (const auto paren = text.find('('); paren != std::string::npos && paren > 0) text.erase(paren);
    while (!text.empty() && (text.back() == ' ' || text.back() == '>'))
        text.pop_back();
    if (text.empty()) text = whole;
    // Long generated names (Triton, Tensile) tell no more in their tails.
    if (text.size() > 96) text.resize(96);
    return text;
}

OpClass classifyKernel(std::string_view name) {
    // The parameter list names types ("...Attention..."); only the function and its template arguments count.
    std::string lower(name.substr(0, 600));
    for (char& c : lower)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    const std::string function = [&lower] {
        std::string text = lower;
        if (text.starts_with("void cutlass::device_kernel<")) return text;
        return text.substr(0, text.find('<', text.starts_with("void ") ? 5 : 0));
    }();
    for (const NameRule& rule : Rules)
        if (has(function, rule.part)) return rule.opClass;
    for (const NameRule& rule : Rules)
        if (has(lower, rule.part)) return rule.opClass;
    return OpClass::Unknown;
}

double firstTemplateNumber(std::string_view name, std::string_view templateName) {
    const auto at = name.find(templateName);
    if (at == std::string_view::npos) return 0;
    const auto open = name.find('<', at + templateName.size());
    if (open == std::string_view::npos) return 0;
    for (std::size_t i = open + 1; i < name.size() && name[i] != '>' && name[i] != '('; ++i) {
        const bool startsNumber = name[i] >= '0' && name[i] <= '9' &&
                                  (name[i - 1] == '<' || name[i - 1] == ' ' || name[i - 1] == ',');
        if (!startsNumber) continue;
        double value = 0;
        std::from_chars(name.data() + i, name.data() + name.size(), value);
        return value;
    }
    return 0;
}

} // namespace sim
