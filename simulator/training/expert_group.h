// SPDX-License-Identifier: Apache-2.0
// The ranks of an expert-parallel group together: they differ in the rows their experts receive and meet at
// every exchange. A record of one rank that starts with its peers shows too little of the waiting that a
// running job has; executing the group chunk after chunk shows how far the drift between the ranks goes.
#pragma once

#include <cstdint>

#include "simulator/training/chunk_model.h"

namespace sim {

struct GroupDrift {
    Duration first;                     ///< length of the first overlapped pair, all ranks starting together
    Duration steady;                    ///< mean length of the later ones
    double steadyOverFirst = 1;         ///< what the record must be stretched by
    std::vector<Duration> waitByRepeat; ///< mean wait at exchanges in each repeat of the first pair
    Duration steadyWait;                ///< mean wait in the later pairs
    std::uint64_t events = 0;
};

/// Executes `ranks` ranks through consecutive overlapped pairs of the recorded layers. Waits for peers are
/// not the recorded ones but come about: an exchange's synchronising kernel ends on all ranks when the last
/// has reached it, plus the latency of the scale-out links. Rows per rank, layer and direction are normal
/// around the mean with `loadVariation`; the recorded rank's own waits are only compared, never used.
GroupDrift executeExpertGroup(const PlacedTrace& trace, const Machine& machine, int ranks,
                              double loadVariation, std::uint64_t seed, const WorkContext& context = {});

/// Coefficient of variation of the rows that the recorded rank's experts received, over layers and
/// directions.
double recordedLoadVariation(const KernelTrace& trace);

} // namespace sim
