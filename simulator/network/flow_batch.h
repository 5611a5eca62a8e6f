// SPDX-License-Identifier: Apache-2.0
// Flows that start together, such as an all-to-all, and their folding into classes when they are alike.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "simulator/base/quantity.h"
#include "simulator/network/path_store.h"

namespace sim {

/// Many flows as arrays: 1,024 hosts have a million pairs.
class FlowBatch {
  public:
    struct Kind {
        Bytes bytes;
        Seconds latency;
        double members = 1.0; ///< a whole number
        double cap;           ///< bytes/s of one member; Unlimited for none
    };

    std::uint32_t addKind(const Kind& kind) {
        kinds_.push_back(kind);
        return static_cast<std::uint32_t>(kinds_.size() - 1);
    }
    /// REQUIRES: `kind` was given by addKind().
    void add(std::span<const LinkIndex> path, std::uint32_t kind) {
        links_.insert(links_.end(), path.begin(), path.end());
        ends_.push_back(static_cast<std::uint32_t>(links_.size()));
        kindOf_.push_back(kind);
    }
    void reserve(std::size_t flows, std::size_t hops) {
        links_.reserve(flows * hops);
        ends_.reserve(flows);
        kindOf_.reserve(flows);
    }

    std::size_t size() const { return kindOf_.size(); }
    std::span<const LinkIndex> path(std::size_t flow) const {
        const std::size_t begin = flow == 0 ? 0 : ends_[flow - 1];
        return {links_.data() + begin, ends_[flow] - begin};
    }
    const Kind& kind(std::size_t flow) const { return kinds_[kindOf_[flow]]; }
    std::uint32_t kindIndex(std::size_t flow) const { return kindOf_[flow]; }

  private:
    std::vector<LinkIndex> links_;
    std::vector<std::uint32_t> ends_, kindOf_;
    std::vector<Kind> kinds_;
};

/// A batch in which flows that must run alike are one flow with many members.
struct FoldedBatch {
    std::vector<double> capacities; ///< of all links of a class together
    std::vector<std::uint32_t> classOfLink;
    FlowBatch flows; ///< over classes of links
    std::vector<std::uint32_t> classOfFlow;
};

/// Folds links and flows that no count can tell apart: two links of one class have equal capacity and carry
/// equally many flows of every class at every position; two flows of one class have the same bytes, latency
/// and cap and cross links of the same classes. Such a partition (colour refinement, Paige & Tarjan, SIAM J.
/// Comput. 16(6), 1987) gives all of a class one max-min share, so that the classes alone give the same
/// times. None when folding would not at least halve the flows: skewed flows stay apart. Classes are told
/// apart by 64-bit hashes.
std::optional<FoldedBatch> foldAlike(const FlowBatch& batch, std::span<const double> capacities);

struct BatchTimes {
    Seconds makespan;
    std::vector<Seconds> finish; ///< by flow of the batch
    std::vector<Bytes> carried;  ///< by link
    std::size_t classes = 0;     ///< flows that were simulated
};

/// Runs all flows of the batch from time zero on an idle network. Throws Error{Infeasible} naming a flow that
/// no bandwidth reaches.
BatchTimes runBatch(const FlowBatch& batch, std::span<const double> capacities);
/// As runBatch(), for the makespan alone.
Seconds makespanOf(const FlowBatch& batch, std::span<const double> capacities);

} // namespace sim
