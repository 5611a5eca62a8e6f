// SPDX-License-Identifier: Apache-2.0
// purser network: what collectives and expert exchanges take on a scenario's cluster, by size.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "scenarios/cli/console.h"

namespace cli {

int networkCommand(const std::filesystem::path& file, const std::vector<std::string>& overrides, bool isJson,
                   const Console& console);

} // namespace cli
