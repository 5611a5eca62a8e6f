// SPDX-License-Identifier: Apache-2.0
// A figure with its interval and the ground it stands on. Every metric of the program is one of these.
#pragma once

#include <algorithm>
#include <string_view>

namespace sim {

/// How a figure came about, from strongest to weakest ground.
enum class Basis { Measured, Interpolated, Modelled, Assumed };

constexpr std::string_view basisName(Basis b) {
    switch (b) {
    case Basis::Measured:
        return "measured";
    case Basis::Interpolated:
        return "interpolated";
    case Basis::Modelled:
        return "modelled";
    case Basis::Assumed:
        return "assumed";
    }
    return "assumed";
}

/// A result is as strong as the weakest ground it rests on.
constexpr Basis weaker(Basis a, Basis b) {
    return std::max(a, b);
}

/// Standard normal quantile at 0.9: e^(+-NormalP90 sigma) are the ends of a lognormal spread.
inline constexpr double NormalP90 = 1.2815515655446004;

/// `low` and `high` are the 10th and 90th percentile; low <= value <= high.
struct Estimate {
    double value = 0.0;
    double low = 0.0;
    double high = 0.0;
    Basis basis = Basis::Assumed;
};

} // namespace sim
