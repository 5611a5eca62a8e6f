// SPDX-License-Identifier: Apache-2.0
// A device without measurements, or with five of them: parameters carried from other devices that run the
// same kernels.
#pragma once

#include <span>
#include <vector>

#include "simulator/kernels/kernel_fit.h"

namespace sim {

/// Geometric mean of each parameter: what a device of the same kernels is taken to be before anything is
/// measured on it. REQUIRES: at least one, all of one class.
KernelParameters meanParameters(std::span<const KernelParameters> devices);

/// `count` rows to measure first: spread evenly over the times that `parameters` foresee, so that latency,
/// memory and arithmetic all show. Indices into `rows`, ascending, none twice.
std::vector<std::size_t> designedAnchors(std::span<const KernelObservation> rows,
                                         const KernelParameters& parameters, const DeviceSpec& device,
                                         std::size_t count);

/// Errors |model/measured - 1| on `rows` of a device left out of the fits that `foreign` comes from: with
/// nothing measured, and with `anchors` rows, which are left out of the errors of both.
struct TransferErrors {
    std::vector<double> withoutAnchors, withAnchors;
};
TransferErrors judgeTransfer(std::span<const KernelObservation> rows, const KernelParameters& foreign,
                             const DeviceSpec& device, std::size_t anchors);

} // namespace sim
