// SPDX-License-Identifier: Apache-2.0
// Counter-based random numbers: Philox4x32-10 (Salmon et al., "Parallel random numbers: as easy as 1, 2, 3",
// SC'11). A draw is a pure function of (seed, stream, index), so threads and order change nothing.
#pragma once

#include <array>
#include <cstdint>

namespace sim {

/// What a draw is for; part of the key, so that adding a use never shifts another.
enum class RandomStream : std::uint32_t {
    ExpertLoad = 1,
    Routing = 2,
    Failures = 3,
    Arrivals = 4,
    Prices = 5,
    Sweeps = 11
};

std::array<std::uint32_t, 4> philox4x32(std::array<std::uint32_t, 4> counter,
                                        std::array<std::uint32_t, 2> key);

/// Inverse of the standard normal distribution function; AS241 (Wichura, Applied Statistics 37, 1988),
/// relative error about 1e-16. REQUIRES: 0 < p < 1.
double inverseNormal(double p);

class Random {
  public:
    Random(std::uint64_t seed, RandomStream stream) : seed_(seed), stream_(stream) {}
    /// Uniform in (0, 1), 52 bits, for the draw addressed by (a, b, c).
    double uniform(std::uint32_t a, std::uint32_t b = 0, std::uint32_t c = 0) const;
    double normal(std::uint32_t a, std::uint32_t b = 0, std::uint32_t c = 0) const {
        return inverseNormal(uniform(a, b, c));
    }

  private:
    std::uint64_t seed_;
    RandomStream stream_;
};

} // namespace sim
