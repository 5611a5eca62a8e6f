// SPDX-License-Identifier: Apache-2.0
// purser price purchases, purser hw costs and hw export-check on the terminal. The command line is parsed
// elsewhere.
#pragma once

#include <string_view>

namespace hwdb {
class Catalogue;
}

namespace cli {

/// All print a table or (with `json`) a JSON array and return the exit status.
/// Every price at which a device was offered or sold, oldest first, as quoted and for one device.
int purchasePrices(const hwdb::Catalogue& catalogue, std::string_view device, bool json);
/// Low, typical and high of one category of operating cost, or of all when `category` is empty.
int operatingCostList(std::string_view category, bool json);
/// Which dated export rules a device's own figures meet on `date` (ISO; empty: the date of the newest event
/// known).
int exportCheck(const hwdb::Catalogue& catalogue, std::string_view device, std::string_view date, bool json);

} // namespace cli
