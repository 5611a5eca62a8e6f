// SPDX-License-Identifier: Apache-2.0
// purser hw: the hardware database on the terminal. Plain functions; the command line is parsed elsewhere.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace hwdb {
class Catalogue;
}

namespace cli {

/// All print to standard output, a table or (with `json`) a JSON array, and return the exit status. They
/// throw sim::Error for unknown names and bad values. `kind`: accelerator, system, link, model; "device" and
/// "devices" mean accelerator; empty means accelerators.
int hwList(hwdb::Catalogue& catalogue, std::string_view kind, bool json);
/// Slips in the packs; 0 when there is none, 2 otherwise.
int hwCheck(const hwdb::Catalogue& catalogue, bool json);
/// Every fact of one thing, alternatives included, with source and date.
int hwShow(hwdb::Catalogue& catalogue, std::string_view name, bool json);
/// The preferred numbers of several things side by side.
int hwCompare(hwdb::Catalogue& catalogue, const std::vector<std::string>& names, bool json);
/// Adds a fact of the user's. `valueText` may carry direction or sparsity as a last word:
/// "400 unidirectional", "1979 sparse".
int hwAdd(hwdb::Catalogue& catalogue, std::string_view name, std::string_view property,
          std::string_view valueText, std::string_view unit, std::string_view source, bool json);

} // namespace cli
