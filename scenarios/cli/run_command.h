// SPDX-License-Identifier: Apache-2.0
// purser run: one scenario, evaluated and told.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "scenarios/cli/console.h"

namespace cli {

struct RunRequest {
    std::filesystem::path scenario;
    std::vector<std::string> overrides;
    std::filesystem::path outDirectory; ///< empty: no files
    bool isJson = false;
    int threads = 1;
};

/// Exit status: 0, or 1 when the simulation says no.
int runCommand(const RunRequest& request, const Console& console);

} // namespace cli
