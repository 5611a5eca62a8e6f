// SPDX-License-Identifier: Apache-2.0
// Collectives as transfers between ranks: which rank sends how much to which, in what order. Knows no links;
// phase_run.h gives the transfers routes and time.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "simulator/base/quantity.h"

namespace sim {

enum class CollectiveOp : std::uint8_t { AllReduce, AllGather, ReduceScatter, Broadcast, AllToAll };
enum class CollectiveAlgorithm : std::uint8_t {
    Ring,
    Tree,             ///< one pipelined binary tree
    DoubleBinaryTree, ///< two, each for half of the message (Sanders, Speck, Traeff, Parallel Computing 35,
                      ///< 2009)
    InNetwork,        ///< switches add up and copy: NVLS, SHARP
    Direct,           ///< every rank to every other at once
    Hierarchical,     ///< inside the scale-up domains, then between them on every rail
};
std::string_view collectiveName(CollectiveOp op);
std::optional<CollectiveOp> collectiveFromName(std::string_view name);
std::string_view algorithmName(CollectiveAlgorithm algorithm);
std::optional<CollectiveAlgorithm> algorithmFromName(std::string_view name);
/// Can the collective be done that way?
bool isPossible(CollectiveOp op, CollectiveAlgorithm algorithm);

/// Bytes that go from one rank to another; `from` and `to` are ranks of the cluster.
struct Transfer {
    std::uint32_t from = 0, to = 0;
    Bytes bytes;
};

/// Transfers that start together, the same again `repeats` times.
struct Phase {
    std::vector<Transfer> transfers;
    double repeats = 1.0;
    /// Switches reduce and copy: every link that the transfers' routes use carries the bytes of one transfer
    /// once, however many routes use it.
    bool isInNetwork = false;
};

/// Ranks that take part, and which of them share a scale-up domain (equal numbers).
struct Group {
    std::vector<std::uint32_t> ranks;
    std::vector<std::uint32_t> domains; ///< beside `ranks`; empty: all in one
    std::size_t size() const { return ranks.size(); }
};
/// Members by domain, in the order of the group. Throws Error{BadInput} when domains hold unequally many.
std::vector<std::vector<std::uint32_t>> evenDomains(const Group& group);

/// `bytes` as nccl-tests counts them: what one rank holds in the end or in the beginning, whichever is more
/// (the whole vector of an all-reduce, all shards of an all-gather, what a rank sends in an all-to-all with
/// its own part). Trees and chains are pipelined in chunks of at least `smallestChunk`. Throws
/// Error{BadInput} where isPossible() says no.
std::vector<Phase> planCollective(CollectiveOp op, CollectiveAlgorithm algorithm, Bytes bytes,
                                  const Group& group, Bytes smallestChunk = Bytes{131072.0});

/// All-to-all of unequal parts: `bytes[i * n + j]` from member i to member j. One phase.
/// REQUIRES: n * n numbers.
Phase planAllToAllV(std::span<const double> bytes, const Group& group);

/// Bus bandwidth over algorithm bandwidth (nccl-tests, PERFORMANCE.md).
double busFactor(CollectiveOp op, std::size_t ranks);

/// Time of phases whose ranks each own a link of `bandwidth` each way and share nothing else: repeats x
/// (latency + most bytes on one port / bandwidth). Exact for max-min sharing when the transfers of a phase
/// are of equal size: no port has more flows than the fullest, so no flow is slower than there.
Seconds timeOnOwnLinks(std::span<const Phase> phases, BytesPerSecond bandwidth, Seconds latency);

} // namespace sim
