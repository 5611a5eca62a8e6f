// SPDX-License-Identifier: Apache-2.0
// A fleet that follows its demand over months: growth, more work per GPU-hour and the demand that answers to
// it, peaks of the day, spares, orders with lead time. GPUs and GPU-hours only; money is made of them in
// economics.
#pragma once

#include <vector>

namespace sim {

struct DemandTerms {
    int months = 36;
    double gpusToday = 0.0;      ///< that today's mean demand keeps busy
    double monthlyGrowth = 0.0;  ///< of the work that is asked for
    double efficiencyGain = 1.0; ///< work per GPU-hour after over before, from `gainMonth` on
    int gainMonth = 1;
    double scalingLoss = 0.0;   ///< share of the gain that the fleet's scale loses
    double elasticity = 0.0;    ///< -d ln Q / d ln P; the price of work falls with the gain
    double responseLag = 0.0;   ///< partial adjustment: ln Q moves by 1 - lag of its distance each month
    double peakToMean = 1.0;    ///< of the day
    double burstHeadroom = 0.0; ///< above the daily peak
    double batchShare = 0.0;    ///< of the hours below the peak that training or batch work fills
    int gpusPerNode = 8;
    double nodeAvailability = 1.0, spareConfidence = 0.999;
};

struct StagingTerms {
    double owned = 0.0; ///< at the start
    int leadMonths = 0;
    double tranche = 0.0;    ///< least order; 0 = as needed
    bool isReleased = false; ///< GPUs that are not needed any more are sold
};

/// Month by month; entry t - 1 is month t.
struct DemandMonths {
    std::vector<double> busyGpus;   ///< that the mean demand keeps busy
    std::vector<double> neededGpus; ///< with peak, headroom and spares, whole nodes
    std::vector<double> spareGpus;  ///< part of the above
    std::vector<double> ownedGpus, orderedGpus, releasedGpus;
    std::vector<double> shortGpus; ///< of the needed ones, that nobody has
    std::vector<double> idleGpus;  ///< owned, on average neither busy nor filled with batch work
    std::vector<double> batchGpus; ///< filled with batch work
};

/// Demand at constant growth and price response alone: Q_t with partial adjustment, as GPUs it keeps busy.
/// Throws Error{BadInput} for gains that are not positive.
std::vector<double> busyGpus(const DemandTerms& demand);
/// Orders are placed so that machines arrive in the month in which the fleet would be short, as far as that
/// month can be foreseen: demand is known. At the start nothing is under way.
DemandMonths demandMonths(const DemandTerms& demand, const StagingTerms& staging);

/// Change of GPUs in the long run when work per GPU-hour rises by `gain`: gain^(elasticity - 1) - 1 (Jevons).
double reboundChange(double gain, double elasticity);
/// Cards that do the same work at `gain` times the throughput, and the gain that `cards` of them would need.
double cardsAfterGain(double cards, double gain);
double gainForCards(double cardsBefore, double cardsAfter);

} // namespace sim
