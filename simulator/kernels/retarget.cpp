// SPDX-License-Identifier: Apache-2.0
// How a recorded kernel duration carries over to another device. Never by scaling a class with one number: by
// the ratio of modelled times of this shape, which keeps what the recording knows and the model does not.
#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include <fmt/format.h>

#include "simulator/base/error.h"
#include "simulator/kernels/operator_time.h"

namespace sim {

namespace {

/// Below this a kernel is launch, tail and dependent latency, not throughput: it follows the clock.
constexpr Seconds LatencyBound{8e-6};

bool near(double a, double b) {
    return std::abs(a - b) <= 0.01 * std::max(std::abs(a), std::abs(b));
}

/// Devices of one family with the same SMs, tensor arithmetic and HBM run the same kernels in the same time;
/// what differs are their links (H800 and H100). Sheets of one chip differ in the last digit, hence 1 %.
/// FP64, which export versions have fused off, counts only for an operator that uses it.
bool isSameSilicon(const Operator& op, const DeviceSpec& a, const DeviceSpec& b) {
    if (kernelFamily(a) != kernelFamily(b) || a.vendor != b.vendor || a.smCount != b.smCount) return false;
    const bool usesFp64 = op.input == Precision::Fp64 || op.weight == Precision::Fp64;
    for (std::size_t i = 0; i < PrecisionCount; ++i) {
        if (static_cast<Precision>(i) == Precision::Fp64 && !usesFp64) continue;
        const double pa = a.peak[i].base(), pb = b.peak[i].base();
        // Sheets leave out formats; a chip that lacks one differs in others as well.
        if (pa > 0 && pb > 0 && !near(pa, pb)) return false;
    }
    return near(a.memoryBandwidth.base(), b.memoryBandwidth.base());
}

bool isUnknownWork(const Operator& op) {
    if (op.flops.base() > 0 || op.bytesRead.base() > 0 || op.bytesWritten.base() > 0) return false;
    if (const auto* g = std::get_if<GemmShape>(&op.shape)) return !(g->m > 0 && g->n > 0 && g->k > 0);
    if (const auto* a = std::get_if<AttentionShape>(&op.shape)) return !(a->keyLength > 0 && a->heads > 0);
    if (const auto* e = std::get_if<ElementwiseShape>(&op.shape)) return !(e->elements > 0);
    if (const auto* x = std::get_if<MoeShape>(&op.shape)) return !(x->rows > 0 && x->experts > 0);
    if (const auto* l = std::get_if<LinearAttentionShape>(&op.shape)) return !(l->length > 0 && l->heads > 0);
    return true;
}

double clockRatio(const DeviceSpec& source, const DeviceSpec& target) {
    if (!(source.boostClockHz > 0 && target.boostClockHz > 0)) return 1.0;
    return source.boostClockHz / target.boostClockHz;
}

/// Arithmetic of a product whose shape is unknown: what both devices can do of the operator's precision.
double peakRatio(const Operator& op, double sourceShare, const DeviceSpec& source, double targetShare,
                 const DeviceSpec& target) {
    for (const Precision p : {op.weight, op.input, Precision::Bf16, Precision::Fp16})
        if (source.supports(p) && target.supports(p))
            return source.peakOf(p) * sourceShare / (target.peakOf(p) * targetShare);
    throw Error(ErrorCode::Infeasible,
                fmt::format("{} and {} share no arithmetic for a {} of unknown shape", source.name,
                            target.name, opClassName(op.opClass)),
                target.shortName, "give the trace shapes, or choose another device");
}

KernelCost carryUnknown(Seconds measured, const Operator& op, double sourceShare, const DeviceKernels& source,
                        double targetShare, const DeviceKernels& target) {
    constexpr double UnknownShapeSpread = 0.25; // as a prior: the study found 17-60 % for rules without shape
    const Seconds floor = launchFloor(target);
    const bool isComputed = computes(op.opClass);
    const double ratio = isComputed ? peakRatio(op, sourceShare, source.spec, targetShare, target.spec)
                                    : source.spec.memoryBandwidth / target.spec.memoryBandwidth;
    const Seconds sourceFloor = std::min(launchFloor(source), measured);
    KernelCost cost;
    cost.time = std::max(floor, floor + (measured - sourceFloor) * ratio);
    cost.sigma = UnknownShapeSpread;
    cost.tier = CostTier::PhysicsPrior;
    cost.basis = Basis::Modelled;
    cost.note =
        isComputed ? "shape unknown: scaled by peak arithmetic" : "bytes unknown: scaled by memory bandwidth";
    return cost;
}

/// How much of the source's log residual carries to another family of the same vendor. 1 inside a family; 0
/// for classes whose time depends on the kernel library more than on the chip: the study measured
/// transferring the residual to make decode worse (17 to 24-27 %) and MoE much worse, dense products and
/// prefill better (13-15 to 11-12 %, 17 to 15 %). 0.5 is its prior for a shrunken residual.
double residualWeight(OpClass c) {
    const bool isOfLibrary = c == OpClass::GroupedGemm || c == OpClass::MoeExperts ||
                             c == OpClass::AttentionDecode || c == OpClass::MlaDecode;
    return isOfLibrary ? 0.0 : 0.5;
}

KernelCost carryAcross(Seconds measured, const Operator& op, double sourceShare, const DeviceKernels& source,
                       double targetShare, const DeviceKernels& target) {
    KernelCost cost = kernelCost(op, target, targetShare);
    cost.basis = weaker(cost.basis, Basis::Modelled);
    const double weight = source.spec.vendor == target.spec.vendor ? residualWeight(op.opClass) : 0.0;
    if (weight <= 0.0 || cost.time.base() <= 0.0) return cost;
    const KernelCost model = kernelCost(op, source, sourceShare);
    if (model.time.base() <= 0.0) return cost;
    // A miss beyond two says that the shape was misread, not that the kernel is slow.
    const double residual = std::clamp(measured / model.time, 0.5, 2.0);
    cost.time = std::max(launchFloor(target), cost.time * std::pow(residual, weight));
    return cost;
}

} // namespace

// Rules and their measured errors: H100 -> H200 4-5 %, B200 -> GB200 5 % by ratio inside a family; H200 ->
// B200 11-17 % across; H800 -> H20 15-25 % (kernel study, section 5).
KernelCost retarget(Seconds measured, const Operator& op, double sourceShare, const DeviceKernels& source,
                    double targetShare, const DeviceKernels& target) {
    if (isCommunication(op.opClass))
        throw Error(ErrorCode::Internal,
                    fmt::format("{} is not carried over by time", opClassName(op.opClass)));
    const bool sameDevice = source.spec.id == target.spec.id;
    const bool sameSilicon = sameDevice || isSameSilicon(op, source.spec, target.spec);
    const bool sameShare = sourceShare == targetShare;
    if (measured.base() <= 0.0 || (sameSilicon && sameShare)) {
        const Basis basis = sameDevice ? Basis::Measured : Basis::Interpolated;
        return {measured, 0.05, CostTier::Measured, basis, sameDevice ? "" : "same silicon as the recording"};
    }
    // A cast that falls away on the target falls away however it was measured.
    if (isNeedlessCast(op, target.spec)) return kernelCost(op, target, targetShare);
    const bool isComputed = computes(op.opClass);
    if (!isComputed && measured < LatencyBound) {
        KernelCost cost;
        const double ratio = sameSilicon ? 1.0 : clockRatio(source.spec, target.spec);
        cost.time = std::max(measured * ratio, std::min(measured, launchFloor(target)));
        cost.sigma = 0.15;
        cost.tier = CostTier::Sibling;
        cost.basis =
            kernelFamily(source.spec) == kernelFamily(target.spec) ? Basis::Interpolated : Basis::Modelled;
        cost.note = "bound by latency: scaled by clock";
        return cost;
    }
    if (isUnknownWork(op)) return carryUnknown(measured, op, sourceShare, source, targetShare, target);
    const bool sameFamily =
        source.spec.vendor == target.spec.vendor && kernelFamily(source.spec) == kernelFamily(target.spec);
    if (!sameFamily) return carryAcross(measured, op, sourceShare, source, targetShare, target);

    // One chip has one set of parameters, whatever name its row stands under.
    const DeviceKernels& targetModel = sameSilicon ? source : target;
    const KernelCost from = kernelCost(op, source, sourceShare);
    KernelCost cost = kernelCost(op, targetModel, targetShare);
    if (cost.time.base() <= 0.0 || from.time.base() <= 0.0) return cost;
    cost.time = measured * (cost.time / from.time);
    cost.sigma = sameSilicon ? 0.05 : 0.10; // a measured sibling times the ratio of one model (T2)
    cost.tier = CostTier::Sibling;
    cost.basis = Basis::Interpolated;
    return cost;
}

} // namespace sim
