// SPDX-License-Identifier: Apache-2.0
#include "scenarios/procurement/quote.h"

#include <algorithm>

#include <fmt/format.h>

#include "simulator/base/error.h"

namespace scenario {

namespace {

Offer& offerOf(std::vector<Offer>& offers, const std::string& vendor) {
    for (Offer& offer : offers)
        if (offer.vendor == vendor) return offer;
    offers.emplace_back().vendor = vendor;
    return offers.back();
}

void addLine(Offer& offer, const Quote& line, double quantity, double rate) {
    const double perUnit = line.isTaxIncluded ? line.unitPrice / (1.0 + line.taxRate) : line.unitPrice;
    const double net = perUnit * quantity * rate;
    offer.beforeTax += net;
    offer.tax += net * line.taxRate;
    offer.leadWeeks = std::max(offer.leadWeeks, line.leadWeeks);
    const bool isFirst = offer.validUntil.empty();
    offer.warrantyMonths =
        isFirst ? line.warrantyMonths : std::min(offer.warrantyMonths, line.warrantyMonths);
    if (isFirst || line.validUntil < offer.validUntil) offer.validUntil = line.validUntil;
    offer.isDomestic = offer.isDomestic && line.isDomestic;
    if (std::ranges::find(offer.currencies, line.currency) == offer.currencies.end())
        offer.currencies.push_back(line.currency);
}

} // namespace

std::vector<Offer> normaliseOffers(const std::vector<Quote>& quotes,
                                   const std::vector<std::pair<std::string, double>>& requiredItems,
                                   const std::function<double(const std::string&)>& rate) {
    std::vector<Offer> offers;
    const auto isOf = [](const Quote& a, const std::string& vendor, const std::string& item) {
        return a.vendor == vendor && a.item == item;
    };
    for (auto line = quotes.begin(); line != quotes.end(); ++line) {
        const auto earlier = std::find_if(
            quotes.begin(), line, [&](const Quote& other) { return isOf(other, line->vendor, line->item); });
        if (earlier != line)
            throw sim::Error(sim::ErrorCode::BadInput,
                             fmt::format("item: {} quotes '{}' a second time, first in {}", line->vendor,
                                         line->item, earlier->where),
                             line->where, "give one of them another name or remove it");
        Offer& offer = offerOf(offers, line->vendor);
        if (requiredItems.empty()) {
            addLine(offer, *line, line->quantity, rate(line->currency));
            continue;
        }
        for (const auto& [item, quantity] : requiredItems)
            if (item == line->item) addLine(offer, *line, quantity, rate(line->currency));
    }
    for (Offer& offer : offers)
        for (const auto& [item, quantity] : requiredItems)
            if (std::ranges::none_of(quotes, [&](const Quote& q) { return isOf(q, offer.vendor, item); }))
                offer.missingItems.push_back(item);
    return offers;
}

} // namespace scenario
