// SPDX-License-Identifier: Apache-2.0
// purser report: one result as files for people.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "scenarios/cli/console.h"

namespace cli {

struct ReportRequest {
    std::filesystem::path file; ///< scenario or result
    std::vector<std::string> overrides;
    std::vector<std::string> formats;
    std::string language = "en";
    std::filesystem::path outDirectory;
};

/// Prints the paths written, one a line. Exit status: 0, or 1 when the simulation says no.
int reportCommand(const ReportRequest& request, const Console& console);

} // namespace cli
