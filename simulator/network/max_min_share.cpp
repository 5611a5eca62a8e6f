// SPDX-License-Identifier: Apache-2.0
// Book-keeping of flows on links and the repair of their shares in the order of levels.
#include "simulator/network/max_min_share.h"

#include <algorithm>
#include <cassert>
#include <cmath>

namespace sim {

namespace {

// Two levels closer than this are one: rounding of a sum over a thousand flows.
constexpr double SameLevel = 1e-13;
// A link whose booked load is below this part of its capacity is surely not full, whatever the book's drift.
constexpr double SurelyFree = 1.0 - 1e-6;
// A repair that computes this many levels per link in use costs more than a filling from scratch.
constexpr std::size_t RepairBudget = 3;

bool isSame(double a, double b) {
    if (a == b) return true;
    return a < Unlimited && b < Unlimited && std::abs(a - b) <= SameLevel * std::max(a, b);
}

} // namespace

MaxMinShare::MaxMinShare(std::vector<double> capacities) : links_(capacities.size()) {
    for (std::size_t i = 0; i < capacities.size(); ++i) {
        assert(capacities[i] >= 0.0 && capacities[i] < Unlimited);
        links_[i].capacity = capacities[i];
    }
}

FlowIndex MaxMinShare::add(std::span<const LinkIndex> path, double members, double cap) {
    assert(members > 0.0 && (!path.empty() || cap < Unlimited));
    FlowIndex index = static_cast<FlowIndex>(flows_.size());
    if (freeFlows_.empty()) {
        flows_.emplace_back();
    } else {
        index = freeFlows_.back();
        freeFlows_.pop_back();
        flows_[index] = Flow{};
    }
    Flow& flow = flows_[index];
    flow.cap = cap;
    flow.members = members;
    flow.hops = static_cast<std::uint32_t>(path.size());
    flow.begin = paths_.put(path);
    places_.resize(paths_.size());
    for (std::size_t i = 0; i < path.size(); ++i) {
        auto& flows = links_[path[i]].flows;
        places_[flow.begin + i] = static_cast<std::uint32_t>(flows.size());
        flows.push_back(index);
    }
    if (cap < Unlimited) ++cappedFlows_;
    ++live_;
    ++changedFlows_;
    added_.push_back(index);
    return index;
}

void MaxMinShare::takeOff(LinkIndex l, std::uint32_t place) {
    auto& flows = links_[l].flows;
    const Flow& last = flows_[flows.back()];
    flows[place] = flows.back();
    flows.pop_back();
    std::size_t at = last.begin;
    while (paths_[at] != l)
        ++at;
    places_[at] = place;
}

void MaxMinShare::remove(FlowIndex index) {
    Flow& flow = flows_[index];
    for (std::size_t i = flow.begin; i < flow.begin + flow.hops; ++i) {
        const LinkIndex l = paths_[i];
        Link& link = links_[l];
        takeOff(l, places_[i]);
        link.load -= flow.members * flow.rate;
        if (link.level < Unlimited) mark(l, flow.rate);
    }
    if (flow.bottleneck == NoBottleneck) std::erase(added_, index); // was never given a share
    paths_.giveBack(flow.begin, flow.hops);
    if (flow.cap < Unlimited) --cappedFlows_;
    flow.bottleneck = NoBottleneck;
    freeFlows_.push_back(index);
    --live_;
    ++changedFlows_;
}

void MaxMinShare::setCapacity(LinkIndex link, double capacity) {
    assert(capacity >= 0.0 && capacity < Unlimited);
    links_[link].capacity = capacity;
    ++changedFlows_;
    mark(link, 0.0);
}

double MaxMinShare::load(LinkIndex link) const {
    double sum = 0.0;
    for (const FlowIndex f : links_[link].flows)
        sum += flows_[f].members * flows_[f].rate;
    return sum;
}

void MaxMinShare::mark(LinkIndex link, double key) {
    links_[link].isMarked = true;
    marked_.push_back({key, link});
    std::push_heap(marked_.begin(), marked_.end(),
                   [](const Marked& a, const Marked& b) { return a.key > b.key; });
}

void MaxMinShare::noteLevel(LinkIndex l, double level) {
    Link& link = links_[l];
    if (!link.isChanged) {
        link.isChanged = true;
        link.changedFrom = link.level;
        changedLevels_.push_back({l, link.level});
    }
    link.level = level;
}

void MaxMinShare::noteMove(FlowIndex index, LinkIndex to) {
    Flow& flow = flows_[index];
    if (flow.bottleneck == to) return;
    if (!flow.isMoved) {
        flow.isMoved = true;
        flow.movedFrom = flow.bottleneck;
        moves_.push_back({index, flow.bottleneck, to});
    }
    flow.bottleneck = to;
}

void MaxMinShare::finishUpdate() {
    for (const LevelChange& change : changedLevels_)
        links_[change.link].isChanged = false;
    for (Move& move : moves_) {
        flows_[move.flow].isMoved = false;
        move.to = flows_[move.flow].bottleneck;
    }
    std::erase_if(moves_, [](const Move& m) { return m.from == m.to; });
    for (const Marked& entry : marked_)
        links_[entry.link].isMarked = false;
    marked_.clear();
    added_.clear();
    changedFlows_ = 0;
}

void MaxMinShare::update() {
    changedLevels_.clear();
    moves_.clear();
    if (isCurrent()) return;
    // A filling visits every flow once; a repair visits some tens of flows per change.
    if (alwaysFull_ || changedFlows_ * 16 > live_) {
        solveFully();
    } else {
        markNew();
        ++statistics_.repairs;
        if (!repair()) {
            ++statistics_.abandonedRepairs;
            solveFully();
        }
    }
    finishUpdate();
}

// A new flow starts at the lowest level of its path, as if it took nothing; its links then make room for it.
void MaxMinShare::markNew() {
    for (const FlowIndex index : added_) {
        Flow& flow = flows_[index];
        const Limit limit = limitOf(flow, NoBottleneck);
        if (limit.rate < Unlimited) {
            flow.rate = limit.rate;
            noteMove(index, limit.by);
        }
        for (const LinkIndex l : path(index)) {
            links_[l].load += flow.members * flow.rate;
            // On links that all have room the flow has no limit yet: they must find one.
            if (flow.bottleneck == NoBottleneck || links_[l].level < Unlimited ||
                links_[l].load > SurelyFree * links_[l].capacity)
                mark(l, flow.bottleneck == NoBottleneck ? 0.0 : flow.rate);
        }
    }
}

MaxMinShare::Limit MaxMinShare::limitOf(const Flow& flow, LinkIndex except) const {
    Limit limit{flow.cap, OwnCap};
    for (std::size_t i = flow.begin; i < flow.begin + flow.hops; ++i)
        if (paths_[i] != except && links_[paths_[i]].level < limit.rate)
            limit = {links_[paths_[i]].level, paths_[i]};
    return limit;
}

// The level x with sum of members * min(x, limit elsewhere) = capacity, or none when all fit. Flows limited
// below the level are taken out until none is left below it; the level only rises meanwhile.
double MaxMinShare::computeLevel(LinkIndex l) {
    ++statistics_.levelsComputed;
    Link& link = links_[l];
    limits_.clear();
    double room = link.capacity, members = 0.0, wanted = 0.0, load = 0.0;
    for (const FlowIndex f : link.flows) {
        const Flow& flow = flows_[f];
        const bool limitedHere = flow.bottleneck == l || flow.bottleneck == NoBottleneck;
        const double limit = limitedHere ? limitOf(flow, l).rate : flow.rate;
        limits_.push_back({limit, flow.members});
        members += flow.members;
        wanted += flow.members * limit;
        load += flow.members * flow.rate;
    }
    link.load = load;
    if (members == 0.0 || wanted <= link.capacity * (1.0 + SameLevel)) return Unlimited;
    double level = room / members;
    for (;;) {
        std::size_t kept = 0;
        for (const Limited& flow : limits_) {
            if (flow.limit < level) {
                room -= flow.members * flow.limit;
                members -= flow.members;
            } else {
                limits_[kept++] = flow;
            }
        }
        if (kept == limits_.size() || kept == 0) break;
        limits_.resize(kept);
        level = std::max(level, room / members);
    }
    return level;
}

// A rate on `flow` changed: links whose level may depend on it are computed again.
void MaxMinShare::spread(const Flow& flow, LinkIndex except, double before, double after) {
    for (std::size_t i = flow.begin; i < flow.begin + flow.hops; ++i) {
        const LinkIndex l = paths_[i];
        Link& link = links_[l];
        link.load += flow.members * (after - before);
        if (l == except || link.isMarked) continue;
        const bool mayChange =
            link.level < Unlimited || (after > before && link.load > SurelyFree * link.capacity);
        if (mayChange) mark(l, std::min(before, after));
    }
}

void MaxMinShare::applyLevel(LinkIndex l, double level) {
    noteLevel(l, level);
    for (const FlowIndex index : links_[l].flows) {
        Flow& flow = flows_[index];
        const double before = flow.rate;
        if (flow.bottleneck == l || flow.bottleneck == NoBottleneck) {
            const Limit limit = limitOf(flow, NoBottleneck);
            assert(limit.rate < Unlimited); // a link lets all through only when each is limited elsewhere
            flow.rate = limit.rate;
            noteMove(index, limit.by);
        } else if (level < flow.rate) {
            flow.rate = level;
            noteMove(index, l);
        } else {
            continue;
        }
        if (flow.rate != before) spread(flow, l, before, flow.rate);
    }
}

bool MaxMinShare::repair() {
    const auto later = [](const Marked& a, const Marked& b) { return a.key > b.key; };
    const std::uint64_t budget =
        statistics_.levelsComputed + 16 + RepairBudget * std::min(links_.size(), live_);
    while (!marked_.empty()) {
        const Marked next = marked_.front();
        std::pop_heap(marked_.begin(), marked_.end(), later);
        marked_.pop_back();
        Link& link = links_[next.link];
        if (!link.isMarked) continue;
        if (statistics_.levelsComputed > budget) return false;
        const double level = computeLevel(next.link);
        if (isSame(level, link.level)) {
            link.isMarked = false;
            continue;
        }
        // Lower levels first: what they change may change this one.
        const double key = std::min(level, link.level);
        if (key > next.key && !marked_.empty() && marked_.front().key < key) {
            mark(next.link, key);
            continue;
        }
        link.isMarked = false;
        applyLevel(next.link, level);
    }
    return true;
}

} // namespace sim
