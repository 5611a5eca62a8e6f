// SPDX-License-Identifier: Apache-2.0
// Which input moves the answer: one at a time (tornado) and in variance with all at once (Sobol indices, on a
// low-discrepancy sequence, with bootstrap intervals).
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

namespace sim {

/// Sobol's sequence with the direction numbers of Joe and Kuo (SIAM Journal on Scientific Computing 30, 2008,
/// table new-joe-kuo-6), in the order of Gray codes; the point of zeros is left out. Up to 21 dimensions.
class SobolSequence {
  public:
    static constexpr std::size_t MostDimensions = 21;
    /// Throws Error{BadInput} for no or too many dimensions.
    explicit SobolSequence(std::size_t dimensions);
    /// The next point, each coordinate in (0, 1).
    const std::vector<double>& next();

  private:
    std::vector<std::vector<std::uint32_t>> directions_;
    std::vector<std::uint32_t> state_;
    std::vector<double> point_;
    std::uint32_t index_ = 0;
};

/// An uncertain input, independent of the others.
struct UncertainInput {
    std::string name;
    std::function<double(double)> quantile; ///< value at a probability in (0, 1)
};
/// Quantile function of the triangular distribution. Throws Error{BadInput} unless low <= mode <= high, low <
/// high.
std::function<double(double)> triangular(double low, double mode, double high);
std::function<double(double)> uniformBetween(double low, double high);
/// Log-normal with the given median and P10..P90 symmetric about it on the logarithmic scale.
std::function<double(double)> logNormal(double median, double p90);

using Answer = std::function<double(std::span<const double>)>;

struct TornadoBar {
    std::string name;
    double low = 0.0, high = 0.0; ///< answer at the input's P10 and P90, the others at their medians
    double swing() const { return low < high ? high - low : low - high; }
};
/// Largest swing first; equal ones in the order of the inputs.
std::vector<TornadoBar> tornado(const std::vector<UncertainInput>& inputs, const Answer& answer);

struct SobolIndex {
    std::string name;
    double first = 0.0, total = 0.0;                                         ///< shares of the variance
    double firstLow = 0.0, firstHigh = 0.0, totalLow = 0.0, totalHigh = 0.0; ///< 95 % bootstrap
};
struct SobolResult {
    double mean = 0.0, variance = 0.0;
    std::vector<SobolIndex> indices; ///< in the order of the inputs
    std::size_t evaluations = 0;
};
/// Estimators of Saltelli et al. (Computer Physics Communications 181, 2010) for the first order and of
/// Jansen (1999) for the total, over `base` x (inputs + 2) evaluations. Only meaningful for independent
/// inputs. Throws Error{BadInput} for more than 10 inputs or an answer without variance.
SobolResult sobolIndices(const std::vector<UncertainInput>& inputs, const Answer& answer, std::size_t base,
                         std::uint64_t seed = 1);

} // namespace sim
