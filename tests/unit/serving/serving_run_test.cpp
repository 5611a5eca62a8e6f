// SPDX-License-Identifier: Apache-2.0
// Services of several units: nothing is lost, nothing oversubscribed, queues behave as theory says.
#include <cmath>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "simulator/serving/serving_summary.h"
#include "tests/unit/serving/plain_timer.h"

namespace sim {
namespace {

RequestSpec load(double rate, std::uint64_t count) {
    RequestSpec s;
    s.rate = rate;
    s.input = {800, 1.0, 1, 4000};
    s.output = {100, 1.0, 1, 1000};
    s.count = count;
    return s;
}

RC_GTEST_PROP(Service, ServesEveryRequestOnceWithinTheCache, ()) {
    const PlainTimer timer;
    RequestSpec requests = load(*rc::gen::inRange(1, 200), 300);
    requests.seed = *rc::gen::arbitrary<std::uint32_t>();
    requests.sharedPrefix = *rc::gen::element(0.0, 0.5);
    ServiceSpec spec;
    spec.unit = plainUnit();
    spec.unit.cacheTokens = *rc::gen::inRange(6000, 40000);
    spec.unit.isMixed = *rc::gen::arbitrary<bool>();
    spec.unit.hasPrefixCache = *rc::gen::arbitrary<bool>();
    spec.unit.draftTokens = *rc::gen::inRange(0, 3);
    spec.unit.acceptance = 0.7;
    spec.units = *rc::gen::inRange(1, 4);
    spec.timer = &timer;
    spec.router =
        *rc::gen::element(RouterPolicy::RoundRobin, RouterPolicy::LeastLoad, RouterPolicy::PrefixAware);
    if (*rc::gen::arbitrary<bool>()) {
        spec.prefillUnits = *rc::gen::inRange(1, 3);
        spec.prefillUnit = spec.unit;
        spec.prefillTimer = &timer;
        spec.transfer = [](std::int64_t tokens) { return Seconds{1e-6 * static_cast<double>(tokens)}; };
    }
    if (*rc::gen::arbitrary<bool>()) spec.failures = {Seconds{5.0}, Seconds{1.0}};
    const auto out = runService(spec, drawRequests(requests, spec.unit.blockTokens));
    for (const RequestState& r : out.requests) {
        RC_ASSERT(r.isFinished);
        RC_ASSERT(r.arrival <= r.started && r.started < r.first && r.first <= r.finished);
    }
    for (const auto& units : {out.units, out.prefillUnits})
        for (const ReplicaCounters& u : units)
            RC_ASSERT(u.largestCache <= static_cast<double>(spec.unit.cacheTokens));
    const auto again = runService(spec, drawRequests(requests, spec.unit.blockTokens));
    RC_ASSERT(again.fingerprint == out.fingerprint);
}

TEST(Service, WaitsAsAnMD1QueueDoes) {
    // Prompts of one length without answers, one at a time: service D = 10 ms + 2,048 x 10 us = 30.48 ms; the
    // mean wait is rho D / 2 (1 - rho) (Pollaczek, Khinchine).
    PlainTimer timer;
    RequestSpec requests = load(20, 40000);
    requests.input = {2048, 0};
    requests.output = {1, 0};
    ServiceSpec spec;
    spec.unit = plainUnit();
    spec.timer = &timer;
    const auto summary = summarise(runService(spec, drawRequests(requests, 16)), spec, {}, 0, 0);
    const double d = 0.03048, rho = 20 * d;
    EXPECT_NEAR(summary.queueing.mean, rho * d / (2 * (1 - rho)), 0.04 * rho * d / (2 * (1 - rho)));
    EXPECT_NEAR(summary.busy, rho, 0.01);
}

TEST(Service, ClosedLoopKeepsItsConcurrency) {
    // Little: requests in flight = rate x time in the system.
    PlainTimer timer;
    RequestSpec requests = load(0, 3000);
    requests.arrivals = ArrivalKind::Closed;
    ServiceSpec spec;
    spec.unit = plainUnit();
    spec.timer = &timer;
    spec.closedConcurrency = 16;
    const auto s = summarise(runService(spec, drawRequests(requests, 16)), spec, {}, 0.1, 0.1);
    EXPECT_NEAR(s.requestRate * s.endToEnd.mean, 16, 0.3);
}

TEST(Service, TwoUnitsServeTwiceTheLoadOfOne) {
    PlainTimer timer;
    RequestSpec requests = load(0, 4000);
    requests.arrivals = ArrivalKind::Closed;
    ServiceSpec one;
    one.unit = plainUnit();
    one.timer = &timer;
    one.closedConcurrency = 16;
    ServiceSpec two = one;
    two.units = 2;
    two.closedConcurrency = 32;
    const auto drawn = drawRequests(requests, 16);
    const double single = summarise(runService(one, drawn), one, {}, 0.1, 0.1).outputRate;
    const double pair = summarise(runService(two, drawn), two, {}, 0.1, 0.1).outputRate;
    EXPECT_NEAR(pair / single, 2.0, 0.05);
}

TEST(Service, PromptsApartPayTheTransferOnce) {
    PlainTimer timer;
    timer.key = 0;
    ServiceSpec spec;
    spec.unit = spec.prefillUnit = plainUnit();
    spec.timer = spec.prefillTimer = &timer;
    spec.prefillUnits = 1;
    spec.transfer = [](std::int64_t tokens) { return Seconds{1e-5 * static_cast<double>(tokens)}; };
    const auto out = runService(spec, {{Instant{}, 1000, 11, {}}});
    const RequestState& r = out.requests[0];
    EXPECT_NEAR(r.first.sinceStart().seconds().base(), 0.020, 1e-9);
    // 1,001 tokens of cache at 10 us, then ten steps of 10.1 ms.
    EXPECT_NEAR(r.finished.sinceStart().seconds().base(), 0.020 + 0.01001 + 10 * 0.0101, 1e-9);
}

TEST(Percentiles, AreNearestRanks) {
    std::vector<double> values;
    for (int i = 100; i >= 1; --i)
        values.push_back(i);
    const Percentiles p = percentiles(values);
    EXPECT_EQ(p.p50, 50);
    EXPECT_EQ(p.p90, 90);
    EXPECT_EQ(p.p99, 99);
    EXPECT_EQ(p.mean, 50.5);
}

} // namespace
} // namespace sim
