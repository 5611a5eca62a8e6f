// SPDX-License-Identifier: Apache-2.0
// What a training run costs: the GPU-hours of the final run alone, and the programme around it. Also the
// amortised hardware cost of a run on machines bought earlier.
#pragma once

namespace sim {

/// Everything beside the final run that its programme pays for.
struct ProgrammeTerms {
    double experimentMultiple = 0.0; ///< GPU-hours of research and ablations over those of the final run
    double failedRunShare = 0.0;     ///< GPU-hours lost in runs given up, over those of the final run
    double goodput = 1.0;            ///< share of the final run's hours that advance it
    double staff = 0.0, data = 0.0;
    double delayMonths = 0.0, costPerDelayMonth = 0.0;
};

struct TrainingBudget {
    double headline = 0.0; ///< GPU-hours x price
    double rerunLoss = 0.0, experiments = 0.0, failedRuns = 0.0, staff = 0.0, data = 0.0, delay = 0.0;
    double full() const { return headline + rerunLoss + experiments + failedRuns + staff + data + delay; }
};
/// Throws Error{BadInput} for a goodput outside (0, 1] or a negative share.
TrainingBudget trainingBudget(double gpuHours, double perGpuHour, const ProgrammeTerms& terms);

/// Hardware bought earlier and used up by the decline of its price: value x 10^(-decline x years), of which
/// an hour takes value x decline x ln 10 / hours per year (Cottier et al., "The rising costs of training
/// frontier AI models", arXiv 2405.21015).
struct AmortisedRun {
    double purchasePrice = 0.0;   ///< per chip with its share of the server
    double daysBeforeStart = 0.0; ///< from availability to the start of the run
    double declinePerYear = 0.14; ///< orders of magnitude
    double chipHours = 0.0;
    double interconnectShare = 0.0; ///< of the cost of chips and interconnect
    double kilowattsPerChip = 0.0;  ///< server included, mean
    double pue = 1.0, energyPrice = 0.0;
    double hoursPerYear = 8766.0, daysPerYear = 365.25;
};
struct AmortisedCost {
    double valueAtStart = 0.0, perChipHour = 0.0;
    double chips = 0.0, interconnect = 0.0, energy = 0.0;
    double total() const { return chips + interconnect + energy; }
};
AmortisedCost amortisedCost(const AmortisedRun& run);

} // namespace sim
