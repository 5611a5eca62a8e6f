// SPDX-License-Identifier: Apache-2.0
// From measured kernels to parameters of the cost model, and how well these predict kernels kept apart.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "simulator/kernels/kernel_cost.h"

namespace sim {

/// One measured kernel.
struct KernelObservation {
    Operator op;
    double seconds = 0;
    double retouched =
        0; ///< bytes that the benchmark's loop touches again: what lies in L2 is not read from HBM
    double otherBytes = 0;   ///< moved by kernels that the row holds beside the operator (quantising)
    std::uint64_t group = 0; ///< rows of one weight shape or head configuration, which stand or fall together
};

/// HBM bandwidth as a loop sees it whose `retouched` bytes partly stay in the last-level cache: the study's
/// B (1 - h) + B h W / (W + 24 S f), h = clip((L2 - ws) / (0.5 L2), 0, 1). 0 bytes: HBM's own.
double warmBandwidth(const DeviceSpec& device, double retouched);

/// Time of the form alone, with these parameters, as the benchmark would measure it.
double modelledSeconds(const KernelObservation& row, const KernelParameters& parameters,
                       const DeviceSpec& device);

/// Parameters of one class fitted to rows of that class on one device, with the priors of the kernel study
/// (section 6) around `prior`. `spread` becomes the 80 % half width of log(measured/model) over 1.2816.
/// Fewer than 30 rows (anchors) move the efficiencies and the latency alone.
/// REQUIRES: at least one row; all of the class of `prior`.
KernelParameters fitKernels(std::span<const KernelObservation> rows, const KernelParameters& prior,
                            const DeviceSpec& device);

/// The prior that fits of class `c` start from.
KernelParameters fitPrior(OpClass c);

/// Where an operator lies among its class: log2 of its sizes.
std::vector<double> shapeCoordinates(const Operator& op);

/// log(measured/model) of measured neighbours: 4 nearest in log2(shape), weights exp(-d/0.5)/max(d, 0.02),
/// damped by exp(-(d1/1.5)^2); a row of exactly this shape is its residual. Kernel study, section 6.
class ResidualNeighbours {
  public:
    ResidualNeighbours(std::span<const KernelObservation> rows, const KernelParameters& parameters,
                       const DeviceSpec& device);
    struct Answer {
        double residual = 0; ///< of the logarithm
        double distance = 0; ///< of the nearest row, in octaves
    };
    Answer at(const Operator& op) const;

  private:
    std::vector<double> points_; ///< dimension_ numbers a row
    std::vector<double> residuals_;
    std::size_t dimension_ = 0;
};

/// Absolute errors |model/measured - 1| of rows kept apart, and how many truths the 80 % interval covers.
struct PredictionErrors {
    std::vector<double> physics, neighbours;
    double physicsCover = 0, neighboursCover = 0; ///< negative: too few groups to say
};
/// Five folds over groups, so that a whole weight shape or head configuration is withheld at a time.
/// Intervals are conformal: the 10 and 90 % quantiles of the residuals of rows that took no part in the fit.
PredictionErrors crossValidate(std::span<const KernelObservation> rows, const KernelParameters& prior,
                               const DeviceSpec& device);

/// Mean, median and 90th percentile; zeros for none.
struct ErrorSummary {
    double mean = 0, median = 0, p90 = 0;
};
ErrorSummary summariseErrors(std::vector<double> errors);

} // namespace sim
