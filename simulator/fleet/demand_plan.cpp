// SPDX-License-Identifier: Apache-2.0
#include "simulator/fleet/demand_plan.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "simulator/base/error.h"
#include "simulator/fleet/spare_count.h"

namespace sim {

namespace {

double effectiveGain(const DemandTerms& d) {
    return 1.0 + (d.efficiencyGain - 1.0) * (1.0 - d.scalingLoss);
}

void validate(const DemandTerms& d) {
    if (!(d.efficiencyGain > 0.0))
        throw Error(ErrorCode::BadInput,
                    fmt::format("found an efficiency gain of {}, expected more than 0", d.efficiencyGain), {},
                    "write 1.3 for 30 % more throughput");
    if (d.months < 1 || d.gpusPerNode < 1 || !(d.peakToMean >= 1.0))
        throw Error(
            ErrorCode::BadInput,
            fmt::format("found {} months, {} GPUs a node, a peak of {} times the mean, expected at least 1 "
                        "of each",
                        d.months, d.gpusPerNode, d.peakToMean));
}

double neededNodes(const DemandTerms& d, double busy, double& spares) {
    const double peak = busy * d.peakToMean * (1.0 + d.burstHeadroom);
    const double nodes = std::ceil(peak / d.gpusPerNode - 1e-9);
    spares = spareCount(static_cast<int>(nodes), d.nodeAvailability, d.spareConfidence);
    return nodes + spares;
}

} // namespace

std::vector<double> busyGpus(const DemandTerms& d) {
    validate(d);
    std::vector<double> busy;
    const double gain = effectiveGain(d);
    double logResponse = 0.0; // of the demand to the price of work
    for (int t = 1; t <= d.months; ++t) {
        const bool isAfter = t >= d.gainMonth;
        const double target = isAfter ? d.elasticity * std::log(gain) : 0.0;
        logResponse = d.responseLag * logResponse + (1.0 - d.responseLag) * target;
        const double work = d.gpusToday * std::pow(1.0 + d.monthlyGrowth, t - 1) * std::exp(logResponse);
        busy.push_back(work / (isAfter ? gain : 1.0));
    }
    return busy;
}

DemandMonths demandMonths(const DemandTerms& d, const StagingTerms& staging) {
    DemandMonths m;
    m.busyGpus = busyGpus(d);
    for (const double busy : m.busyGpus) {
        double spares = 0.0;
        m.neededGpus.push_back(neededNodes(d, busy, spares) * d.gpusPerNode);
        m.spareGpus.push_back(spares * d.gpusPerNode);
    }
    const std::size_t months = m.busyGpus.size();
    m.orderedGpus.assign(months, 0.0);
    std::vector<double> arriving(months, 0.0);
    double owned = staging.owned;
    for (std::size_t i = 0; i < months; ++i) {
        // What month i + lead will lack is ordered now; in the first month, all that comes before it too.
        const std::size_t due = i + static_cast<std::size_t>(staging.leadMonths);
        if (due < months) {
            double coming = owned;
            for (std::size_t k = i; k <= due; ++k)
                coming += arriving[k];
            const double missing = m.neededGpus[due] - coming;
            if (missing > 0.0) {
                const double order = std::max(missing, staging.tranche);
                m.orderedGpus[i] = order;
                arriving[due] += order;
            }
        }
        owned += arriving[i];
        const double surplus = owned - m.neededGpus[i];
        const bool isSold = staging.isReleased && surplus > 0.0 && m.orderedGpus[i] == 0.0;
        m.releasedGpus.push_back(isSold ? surplus : 0.0);
        owned -= m.releasedGpus.back();
        m.ownedGpus.push_back(owned);
        m.shortGpus.push_back(std::max(0.0, -surplus));
        const double free = std::max(0.0, owned - m.spareGpus[i] - m.busyGpus[i]);
        m.batchGpus.push_back(free * d.batchShare);
        m.idleGpus.push_back(free * (1.0 - d.batchShare));
    }
    return m;
}

double reboundChange(double gain, double elasticity) {
    if (!(gain > 0.0))
        throw Error(ErrorCode::BadInput, fmt::format("found a gain of {}, expected more than 0", gain));
    return std::pow(gain, elasticity - 1.0) - 1.0;
}

double cardsAfterGain(double cards, double gain) {
    return cards / gain;
}

double gainForCards(double cardsBefore, double cardsAfter) {
    if (!(cardsAfter > 0.0))
        throw Error(ErrorCode::BadInput, fmt::format("found {} cards, expected more than 0", cardsAfter));
    return cardsBefore / cardsAfter;
}

} // namespace sim
