// SPDX-License-Identifier: Apache-2.0
// One unit against what can be worked out by hand.
#include <gtest/gtest.h>

#include "simulator/serving/serving_run.h"
#include "tests/unit/serving/plain_timer.h"

namespace sim {
namespace {

Request request(double at, std::int64_t in, std::int64_t out, std::vector<std::uint64_t> prefix = {}) {
    return {Instant{} + Duration::from(Seconds{at}), in, out, std::move(prefix)};
}

ServingOutcome serve(const std::vector<Request>& requests, const ReplicaSpec& unit, const StepTimer& timer,
                     int units = 1) {
    ServiceSpec spec;
    spec.unit = unit;
    spec.units = units;
    spec.timer = &timer;
    return runService(spec, requests);
}

double seconds(Instant t) {
    return t.sinceStart().seconds().base();
}

TEST(Replica, OneRequestTakesItsPromptAndItsSteps) {
    // 1,000 tokens of prompt: 10 ms + 10 ms. 10 more steps: 10.1 ms each, and keys of 1001 ... 1010 tokens at
    // 10 ns.
    const PlainTimer timer;
    const auto out = serve({request(0, 1000, 11)}, plainUnit(), timer);
    const RequestState& r = out.requests[0];
    EXPECT_NEAR(seconds(r.first), 0.020, 1e-12);
    EXPECT_NEAR(seconds(r.finished), 0.020 + 10 * 0.0101 + 1e-8 * (1001 + 1010) * 10 / 2, 1e-9);
}

TEST(Replica, LongPromptsRunInChunks) {
    // 5,000 tokens in chunks of 2,048: three iterations.
    const PlainTimer timer;
    const auto out = serve({request(0, 5000, 1)}, plainUnit(), timer);
    EXPECT_NEAR(seconds(out.requests[0].first), 3 * 0.010 + 5000e-5, 1e-12);
    EXPECT_EQ(out.units[0].iterations, 3u);
    EXPECT_EQ(out.requests[0].finished, out.requests[0].first);
}

TEST(Replica, ALeapTakesAsLongAsItsSteps) {
    // The same request cut into single steps by newcomers that need nothing: here by hand, as the sum over
    // contexts.
    PlainTimer timer;
    timer.key = 3e-7;
    const auto out = serve({request(0, 500, 200)}, plainUnit(), timer);
    double sum = 0.010 + 500e-5;
    for (int i = 0; i < 199; ++i)
        sum += 0.0101 + 3e-7 * (501 + i);
    EXPECT_NEAR(seconds(out.requests[0].finished), sum, 1e-9);
    EXPECT_LE(out.units[0].leaps, 3u); // touched when something happens, not for each token
}

TEST(Replica, ANewcomerIsTakenUpAtTheNextStep) {
    // The first decodes from 0.020 on in steps of 10.1 ms; the second comes at 0.100 and starts when the step
    // under way ends: 0.020 + 8 x 10.1 ms = 0.1008.
    PlainTimer timer;
    timer.key = 0;
    const auto out = serve({request(0, 1000, 100), request(0.100, 100, 2)}, plainUnit(), timer);
    EXPECT_NEAR(seconds(out.requests[1].started), 0.1008, 1e-9);
    // Its prompt of 100 tokens runs beside one decoding sequence: 10 + 1 + 0.1 ms.
    EXPECT_NEAR(seconds(out.requests[1].first), 0.1008 + 0.0111, 1e-9);
}

TEST(Replica, WithoutMixingPromptsRunAlone) {
    PlainTimer timer;
    timer.key = 0;
    ReplicaSpec unit = plainUnit();
    unit.isMixed = false;
    const auto out = serve({request(0, 1000, 100), request(0.100, 100, 2)}, unit, timer);
    EXPECT_NEAR(seconds(out.requests[1].first), 0.1008 + 0.011, 1e-9);
    // The first one stood still for the prompt: 99 steps, of which one with two sequences, and 11 ms.
    EXPECT_NEAR(seconds(out.requests[0].finished), 0.020 + 99 * 0.0101 + 0.0001 + 0.011, 1e-9);
}

TEST(Replica, GuessedTokensShortenTheAnswer) {
    // One guess that holds with probability 0.5: 1.5 tokens a step, 30 more tokens in 20 steps.
    PlainTimer timer;
    timer.key = 0;
    ReplicaSpec unit = plainUnit();
    unit.draftTokens = 1;
    unit.acceptance = 0.5;
    EXPECT_DOUBLE_EQ(unit.tokensPerStep(), 1.5);
    const auto out = serve({request(0, 1000, 31)}, unit, timer);
    EXPECT_NEAR(seconds(out.requests[0].finished) - seconds(out.requests[0].first), 20 * 0.0101, 1e-9);
}

TEST(Replica, ACachedPrefixIsNotComputedAgain) {
    const PlainTimer timer;
    ReplicaSpec unit = plainUnit();
    unit.hasPrefixCache = true;
    std::vector<std::uint64_t> blocks;
    for (std::uint64_t b = 1; b <= 50; ++b)
        blocks.push_back(b); // 800 of 1,000 tokens
    const auto out = serve({request(0, 1000, 2, blocks), request(1, 1000, 2, blocks)}, unit, timer);
    EXPECT_EQ(out.requests[1].cached, 800);
    EXPECT_NEAR(seconds(out.requests[1].first) - 1, 0.010 + 200e-5, 1e-9);
}

TEST(Replica, AFullCacheSetsTheNewestBackAndServesItLater) {
    // Room for 1,500 tokens; two of 600 + 400 fit at first and not at the end.
    const PlainTimer timer;
    ReplicaSpec unit = plainUnit();
    unit.cacheTokens = 1500;
    const auto out = serve({request(0, 600, 400), request(0, 600, 400)}, unit, timer);
    EXPECT_GE(out.requests[1].preemptions, 1u);
    EXPECT_EQ(out.requests[0].preemptions, 0u);
    EXPECT_LE(out.units[0].largestCache, 1500.0);
    EXPECT_TRUE(out.requests[0].isFinished && out.requests[1].isFinished);
}

TEST(Replica, ARequestLongerThanTheCacheIsRefused) {
    const PlainTimer timer;
    EXPECT_THROW(serve({request(0, 99990, 100)}, plainUnit(), timer), Error);
}

} // namespace
} // namespace sim
