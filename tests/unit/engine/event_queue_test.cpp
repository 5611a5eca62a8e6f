// SPDX-License-Identifier: Apache-2.0
// The order of events, against a binary heap that sorts by (time, priority, sequence) outright.
#include "simulator/engine/event_queue.h"

#include <algorithm>
#include <limits>
#include <map>
#include <set>
#include <tuple>

#include <gtest/gtest.h>

#include "simulator/base/error.h"
#include "simulator/base/random.h"

namespace sim {
namespace {

constexpr Priority AllPriorities[] = {Priority::Finish, Priority::Arrive, Priority::Normal,
                                      Priority::Start,  Priority::Settle, Priority::Observe};

/// The obvious implementation: what the queue must agree with.
class ReferenceQueue {
  public:
    void schedule(std::int64_t time, Priority priority, std::uint32_t target) {
        order_.insert({time, static_cast<int>(priority), sequence_++, target});
    }
    void cancel(std::uint32_t target) {
        std::erase_if(order_, [&](const Key& key) { return std::get<3>(key) == target; });
    }
    std::uint32_t pop() {
        const std::uint32_t target = std::get<3>(*order_.begin());
        now_ = std::get<0>(*order_.begin());
        order_.erase(order_.begin());
        return target;
    }
    std::size_t size() const { return order_.size(); }
    std::int64_t now() const { return now_; }

  private:
    using Key = std::tuple<std::int64_t, int, std::uint64_t, std::uint32_t>;
    std::set<Key> order_;
    std::uint64_t sequence_ = 0;
    std::int64_t now_ = 0;
};

/// Integers below `limit`, from a counted draw.
class Dice {
  public:
    explicit Dice(std::uint64_t seed) : random_(seed, RandomStream::Arrivals) {}
    std::int64_t below(std::int64_t limit) {
        return static_cast<std::int64_t>(random_.uniform(draws_++) * static_cast<double>(limit));
    }

  private:
    Random random_;
    std::uint32_t draws_ = 0;
};

std::vector<std::uint32_t> popAll(EventQueue& queue) {
    std::vector<std::uint32_t> targets;
    for (Event event; queue.pop(event);)
        targets.push_back(event.target);
    return targets;
}

TEST(EventQueue, EventsComeInTheOrderOfTime) {
    EventQueue queue;
    queue.schedule(Instant{30}, Priority::Normal, 1, 3);
    queue.schedule(Instant{10}, Priority::Normal, 1, 1);
    queue.schedule(Instant{20}, Priority::Normal, 1, 2);
    EXPECT_EQ(popAll(queue), (std::vector<std::uint32_t>{1, 2, 3}));
    EXPECT_EQ(queue.now(), Instant{30});
    EXPECT_EQ(queue.executed(), 3U);
}

TEST(EventQueue, EventsCarryKindTargetAndTime) {
    EventQueue queue;
    queue.schedule(Instant{std::numeric_limits<std::int64_t>::max()}, Priority::Observe,
                   EventQueue::KindLimit - 1, 4294967295U);
    Event event;
    ASSERT_TRUE(queue.pop(event));
    EXPECT_EQ(event.time.picoseconds(), std::numeric_limits<std::int64_t>::max());
    EXPECT_EQ(event.kind, EventQueue::KindLimit - 1);
    EXPECT_EQ(event.target, 4294967295U);
    EXPECT_FALSE(queue.pop(event));
}

TEST(EventQueue, PriorityOrdersEventsOfOneInstant) {
    EventQueue queue;
    for (int i = 5; i >= 0; --i)
        queue.schedule(Instant{7}, AllPriorities[i], 1, static_cast<std::uint32_t>(i));
    EXPECT_EQ(popAll(queue), (std::vector<std::uint32_t>{0, 1, 2, 3, 4, 5}));
}

TEST(EventQueue, EqualTimeAndPriorityComeInTheOrderOfScheduling) {
    EventQueue queue;
    // The ties travel through several buckets while the clock moves and must not be turned round.
    for (std::uint32_t i = 0; i < 20; ++i) {
        queue.schedule(Instant{1'000'000}, Priority::Normal, 1, i);
        queue.schedule(Instant{1000 + i}, Priority::Normal, 2, 99);
    }
    std::vector<std::uint32_t> ties;
    for (Event event; queue.pop(event);)
        if (event.kind == 1) ties.push_back(event.target);
    for (std::uint32_t i = 0; i < 20; ++i)
        EXPECT_EQ(ties[i], i);
}

TEST(EventQueue, AnUrgentEventScheduledDuringItsInstantOvertakesWhatWaits) {
    EventQueue queue;
    queue.schedule(Instant{5}, Priority::Start, 1, 1);
    queue.schedule(Instant{5}, Priority::Start, 1, 2);
    Event event;
    ASSERT_TRUE(queue.pop(event));
    EXPECT_EQ(event.target, 1U);
    queue.schedule(Instant{5}, Priority::Settle, 1, 4);
    queue.schedule(Instant{5}, Priority::Start, 1, 3);
    queue.schedule(Instant{5}, Priority::Finish, 1, 0);
    // Finish first, then the Starts in their order, Settle last.
    EXPECT_EQ(popAll(queue), (std::vector<std::uint32_t>{0, 2, 3, 4}));
}

TEST(EventQueue, SchedulingInThePastIsOurMistake) {
    EventQueue queue;
    queue.schedule(Instant{100}, Priority::Normal, 1, 0);
    Event event;
    queue.pop(event);
    EXPECT_NO_THROW(queue.schedule(Instant{100}, Priority::Finish, 1, 0));
    try {
        queue.schedule(Instant{99}, Priority::Normal, 1, 0);
        FAIL() << "an event in the past was accepted";
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), ErrorCode::Internal);
        EXPECT_STREQ(error.what(), "an event is scheduled at 99 ps, before the clock at 100 ps");
    }
    EXPECT_THROW(queue.scheduleCancellable(Instant{99}, Priority::Normal, 1, 0), Error);
    EXPECT_THROW(EventQueue().schedule(Instant{-1}, Priority::Normal, 1, 0), Error);
    EXPECT_EQ(queue.size(), 1U) << "a refused event must leave nothing behind";
}

TEST(EventQueue, ACancelledEventDoesNotRun) {
    EventQueue queue;
    const EventHandle first = queue.scheduleCancellable(Instant{10}, Priority::Normal, 1, 1);
    queue.scheduleCancellable(Instant{20}, Priority::Normal, 1, 2);
    EXPECT_EQ(queue.size(), 2U);
    EXPECT_TRUE(queue.cancel(first));
    EXPECT_EQ(queue.size(), 1U);
    EXPECT_FALSE(queue.cancel(first)) << "twice";
    EXPECT_EQ(popAll(queue), (std::vector<std::uint32_t>{2}));
    EXPECT_EQ(queue.executed(), 1U);
}

TEST(EventQueue, AHandleOutlivesItsEventWithoutHarm) {
    EventQueue queue;
    const EventHandle old = queue.scheduleCancellable(Instant{10}, Priority::Normal, 1, 1);
    popAll(queue);
    EXPECT_FALSE(queue.cancel(old));
    // The slot is used again; the old handle must not reach the new event.
    const EventHandle fresh = queue.scheduleCancellable(Instant{20}, Priority::Normal, 1, 2);
    EXPECT_EQ(fresh.slot, old.slot);
    EXPECT_FALSE(queue.cancel(old));
    EXPECT_EQ(queue.size(), 1U);
    EXPECT_FALSE(queue.cancel(EventHandle{})) << "a handle that never was";
    EXPECT_FALSE(queue.cancel(EventHandle{77, 1}));
    EXPECT_TRUE(queue.cancel(fresh));
}

TEST(EventQueue, TheClockStaysWhereTheLastEventRanWhenOnlyCancelledOnesAreLeft) {
    EventQueue queue;
    queue.schedule(Instant{10}, Priority::Normal, 1, 1);
    const EventHandle far = queue.scheduleCancellable(Instant{1000}, Priority::Normal, 1, 2);
    Event event;
    ASSERT_TRUE(queue.pop(event));
    queue.cancel(far);
    EXPECT_FALSE(queue.pop(event));
    EXPECT_EQ(queue.now(), Instant{10});
    // There is room between the clock and the event that was taken back.
    queue.schedule(Instant{20}, Priority::Normal, 1, 3);
    queue.schedule(Instant{15}, Priority::Normal, 1, 4);
    EXPECT_EQ(popAll(queue), (std::vector<std::uint32_t>{4, 3}));
}

TEST(EventQueue, ManyCancelledEventsDoNotPileUp) {
    // A flow whose end is moved 200,000 times while the clock stands: the order of the rest is kept through
    // the clearing of the queue, which happens about every thousand.
    EventQueue queue;
    for (std::uint32_t i = 0; i < 10; ++i)
        queue.schedule(Instant{50 + i % 3}, Priority::Normal, 1, i);
    EventHandle end = queue.scheduleCancellable(Instant{1000}, Priority::Finish, 2, 100);
    for (int i = 0; i < 200'000; ++i) {
        ASSERT_TRUE(queue.cancel(end));
        end = queue.scheduleCancellable(Instant{40 + i % 97}, Priority::Finish, 2, 100);
        ASSERT_LT(end.slot, 3000U) << "slots are not used again";
    }
    EXPECT_EQ(queue.size(), 11U);
    // 199,999 mod 97 = 82, so the flow ends at 122, after all others.
    EXPECT_EQ(popAll(queue), (std::vector<std::uint32_t>{0, 3, 6, 9, 1, 4, 7, 2, 5, 8, 100}));
}

struct Mix {
    const char* name;
    std::int64_t span; // delays are below this
    int zeroInEight;   // share of delays that are zero
    int cancelInEight; // share of events that are taken back
};

class EventQueueMix : public testing::TestWithParam<Mix> {};

TEST_P(EventQueueMix, AgreesWithASortedSet) {
    const Mix mix = GetParam();
    for (std::uint64_t seed = 1; seed <= 5; ++seed) {
        Dice dice(seed);
        EventQueue queue;
        ReferenceQueue reference;
        std::map<std::uint32_t, EventHandle> cancellable;
        std::uint32_t next = 0;
        const auto add = [&] {
            const bool zero = dice.below(8) < mix.zeroInEight;
            const std::int64_t time = reference.now() + (zero ? 0 : dice.below(mix.span));
            const Priority priority = AllPriorities[dice.below(6)];
            if (dice.below(8) < mix.cancelInEight)
                cancellable[next] = queue.scheduleCancellable(Instant{time}, priority, 1, next);
            else
                queue.schedule(Instant{time}, priority, 1, next);
            reference.schedule(time, priority, next++);
        };
        for (int i = 0; i < 200; ++i)
            add();
        for (int step = 0; step < 20'000 && reference.size() > 0; ++step) {
            Event event;
            ASSERT_TRUE(queue.pop(event));
            ASSERT_EQ(event.target, reference.pop()) << mix.name << ", seed " << seed << ", step " << step;
            ASSERT_EQ(event.time.picoseconds(), reference.now());
            cancellable.erase(event.target);
            const std::int64_t births = reference.size() > 600 ? 0 : dice.below(3) + (reference.size() < 50);
            for (std::int64_t i = 0; i < births; ++i)
                add();
            if (!cancellable.empty() && dice.below(8) < mix.cancelInEight) {
                const auto victim = cancellable.lower_bound(static_cast<std::uint32_t>(dice.below(next)));
                if (victim == cancellable.end()) continue;
                ASSERT_TRUE(queue.cancel(victim->second));
                reference.cancel(victim->first);
                cancellable.erase(victim);
            }
            ASSERT_EQ(queue.size(), reference.size());
        }
    }
}

INSTANTIATE_TEST_SUITE_P(Delays, EventQueueMix,
                         testing::Values(Mix{"spread", 1'000'000'000'000, 0, 0}, Mix{"ties", 3, 2, 0},
                                         Mix{"mostly at once", 40, 6, 2}, Mix{"taken back", 100'000, 1, 6}),
                         [](const auto& mix) {
                             std::string name = mix.param.name;
                             std::replace(name.begin(), name.end(), ' ', '_');
                             return name;
                         });

std::uint64_t fingerprintOfARun(std::uint64_t seed, std::uint32_t changedTarget) {
    Dice dice(seed);
    EventQueue queue;
    for (std::uint32_t i = 0; i < 100; ++i)
        queue.schedule(Instant{dice.below(50)}, AllPriorities[dice.below(6)], 1,
                       i == changedTarget ? 1000 : i);
    for (Event event; queue.executed() < 5000 && queue.pop(event);)
        queue.schedule(event.time + Duration{dice.below(50)}, Priority::Normal, 2, event.target);
    return queue.fingerprint();
}

TEST(EventQueue, EqualSimulationsHaveEqualFingerprints) {
    EXPECT_EQ(fingerprintOfARun(1, 200), fingerprintOfARun(1, 200));
    EXPECT_NE(fingerprintOfARun(1, 200), fingerprintOfARun(2, 200));
    EXPECT_NE(fingerprintOfARun(1, 200), fingerprintOfARun(1, 50)) << "one target among thousands of events";
}

TEST(EventQueue, TheFingerprintSeesTheOrder) {
    const auto run = [](std::uint32_t first, std::uint32_t second) {
        EventQueue queue;
        queue.schedule(Instant{5}, Priority::Normal, 1, first);
        queue.schedule(Instant{5}, Priority::Normal, 1, second);
        popAll(queue);
        return queue.fingerprint();
    };
    EXPECT_NE(run(1, 2), run(2, 1));
}

TEST(EventQueue, TheFingerprintDoesNotTellHowAnEventWasScheduled) {
    EventQueue plain, cancellable;
    plain.schedule(Instant{5}, Priority::Start, 3, 9);
    cancellable.cancel(cancellable.scheduleCancellable(Instant{4}, Priority::Start, 3, 8));
    cancellable.scheduleCancellable(Instant{5}, Priority::Start, 3, 9);
    popAll(plain);
    popAll(cancellable);
    EXPECT_EQ(plain.fingerprint(), cancellable.fingerprint());
}

TEST(EventQueue, AMillionEventsOfOneInstantThatFeedEachOtherStaySmall) {
    // Two events hand over to each other; the lane is cut from its head, so it keeps a few entries, not a
    // million.
    EventQueue queue;
    queue.schedule(Instant{5}, Priority::Normal, 1, 0);
    queue.schedule(Instant{5}, Priority::Normal, 1, 1);
    Event event;
    for (std::uint32_t i = 0; i < 1'000'000; ++i) {
        ASSERT_TRUE(queue.pop(event));
        ASSERT_EQ(event.target, i % 2);
        queue.schedule(Instant{5}, Priority::Normal, 1, event.target);
    }
    EXPECT_EQ(queue.size(), 2U);
}

} // namespace
} // namespace sim
