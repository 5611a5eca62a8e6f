// SPDX-License-Identifier: Apache-2.0
#include "scenarios/procurement/offer_scoring.h"

#include <algorithm>

#include "simulator/economics/tender_score.h"

namespace scenario {

namespace {

std::vector<OfferScore> scoresAt(const Scoring& scoring, const std::vector<const Offer*>& offers,
                                 double priceWeight) {
    std::vector<sim::TenderQuote> quotes;
    for (const Offer* offer : offers)
        quotes.push_back({offer->total(), offer->isDomestic});
    const auto prices = sim::priceScores(quotes, priceWeight, scoring.domesticPreference);
    const double rest = 100.0 - scoring.priceWeight;
    const double scale = rest > 0.0 ? (100.0 - priceWeight) / rest : 0.0;
    std::vector<OfferScore> scores;
    for (std::size_t i = 0; i < offers.size(); ++i) {
        OfferScore score{offers[i]->vendor, prices[i], {}, prices[i], 0.0, 0.0, {}};
        for (const ScoringCriterion& criterion : scoring.criteria)
            for (const auto& [vendor, points] : criterion.scores)
                if (vendor == score.vendor) {
                    score.criteria.push_back(scale * criterion.weight * points / 100.0);
                    score.total += score.criteria.back();
                }
        scores.push_back(std::move(score));
    }
    std::ranges::stable_sort(scores, std::greater{}, &OfferScore::total);
    return scores;
}

} // namespace

OfferScoring scoreOffers(const Scoring& scoring, const std::vector<Offer>& offers) {
    OfferScoring out;
    std::vector<const Offer*> complete;
    for (const Offer& offer : offers)
        if (offer.isComplete())
            complete.push_back(&offer);
        else
            out.incomplete.push_back(offer.vendor);
    if (complete.empty()) return out;
    out.scores = scoresAt(scoring, complete, scoring.priceWeight);
    for (std::size_t i = 0; i < std::min(out.scores.size(), scoring.shares.size()); ++i) {
        OfferScore& score = out.scores[i];
        score.share = scoring.shares[i];
        for (const Offer* offer : complete)
            if (offer->vendor == score.vendor) score.amount = score.share * offer->total();
        score.amountInWords = sim::amountInChineseWords(score.amount);
    }
    for (double weight = 30.0; weight <= 70.0; weight += 10.0) {
        WeightOrder order{weight, {}};
        for (const OfferScore& score : scoresAt(scoring, complete, weight))
            order.vendors.push_back(score.vendor);
        out.orders.push_back(std::move(order));
    }
    return out;
}

} // namespace scenario
