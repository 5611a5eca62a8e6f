// SPDX-License-Identifier: Apache-2.0
#include "simulator/economics/training_budget.h"

#include <cmath>
#include <numbers>

#include <fmt/format.h>

#include "simulator/base/error.h"

namespace sim {

TrainingBudget trainingBudget(double gpuHours, double perGpuHour, const ProgrammeTerms& terms) {
    if (!(terms.goodput > 0.0 && terms.goodput <= 1.0))
        throw Error(ErrorCode::BadInput,
                    fmt::format("found a goodput of {}, expected above 0 and at most 1", terms.goodput));
    if (terms.experimentMultiple < 0.0 || terms.failedRunShare < 0.0)
        throw Error(ErrorCode::BadInput, "found a negative share of experiments or failed runs");
    TrainingBudget budget;
    budget.headline = gpuHours * perGpuHour;
    budget.rerunLoss = budget.headline * (1.0 / terms.goodput - 1.0);
    budget.experiments = budget.headline * terms.experimentMultiple;
    budget.failedRuns = budget.headline * terms.failedRunShare;
    budget.staff = terms.staff;
    budget.data = terms.data;
    budget.delay = terms.delayMonths * terms.costPerDelayMonth;
    return budget;
}

AmortisedCost amortisedCost(const AmortisedRun& run) {
    AmortisedCost cost;
    cost.valueAtStart =
        run.purchasePrice * std::pow(10.0, -run.declinePerYear * run.daysBeforeStart / run.daysPerYear);
    cost.perChipHour = cost.valueAtStart * run.declinePerYear * std::numbers::ln10 / run.hoursPerYear;
    cost.chips = cost.perChipHour * run.chipHours;
    cost.interconnect = cost.chips * run.interconnectShare / (1.0 - run.interconnectShare);
    cost.energy = run.kilowattsPerChip * run.pue * run.chipHours * run.energyPrice;
    return cost;
}

} // namespace sim
