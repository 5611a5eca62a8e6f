// SPDX-License-Identifier: Apache-2.0
// What one operator costs on one device, and how a recorded duration carries over to another device.
// Forms: gemm_cost.cpp, attention_cost.cpp; fitted values, priors, sources: hwdb/data/kernel_parameters.csv.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "simulator/base/estimate.h"
#include "simulator/kernels/operator.h"

namespace sim {

/// Fitted parameters of one operator class in one precision on one device. Unset ones fall back to priors.
struct KernelParameters {
    std::string systemId; ///< device the row was fitted on, "family:Hopper" for a family, "*" for a prior
    OpClass opClass = OpClass::Unknown;
    Precision precision = Precision::None;
    double computeEfficiency = 0;     ///< e_c of dense peak
    double memoryEfficiency = 0;      ///< e_b of HBM bandwidth
    Seconds latency;                  ///< t_0
    double rowsHalf = 0, dimHalf = 0; ///< saturation constants of attention/MoE forms
    double additiveEfficiency = 0;    ///< e_add of activation traffic
    double norm = 0;                  ///< p of the p-norm; below 1 = unset: the larger one (plain roofline)
    double spread = 0.25;             ///< sigma of log(measured/model)
    Basis basis = Basis::Modelled;
    std::string source;
    bool accumulatesFp32 = false; ///< row of weight gradients that are added to FP32 master gradients
    Scaling scaling = Scaling::Any;
};

/// Whose parameters a row holds, seen from `device`.
enum class ParameterScope : std::uint8_t { Device, Family, Everyone, Other };
/// By the row's `systemId`: the device's id or short name, "family:" and its kernelFamily(), "*", anything
/// else.
ParameterScope parameterScope(std::string_view systemId, const DeviceSpec& device);

/// How well a cost is known; the tiers of the kernel study (section 6).
enum class CostTier : std::uint8_t { Measured, Neighbour, Sibling, PhysicsAnchored, PhysicsPrior };

struct KernelCost {
    Seconds time;
    double sigma = 0.0; ///< standard deviation of log(time)
    CostTier tier = CostTier::PhysicsPrior;
    Basis basis = Basis::Modelled;
    std::string note; ///< substitution made, e.g. "FP8 as BF16: the device has no FP8"
};

/// Everything the cost model knows of one device. Immutable once built; safe to share between threads.
struct DeviceKernels {
    DeviceSpec spec;
    std::vector<KernelParameters> fitted; ///< of the device or its family; may be empty: then priors only
    std::vector<KernelParameters> priors; ///< by class, from hwdb ("*"). OpClass::Unknown: the launch floor
};

/// Cost with `smShare` in (0,1] of the SMs to run on.
/// Throws Error{Infeasible} when the device has no arithmetic that can stand in for the operator's precision.
KernelCost kernelCost(const Operator& op, const DeviceKernels& device, double smShare = 1.0);

/// The time that no kernel of this shape can beat on this device: its arithmetic at the peak, its bytes at
/// the full bandwidth. Zero for work that is not known.
Seconds physicalBound(const Operator& op, const DeviceKernels& device, double smShare = 1.0);

/// The shortest a kernel takes behind another one, and what a host that issues them one by one can keep up;
/// the OpClass::Unknown row. Zero when the catalogue has none.
Seconds launchFloor(const DeviceKernels& device);

/// t_target = t_source * (model_target / model_source)^w with w = 1 inside a kernel-library family; the
/// direct model across families, times half (in logs) of what the source missed where the vendor is the same
/// and the class is not bound to one library. Same device: the measured time itself. Communication is not
/// retargeted here.
KernelCost retarget(Seconds measured, const Operator& op, double sourceShare, const DeviceKernels& source,
                    double targetShare, const DeviceKernels& target);

} // namespace sim
