// SPDX-License-Identifier: Apache-2.0
#include "simulator/economics/rent_mix.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include <fmt/format.h>

#include "simulator/base/error.h"

namespace sim {

double forwardAverage(double shortTerm, double shortPrice, double longTerm, double longPrice) {
    if (!(longTerm > shortTerm))
        throw Error(
            ErrorCode::BadInput,
            fmt::format("found terms of {} and {}, expected the second to be longer", shortTerm, longTerm));
    return (longTerm * longPrice - shortTerm * shortPrice) / (longTerm - shortTerm);
}

std::vector<double> constantRatioForward(double firstPrice, int years, double price) {
    const double target = years * price / firstPrice; // 1 + q + q^2 + ...
    if (years < 1 || !(firstPrice > 0.0) || !(target >= 1.0) || (years == 1 && target != 1.0))
        throw Error(
            ErrorCode::BadInput,
            fmt::format("a first year at {} and {} years at {} leave no positive price after the first",
                        firstPrice, years, price));
    const auto sum = [&](double q) {
        double s = 0.0;
        for (int i = 0; i < years; ++i)
            s = s * q + 1.0;
        return s;
    };
    double low = 0.0, high = 1.0;
    while (years > 1 && sum(high) < target)
        high *= 2.0;
    for (int i = 0; i < 200 && years > 1; ++i) {
        const double middle = 0.5 * (low + high);
        (sum(middle) < target ? low : high) = middle;
    }
    std::vector<double> prices;
    for (int i = 0; i < years; ++i)
        prices.push_back(firstPrice * std::pow(0.5 * (low + high), i));
    return prices;
}

double reserveShareOfTime(double reservedPrice, double onDemandPrice) {
    if (!(onDemandPrice > 0.0))
        throw Error(ErrorCode::BadInput,
                    fmt::format("found an on-demand price of {}, expected more than 0", onDemandPrice));
    return std::min(1.0, reservedPrice / onDemandPrice);
}

double reservedOverMean(double swing, double shareOfTime) {
    return 1.0 + swing * std::cos(std::numbers::pi * shareOfTime);
}

} // namespace sim
