// SPDX-License-Identifier: Apache-2.0
// A pipeline schedule as an explicit table: what each pipeline rank executes, in order. The engine executes
// the table (schedule_run.h); no bubble formula is used anywhere.
#pragma once

#include <cstdint>
#include <optional>
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
constexpr std::size_t ChunkKindCount = 5;
std::string_view chunkKindName(ChunkKind k);
constexpr bool hasForward(ChunkKind k) {
    return k == ChunkKind::Forward || k == ChunkKind::ForwardBackward;
}
constexpr bool hasBackward(ChunkKind k) {
    return k == ChunkKind::Backward || k == ChunkKind::BackwardInput || k == ChunkKind::ForwardBackward;
}
constexpr bool hasWeightGradient(ChunkKind k) {
    return k == ChunkKind::Backward || k == ChunkKind::WeightGradient || k == ChunkKind::ForwardBackward;
}

/// One chunk: a stage works on a micro-batch. A weight-gradient chunk takes the backward pair.
struct ChunkTask {
    ChunkKind kind = ChunkKind::Forward;
    int forwardStage = -1, forwardMicroBatch = -1;
    int backwardStage = -1, backwardMicroBatch = -1;
};

enum class ScheduleKind : std::uint8_t {
    GPipe,
    OneForwardOneBackward,
    Interleaved,
    ZeroBubbleH1,
    ZeroBubbleH2,
    ZeroBubbleV,
    DualPipe,
    DualPipeV,
};
/// "gpipe", "1f1b", "interleaved", "zb-h1", "zb-h2", "zbv", "dualpipe", "dualpipev".
std::string_view scheduleName(ScheduleKind k);
std::optional<ScheduleKind> scheduleFromName(std::string_view name);
/// Does the schedule put weight gradients off, so that a backward comes in two chunks?
constexpr bool splitsBackward(ScheduleKind k) {
    return k >= ScheduleKind::ZeroBubbleH1;
}

struct PipelineSchedule {
    ScheduleKind kind = ScheduleKind::OneForwardOneBackward;
    int ranks = 0;
    int microBatches = 0; ///< of all paths together
    int stages = 0;       ///< pieces of the model; a rank holds one or more of them
    /// Where each stage sits for the micro-batches of a path. DualPipe has two paths, all others one.
    std::vector<std::vector<int>> rankOfStage;
    std::vector<std::vector<ChunkTask>> tasks; ///< by pipeline rank

    /// DualPipe: the first half of the micro-batches enters at the first rank, the second half at the last.
    std::size_t pathOf(int microBatch) const {
        return rankOfStage.size() == 2 && microBatch >= microBatches / 2 ? 1 : 0;
    }
    int rankOf(int stage, int microBatch) const {
        return rankOfStage[pathOf(microBatch)][static_cast<std::size_t>(stage)];
    }
    /// Stages whose weights `rank` holds, in the order of the paths.
    std::vector<int> stagesOf(int rank) const;
};

/// What a schedule asks of the layout.
struct ScheduleShape {
    int ranks = 1;
    int microBatches = 1;
    int virtualStages = 1; ///< stages per rank; ZBV and DualPipeV always hold two, DualPipe two mirrored ones
};
/// Throws Error{BadInput} with the nearest shape that the schedule can have.
PipelineSchedule makeSchedule(ScheduleKind kind, const ScheduleShape& shape);
/// Stages (pieces of the model) of a schedule of this shape.
int stageCount(ScheduleKind kind, const ScheduleShape& shape);

/// All forwards, then all backwards (Huang et al., NeurIPS'19). Bubble of a rank (p-1)(F+B).
PipelineSchedule gpipe(int ranks, int microBatches);
/// One forward, one backward (PipeDream-flush; Narayanan et al., SC'21, section 2.2). Bubble (p-1)(F+B), with
/// at most p micro-batches in flight.
PipelineSchedule oneForwardOneBackward(int ranks, int microBatches);
/// Stage s on rank s mod p, v stages per rank (Narayanan et al., SC'21, section 2.2). Bubble (p-1)(F+B)/v for
/// F and B of the whole rank. Micro-batches must be a multiple of the ranks.
PipelineSchedule interleaved(int ranks, int microBatches, int virtualStages);
/// Weight gradients put off by `rank` micro-batches (Qi et al., ICLR'24, section 2.2): memory of 1F1B, bubble
/// (p-1)(F+B-W) where B is the input part alone.
PipelineSchedule zeroBubbleH1(int ranks, int microBatches);
/// Twice the warm-up and twice the delay (ibid.): memory of 2p-1 micro-batches, bubble (p-1)(F+B-2W).
PipelineSchedule zeroBubbleH2(int ranks, int microBatches);
/// Two stages per rank placed as a V (Qi et al., ICLR'24, section 6) in the memory of 1F1B: a list schedule
/// of equal chunk times. With those the last rank works without a gap from its first chunk on.
PipelineSchedule zeroBubbleV(int ranks, int microBatches);
/// The eight steps of DualPipe (DeepSeek-V3 report, arXiv 2412.19437, section 3.2.1 and figure 5; step counts
/// as in the published reference schedule): each rank holds two stages, micro-batches enter from both ends,
/// and in the steady part each forward is overlapped with a backward. For h = min(rank, ranks-1-rank) a rank
/// runs microBatches - 3 * ranks / 2 + 1 + h overlapped pairs (one less on the two middle ranks). Throws
/// Error{BadInput} unless ranks is even, microBatches is even and at least 2 * ranks.
PipelineSchedule dualPipe(int ranks, int microBatches);
/// DualPipe cut in half (same source): the mirrored stage becomes the second half of a V, so that every stage
/// is held once. Micro-batches: at least 2 * ranks.
PipelineSchedule dualPipeV(int ranks, int microBatches);

} // namespace sim
