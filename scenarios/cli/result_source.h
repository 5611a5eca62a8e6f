// SPDX-License-Identifier: Apache-2.0
// Where a command gets its results: a scenario that is evaluated or the JSON of an earlier run.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "hwdb/catalogue.h"
#include "scenarios/cli/console.h"
#include "scenarios/evaluate.h"

namespace cli {

/// Opens the catalogue on first need and once. Not for several threads.
class ResultSource {
  public:
    explicit ResultSource(const Console& console) : console_(console) {}

    /// `file` ending in .json is an earlier result, which takes no overrides; anything else is a scenario.
    /// Throws Error{BadInput}, Error{Infeasible} or Error{Cancelled}.
    scenario::Result load(const std::filesystem::path& file, const std::vector<std::string>& overrides = {},
                          const scenario::EvaluateOptions& options = {});
    hwdb::Catalogue& catalogue();

  private:
    const Console& console_;
    std::optional<hwdb::Catalogue> catalogue_;
};

} // namespace cli
