// SPDX-License-Identifier: Apache-2.0
// Staged purchase as a real option: in each stage, when demand is seen, the buyer may add tranches, wait, or
// sell. Dynamic programming over a recombining tree of demand; what it is worth beyond the best plan that
// decides everything at the start is the value of waiting.
#pragma once

#include <vector>

namespace sim {

struct StagingOption {
    int stages = 8;
    double stageMonths = 3.0;
    double trancheGpus = 0.0;
    int mostTranches = 4;
    double pricePerGpu = 0.0;
    double priceDeclinePerMonth = 0.0;  ///< below 0 the price rises
    double resaleShare = 0.0;           ///< of the price of the day, for tranches sold early and at the end
    double demandGpus = 0.0;            ///< busy GPUs of the first stage
    double growthPerMonth = 0.0;        ///< of the expected demand
    double volatilityPerYear = 0.0;     ///< of the logarithm of demand
    double marginPerGpuHour = 0.0;      ///< of a busy hour, before running cost
    double runningCostPerGpuHour = 0.0; ///< of an installed hour
    double discountRate = 0.10;         ///< effective per year
    double hoursPerMonth = 730.0;
};

enum class StagingAction { Wait, Buy };

struct StagingDecision {
    double demandGpus = 0.0;
    int tranches = 0; ///< held after the decision
    StagingAction action = StagingAction::Wait;
};

struct StagingValue {
    double withOption = 0.0; ///< expected present value of deciding stage by stage
    double committed = 0.0;  ///< of the best number of tranches bought at the start and kept
    int committedTranches = 0;
    double optionValue() const { return withOption - committed; }
    /// Best decision of a stage that begins without machines, by demand from high to low; policy[0] has one
    /// entry.
    std::vector<std::vector<StagingDecision>> policy;
};

/// Throws Error{BadInput} for stages, tranches or prices that cannot be.
StagingValue stagedPurchase(const StagingOption& option);

} // namespace sim
