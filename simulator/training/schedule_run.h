// SPDX-License-Identifier: Apache-2.0
// Executes the table of a pipeline schedule in the engine: chunks in the order of their rank, transfers
// between ranks, then each rank's optimizer. How long a chunk takes is asked of the caller.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "simulator/base/instant.h"
#include "simulator/base/progress.h"
#include "simulator/training/pipeline_schedule.h"

namespace sim {

struct ChunkTime {
    Duration duration;
    Duration compute;              ///< time in which a compute kernel runs
    Duration communication;        ///< time in which an exchange or a wait for peers runs
    Duration exposedCommunication; ///< of it, with no compute kernel running
};

/// A piece of one rank's step, for the timeline.
struct RankSlice {
    int rank = 0;
    Instant start, end;
    ChunkTask task;
    int microBatch = 0; ///< of the forward where there is one
    bool isOptimizer = false;
};

/// Where one rank's step goes; the parts without the last two add up to the step time.
struct RankParts {
    Duration forward, backward, backwardInput, weightGradient, overlapped, optimizer, bubble;
    Duration exposedCommunication; ///< inside the chunks above
    Duration inPlace;              ///< of the bubble: between the rank's first start and its last chunk's end
};

/// A rank and its mirrors have run their last chunk: the gradients of their stages are whole.
struct RankEnd {
    int rank = 0;
    Instant now;
    struct Stage {
        int stage = 0;
        Instant start, end; ///< of the last chunk that made its weight gradients
    };
    std::vector<Stage> stages; ///< in the order of their ends
};

struct StepCosts {
    std::function<ChunkTime(int rank, const ChunkTask& task)> chunk;
    /// One micro-batch's hidden states (or their gradients) from rank to rank; ranks differ.
    std::function<Duration(int from, int to)> transfer;
    /// After the last chunk of every rank that holds the stages of `rank`; may be empty.
    std::function<Duration(const RankEnd&)> optimizer;
};

struct ScheduleRun {
    Duration time; ///< to the end of the last event
    std::vector<RankParts> ranks;
    std::vector<RankSlice> slices; ///< only when asked for
    std::uint64_t events = 0;
    std::uint64_t fingerprint = 0;
    std::uint64_t chunks = 0;
};

/// Transfers of one rank leave it one after the other, beside its chunks. A stage whose next stage sits on
/// the same rank hands over at once. Throws Error{Internal} when the table waits for itself, Error{Cancelled}
/// when stopped.
ScheduleRun runSchedule(const PipelineSchedule& schedule, const StepCosts& costs, bool keepSlices = false,
                        const WorkContext& context = {});

/// Chunks of equal length on every rank, transfers free: for bubble formulas and list schedules. `overlapped`
/// of a pair; 0 = forward + backward.
struct UniformTimes {
    Duration forward, backwardInput, weightGradient, overlapped;
};
StepCosts uniformCosts(const UniformTimes& times);

} // namespace sim
