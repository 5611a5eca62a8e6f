// SPDX-License-Identifier: Apache-2.0
// purser explain: how one metric of a result came about.
#pragma once

#include <filesystem>
#include <string>

#include "scenarios/cli/console.h"
#include "scenarios/result.h"

namespace cli {

/// The story of `metric`. Throws Error{BadInput} naming the nearest metric when there is none.
std::string explainText(const scenario::Result& result, std::string_view metric, const Style& style);
std::string explainJson(const scenario::Result& result, std::string_view metric);

/// `file` is a result or a scenario. Exit status 0.
int explainCommand(const std::filesystem::path& file, const std::string& metric, bool isJson,
                   const Console& console);

} // namespace cli
