// SPDX-License-Identifier: Apache-2.0
// The pending events of one simulation, in the order (time, priority, insertion), and its clock. Knows
// nothing of GPUs: what an event means stands in `kind` and `target`, which belong to the simulation.
#pragma once

#include <array>
#include <bit>
#include <cassert>
#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <vector>

#include "simulator/base/hash.h"
#include "simulator/base/instant.h"

namespace sim {

/// Order of events at the same instant. Also holds for an event that is scheduled while its instant is
/// running: a Finish scheduled by a Start of this instant comes before every Start that still waits.
enum class Priority : std::uint8_t {
    Finish, ///< work ends and gives back what it held, so that whatever begins now finds it free
    Arrive, ///< messages and requests come in
    Normal, ///< where the order within an instant does not matter
    Start,  ///< work begins, after everything that ends or arrives at this instant
    Settle, ///< shares of links and memories are computed once, after all changes of the instant
    Observe ///< probes and statistics see the instant as it ends
};

struct Event {
    Instant time;
    std::uint32_t kind = 0;   ///< below EventQueue::KindLimit
    std::uint32_t target = 0; ///< index of whatever the kind acts on
};
static_assert(sizeof(Event) == 16 && std::is_trivially_copyable_v<Event>);

/// Names one cancellable event. Stays harmless after the event ran, was cancelled or its slot was used again.
struct EventHandle {
    std::uint32_t slot = 0;
    std::uint32_t version = 0; ///< 0 is no event
};

/// A stable monotone radix heap: bucket k holds the events whose time differs from the current instant first
/// in bit k, so an event moves at most 63 times and in practice two or three times; the events of the current
/// instant lie in one first-in-first-out lane per priority. Moving keeps the order within a bucket, and
/// events of equal time are always in the same bucket, hence insertion order needs no sequence number.
/// (Ahuja, Mehlhorn, Orlin, Tarjan, "Faster algorithms for the shortest path problem", J. ACM 37(2), 1990.)
///
/// Buckets keep their memory, so a steady state allocates nothing. One thread at a time.
class EventQueue {
  public:
    /// The upper four bits of a kind carry priority and cancellability.
    static constexpr std::uint32_t KindLimit = 1U << 28;

    /// REQUIRES: kind < KindLimit. Throws Error{Internal} when `time` is before now().
    void schedule(Instant time, Priority priority, std::uint32_t kind, std::uint32_t target) {
        assert(kind < KindLimit);
        insert({checkedTime(time), kind | tagOf(priority), target});
    }

    /// As schedule(); costs a slot, so use it only for events that may be taken back.
    EventHandle scheduleCancellable(Instant time, Priority priority, std::uint32_t kind,
                                    std::uint32_t target);
    /// True when the event was pending and now will not run; false when it ran, was cancelled or never was.
    bool cancel(EventHandle handle);

    /// Takes the next event and moves the clock to it. False when none is left; the clock then stays.
    bool pop(Event& event) {
        for (;;) {
            if (currentLanes_ == 0 && !advance()) return false;
            const int laneIndex = std::countr_zero(currentLanes_);
            Lane& lane = lanes_[static_cast<std::size_t>(laneIndex)];
            Entry entry = lane.entries[lane.head++];
            if (lane.head == lane.entries.size()) {
                lane.entries.clear();
                lane.head = 0;
                currentLanes_ &= currentLanes_ - 1;
            }
            if ((entry.tag & CancellableBit) && !takeSlot(entry)) continue;
            --live_;
            ++executed_;
            now_ = entry.time;
            record(entry);
            event = {Instant{static_cast<std::int64_t>(entry.time)}, entry.tag & (KindLimit - 1),
                     entry.target};
            return true;
        }
    }

    /// Events that will run.
    std::size_t size() const { return live_; }
    bool empty() const { return live_ == 0; }
    /// Time of the event popped last; zero before the first.
    Instant now() const { return Instant{static_cast<std::int64_t>(now_)}; }
    /// Number of events popped.
    std::uint64_t executed() const { return executed_; }
    /// Hash of (time, priority, kind, target) of every event popped, in order: equal for equal simulations.
    std::uint64_t fingerprint() const { return fingerprint_; }

  private:
    struct Entry {
        std::uint64_t time = 0;   // never negative, unsigned for the bit arithmetic
        std::uint32_t tag = 0;    // priority, cancellable, kind
        std::uint32_t target = 0; // of a cancellable event: its slot
    };
    struct Lane {
        std::vector<Entry> entries;
        std::size_t head = 0;
    };
    struct Slot {
        std::uint32_t version = 1;
        std::uint32_t target = 0;
        bool cancelled = false;
    };

    static constexpr std::uint32_t CancellableBit = KindLimit;
    static constexpr int PriorityShift = 29;
    static constexpr std::size_t PriorityCount = 6;
    static constexpr std::size_t BucketCount = 63; // times have 63 bits

    static constexpr std::uint32_t tagOf(Priority p) {
        return static_cast<std::uint32_t>(p) << PriorityShift;
    }

    std::uint64_t checkedTime(Instant time) const {
        if (time.picoseconds() < static_cast<std::int64_t>(now_)) throwPast(time);
        return static_cast<std::uint64_t>(time.picoseconds());
    }

    void insert(const Entry& entry) {
        ++live_;
        place(entry);
    }

    void place(const Entry& entry) {
        const std::uint64_t difference = entry.time ^ base_;
        if (difference == 0) {
            placeInLane(entry);
            return;
        }
        const int bucket = 63 - std::countl_zero(difference);
        buckets_[static_cast<std::size_t>(bucket)].push_back(entry);
        filledBuckets_ |= std::uint64_t{1} << bucket;
    }

    void placeInLane(const Entry& entry) {
        const std::uint32_t priority = entry.tag >> PriorityShift;
        Lane& lane = lanes_[priority];
        if (lane.entries.size() == lane.entries.capacity() && lane.head > lane.entries.size() / 2)
            dropHead(lane);
        lane.entries.push_back(entry);
        currentLanes_ |= 1U << priority;
    }

    void record(const Entry& entry) {
        // One multiplication on the chain from event to event; FNV bytewise would cost more than the queue.
        const std::uint64_t what = (std::uint64_t{entry.tag & ~CancellableBit} << 32) | entry.target;
        std::uint64_t mixed = entry.time * 0x9E3779B97F4A7C15ULL + what * 0xC2B2AE3D27D4EB4FULL;
        mixed ^= mixed >> 29;
        fingerprint_ = (fingerprint_ ^ mixed) * 0x165667B19E3779F9ULL;
        fingerprint_ ^= fingerprint_ >> 32;
    }

    [[noreturn]] void throwPast(Instant time) const;
    bool advance();
    bool takeSlot(Entry& entry);
    void freeSlot(std::uint32_t index);
    void dropCancelled();
    static void dropHead(Lane& lane);

    std::array<Lane, PriorityCount> lanes_;               // events at base_
    std::array<std::vector<Entry>, BucketCount> buckets_; // events after base_
    std::vector<Slot> slots_;
    std::vector<std::uint32_t> freeSlots_;
    std::uint64_t base_ = 0; // equals now_ except inside pop()
    std::uint64_t now_ = 0;
    std::uint64_t filledBuckets_ = 0;
    std::uint32_t currentLanes_ = 0;
    std::size_t live_ = 0;
    std::size_t cancelled_ = 0; // still in a lane or bucket
    std::uint64_t executed_ = 0;
    std::uint64_t fingerprint_ = FingerprintSeed;
};

} // namespace sim
