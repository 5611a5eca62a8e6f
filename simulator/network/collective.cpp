// SPDX-License-Identifier: Apache-2.0
// Rings and direct exchanges; trees; the two levels.
#include "simulator/network/collective.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <map>
#include <string>

#include "simulator/base/error.h"

namespace sim {

namespace {

constexpr std::array<std::string_view, 5> OpNames = {"all_reduce", "all_gather", "reduce_scatter",
                                                     "broadcast", "all_to_all"};
constexpr std::array<std::string_view, 6> AlgorithmNames = {"ring",       "tree",   "double_binary_tree",
                                                            "in_network", "direct", "hierarchical"};

template<class Enum, std::size_t N>
std::optional<Enum> fromName(const std::array<std::string_view, N>& names, std::string_view name) {
    const auto* found = std::find(names.begin(), names.end(), name);
    if (found == names.end()) return std::nullopt;
    return static_cast<Enum>(found - names.begin());
}

using Ranks = std::vector<std::uint32_t>;
using Phases = std::vector<Phase>;
using enum CollectiveOp;

void addRing(Phase& phase, const Ranks& ranks, Bytes bytes) {
    for (std::size_t i = 0; i < ranks.size(); ++i)
        phase.transfers.push_back({ranks[i], ranks[(i + 1) % ranks.size()], bytes});
}

double chunks(Bytes bytes, Bytes smallest) {
    return std::max(1.0, std::floor(bytes / smallest));
}

/// Chunks that make (c + extra) x (bytes / c) small without more steps than bytes: NCCL bounds its chunks
/// too.
Phase pipelined(Phase edges, Bytes bytes, double extra, Bytes smallest) {
    const double c = chunks(bytes, smallest);
    for (Transfer& t : edges.transfers)
        t.bytes = t.bytes / c;
    edges.repeats = c + extra;
    return edges;
}

Phases ring(CollectiveOp op, Bytes bytes, const Ranks& ranks, Bytes smallest) {
    const auto n = static_cast<double>(ranks.size());
    Phase phase;
    if (op == Broadcast) {
        for (std::size_t i = 0; i + 1 < ranks.size(); ++i)
            phase.transfers.push_back({ranks[i], ranks[i + 1], bytes});
        return {pipelined(std::move(phase), bytes, n - 2.0, smallest)};
    }
    addRing(phase, ranks, bytes / n);
    phase.repeats = (op == AllReduce ? 2.0 : 1.0) * (n - 1.0);
    return {std::move(phase)};
}

Phases direct(CollectiveOp op, Bytes bytes, const Ranks& ranks) {
    Phase phase;
    const Bytes part = bytes / static_cast<double>(ranks.size());
    for (std::size_t i = 0; i < ranks.size(); ++i)
        for (std::size_t j = 0; j < ranks.size(); ++j)
            if (i != j) phase.transfers.push_back({ranks[i], ranks[j], part});
    Phases phases{std::move(phase)};
    if (op == AllReduce) phases[0].repeats = 2.0; // everybody's part to everybody, then the sums
    return phases;
}

struct TreeShape {
    Ranks parent; // of the i-th member; its own number at the root
    int depth = 0;
};

/// A binary tree over members 0..n-1 in infix order whose even members are all leaves.
TreeShape infixTree(std::size_t n) {
    TreeShape tree{Ranks(n), 0};
    const std::function<std::size_t(std::size_t, std::size_t, int)> build = [&](std::size_t first,
                                                                                std::size_t last, int depth) {
        // A perfect tree to the left: its size is odd, so the evenness of the numbers holds to the right.
        std::size_t half = 1;
        while (2 * half <= last - first)
            half *= 2;
        const std::size_t top = first + half - 1;
        tree.depth = std::max(tree.depth, depth);
        if (top > first) tree.parent[build(first, top, depth + 1)] = static_cast<std::uint32_t>(top);
        if (top + 1 < last) tree.parent[build(top + 1, last, depth + 1)] = static_cast<std::uint32_t>(top);
        return top;
    };
    const std::size_t top = build(0, n, 0);
    tree.parent[top] = static_cast<std::uint32_t>(top);
    return tree;
}

void addTree(Phase& phase, const Ranks& ranks, const TreeShape& tree, Bytes bytes, bool isUp, bool isDown) {
    for (std::size_t i = 0; i < ranks.size(); ++i) {
        const std::uint32_t parent = ranks[tree.parent[i]];
        if (tree.parent[i] == i) continue;
        if (isUp) phase.transfers.push_back({ranks[i], parent, bytes});
        if (isDown) phase.transfers.push_back({parent, ranks[i], bytes});
    }
}

Phases trees(CollectiveOp op, bool isDouble, Bytes bytes, const Ranks& ranks, Bytes smallest) {
    const TreeShape tree = infixTree(ranks.size());
    const bool isReduce = op == AllReduce;
    Phase phase;
    addTree(phase, ranks, tree, bytes / (isDouble ? 2.0 : 1.0), isReduce, true);
    if (isDouble) {
        // The second tree is the first one moved on by one member, which makes leaves of interior members.
        Ranks moved = ranks;
        std::rotate(moved.begin(), moved.begin() + 1, moved.end());
        addTree(phase, moved, tree, bytes / 2.0, isReduce, true);
    }
    const double depth = tree.depth * (isReduce ? 2.0 : 1.0);
    return {pipelined(std::move(phase), bytes, depth - 1.0, smallest)};
}

Phases inNetwork(CollectiveOp op, Bytes bytes, const Ranks& ranks) {
    Phase phase;
    phase.isInNetwork = true;
    addRing(phase, ranks, bytes);
    // A device reads its part of the sum and writes it to all: beside the whole message a part crosses its
    // link.
    if (op == AllReduce)
        for (Transfer& t : phase.transfers)
            t.bytes = t.bytes * (1.0 + 1.0 / static_cast<double>(ranks.size()));
    return {std::move(phase)};
}

/// Phases of the same collective in several groups at once.
Phases together(std::vector<Phases> groups) {
    Phases joined = std::move(groups.front());
    for (std::size_t g = 1; g < groups.size(); ++g)
        for (std::size_t p = 0; p < joined.size(); ++p) {
            const auto& more = groups[g][p].transfers;
            joined[p].transfers.insert(joined[p].transfers.end(), more.begin(), more.end());
        }
    return joined;
}

class TwoLevels {
  public:
    TwoLevels(Bytes bytes, std::vector<Ranks> domains, Bytes smallest)
        : bytes_(bytes), domains_(std::move(domains)), smallest_(smallest) {
        for (std::size_t i = 0; i < domains_.front().size(); ++i) {
            rails_.emplace_back();
            for (const Ranks& domain : domains_)
                rails_.back().push_back(domain[i]);
        }
    }

    Phases plan(CollectiveOp op) {
        const Bytes share = bytes_ / static_cast<double>(rails_.size());
        switch (op) {
        case AllReduce:
            inDomains(ReduceScatter, bytes_), onRails(AllReduce, share), inDomains(AllGather, bytes_);
            break;
        case AllGather:
            onRails(AllGather, share), inDomains(AllGather, bytes_);
            break;
        case ReduceScatter:
            inDomains(ReduceScatter, bytes_), onRails(ReduceScatter, share);
            break;
        case Broadcast:
            scatterFromRoot(share), onRails(Broadcast, share), inDomains(AllGather, bytes_);
            break;
        case AllToAll:
            // To the neighbour on the destination's rail what is for that rail, then on over the network.
            inDomains(AllToAll, bytes_), onRails(AllToAll, bytes_);
            break;
        }
        return std::move(phases_);
    }

  private:
    void add(CollectiveOp op, Bytes bytes, const std::vector<Ranks>& groups) {
        if (groups.front().size() < 2) return;
        std::vector<Phases> parts;
        for (const Ranks& ranks : groups)
            parts.push_back(op == AllToAll ? direct(op, bytes, ranks) : ring(op, bytes, ranks, smallest_));
        for (Phase& phase : together(std::move(parts)))
            phases_.push_back(std::move(phase));
    }
    void inDomains(CollectiveOp op, Bytes bytes) { add(op, bytes, domains_); }
    void onRails(CollectiveOp op, Bytes bytes) { add(op, bytes, rails_); }
    void scatterFromRoot(Bytes share) {
        Phase phase;
        const Ranks& first = domains_.front();
        for (std::size_t i = 1; i < first.size(); ++i)
            phase.transfers.push_back({first[0], first[i], share});
        if (!phase.transfers.empty()) phases_.push_back(std::move(phase));
    }

    Bytes bytes_;
    std::vector<Ranks> domains_, rails_;
    Bytes smallest_;
    Phases phases_;
};

} // namespace

std::string_view collectiveName(CollectiveOp op) {
    return OpNames[static_cast<std::size_t>(op)];
}
std::optional<CollectiveOp> collectiveFromName(std::string_view name) {
    return fromName<CollectiveOp>(OpNames, name);
}
std::string_view algorithmName(CollectiveAlgorithm algorithm) {
    return AlgorithmNames[static_cast<std::size_t>(algorithm)];
}
std::optional<CollectiveAlgorithm> algorithmFromName(std::string_view name) {
    return fromName<CollectiveAlgorithm>(AlgorithmNames, name);
}

bool isPossible(CollectiveOp op, CollectiveAlgorithm algorithm) {
    switch (algorithm) {
    case CollectiveAlgorithm::Ring:
    case CollectiveAlgorithm::InNetwork:
        return op != AllToAll;
    case CollectiveAlgorithm::Tree:
    case CollectiveAlgorithm::DoubleBinaryTree:
        return op == AllReduce || op == Broadcast;
    case CollectiveAlgorithm::Direct:
        return op != Broadcast;
    case CollectiveAlgorithm::Hierarchical:
        return true;
    }
    return false;
}

std::vector<std::vector<std::uint32_t>> evenDomains(const Group& group) {
    if (group.domains.empty()) return {group.ranks};
    std::map<std::uint32_t, Ranks> members;
    for (std::size_t i = 0; i < group.size(); ++i)
        members[group.domains[i]].push_back(group.ranks[i]);
    std::vector<Ranks> domains;
    for (auto& [number, ranks] : members) {
        if (!domains.empty() && ranks.size() != domains.front().size())
            throw Error(ErrorCode::BadInput,
                        "the group has " + std::to_string(domains.front().size()) +
                            " ranks in one scale-up "
                            "domain and " +
                            std::to_string(ranks.size()) + " in another (number " + std::to_string(number) +
                            ")",
                        "", "a hierarchical collective needs equally many; use a ring");
        domains.push_back(std::move(ranks));
    }
    return domains;
}

std::vector<Phase> planCollective(CollectiveOp op, CollectiveAlgorithm algorithm, Bytes bytes,
                                  const Group& group, Bytes smallestChunk) {
    if (!isPossible(op, algorithm))
        throw Error(ErrorCode::BadInput,
                    "no " + std::string(collectiveName(op)) + " by " + std::string(algorithmName(algorithm)),
                    "", op == AllToAll ? "use direct or hierarchical" : "use ring");
    if (group.size() < 2) return {};
    switch (algorithm) {
    case CollectiveAlgorithm::Ring:
        return ring(op, bytes, group.ranks, smallestChunk);
    case CollectiveAlgorithm::Tree:
        return trees(op, false, bytes, group.ranks, smallestChunk);
    case CollectiveAlgorithm::DoubleBinaryTree:
        return trees(op, true, bytes, group.ranks, smallestChunk);
    case CollectiveAlgorithm::InNetwork:
        return inNetwork(op, bytes, group.ranks);
    case CollectiveAlgorithm::Direct:
        return direct(op, bytes, group.ranks);
    case CollectiveAlgorithm::Hierarchical:
        break;
    }
    return TwoLevels(bytes, evenDomains(group), smallestChunk).plan(op);
}

Phase planAllToAllV(std::span<const double> bytes, const Group& group) {
    Phase phase;
    const std::size_t n = group.size();
    for (std::size_t i = 0; i < n; ++i)
        for (std::size_t j = 0; j < n; ++j)
            if (i != j && bytes[i * n + j] > 0.0)
                phase.transfers.push_back({group.ranks[i], group.ranks[j], Bytes{bytes[i * n + j]}});
    return phase;
}

double busFactor(CollectiveOp op, std::size_t ranks) {
    const auto n = static_cast<double>(ranks);
    if (op == Broadcast) return 1.0;
    return (op == AllReduce ? 2.0 : 1.0) * (n - 1.0) / n;
}

Seconds timeOnOwnLinks(std::span<const Phase> phases, BytesPerSecond bandwidth, Seconds latency) {
    Seconds time;
    for (const Phase& phase : phases) {
        std::map<std::uint32_t, Bytes> in, out;
        Bytes most;
        for (const Transfer& t : phase.transfers) {
            if (phase.isInNetwork) {
                most = std::max(most, t.bytes);
                continue;
            }
            most = std::max(most, out[t.from] += t.bytes);
            most = std::max(most, in[t.to] += t.bytes);
        }
        time += phase.repeats * (latency + most / bandwidth);
    }
    return time;
}

} // namespace sim
