// SPDX-License-Identifier: Apache-2.0
// A pipeline schedule as an explicit table: what each pipeline rank executes, in order. DualPipe first.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace sim {

enum class ChunkKind : std::uint8_t {
    Forward,
    Backward,      ///< with weight gradients
    BackwardInput, ///< gradients of the inputs only; the weights follow as a chunk of their own
    WeightGradient,
    ForwardBackward, ///< one forward and one full backward, their kernels interleaved
};
std::string_view chunkKindName(ChunkKind k);
constexpr bool hasForward(ChunkKind k) {
    return k == ChunkKind::Forward || k == ChunkKind::ForwardBackward;
}
constexpr bool hasBackward(ChunkKind k) {
    return k == ChunkKind::Backward || k == ChunkKind::BackwardInput || k == ChunkKind::ForwardBackward;
}

/// Micro-batches travel in two directions: 0 enters at the first pipeline rank, 1 at the last. Which
/// micro-batch of the direction a chunk works on follows from the order: first in, first out.
struct ChunkTask {
    ChunkKind kind = ChunkKind::Forward;
    std::uint8_t forwardDirection = 0;
    std::uint8_t backwardDirection = 0;
};

struct PipelineSchedule {
    int ranks = 0;
    int microBatches = 0;                      ///< of both directions together
    std::vector<std::vector<ChunkTask>> tasks; ///< by pipeline rank
    /// Stage that `rank` runs for micro-batches of `direction`.
    int stageOf(int rank, int direction) const { return direction == 0 ? rank : ranks - 1 - rank; }
};

/// The eight steps of DualPipe (DeepSeek-V3 report, arXiv 2412.19437, section 3.2.1 and figure 5; step counts
/// as in the published reference schedule): each rank holds two stages, micro-batches enter from both ends,
/// and in the steady part each forward is overlapped with a backward. For h = min(rank, ranks-1-rank) a rank
/// runs microBatches - 3 * ranks / 2 + 1 + h overlapped pairs (one less on the two middle ranks). Throws
/// Error{BadInput} unless ranks is even, microBatches is even and at least 2 * ranks.
PipelineSchedule dualPipe(int ranks, int microBatches);

} // namespace sim
