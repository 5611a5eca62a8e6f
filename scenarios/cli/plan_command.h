// SPDX-License-Identifier: Apache-2.0
// purser plan: the cheapest and the fastest layout, and what lies between them.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "scenarios/cli/console.h"

namespace cli {

struct PlanCommandRequest {
    std::filesystem::path file;
    std::vector<std::string> overrides, devices;
    int jobs = 1, rows = 12;
    bool isJson = false;
};

/// Exit status: 0, or 1 when nothing works.
int planCommand(const PlanCommandRequest& request, const Console& console);

} // namespace cli
