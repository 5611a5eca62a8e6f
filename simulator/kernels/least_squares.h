// SPDX-License-Identifier: Apache-2.0
// Robust Levenberg-Marquardt over positive parameters with log-normal priors: a maximum a posteriori fit.
// Knows nothing of kernels.
#pragma once

#include <functional>
#include <span>
#include <vector>

namespace sim {

/// A positive parameter: its prior is normal in the logarithm, its value stays in [low, high].
struct FitParameter {
    double prior = 1.0;
    double sigma = 0.3; ///< of log(parameter)
    double low = 0.0, high = 0.0;
};

struct FitResult {
    std::vector<double> values;
    std::vector<double> sigmas; ///< posterior, of log(parameter)
    double cost = 0.0;          ///< mean robust loss of the residuals, priors left out
    int evaluations = 0;
};

/// Residuals of all rows at `values`; as many each time.
using Residuals = std::function<void(std::span<const double> values, std::vector<double>& residuals)>;

/// Minimises sum soft-L1(r_i / noise) + sum ((log x - log prior) / sigma)^2. Forward differences of 3 % in
/// the logarithm: the best tile of a product changes in steps, and a smaller step would see none.
/// Deterministic. REQUIRES: at least one parameter; low < prior < high.
FitResult fitParameters(std::span<const FitParameter> parameters, const Residuals& residuals, double noise);

} // namespace sim
