// SPDX-License-Identifier: Apache-2.0
// purser compare: results side by side, and which parts of the breakdown explain the difference.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "scenarios/cli/console.h"
#include "scenarios/result.h"

namespace cli {

/// How much one part of the "step" table changes from the first result to another one.
struct PartChange {
    std::string label;
    double change = 0.0; ///< in the unit of the table
    double share = 0.0;  ///< of the whole difference; may exceed 1 or be negative
};
/// Largest change first; a part that one side lacks counts as zero there. Empty when a table is missing.
std::vector<PartChange> partChanges(const scenario::Result& base, const scenario::Result& other);

/// REQUIRES: at least two results; the first is the base of every difference.
std::string compareText(const std::vector<scenario::Result>& results, const Style& style);
std::string compareJson(const std::vector<scenario::Result>& results);

/// Exit status: 0, or 1 when one of the scenarios does not work.
int compareCommand(const std::vector<std::filesystem::path>& files, const std::vector<std::string>& overrides,
                   bool isJson, const Console& console);

} // namespace cli
