// SPDX-License-Identifier: Apache-2.0
#include "simulator/fleet/spare_count.h"

#include <cmath>

#include <fmt/format.h>

#include "simulator/base/error.h"

namespace sim {

namespace {

/// P(at most `failures` of `machines` are down), terms by their logarithms: machines may be many.
double atMostDown(int failures, int machines, double unavailability) {
    double sum = 0.0;
    for (int k = 0; k <= failures; ++k)
        sum += std::exp(std::lgamma(machines + 1.0) - std::lgamma(k + 1.0) - std::lgamma(machines - k + 1.0) +
                        k * std::log(unavailability) + (machines - k) * std::log1p(-unavailability));
    return sum;
}

} // namespace

int spareCount(int needed, double availability, double confidence) {
    if (!(availability > 0.0 && availability <= 1.0) || !(confidence > 0.0 && confidence < 1.0))
        throw Error(
            ErrorCode::BadInput,
            fmt::format("found an availability of {} and a confidence of {}, expected both between 0 and 1",
                        availability, confidence));
    if (availability == 1.0 || needed <= 0) return 0;
    int spares = 0;
    while (atMostDown(spares, needed + spares, 1.0 - availability) < confidence)
        ++spares;
    return spares;
}

double waitingProbability(int servers, double load) {
    double blocking = 1.0; // Erlang B by its recursion
    for (int n = 1; n <= servers; ++n)
        blocking = load * blocking / (n + load * blocking);
    return blocking / (1.0 - load / servers * (1.0 - blocking));
}

} // namespace sim
