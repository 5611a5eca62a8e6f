// SPDX-License-Identifier: Apache-2.0
// The answer of workload.tender: price scores, ranking, shares, the price that would win.
#include <algorithm>
#include <numeric>

#include <fmt/format.h>

#include "scenarios/fleet_plan_reader.h"
#include "scenarios/money_work.h"
#include "scenarios/money_writer.h"
#include "simulator/base/error.h"
#include "simulator/economics/tender_score.h"

namespace scenario {

namespace {

struct Bidder {
    std::string name;
    sim::TenderQuote quote;
};

[[noreturn]] void refuse(const Scenario& scenario, const char* key, const std::string& problem) {
    throw sim::Error(sim::ErrorCode::BadInput, fmt::format("{}: {}", key, problem), scenario.value(key).where,
                     "write it like A: 9.6e6, B: 10.0e6 domestic");
}

std::vector<Bidder> biddersOf(const Scenario& scenario) {
    constexpr const char* Key = "workload.tender.quotes";
    std::vector<Bidder> bidders;
    std::string_view rest = scenario.text(Key);
    while (!rest.empty()) {
        std::string_view entry = rest.substr(0, rest.find(','));
        rest.remove_prefix(std::min(rest.size(), entry.size() + 1));
        while (entry.starts_with(' '))
            entry.remove_prefix(1);
        const std::size_t colon = entry.find(':');
        if (colon == std::string_view::npos)
            refuse(scenario, Key, fmt::format("found '{}' without a name", entry));
        Bidder bidder{std::string(entry.substr(0, colon)), {}};
        std::string_view price = entry.substr(colon + 1);
        if (const std::size_t word = price.find("domestic"); word != std::string_view::npos) {
            bidder.quote.isDomestic = true;
            price = price.substr(0, word);
        }
        while (price.starts_with(' '))
            price.remove_prefix(1);
        while (price.ends_with(' '))
            price.remove_suffix(1);
        const auto number = sim::parseNumber(price);
        if (!number) refuse(scenario, Key, fmt::format("found '{}', expected a price", price));
        bidder.quote.price = *number;
        bidders.push_back(std::move(bidder));
    }
    return bidders;
}

} // namespace

void addTender(const Scenario& scenario, Result& result) {
    const auto bidders = biddersOf(scenario);
    std::vector<sim::TenderQuote> quotes;
    for (const Bidder& b : bidders)
        quotes.push_back(b.quote);
    const double weight = scenario.number("workload.tender.price_weight");
    const auto scores =
        sim::priceScores(quotes, weight, scenario.number("workload.tender.domestic_preference"));
    std::vector<double> others(bidders.size(), 0.0), shares;
    if (scenario.has("workload.tender.other_scores"))
        others = numbersOf(scenario, "workload.tender.other_scores");
    if (others.size() != bidders.size())
        refuse(scenario, "workload.tender.other_scores",
               fmt::format("found {} scores, expected one for each of {} quotes", others.size(),
                           bidders.size()));
    if (scenario.has("workload.tender.shares")) shares = numbersOf(scenario, "workload.tender.shares");
    std::vector<std::size_t> order(bidders.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::stable_sort(order, std::greater{}, [&](std::size_t i) { return scores[i] + others[i]; });
    MoneyWriter out(scenario, result);
    Table& table =
        out.table("tender", "Scores and award",
                  {{"bidder", "Bidder", ""},
                   {"quote", "Quote", out.currency()},
                   {"price_score", "Price score", ""},
                   {"other", "Other", ""},
                   {"total", "Total", ""},
                   {"share", "Award", "%"},
                   {"words", "In words", ""}},
                  "price score = lowest evaluated price / evaluated price x weight (Order 87, art. 55)");
    double cost = 0.0, weightSum = 0.0;
    for (std::size_t rank = 0; rank < order.size(); ++rank) {
        const std::size_t i = order[rank];
        const double share = shares.empty()         ? (rank == 0 ? 100.0 : 0.0)
                             : rank < shares.size() ? shares[rank]
                                                    : 0.0;
        cost += quotes[i].price * share, weightSum += share;
        table.rows.push_back({bidders[i].name + (quotes[i].isDomestic ? " (domestic)" : ""), quotes[i].price,
                              scores[i], others[i], scores[i] + others[i], share,
                              sim::amountInChineseWords(quotes[i].price)});
    }
    out.metric("cost_total", out.currency(), cost / weightSum, "quotes weighted with the award shares");
    if (order.size() < 2) return;
    const std::size_t winner = order[0], second = order[1];
    out.metric("winning_score", "", scores[winner] + others[winner],
               "price score and other scores of the first");
    // At what price would the second have won? Its price score must make up the difference of the rest.
    const double needed = scores[winner] + others[winner] - others[second];
    if (needed > 0.0 && needed <= weight)
        out.metric(
            "price_to_win", out.currency(), quotes[second].price * scores[second] / needed,
            fmt::format(
                "price at which {} would have tied with {}, where that leaves the lowest price as it is",
                bidders[second].name, bidders[winner].name));
}

} // namespace scenario
