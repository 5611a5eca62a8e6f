// SPDX-License-Identifier: Apache-2.0
// Flows in time: bytes that stream over shared links at their max-min fair rates, and the order in which they
// are done.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "simulator/base/quantity.h"
#include "simulator/network/indexed_heap.h"
#include "simulator/network/max_min_share.h"

namespace sim {

struct FlowSpec {
    std::span<const LinkIndex> path;
    Bytes bytes;             ///< of each member
    Seconds latency;         ///< before the first byte takes bandwidth
    double members = 1.0;    ///< identical flows, a whole number
    double cap = Unlimited;  ///< bytes/s of each member
    std::uint32_t label = 0; ///< handed back on completion
};

struct FlowDone {
    std::uint32_t label = 0;
    Seconds time;
};

/// The fluid model of sharing. All flows that one link limits run at the level of that link; so a link keeps
/// the bytes that its level would have moved since it was last idle (the virtual time of fair queueing,
/// Parekh & Gallager, IEEE/ACM ToN 1(3), 1993), and a flow is done when that count reaches the flow's own
/// mark. A change of level touches one link, not its flows.
///
/// Times are real numbers of seconds, for the instants of a fluid fall on no grid; who schedules events from
/// them rounds up to the clock's tick. Instants closer than 1e-12 of the time are one: flows that are done
/// together come out together, in the order of their labels. One thread at a time.
class FlowEngine {
  public:
    /// REQUIRES: capacities as MaxMinShare wants them.
    explicit FlowEngine(std::vector<double> capacities);

    /// REQUIRES: at >= now(); spec as MaxMinShare::add wants it; bytes >= 0.
    void start(const FlowSpec& spec, Seconds at);
    void start(const FlowSpec& spec) { start(spec, now()); }
    /// The link has this capacity from `at` on: 0 is a failure. REQUIRES: at >= now().
    void changeCapacity(LinkIndex link, double capacity, Seconds at);

    /// Goes to the next instant at which flows are done and gives them; empty when nothing can go on any
    /// more. The span holds until the next call.
    std::span<const FlowDone> advance();

    Seconds now() const { return Seconds{now_}; }
    /// Flows that have bytes left but no bandwidth, when advance() came back empty.
    std::vector<std::uint32_t> stalled() const;
    std::uint64_t completions() const { return completions_; }
    /// Bytes of the flows done so far that went over the link.
    Bytes carried(LinkIndex link) const { return Bytes{carried_[link]}; }
    const MaxMinShare& share() const { return share_; }
    void solveFullyAlways(bool always) { share_.solveFullyAlways(always); }

  private:
    struct Mark {
        double at; // virtual bytes of its link; of a capped flow: seconds
        FlowIndex flow;
    };
    static bool laterMark(const Mark& a, const Mark& b) {
        return a.at != b.at ? a.at > b.at : a.flow > b.flow;
    }
    struct Group { // flows limited by one link
        double virtualBytes = 0.0;
        double since = 0.0;      // when virtualBytes held
        std::vector<Mark> marks; // a heap; holds marks of flows that have since left
    };
    struct Progress {
        double mark = 0.0; // while its share is unknown: bytes left
        double bytes = 0.0;
        std::uint32_t label = 0;
        bool isLive = false;
    };
    struct Arrival {
        double time;
        std::uint64_t sequence;
        std::size_t begin; // in waitingPaths_
        std::uint32_t hops, label;
        double bytes, members, cap;
    };
    struct Change {
        double time;
        std::uint64_t sequence;
        LinkIndex link;
        double capacity;
    };

    void admit(std::span<const LinkIndex> path, double bytes, double members, double cap,
               std::uint32_t label);
    void updateShares();
    double bytesLeft(FlowIndex flow, LinkIndex group) const;
    double virtualNow(LinkIndex link) const;
    void join(FlowIndex flow, LinkIndex group, double bytes);
    bool isValid(const Mark& mark, LinkIndex group) const;
    void schedule(LinkIndex link);
    void takeArrivals(double until);
    void takeChanges(double until);
    void takeDone(double until);
    void finish(FlowIndex flow);

    MaxMinShare share_;
    std::vector<Group> groups_; // by link; the last one holds the capped flows
    std::vector<Progress> progress_;
    std::vector<Arrival> arrivals_; // a heap
    PathStore waitingPaths_;
    std::vector<Change> changes_; // a heap
    IndexedHeap next_;            // links by their next completion
    std::vector<FlowDone> done_;
    std::size_t reported_ = 0; // of done_
    std::vector<double> bytesMoved_;
    std::vector<double> carried_; // bytes by link
    double now_ = 0.0;
    std::uint64_t sequence_ = 0;
    std::uint64_t completions_ = 0;
};

} // namespace sim
