// SPDX-License-Identifier: Apache-2.0
// A sweep as a Slurm job array: writes the script, submits it, follows it, submits missing shards again and
// joins. The shards' files are the only state: a killed task or node is a file that is not there.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "scenarios/cli/console.h"

namespace cli {

struct SlurmSubmission {
    std::filesystem::path program, scenario, out;
    std::vector<std::string> overrides;
    std::uint64_t shards = 0;
    int jobs = 1;     ///< threads of one task
    int attempts = 3; ///< submissions before it gives up on a shard
};

/// The batch script of the array; every path and value is quoted for the shell.
std::string slurmScript(const SlurmSubmission& submission);
/// "0-3,7,9-12" for numbers in rising order.
std::string arrayRange(const std::vector<std::uint64_t>& numbers);
/// Shards whose file is not there.
std::vector<std::uint64_t> missingShards(const SlurmSubmission& submission);
/// Throws Error{BadInput} when Slurm cannot be used or shards are missing after the last attempt. Exit status
/// as mergeCommand().
int submitToSlurm(const SlurmSubmission& submission, const Console& console);

} // namespace cli
