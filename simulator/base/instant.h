// SPDX-License-Identifier: Apache-2.0
// Simulated time: a count of ticks in int64. Clocks of kernels and links tick in picoseconds (106 days of
// range). A double never enters the event queue.
#pragma once

#include <cmath>
#include <compare>
#include <cstdint>

#include "simulator/base/error.h"
#include "simulator/base/quantity.h"

namespace sim {

/// A length of simulated time in picoseconds.
class Duration {
  public:
    constexpr Duration() = default;
    constexpr explicit Duration(std::int64_t picoseconds) : ticks_(picoseconds) {}
    /// Rounds to the nearest picosecond. Throws Error{Internal} when the value does not fit.
    static Duration from(Seconds s) {
        const double ps = s.base() * 1e12;
        if (!(std::abs(ps) < 9.2e18))
            throw Error(ErrorCode::Internal, "a duration does not fit in simulated time");
        return Duration{static_cast<std::int64_t>(std::llround(ps))};
    }
    static constexpr Duration nanoseconds(std::int64_t ns) { return Duration{ns * 1000}; }

    constexpr std::int64_t picoseconds() const { return ticks_; }
    constexpr Seconds seconds() const { return Seconds{static_cast<double>(ticks_) * 1e-12}; }
    constexpr double microseconds() const { return static_cast<double>(ticks_) * 1e-6; }

    friend Duration operator+(Duration a, Duration b) { return Duration{addChecked(a.ticks_, b.ticks_)}; }
    friend Duration operator-(Duration a, Duration b) { return Duration{addChecked(a.ticks_, -b.ticks_)}; }
    friend constexpr auto operator<=>(Duration, Duration) = default;

    /// Throws Error{Internal} on overflow instead of wrapping round.
    static std::int64_t addChecked(std::int64_t a, std::int64_t b) {
        std::int64_t sum = 0;
        if (__builtin_add_overflow(a, b, &sum)) throw Error(ErrorCode::Internal, "simulated time overflows");
        return sum;
    }

  private:
    std::int64_t ticks_ = 0;
};

/// A point in simulated time, counted from the start of the simulation.
class Instant {
  public:
    constexpr Instant() = default;
    constexpr explicit Instant(std::int64_t picoseconds) : ticks_(picoseconds) {}
    constexpr std::int64_t picoseconds() const { return ticks_; }
    constexpr Duration sinceStart() const { return Duration{ticks_}; }

    friend Instant operator+(Instant a, Duration d) {
        return Instant{Duration::addChecked(a.ticks_, d.picoseconds())};
    }
    friend Duration operator-(Instant a, Instant b) {
        return Duration{Duration::addChecked(a.ticks_, -b.ticks_)};
    }
    friend constexpr auto operator<=>(Instant, Instant) = default;

  private:
    std::int64_t ticks_ = 0;
};

} // namespace sim
