// SPDX-License-Identifier: Apache-2.0
#include "simulator/serving/request_source.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "simulator/base/random.h"

namespace sim {

namespace {

enum Draw : std::uint32_t { GapDraw = 0, InputDraw = 1000, OutputDraw = 1001 };

std::int64_t drawLength(const LengthSpec& spec, double normal) {
    double length = spec.mean;
    if (spec.variation > 0) {
        const double variance = std::log1p(spec.variation * spec.variation);
        length = spec.mean * std::exp(std::sqrt(variance) * normal - variance / 2);
    }
    return std::clamp(static_cast<std::int64_t>(std::llround(length)), spec.least, spec.most);
}

/// A gap with mean 1: the sum of shape^-1 exponentials has no closed inverse, so shapes are taken by
/// Marsaglia and Tsang's method (ACM TOMS 26, 2000), each try a draw of its own.
double gammaGap(const Random& random, std::uint32_t number, double shape) {
    const double boosted = shape < 1 ? shape + 1 : shape;
    const double d = boosted - 1.0 / 3.0, c = 1.0 / std::sqrt(9.0 * d);
    for (std::uint32_t attempt = 0;; ++attempt) {
        const double x = random.normal(number, GapDraw + 1, attempt);
        const double v = std::pow(1.0 + c * x, 3);
        if (v <= 0) continue;
        const double u = random.uniform(number, GapDraw + 2, attempt);
        if (std::log(u) > 0.5 * x * x + d - d * v + d * std::log(v)) continue;
        double value = d * v;
        if (shape < 1) value *= std::pow(random.uniform(number, GapDraw + 3, 0), 1.0 / shape);
        return value / shape;
    }
}

} // namespace

std::vector<Request> drawRequests(const RequestSpec& spec, std::int64_t blockTokens) {
    const bool isClosed = spec.arrivals == ArrivalKind::Closed;
    if (!isClosed && !(spec.rate > 0))
        throw Error(ErrorCode::BadInput, "requests arrive at no rate", "workload.serving.rate",
                    "give a rate above 0");
    const Random random(spec.seed, RandomStream::Arrivals);
    std::vector<Request> requests(spec.count);
    double clock = 0;
    for (std::uint64_t i = 0; i < spec.count; ++i) {
        const auto number = static_cast<std::uint32_t>(i);
        Request& r = requests[i];
        if (!isClosed) {
            const double cv = spec.arrivals == ArrivalKind::Gamma ? spec.burstiness : 1.0;
            const double gap = cv == 1.0 ? -std::log(random.uniform(number, GapDraw))
                                         : gammaGap(random, number, 1.0 / (cv * cv));
            const double angle = 2 * std::numbers::pi * clock / spec.dayPeriod.base();
            clock += gap / (spec.rate * (1.0 + spec.dayAmplitude * std::sin(angle)));
            r.arrival = Instant{} + Duration::from(Seconds{clock});
        }
        r.inputTokens = drawLength(spec.input, random.normal(number, InputDraw));
        r.outputTokens = drawLength(spec.output, random.normal(number, OutputDraw));
        const auto shared = static_cast<std::int64_t>(spec.sharedPrefix * static_cast<double>(r.inputTokens));
        for (std::int64_t block = 0; block < shared / blockTokens; ++block)
            r.prefix.push_back(static_cast<std::uint64_t>(block) + 1);
    }
    return requests;
}

} // namespace sim
