// SPDX-License-Identifier: Apache-2.0
// The loop that runs a simulation: to the end, to a stop, to a limit.
#include "simulator/engine/engine.h"

#include <gtest/gtest.h>

namespace sim {
namespace {

TEST(Engine, RunsUntilNothingIsLeft) {
    // One event that schedules its successor 9 times: 10 events, 1 us apart, the last at 9 us.
    EventQueue queue;
    queue.schedule(Instant{}, Priority::Normal, 1, 9);
    const std::uint64_t ran = runEvents(queue, {}, [&](const Event& event) {
        if (event.target > 0)
            queue.schedule(event.time + Duration::nanoseconds(1000), Priority::Normal, 1, event.target - 1);
    });
    EXPECT_EQ(ran, 10U);
    EXPECT_DOUBLE_EQ(queue.now().sinceStart().microseconds(), 9.0);
}

TEST(Engine, AStopEndsTheRunSoon) {
    std::stop_source source;
    EventQueue queue;
    queue.schedule(Instant{}, Priority::Normal, 1, 0);
    const auto forever = [&](const Event& event) {
        if (queue.executed() == 10'000) source.request_stop();
        queue.schedule(event.time + Duration{1}, Priority::Normal, 1, 0);
    };
    try {
        runEvents(queue, {nullptr, source.get_token()}, forever);
        FAIL() << "ended without a stop";
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), ErrorCode::Cancelled);
    }
    EXPECT_LE(queue.executed(), 10'000U + 4096U);
}

TEST(Engine, AStopBeforeTheStartRunsNothing) {
    std::stop_source source;
    source.request_stop();
    EventQueue queue;
    queue.schedule(Instant{}, Priority::Normal, 1, 0);
    EXPECT_THROW(runEvents(queue, {nullptr, source.get_token()}, [](const Event&) {}), Error);
    EXPECT_EQ(queue.executed(), 0U);
}

TEST(Engine, EventsThatFeedEachOtherWithoutEndMeetTheLimit) {
    EventQueue queue;
    queue.schedule(Instant{}, Priority::Normal, 1, 0);
    const auto forever = [&](const Event& event) { queue.schedule(event.time, Priority::Normal, 1, 0); };
    try {
        runEvents(queue, {}, forever, {1000});
        FAIL() << "ended without the limit";
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), ErrorCode::Internal);
    }
}

TEST(Engine, ExactlyTheLimitIsAllowed) {
    EventQueue queue;
    for (std::uint32_t i = 0; i < 1000; ++i)
        queue.schedule(Instant{i}, Priority::Normal, 1, i);
    EXPECT_EQ(runEvents(queue, {}, [](const Event&) {}, {1000}), 1000U);
}

} // namespace
} // namespace sim
