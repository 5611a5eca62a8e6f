// SPDX-License-Identifier: Apache-2.0
// The fluid model of flows: arrivals, completions and changes of links in the order of time.
#include "simulator/network/flow_engine.h"

#include <algorithm>
#include <cassert>

namespace sim {

namespace {

constexpr double SameInstant = 1e-12;

template<class Entry>
bool isLater(const Entry& a, const Entry& b) {
    return a.time != b.time ? a.time > b.time : a.sequence > b.sequence;
}

} // namespace

FlowEngine::FlowEngine(std::vector<double> capacities)
    : share_(capacities), groups_(capacities.size() + 1), next_(capacities.size() + 1),
      carried_(capacities.size(), 0.0) {}

void FlowEngine::start(const FlowSpec& spec, Seconds at) {
    const double time = at.base() + spec.latency.base();
    assert(at.base() >= now_ && spec.bytes.base() >= 0.0);
    if (time <= now_) {
        admit(spec.path, spec.bytes.base(), spec.members, spec.cap, spec.label);
        return;
    }
    arrivals_.push_back({time, sequence_++, waitingPaths_.put(spec.path),
                         static_cast<std::uint32_t>(spec.path.size()), spec.label, spec.bytes.base(),
                         spec.members, spec.cap});
    std::push_heap(arrivals_.begin(), arrivals_.end(), isLater<Arrival>);
}

void FlowEngine::changeCapacity(LinkIndex link, double capacity, Seconds at) {
    assert(at.base() >= now_);
    changes_.push_back({at.base(), sequence_++, link, capacity});
    std::push_heap(changes_.begin(), changes_.end(), isLater<Change>);
}

void FlowEngine::admit(std::span<const LinkIndex> path, double bytes, double members, double cap,
                       std::uint32_t label) {
    if (bytes <= 0.0) {
        done_.push_back({label, Seconds{now_}});
        ++completions_;
        return;
    }
    const FlowIndex flow = share_.add(path, members, cap);
    if (flow >= progress_.size()) progress_.resize(flow + 1);
    progress_[flow] = {bytes, bytes, label, true};
}

std::span<const FlowDone> FlowEngine::advance() {
    // Flows of no bytes that were started since the last call are done already.
    done_.erase(done_.begin(), done_.begin() + static_cast<std::ptrdiff_t>(reported_));
    while (done_.empty()) {
        updateShares();
        double time = next_.empty() ? Unlimited : next_.topKey();
        if (!arrivals_.empty()) time = std::min(time, arrivals_.front().time);
        if (!changes_.empty()) time = std::min(time, changes_.front().time);
        if (time == Unlimited) break;
        now_ = std::max(now_, time);
        const double until = now_ * (1.0 + SameInstant);
        takeDone(until);
        takeChanges(until);
        takeArrivals(until);
    }
    reported_ = done_.size();
    std::sort(done_.begin(), done_.end(),
              [](const FlowDone& a, const FlowDone& b) { return a.label < b.label; });
    return done_;
}

void FlowEngine::takeChanges(double until) {
    while (!changes_.empty() && changes_.front().time <= until) {
        share_.setCapacity(changes_.front().link, changes_.front().capacity);
        std::pop_heap(changes_.begin(), changes_.end(), isLater<Change>);
        changes_.pop_back();
    }
}

void FlowEngine::takeArrivals(double until) {
    while (!arrivals_.empty() && arrivals_.front().time <= until) {
        const Arrival& a = arrivals_.front();
        admit(waitingPaths_.at(a.begin, a.hops), a.bytes, a.members, a.cap, a.label);
        waitingPaths_.giveBack(a.begin, a.hops);
        std::pop_heap(arrivals_.begin(), arrivals_.end(), isLater<Arrival>);
        arrivals_.pop_back();
    }
}

void FlowEngine::takeDone(double until) {
    while (!next_.empty() && next_.topKey() <= until) {
        const LinkIndex link = next_.top();
        Group& group = groups_[link];
        const FlowIndex flow = group.marks.front().flow;
        std::pop_heap(group.marks.begin(), group.marks.end(), laterMark);
        group.marks.pop_back();
        finish(flow);
        schedule(link);
    }
}

void FlowEngine::finish(FlowIndex flow) {
    Progress& progress = progress_[flow];
    progress.isLive = false;
    done_.push_back({progress.label, Seconds{now_}});
    ++completions_;
    const double bytes = progress.bytes * share_.members(flow);
    for (const LinkIndex link : share_.path(flow))
        carried_[link] += bytes;
    share_.remove(flow);
}

double FlowEngine::virtualNow(LinkIndex link) const {
    const Group& group = groups_[link];
    if (group.since == now_) return group.virtualBytes; // its level may be unlimited by now
    return group.virtualBytes + share_.level(link) * (now_ - group.since);
}

// The mark of a flow means bytes left before its first share, seconds in the group of capped flows and
// virtual bytes elsewhere.
double FlowEngine::bytesLeft(FlowIndex flow, LinkIndex group) const {
    const double mark = progress_[flow].mark;
    if (group == NoBottleneck) return mark;
    if (group == OwnCap) return (mark - now_) * share_.cap(flow);
    return mark - virtualNow(group);
}

void FlowEngine::join(FlowIndex flow, LinkIndex link, double bytes) {
    const bool isCapped = link == OwnCap;
    Group& group = isCapped ? groups_.back() : groups_[link];
    double& mark = progress_[flow].mark;
    mark = isCapped ? now_ + bytes / share_.cap(flow) : virtualNow(link) + bytes;
    group.marks.push_back({mark, flow});
    std::push_heap(group.marks.begin(), group.marks.end(), laterMark);
}

bool FlowEngine::isValid(const Mark& mark, LinkIndex group) const {
    const Progress& progress = progress_[mark.flow];
    return progress.isLive && progress.mark == mark.at && share_.bottleneck(mark.flow) == group;
}

void FlowEngine::schedule(LinkIndex link) {
    const bool isCapped = link + 1 == groups_.size();
    Group& group = groups_[link];
    while (!group.marks.empty() && !isValid(group.marks.front(), isCapped ? OwnCap : link)) {
        std::pop_heap(group.marks.begin(), group.marks.end(), laterMark);
        group.marks.pop_back();
    }
    if (group.marks.empty() || (!isCapped && share_.level(link) == 0.0)) {
        next_.erase(link);
        return;
    }
    const double mark = group.marks.front().at;
    next_.set(link, isCapped ? mark : group.since + (mark - group.virtualBytes) / share_.level(link));
}

void FlowEngine::updateShares() {
    if (share_.isCurrent()) return;
    share_.update();
    for (const auto& change : share_.changedLevels()) {
        Group& group = groups_[change.link];
        if (change.from < Unlimited)
            group.virtualBytes += change.from * (now_ - group.since);
        else
            group.virtualBytes = 0.0; // it limited nobody
        group.since = now_;
    }
    for (const auto& move : share_.moves())
        bytesMoved_.push_back(bytesLeft(move.flow, move.from));
    std::size_t i = 0;
    for (const auto& move : share_.moves())
        join(move.flow, move.to, std::max(0.0, bytesMoved_[i++]));
    bytesMoved_.clear();
    for (const auto& change : share_.changedLevels())
        schedule(change.link);
    const auto own = static_cast<LinkIndex>(groups_.size() - 1);
    for (const auto& move : share_.moves()) {
        if (move.from != NoBottleneck) schedule(move.from == OwnCap ? own : move.from);
        schedule(move.to == OwnCap ? own : move.to);
    }
}

std::vector<std::uint32_t> FlowEngine::stalled() const {
    std::vector<std::uint32_t> labels;
    for (FlowIndex f = 0; f < progress_.size(); ++f)
        if (progress_[f].isLive && share_.rate(f) == 0.0) labels.push_back(progress_[f].label);
    std::sort(labels.begin(), labels.end());
    return labels;
}

} // namespace sim
