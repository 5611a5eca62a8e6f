// SPDX-License-Identifier: Apache-2.0
// Vendors' offers: their lines as quoted, and what they come to on one basis.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace scenario {

/// One line of an offer, as quoted.
struct Quote {
    std::string vendor, item, part;
    double quantity = 0.0;
    double unitPrice = 0.0; ///< in `currency`
    std::string currency;   ///< ISO 4217
    double taxRate = 0.0;
    bool isTaxIncluded = false;
    double leadWeeks = 0.0, warrantyMonths = 0.0;
    std::string validUntil; ///< YYYY-MM-DD
    bool isDomestic = false;
    std::string note;
    std::string where; ///< file:row
};

/// CSV (.csv) with exactly the columns of quoteColumns(), or YAML (.yaml): a list of maps with these keys.
/// Throws Error{BadInput} naming file, row and column.
std::vector<Quote> readQuotes(const std::filesystem::path& file);
const std::vector<std::string_view>& quoteColumns();

/// All lines of one vendor on one basis.
struct Offer {
    std::string vendor;
    double beforeTax = 0.0, tax = 0.0; ///< of the required quantities, in the case's currency
    double total() const { return beforeTax + tax; }
    double leadWeeks = 0.0;      ///< of the slowest line
    double warrantyMonths = 0.0; ///< of the shortest line
    std::string validUntil;      ///< of the line that ends first
    bool isDomestic = true;      ///< every line is
    std::vector<std::string> missingItems;
    std::vector<std::string> currencies;
    bool isComplete() const { return missingItems.empty(); }
};

/// `rate(currency)`: units of the case's currency for one of that. Required quantities stand in for those
/// quoted; with none required, each line counts as quoted. Throws Error{BadInput} for an item that a vendor
/// quotes twice.
std::vector<Offer> normaliseOffers(const std::vector<Quote>& quotes,
                                   const std::vector<std::pair<std::string, double>>& requiredItems,
                                   const std::function<double(const std::string&)>& rate);

} // namespace scenario
