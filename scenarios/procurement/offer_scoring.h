// SPDX-License-Identifier: Apache-2.0
// Points of vendors' offers under the weights of a tender, and how the order depends on the weights.
#pragma once

#include <string>
#include <vector>

#include "scenarios/procurement/procurement_case.h"

namespace scenario {

struct OfferScore {
    std::string vendor;
    double price = 0.0;           ///< points of the price
    std::vector<double> criteria; ///< points of each criterion
    double total = 0.0;
    double share = 0.0;        ///< of the award
    double amount = 0.0;       ///< share x its own total with tax
    std::string amountInWords; ///< of `amount`, in Chinese, as contracts in CNY write it
};
/// Order of the vendors when the price has this weight and the criteria share the rest as before.
struct WeightOrder {
    double priceWeight = 0.0;
    std::vector<std::string> vendors;
};
struct OfferScoring {
    std::vector<OfferScore> scores;      ///< best first; of complete offers only
    std::vector<std::string> incomplete; ///< vendors left out
    std::vector<WeightOrder> orders;
};

/// Price points by Order 87 (sim::priceScores) of the totals with tax.
OfferScoring scoreOffers(const Scoring& scoring, const std::vector<Offer>& offers);

} // namespace scenario
