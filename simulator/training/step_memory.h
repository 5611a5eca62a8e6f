// SPDX-License-Identifier: Apache-2.0
// Memory of each pipeline rank at every moment of its schedule: weights, gradients and optimizer state, the
// activations that the table keeps alive, and buffers. What is counted is what a job allocates; the
// allocator's fragmentation and the runtime's own memory are added when asking whether it fits.
#pragma once

#include <string>
#include <vector>

#include "simulator/training/operator_chunk.h"

namespace sim {

struct MemorySetup {
    double weightBytes = 2;      ///< per parameter, as computed with
    double gradientBytes = 4;    ///< per parameter, as accumulated
    double optimizerBytes = 12;  ///< per parameter: master weight and moments
    double fragmentation = 0.05; ///< of what is allocated, lost to holes
    Bytes runtime;               ///< context, libraries and their buffers
};

struct RankMemory {
    int rank = 0;
    Bytes weights, gradients, optimizer;
    Bytes activations;        ///< at the peak
    Bytes transient;          ///< buffers inside the chunk that runs at the peak
    std::size_t peakTask = 0; ///< index into the rank's tasks
    int chunksHeld = 0;       ///< forwards whose activations are held at the peak
    Bytes allocated() const { return weights + gradients + optimizer + activations + transient; }
};

std::vector<RankMemory> stepMemory(const PipelineSchedule& schedule, const OperatorJob& job,
                                   const MemorySetup& setup);
/// The rank with the largest peak; the first of equals.
const RankMemory& fullestRank(const std::vector<RankMemory>& ranks);
/// What `memory` needs of a device.
Bytes memoryNeeded(const RankMemory& memory, const MemorySetup& setup);

} // namespace sim
