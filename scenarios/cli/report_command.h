// SPDX-License-Identifier: Apache-2.0
// purser report: one result, several compared, or a procurement case, as files for people.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "scenarios/cli/console.h"

namespace cli {

struct ReportRequest {
    std::vector<std::filesystem::path> files; ///< scenarios or results; or one procurement case
    std::vector<std::string> overrides;
    std::vector<std::string> formats;
    std::string language = "en";
    std::vector<std::string> parts;
    std::string profile;
    std::filesystem::path outDirectory;
};

/// Prints the paths written, one a line. Exit status: 0, or 1 when the simulation says no.
int reportCommand(const ReportRequest& request, const Console& console);

} // namespace cli
