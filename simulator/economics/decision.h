// SPDX-License-Identifier: Apache-2.0
// Decisions under named states of the world: expected cost of each action, regret, and what it would be worth
// to know which state comes.
#pragma once

#include <string>
#include <vector>

namespace sim {

struct WorldState {
    std::string name;
    double probability = 0.0;
};

/// Cost of every action (rows) in every state (columns).
struct DecisionTable {
    std::vector<WorldState> states;
    std::vector<std::string> actions;
    std::vector<std::vector<double>> cost;
};

struct Decision {
    std::size_t best = 0;                    ///< action of the least expected cost; the first of equals
    std::vector<double> expectedCost;        ///< by action
    std::vector<std::vector<double>> regret; ///< cost - least cost in that state
    std::vector<double> greatestRegret;      ///< by action
    double costWithPerfectInformation = 0.0;
    double valueOfPerfectInformation = 0.0; ///< EVPI
};

/// Throws Error{BadInput} when probabilities are negative or do not sum to 1 (within 1e-9), or rows do not
/// fit.
Decision decide(const DecisionTable& table);

} // namespace sim
