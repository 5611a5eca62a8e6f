// SPDX-License-Identifier: Apache-2.0
// One result as text for the terminal. Nothing is computed here but shares of a total.
#pragma once

#include <string>

#include "scenarios/cli/console.h"
#include "scenarios/result.h"

namespace cli {

Ink basisInk(sim::Basis basis);
/// `isVerbose` shows every row of every table.
std::string resultText(const scenario::Result& result, const Style& style, bool isVerbose);
/// "412,345 events, fingerprint ..., catalogue ..., ..." in one line.
std::string provenanceText(const scenario::Provenance& provenance);
/// Rows of `table` in aligned columns, at most `most` of them; bars beside the first column of numbers when
/// the table divides a total ("step").
std::string tableText(const scenario::Table& table, const Style& style, std::size_t most);

/// Part and size of each row of a table that divides a total: first text and first number of the row.
struct Part {
    std::string label;
    double value = 0.0;
};
std::vector<Part> partsOf(const scenario::Table& table);

} // namespace cli
