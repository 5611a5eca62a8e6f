// SPDX-License-Identifier: Apache-2.0
// A training run of months: failures, checkpoints, restarts and spares between its useful steps. Leaves out:
// what a slow device costs, and failures while no device works.
#pragma once

#include <cstdint>
#include <vector>

#include "simulator/base/quantity.h"

namespace sim {

struct TrainingRunSetup {
    Seconds useful; ///< steps of the run x step time
    double devices = 0;
    Seconds deviceMtbf;    ///< mean time between failures that one device causes; exponential
    Seconds checkpoint;    ///< training stands still while one is written
    Seconds interval;      ///< useful time between checkpoints; 0: the optimum
    Seconds restart;       ///< detection, replacement, loading, warm-up
    double spareNodes = 0; ///< take over at once; without one the job waits for a repair
    Seconds repair;        ///< of a node
};

struct TrainingRunOutcome {
    Seconds wall;
    Seconds lost;    ///< useful work done again
    Seconds waiting; ///< for a repair, no spare being left
    double failures = 0, checkpoints = 0;
    double goodput(const TrainingRunSetup& setup) const { return setup.useful / wall; }
};

/// Mean time between failures of the whole job.
Seconds jobMtbf(const TrainingRunSetup& setup);
/// sqrt(2 C M) (Young, CACM 17(9), 1974), with Daly's correction sqrt(2 C M) (1 + sqrt(C / 2M) / 3 + C / 18M)
/// - C for C < 2M (Daly, FGCS 22(3), 2006, eq. 37).
Seconds youngInterval(Seconds checkpoint, Seconds mtbf);
Seconds dalyInterval(Seconds checkpoint, Seconds mtbf);

/// One course of events; a pure function of its arguments. REQUIRES: useful > 0.
TrainingRunOutcome simulateRun(const TrainingRunSetup& setup, std::uint64_t seed, std::uint32_t number);
/// Goodputs of `runs` courses, rising.
std::vector<double> goodputs(const TrainingRunSetup& setup, std::uint64_t seed, std::uint32_t runs);

} // namespace sim
