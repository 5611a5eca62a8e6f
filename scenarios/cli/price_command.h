// SPDX-License-Identifier: Apache-2.0
// purser price: the price book on the terminal. Plain functions; the command line is parsed elsewhere.
#pragma once

#include <string_view>

namespace hwdb {
class Catalogue;
}

namespace cli {

/// Rental price per GPU-hour on `date` (ISO; empty: that of the newest observation in the book) of one
/// device, or of every device the book has when `device` is empty; `contract` empty means on_demand. Returns
/// the exit status.
int priceList(hwdb::Catalogue& catalogue, std::string_view device, std::string_view contract,
              std::string_view date, bool json);
/// Every observation of one device, oldest first, as written in its source; only those of one `contract`
/// ("on-demand" or "on_demand") unless it is empty. With a contract the table begins with the price of each
/// half-year: low, median, high and how many observations stand behind it.
int priceHistory(hwdb::Catalogue& catalogue, std::string_view device, std::string_view contract, bool json);

} // namespace cli
