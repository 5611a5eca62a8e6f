// SPDX-License-Identifier: Apache-2.0
// purser sweep and purser merge: many scenarios into one store of results.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "scenarios/cli/console.h"

namespace cli {

struct SweepCommandRequest {
    std::filesystem::path scenario;
    std::vector<std::string> overrides;
    std::filesystem::path out; ///< empty: the scenario's name with .sqlite in the current folder
    std::string shard;         ///< "I/N", I from 0; empty: everything
    std::string engine;        ///< "slurm": submit instead of running here
    int submittedShards = 40;  ///< of --submit
    int jobs = 1;
    bool isResumed = false, isDryRun = false, hasDiskCache = true;
};

/// Prints the path of the store. Exit status: 0, or 1 when no point works.
int sweepCommand(const SweepCommandRequest& request, const Console& console);
/// Joins the stores of all shards of one sweep. Exit status 0.
int mergeCommand(const std::vector<std::string>& parts, const std::filesystem::path& out,
                 const Console& console);

} // namespace cli
