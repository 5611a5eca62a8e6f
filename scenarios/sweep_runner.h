// SPDX-License-Identifier: Apache-2.0
// Runs the points of a sweep on threads and keeps each as soon as it is known. The finished store has the
// same bytes for any number of threads, shards and resumes, and whether simulations were remembered or not.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <string>

#include "hwdb/catalogue.h"
#include "scenarios/simulation_cache.h"
#include "scenarios/sweep_space.h"
#include "simulator/base/progress.h"

namespace scenario {

/// Points of shard i of n: [count i / n, count (i + 1) / n).
struct ShardRange {
    std::uint64_t first = 0, last = 0;
};
/// REQUIRES: shard < shards.
ShardRange shardRange(std::uint64_t count, std::uint64_t shard, std::uint64_t shards);
/// "sweep.sqlite" of shard 3 of 40 is "sweep.shard-3-of-40.sqlite".
std::filesystem::path shardFile(const std::filesystem::path& out, std::uint64_t shard, std::uint64_t shards);

struct SweepRequest {
    std::filesystem::path out; ///< the finished store; while it runs there is `out` + ".part" instead
    int jobs = 1;
    std::uint64_t shard = 0, shards = 1;
    bool isResumed = false; ///< go on with a part that is there
};

struct SweepOutcome {
    std::filesystem::path file;
    bool wasComplete = false; ///< the store was there before
    std::uint64_t points = 0, resumed = 0;
    std::size_t simulated = 0;
    std::map<std::string, std::uint64_t> statuses;
};

/// Makes a catalogue for one thread.
using CatalogueMaker = std::function<hwdb::Catalogue()>;

/// Throws Error{BadInput} before the first point for names that the catalogue lacks or files in the way,
/// Error{Cancelled} when stopped: what was done is in the part then.
SweepOutcome runSweep(const SweepSpace& space, const SweepRequest& request, const CatalogueMaker& catalogue,
                      SimulationCache& cache, const sim::WorkContext& context = {});

} // namespace scenario
