// SPDX-License-Identifier: Apache-2.0
// purser results: what is in a store of results, filtered, sorted, compared, exported.
#pragma once

#include <filesystem>
#include <string>

#include "scenarios/cli/console.h"

namespace cli {

struct ResultsRequest {
    std::filesystem::path store;
    std::string where, sort;           ///< SQL condition and SQL order, may be empty
    std::string sql;                   ///< a whole SELECT; replaces the others
    std::filesystem::path compareWith; ///< another store: metrics of points with equal inputs side by side
    std::string pareto;           ///< metrics to make small, "-" before one to make large: "cost_total,-mfu"
    std::string format = "table"; ///< table, csv or json
    long long limit = 20;         ///< rows of a table
    bool hasColumns = false;      ///< tell the columns instead
};

/// Exit status 0.
int resultsCommand(const ResultsRequest& request, const Console& console);

} // namespace cli
