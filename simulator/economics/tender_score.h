// SPDX-License-Identifier: Apache-2.0
// Price scores of Chinese public tenders, and amounts of money in Chinese words as contracts write them.
#pragma once

#include <string>
#include <vector>

namespace sim {

struct TenderQuote {
    double price = 0.0;
    bool isDomestic = false;
};

/// Order 87 of the Ministry of Finance, art. 55: the lowest evaluated price gets the whole weight, others
/// weight x lowest / theirs. `domesticPreference` comes off the evaluated price of domestic products (20 %
/// since 2026-01-01, State Council General Office document 34 of 2025). Throws Error{BadInput} for a price
/// that is not positive.
std::vector<double> priceScores(const std::vector<TenderQuote>& quotes, double weight,
                                double domesticPreference = 0.0);

/// Payment and Settlement Measures, annex 1: 1409.50 is 壹仟肆佰零玖元伍角. Rounded to fen; from 0 up to a
/// trillion (10^12). Throws Error{BadInput} outside.
std::string amountInChineseWords(double yuan);

} // namespace sim
