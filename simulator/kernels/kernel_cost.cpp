// SPDX-License-Identifier: Apache-2.0
// What one operator costs on one device: picks the arithmetic and the parameter row, then applies the form.
#include "simulator/kernels/kernel_cost.h"

#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

#include "simulator/base/error.h"
#include "simulator/kernels/operator_time.h"

namespace sim {

namespace {

struct Choice {
    Precision arithmetic = Precision::None;
    std::string note;
};

std::string upper(std::string_view name) {
    std::string text(name);
    std::transform(text.begin(), text.end(), text.begin(),
                   [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
    return text;
}

std::string supportedNames(const DeviceSpec& device) {
    std::string names;
    for (std::size_t i = 0; i < PrecisionCount; ++i)
        if (const auto p = static_cast<Precision>(i); device.supports(p))
            names += (names.empty() ? "" : ", ") + upper(precisionName(p));
    return names.empty() ? "no arithmetic that the catalogue knows" : names;
}

/// Formats that hold the operator's numbers at no less range, nearest first. INT8 needs calibrated scales,
/// which inference has and training has not.
std::vector<Precision> standIns(Precision wanted, bool isInference) {
    switch (wanted) {
    case Precision::Fp4:
        return {Precision::Fp8, Precision::Bf16, Precision::Fp16};
    case Precision::Fp8:
        if (isInference) return {Precision::Int8, Precision::Bf16, Precision::Fp16};
        return {Precision::Bf16, Precision::Fp16};
    case Precision::Int8:
        return {Precision::Fp8, Precision::Bf16, Precision::Fp16};
    case Precision::Bf16:
        return {Precision::Fp16};
    case Precision::Fp16:
        return {Precision::Bf16};
    case Precision::Tf32:
        return {Precision::Fp32};
    default:
        return {};
    }
}

Choice chooseArithmetic(const Operator& op, const DeviceSpec& device) {
    Precision wanted = op.weight != Precision::None ? op.weight : op.input;
    // Weights narrower than the activations are widened before they meet (W4A16); the wider one computes.
    if (op.input != Precision::None && precisionBytes(op.input) > precisionBytes(wanted)) wanted = op.input;
    if (wanted == Precision::None) wanted = Precision::Bf16;
    if (device.supports(wanted)) return {wanted, {}};
    for (const Precision p : standIns(wanted, op.isInference))
        if (device.supports(p))
            return {p, fmt::format("{} as {}: the device has no {}", upper(precisionName(wanted)),
                                   upper(precisionName(p)), upper(precisionName(wanted)))};
    throw Error(ErrorCode::Infeasible,
                fmt::format("{} has no {} arithmetic for {} and nothing that can stand in for it",
                            device.name, upper(precisionName(wanted)), opClassName(op.opClass)),
                device.shortName.empty() ? device.id : device.shortName,
                fmt::format("the device has {}; choose another device or precision", supportedNames(device)));
}

/// Keys wider than values are those of MLA, whatever the recording called the kernel.
OpClass effectiveClass(const Operator& op) {
    const auto* a = std::get_if<AttentionShape>(&op.shape);
    if (!a || a->queryKeyDim <= a->valueDim) return op.opClass;
    if (op.opClass == OpClass::AttentionPrefill) return OpClass::MlaPrefill;
    if (op.opClass == OpClass::AttentionDecode) return OpClass::MlaDecode;
    if (op.opClass == OpClass::AttentionBackward) return OpClass::MlaBackward;
    return op.opClass;
}

/// Classes whose parameters may be used for `c`, best first. Everything that is neither a product nor an
/// attention core is bound by the bytes it moves.
std::vector<OpClass> parameterClasses(OpClass c) {
    if (c == OpClass::BatchedGemm) return {c, OpClass::Gemm};
    if (c == OpClass::GroupedGemm) return {c, OpClass::Gemm};
    if (c == OpClass::AttentionBackward) return {c, OpClass::AttentionPrefill};
    if (c == OpClass::MlaPrefill || c == OpClass::SparseIndexer) return {c, OpClass::AttentionPrefill};
    if (c == OpClass::MlaDecode) return {c, OpClass::AttentionDecode};
    if (c == OpClass::MlaBackward) return {c, OpClass::AttentionBackward, OpClass::AttentionPrefill};
    if (c == OpClass::SparseAttention) return {c, OpClass::MlaPrefill, OpClass::AttentionPrefill};
    if (c == OpClass::LinearAttention) return {c, OpClass::AttentionPrefill};
    if (isGemm(c) || isAttention(c) || c == OpClass::MoeExperts) return {c};
    return {c, OpClass::Elementwise};
}

struct Found {
    const KernelParameters* row = nullptr;
    ParameterScope scope = ParameterScope::Other;
};

/// What a parameter row must match. Rows of another way of scaling are other kernels; an operator that does
/// not say how it is scaled takes the first.
struct Wanted {
    OpClass opClass;
    Precision precision;
    bool accumulatesFp32;
    Scaling scaling;
};

bool matches(const KernelParameters& row, const Wanted& w, bool exactScaling) {
    return row.opClass == w.opClass && row.precision == w.precision &&
           row.accumulatesFp32 == w.accumulatesFp32 &&
           (w.scaling == Scaling::Any || row.scaling == (exactScaling ? w.scaling : Scaling::Any));
}

Found findIn(const DeviceKernels& device, const Wanted& wanted, ParameterScope scope) {
    for (const bool exact : {true, false})
        for (const auto* rows : {&device.fitted, &device.priors})
            for (const KernelParameters& row : *rows)
                if (matches(row, wanted, exact) && parameterScope(row.systemId, device.spec) == scope)
                    return {&row, scope};
    return {};
}

/// Own class before a class that stands in, exact accumulation before the plain row, and within these the
/// device before its family before the prior; a row of any precision (None) comes after the exact one.
Found findParameters(const DeviceKernels& device, const Operator& op, Precision precision) {
    for (const OpClass c : parameterClasses(effectiveClass(op)))
        for (const bool accumulation : {true, false}) {
            if (accumulation && !op.accumulatesFp32) continue;
            for (const auto scope :
                 {ParameterScope::Device, ParameterScope::Family, ParameterScope::Everyone})
                for (const Precision p : {precision, Precision::None})
                    if (const Found found = findIn(device, {c, p, accumulation, op.scaling}, scope);
                        found.row)
                        return found;
        }
    return {};
}

// Spreads by ground, kernel study section 6: a row fitted on the device has its own; a sibling of the same
// library adds 0.10 in quadrature; a prior has the spread it states (0.25), widened to 0.45 where nothing was
// ever fitted on this family, i.e. its kernel library is unknown.
void setGround(KernelCost& cost, const Found& found, const DeviceKernels& device) {
    constexpr double SiblingSpread = 0.10;
    constexpr double UnknownLibrarySpread = 0.45;
    const KernelParameters& row = *found.row;
    switch (found.scope) {
    case ParameterScope::Device:
        cost.tier = CostTier::PhysicsAnchored;
        cost.sigma = row.spread;
        cost.basis = row.basis == Basis::Measured ? Basis::Interpolated : row.basis;
        return;
    case ParameterScope::Family:
        cost.tier = CostTier::Sibling;
        cost.sigma = std::hypot(row.spread, SiblingSpread);
        cost.basis = weaker(row.basis, Basis::Modelled);
        return;
    default:
        cost.tier = CostTier::PhysicsPrior;
        cost.sigma = device.fitted.empty() ? std::max(row.spread, UnknownLibrarySpread) : row.spread;
        cost.basis = Basis::Modelled;
    }
}

void requireComplete(const Found& found, const Operator& op, const DeviceSpec& device, bool needsCompute) {
    const bool complete =
        found.row && found.row->memoryEfficiency > 0 && (!needsCompute || found.row->computeEfficiency > 0);
    if (complete) return;
    throw Error(ErrorCode::BadInput,
                fmt::format("no usable kernel parameters for {} on {}, not even a prior",
                            opClassName(op.opClass), device.name),
                "kernel_parameters", "add a row with system '*' and efficiencies above zero for this class");
}

/// An attention core costed with the parameters of another kind of core: right in its arithmetic and bytes,
/// unknown in its kernels. As wide as a prior.
void noteStandIn(KernelCost& cost, const Operator& op, const Found& found) {
    constexpr double OtherKernelSpread = 0.25;
    if (found.row->opClass == op.opClass || found.row->opClass == effectiveClass(op)) return;
    if (isGemm(op.opClass) || !computes(op.opClass)) return;
    cost.sigma = std::hypot(cost.sigma, OtherKernelSpread);
    cost.basis = weaker(cost.basis, Basis::Modelled);
    cost.note += fmt::format("{}{} with the parameters of {}", cost.note.empty() ? "" : "; ",
                             opClassName(op.opClass), opClassName(found.row->opClass));
}

Choice resourcesFor(const Operator& op, const DeviceSpec& spec, double smShare, KernelResources& resources) {
    resources.bandwidth = spec.memoryBandwidth.base();
    resources.sms = spec.smCount > 0 ? std::max(1.0, std::round(spec.smCount * smShare)) : 0.0;
    if (!computes(op.opClass)) return {};
    Choice choice = chooseArithmetic(op, spec);
    resources.arithmetic = choice.arithmetic;
    resources.peak = spec.peakOf(choice.arithmetic).base() * smShare;
    if (!choice.note.empty() && op.input != Precision::None)
        resources.operandScale = std::max(1.0, precisionBytes(choice.arithmetic) / precisionBytes(op.input));
    return choice;
}

} // namespace

ParameterScope parameterScope(std::string_view systemId, const DeviceSpec& device) {
    constexpr std::string_view FamilyPrefix = "family:";
    if (systemId.empty()) return ParameterScope::Other;
    if (systemId == "*") return ParameterScope::Everyone;
    if (systemId == device.id || systemId == device.shortName) return ParameterScope::Device;
    if (systemId.substr(0, FamilyPrefix.size()) == FamilyPrefix &&
        systemId.substr(FamilyPrefix.size()) == kernelFamily(device))
        return ParameterScope::Family;
    return ParameterScope::Other;
}

bool isNeedlessCast(const Operator& op, const DeviceSpec& device) {
    return op.opClass == OpClass::Quantize && !op.isInference && !device.supports(Precision::Fp8) &&
           !device.supports(Precision::Fp4);
}

// Compulsory traffic and useful arithmetic only: each operand once, no padding.
Seconds physicalBound(const Operator& op, const DeviceKernels& device, double smShare) {
    KernelResources resources;
    resourcesFor(op, device.spec, smShare, resources);
    KernelParameters ideal;
    ideal.computeEfficiency = ideal.memoryEfficiency = 1.0;
    return operatorTime(op, ideal, resources);
}

Seconds launchFloor(const DeviceKernels& device) {
    for (const auto scope : {ParameterScope::Device, ParameterScope::Family, ParameterScope::Everyone})
        for (const auto* rows : {&device.fitted, &device.priors})
            for (const KernelParameters& row : *rows)
                if (row.opClass == OpClass::Unknown && parameterScope(row.systemId, device.spec) == scope)
                    return row.latency;
    return Seconds{0.0};
}

KernelCost kernelCost(const Operator& op, const DeviceKernels& device, double smShare) {
    if (!(smShare > 0.0 && smShare <= 1.0))
        throw Error(ErrorCode::BadInput, fmt::format("a share of {} of the SMs", smShare), "sm_share",
                    "give a share above 0 and at most 1");
    if (isCommunication(op.opClass))
        throw Error(ErrorCode::Internal, fmt::format("{} is the network model's, not the kernel model's",
                                                     opClassName(op.opClass)));
    if (!(device.spec.memoryBandwidth.base() > 0))
        throw Error(ErrorCode::BadInput, fmt::format("{} has no memory bandwidth", device.spec.name),
                    device.spec.id, "add the fact memory_bandwidth to the device");
    KernelCost cost;
    if (isNeedlessCast(op, device.spec)) {
        cost.note = "cast dropped: the device has no FP8 and computes in BF16";
        return cost;
    }
    KernelResources resources;
    cost.note = resourcesFor(op, device.spec, smShare, resources).note;
    const Found found = findParameters(device, op, resources.arithmetic);
    requireComplete(found, op, device.spec, computes(op.opClass));
    // Fitted efficiencies are effective ones and may exceed 1; no kernel exceeds the device.
    cost.time = std::max(operatorTime(op, *found.row, resources), physicalBound(op, device, smShare));
    setGround(cost, found, device);
    noteStandIn(cost, op, found);
    return cost;
}

} // namespace sim
