// SPDX-License-Identifier: Apache-2.0
// The rarer paths of the event queue: moving to the next instant, cancellation, errors.
#include "simulator/engine/event_queue.h"

#include <algorithm>

#include <fmt/format.h>

#include "simulator/base/error.h"

namespace sim {

namespace {

// Cancelled events wait for their time, so that cancelling is cheap. Below this many nobody minds them.
constexpr std::size_t CancelledTolerated = 1024;

} // namespace

EventHandle EventQueue::scheduleCancellable(Instant time, Priority priority, std::uint32_t kind,
                                            std::uint32_t target) {
    assert(kind < KindLimit);
    const std::uint64_t when = checkedTime(time);
    if (freeSlots_.empty()) {
        freeSlots_.push_back(static_cast<std::uint32_t>(slots_.size()));
        slots_.emplace_back();
    }
    const std::uint32_t index = freeSlots_.back();
    freeSlots_.pop_back();
    slots_[index].target = target;
    insert({when, kind | tagOf(priority) | CancellableBit, index});
    return {index, slots_[index].version};
}

bool EventQueue::cancel(EventHandle handle) {
    if (handle.slot >= slots_.size()) return false;
    Slot& slot = slots_[handle.slot];
    if (slot.version != handle.version || slot.cancelled) return false;
    slot.cancelled = true;
    --live_;
    ++cancelled_;
    if (cancelled_ > live_ + CancelledTolerated) dropCancelled();
    return true;
}

/// Puts the real target into the entry and frees its slot. False when the event was cancelled.
bool EventQueue::takeSlot(Entry& entry) {
    const std::uint32_t index = entry.target;
    const bool runs = !slots_[index].cancelled;
    entry.target = slots_[index].target;
    if (!runs) --cancelled_;
    freeSlot(index);
    return runs;
}

void EventQueue::freeSlot(std::uint32_t index) {
    Slot& slot = slots_[index];
    slot.cancelled = false;
    if (++slot.version == 0) slot.version = 1; // handles of version 0 name no event
    freeSlots_.push_back(index);
}

/// Moves the earliest pending time into the lanes. False when no event is left that will run.
bool EventQueue::advance() {
    if (live_ == 0) {
        // Without this, base_ could pass now_ on the heels of cancelled events and leave no room between.
        if (cancelled_ > 0) dropCancelled();
        return false;
    }
    const int index = std::countr_zero(filledBuckets_);
    std::vector<Entry>& bucket = buckets_[static_cast<std::size_t>(index)];
    filledBuckets_ &= filledBuckets_ - 1;
    std::uint64_t earliest = bucket.front().time;
    for (const Entry& entry : bucket)
        earliest = std::min(earliest, entry.time);
    base_ = earliest;
    for (const Entry& entry : bucket)
        place(entry); // always into a lower bucket or a lane
    bucket.clear();
    return true;
}

void EventQueue::dropCancelled() {
    const auto drop = [this](const Entry& entry) {
        if (!(entry.tag & CancellableBit) || !slots_[entry.target].cancelled) return false;
        freeSlot(entry.target);
        return true;
    };
    for (std::size_t i = 0; i < lanes_.size(); ++i) {
        dropHead(lanes_[i]);
        std::erase_if(lanes_[i].entries, drop);
        if (lanes_[i].entries.empty()) currentLanes_ &= ~(1U << i);
    }
    for (std::size_t i = 0; i < buckets_.size(); ++i) {
        std::erase_if(buckets_[i], drop);
        if (buckets_[i].empty()) filledBuckets_ &= ~(std::uint64_t{1} << i);
    }
    cancelled_ = 0;
}

/// Forgets what was popped. Keeps a lane small when events of one instant go on scheduling each other.
void EventQueue::dropHead(Lane& lane) {
    lane.entries.erase(lane.entries.begin(), lane.entries.begin() + static_cast<std::ptrdiff_t>(lane.head));
    lane.head = 0;
}

void EventQueue::throwPast(Instant time) const {
    throw Error(ErrorCode::Internal, fmt::format("an event is scheduled at {} ps, before the clock at {} ps",
                                                 time.picoseconds(), now_));
}

} // namespace sim
