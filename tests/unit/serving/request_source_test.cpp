// SPDX-License-Identifier: Apache-2.0
// Drawn requests have the moments that were asked for.
#include <cmath>

#include <gtest/gtest.h>

#include "simulator/serving/request_source.h"

namespace sim {
namespace {

RequestSpec spec(double rate, double burstiness) {
    RequestSpec s;
    s.arrivals = burstiness == 1 ? ArrivalKind::Poisson : ArrivalKind::Gamma;
    s.rate = rate;
    s.burstiness = burstiness;
    s.input.mean = 1000;
    s.input.variation = 0.8;
    s.output.mean = 200;
    s.count = 40000;
    return s;
}

struct Moments {
    double mean = 0, variation = 0;
};
template<class Value>
Moments momentsOf(const std::vector<Request>& requests, Value value) {
    double sum = 0, squares = 0;
    for (std::size_t i = 1; i < requests.size(); ++i) {
        const double v = value(requests[i - 1], requests[i]);
        sum += v;
        squares += v * v;
    }
    const double n = static_cast<double>(requests.size() - 1), mean = sum / n;
    return {mean, std::sqrt(squares / n - mean * mean) / mean};
}
double gap(const Request& a, const Request& b) {
    return (b.arrival - a.arrival).seconds().base();
}

TEST(RequestSource, GapsHaveTheAskedMeanAndVariation) {
    for (const double cv : {1.0, 2.0, 0.5}) {
        const auto m = momentsOf(drawRequests(spec(50, cv), 64), gap);
        EXPECT_NEAR(m.mean, 1.0 / 50, 0.02 * cv / 50) << cv; // 4 standard errors
        EXPECT_NEAR(m.variation, cv, 0.06 * cv) << cv;
    }
}

TEST(RequestSource, LengthsHaveTheAskedMeanAndVariation) {
    const auto m = momentsOf(drawRequests(spec(50, 1), 64), [](const Request&, const Request& r) {
        return static_cast<double>(r.inputTokens);
    });
    EXPECT_NEAR(m.mean, 1000, 16);
    EXPECT_NEAR(m.variation, 0.8, 0.03);
}

TEST(RequestSource, ALongerRunBeginsAsAShorterOne) {
    RequestSpec longer = spec(10, 2), shorter = longer;
    shorter.count = 100;
    const auto a = drawRequests(longer, 64), b = drawRequests(shorter, 64);
    for (std::size_t i = 0; i < b.size(); ++i) {
        EXPECT_EQ(a[i].arrival, b[i].arrival);
        EXPECT_EQ(a[i].inputTokens, b[i].inputTokens);
    }
}

TEST(RequestSource, NoRateIsAnError) {
    EXPECT_THROW(drawRequests(spec(0, 1), 64), Error);
}

} // namespace
} // namespace sim
