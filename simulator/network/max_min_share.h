// SPDX-License-Identifier: Apache-2.0
// Max-min fair shares of links by flows, kept exact while flows come and go and links change. Knows no time
// and no bytes: that is the flow engine.
#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "simulator/network/path_store.h"

namespace sim {

using FlowIndex = std::uint32_t;

/// Bottleneck of a flow that its own cap limits.
constexpr LinkIndex OwnCap = 0xFFFFFFFFU;
/// Bottleneck of a flow whose share is not yet known.
constexpr LinkIndex NoBottleneck = 0xFFFFFFFEU;
constexpr double Unlimited = std::numeric_limits<double>::infinity();

/// Each link has a level: no flow on it is faster, and a link that is full has flows at its level. A flow
/// runs at the lowest level of its path or at its cap. These conditions hold for the max-min fair allocation
/// and for no other (Bertsekas & Gallager, Data Networks, 6.5.2).
///
/// A change marks the links it touches. update() recomputes marked links in the order of their levels: a
/// level depends on lower levels alone, so work spreads only upwards from the change and stops where a level
/// comes out as it was. When much has changed, or the repair spreads far, one progressive filling replaces
/// it.
///
/// One thread at a time. Rates are in bytes/s of one member of a flow.
class MaxMinShare {
  public:
    struct Move {
        FlowIndex flow;
        LinkIndex from, to;
    };
    struct LevelChange {
        LinkIndex link;
        double from; ///< the level before this update
    };

    /// REQUIRES: every capacity is finite and not negative.
    explicit MaxMinShare(std::vector<double> capacities);

    /// `members` identical flows along `path`, none faster than `cap`. Indices of removed flows are used
    /// again. REQUIRES: links exist, none twice on the path; members is a whole number above zero; the cap
    /// is above zero, and finite where the path is empty.
    FlowIndex add(std::span<const LinkIndex> path, double members, double cap);
    void remove(FlowIndex flow);
    void setCapacity(LinkIndex link, double capacity);
    /// Makes the shares hold again. Afterwards changedLevels() and moves() tell what this update did.
    void update();
    bool isCurrent() const { return changedFlows_ == 0 && marked_.empty(); }

    double rate(FlowIndex flow) const { return flows_[flow].rate; }
    LinkIndex bottleneck(FlowIndex flow) const { return flows_[flow].bottleneck; }
    double level(LinkIndex link) const { return links_[link].level; }
    double capacity(LinkIndex link) const { return links_[link].capacity; }
    double cap(FlowIndex flow) const { return flows_[flow].cap; }
    double members(FlowIndex flow) const { return flows_[flow].members; }
    std::span<const LinkIndex> path(FlowIndex flow) const {
        return paths_.at(flows_[flow].begin, flows_[flow].hops);
    }
    std::size_t linkCount() const { return links_.size(); }
    std::size_t liveFlows() const { return live_; }
    /// Sum of the rates of all members on the link.
    double load(LinkIndex link) const;

    std::span<const LevelChange> changedLevels() const { return changedLevels_; }
    std::span<const Move> moves() const { return moves_; }

    struct Statistics {
        std::uint64_t repairs = 0, fullSolves = 0, levelsComputed = 0, abandonedRepairs = 0;
    };
    const Statistics& statistics() const { return statistics_; }
    /// For tests and benchmarks: every update is a full solve.
    void solveFullyAlways(bool always) { alwaysFull_ = always; }

  private:
    struct Link {
        double capacity = 0.0;
        double level = Unlimited;
        double load = 0.0; // of current rates; drifts by rounding until the level is computed again
        std::vector<FlowIndex> flows;
        double changedFrom = 0.0;
        bool isMarked = false;
        bool isChanged = false;
    };
    struct Flow {
        double rate = 0.0;
        double cap = Unlimited;
        double members = 1.0;
        std::size_t begin = 0; // in paths_
        std::uint32_t hops = 0;
        LinkIndex bottleneck = NoBottleneck;
        LinkIndex movedFrom = NoBottleneck;
        bool isMoved = false;
        bool isFixed = false; // during a full solve
    };
    struct Marked {
        double key;
        LinkIndex link;
    };
    struct Limited {
        double limit, members;
    };
    struct Limit {
        double rate;
        LinkIndex by;
    };

    void takeOff(LinkIndex link, std::uint32_t place);
    void mark(LinkIndex link, double key);
    void markNew();
    bool repair();
    void solveFully();
    void fillCapped(std::size_t& next, double share);
    void fix(FlowIndex flow, double rate, LinkIndex by);
    double computeLevel(LinkIndex link);
    void applyLevel(LinkIndex link, double level);
    void spread(const Flow& flow, LinkIndex except, double before, double after);
    Limit limitOf(const Flow& flow, LinkIndex except) const;
    void noteLevel(LinkIndex link, double level);
    void noteMove(FlowIndex flow, LinkIndex to);
    void finishUpdate();

    std::vector<Link> links_;
    std::vector<Flow> flows_;
    PathStore paths_;
    std::vector<std::uint32_t> places_; // beside paths_: where the flow stands in the link's list
    std::vector<FlowIndex> freeFlows_;
    std::vector<FlowIndex> added_;
    std::vector<Marked> marked_; // a heap by key
    std::vector<LevelChange> changedLevels_;
    std::vector<Move> moves_;
    std::size_t live_ = 0;
    std::size_t changedFlows_ = 0; // since the last update
    std::size_t cappedFlows_ = 0;
    bool alwaysFull_ = false;
    Statistics statistics_;

    // Work memory, kept between updates.
    std::vector<Limited> limits_;
    std::vector<double> fillMembers_, fillRoom_, fillLevels_;
    std::vector<Marked> fillHeap_;
    std::vector<FlowIndex> cappedOrder_;
};

} // namespace sim
