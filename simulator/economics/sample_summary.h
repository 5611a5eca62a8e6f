// SPDX-License-Identifier: Apache-2.0
// What a sample says and how sure it is: quantiles, means, probabilities, each with its standard error.
#pragma once

#include <span>
#include <vector>

#include "simulator/base/estimate.h"

namespace sim {

struct SampleFigure {
    double value = 0.0, standardError = 0.0;
};

/// Values in ascending order. Quantiles interpolate linearly between the order statistics.
class SortedSample {
  public:
    /// Throws Error{BadInput} for an empty sample or one that holds a number that is not finite.
    explicit SortedSample(std::vector<double> values);
    std::size_t size() const { return values_.size(); }
    double quantile(double p) const;
    /// Standard error from the order statistics one binomial deviation away on either side, which needs no
    /// density.
    SampleFigure quantileFigure(double p) const;
    SampleFigure mean() const;
    /// Mean of the worst `share` of the values, the least ones.
    double tailMean(double share) const;
    Estimate estimate(Basis basis) const; ///< median with P10 and P90

  private:
    std::vector<double> values_;
};

/// Share of `true` among the trials, with the binomial standard error.
SampleFigure probabilityOf(std::size_t successes, std::size_t trials);

} // namespace sim
