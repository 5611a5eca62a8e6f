// SPDX-License-Identifier: Apache-2.0
// A graph of device operations and its execution in the discrete-event engine: streams in order, edges
// between streams, a host that launches, and thread blocks that hold SMs until they end. What the operations
// compute is of no concern here.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <vector>

#include "simulator/base/instant.h"
#include "simulator/base/progress.h"

namespace sim {

constexpr std::uint32_t NoNode = std::numeric_limits<std::uint32_t>::max();
constexpr std::uint32_t NoMeeting = NoNode;

struct GraphNode {
    std::uint32_t stream = 0;
    /// SMs held while running by blocks that leave no room for another kernel's; 0 = small blocks that slip
    /// in between and are not held up.
    int smDemand = 0;
    Duration work;            ///< of one block, equal for all blocks of the operation (persistent kernels)
    std::uint32_t device = 0; ///< whose SMs it holds
    std::uint32_t meeting =
        NoMeeting; ///< operations of one meeting all end `work` after the last of them has started
};

/// `target` starts no earlier than `lag` after the end of `source`.
struct GraphEdge {
    std::uint32_t source = 0, target = 0;
    Duration lag;
};

/// The host launches one operation after the other; some launches first wait for the end of another operation
/// (a spin on pinned memory, a synchronising call).
struct HostLaunch {
    std::uint32_t node = 0;
    Duration sincePrevious;
    std::uint32_t waitsFor = NoNode;
    Duration lagAfterWait;
};

struct KernelGraph {
    std::vector<GraphNode> nodes; ///< operations of one stream appear in stream order
    std::vector<GraphEdge> edges;
    std::vector<HostLaunch> host; ///< empty = everything is launched in time
    Instant hostStart;
    Duration launchLatency;           ///< from the host's call to the earliest start
    std::vector<Duration> streamGaps; ///< end of one operation to the start of the next, by stream
    int smCapacity = 0;               ///< of each device; 0 = SMs are never short
    std::uint32_t devices = 1;
    std::vector<std::uint32_t> meetingSizes; ///< operations in each meeting
};

struct Execution {
    std::vector<Instant> start, end;
    /// When the last block of the operation got its SM; equals start where nothing was short.
    std::vector<Instant> lastGrant;
    Duration makespan; ///< first start to last end
    std::uint64_t events = 0;
    std::uint64_t fingerprint = 0;
};

/// Blocks are placed first come, first served, in the order in which their kernels became ready; a kernel
/// that finds fewer SMs than it wants starts on those and takes more as they come free, never giving one back
/// before its block ends (thread blocks are not preempted). Each block runs `work`, so an operation lasts
/// from its first grant to its last grant plus `work`. Operations of a meeting (a barrier between the devices
/// of a group) hold what they hold until the meeting ends. Throws Error{BadInput} when the graph has a cycle.
Execution execute(const KernelGraph& graph, const WorkContext& context = {});

/// The same with every start given: tells when each operation would have had all its SMs. For inverting a
/// record.
Execution executePinned(const KernelGraph& graph, std::span<const Instant> starts);

} // namespace sim
