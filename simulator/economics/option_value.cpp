// SPDX-License-Identifier: Apache-2.0
#include "simulator/economics/option_value.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include <fmt/format.h>

#include "simulator/base/error.h"

namespace sim {

namespace {

double normalProbability(double x) {
    return 0.5 * std::erfc(-x / std::sqrt(2.0));
}

void validate(const OptionTerms& o) {
    if (!(o.spot > 0.0 && o.strike > 0.0 && o.volatility > 0.0 && o.years > 0.0))
        throw Error(
            ErrorCode::BadInput,
            fmt::format("found an option with price {}, strike {}, volatility {} over {} years, expected "
                        "all above 0",
                        o.spot, o.strike, o.volatility, o.years));
}

double payoff(const OptionTerms& o, double price) {
    return std::max(0.0, o.kind == OptionKind::Call ? price - o.strike : o.strike - price);
}

} // namespace

double europeanOption(const OptionTerms& o) {
    validate(o);
    const double spread = o.volatility * std::sqrt(o.years);
    const double d1 = (std::log(o.spot / o.strike) + o.rate * o.years) / spread + 0.5 * spread;
    const double d2 = d1 - spread, strike = o.strike * std::exp(-o.rate * o.years);
    const double call = o.spot * normalProbability(d1) - strike * normalProbability(d2);
    return o.kind == OptionKind::Call ? call : call - o.spot + strike;
}

double binomialOption(const OptionTerms& o, int steps, int exerciseEvery) {
    validate(o);
    if (steps < 1 || exerciseEvery < 1)
        throw Error(ErrorCode::BadInput, fmt::format("found a tree of {} steps, expected at least 1", steps));
    const double dt = o.years / steps;
    const double up = std::exp(o.volatility * std::sqrt(dt));
    const double growth = std::exp(o.rate * dt);
    const double chance = (growth - 1.0 / up) / (up - 1.0 / up);
    if (!(chance > 0.0 && chance < 1.0))
        throw Error(ErrorCode::BadInput, "the tree is too coarse for this rate and volatility", {},
                    "take more steps");
    const auto price = [&](int step, int ups) { return o.spot * std::pow(up, 2.0 * ups - step); };
    std::vector<double> value(static_cast<std::size_t>(steps) + 1);
    for (int i = 0; i <= steps; ++i)
        value[static_cast<std::size_t>(i)] = payoff(o, price(steps, i));
    for (int step = steps - 1; step >= 0; --step)
        for (int i = 0; i <= step; ++i) {
            const auto at = static_cast<std::size_t>(i);
            value[at] = (chance * value[at + 1] + (1.0 - chance) * value[at]) / growth;
            // An American option may be exercised at once, a Bermudan one first after its first interval.
            const bool isExercise = step % exerciseEvery == 0 && (step > 0 || exerciseEvery == 1);
            if (isExercise) value[at] = std::max(value[at], payoff(o, price(step, i)));
        }
    return value[0];
}

} // namespace sim
