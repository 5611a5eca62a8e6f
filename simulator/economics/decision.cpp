// SPDX-License-Identifier: Apache-2.0
#include "simulator/economics/decision.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "simulator/base/error.h"

namespace sim {

namespace {

void validate(const DecisionTable& table) {
    double sum = 0.0;
    for (const WorldState& state : table.states) {
        if (!(state.probability >= 0.0))
            throw Error(ErrorCode::BadInput,
                        fmt::format("found a probability of {} for '{}', expected 0 to 1", state.probability,
                                    state.name));
        sum += state.probability;
    }
    if (std::abs(sum - 1.0) > 1e-9)
        throw Error(ErrorCode::BadInput, fmt::format("found probabilities that sum to {}, expected 1", sum),
                    {}, "give every state its share");
    if (table.actions.empty() || table.cost.size() != table.actions.size())
        throw Error(ErrorCode::BadInput, "found a decision without a row of costs for every action");
    for (const auto& row : table.cost)
        if (row.size() != table.states.size())
            throw Error(ErrorCode::BadInput, "found a decision without a cost for every state");
}

} // namespace

Decision decide(const DecisionTable& table) {
    validate(table);
    Decision decision;
    std::vector<double> least(table.states.size(), HUGE_VAL);
    for (const auto& row : table.cost)
        for (std::size_t s = 0; s < row.size(); ++s)
            least[s] = std::min(least[s], row[s]);
    for (const auto& row : table.cost) {
        double expected = 0.0;
        std::vector<double> regret;
        for (std::size_t s = 0; s < row.size(); ++s) {
            expected += table.states[s].probability * row[s];
            regret.push_back(row[s] - least[s]);
        }
        decision.expectedCost.push_back(expected);
        decision.greatestRegret.push_back(*std::ranges::max_element(regret));
        decision.regret.push_back(std::move(regret));
    }
    const auto best = std::ranges::min_element(decision.expectedCost);
    decision.best = static_cast<std::size_t>(best - decision.expectedCost.begin());
    for (std::size_t s = 0; s < least.size(); ++s)
        decision.costWithPerfectInformation += table.states[s].probability * least[s];
    decision.valueOfPerfectInformation = *best - decision.costWithPerfectInformation;
    return decision;
}

} // namespace sim
