// SPDX-License-Identifier: Apache-2.0
// Throughput over interactivity: the points that no other beats, and a monotone curve through them. Never
// beyond them.
#pragma once

#include <optional>
#include <vector>

namespace sim {

/// One measured or simulated operating point of a serving system.
struct OperatingPoint {
    double tokensPerUserSecond = 0.0; ///< interactivity
    double tokensPerGpuSecond = 0.0;  ///< throughput
};

class PerformanceCurve {
  public:
    /// Keeps the Pareto front of `points`: those that no other beats in both. Throws Error{BadInput} for
    /// none.
    explicit PerformanceCurve(std::vector<OperatingPoint> points);
    /// Throughput at an interactivity by Steffen's monotone cubic (Astronomy and Astrophysics 239, 1990);
    /// nullopt outside the points.
    std::optional<double> throughputAt(double tokensPerUserSecond) const;
    const std::vector<OperatingPoint>& front() const { return front_; }

  private:
    std::vector<OperatingPoint> front_; ///< by rising interactivity
    std::vector<double> slopes_;
};

/// Slopes of Steffen's interpolation at each abscissa; one-sided at the ends. REQUIRES: at least 2 rising
/// abscissae.
std::vector<double> steffenSlopes(const std::vector<double>& x, const std::vector<double>& y);

} // namespace sim
