// SPDX-License-Identifier: Apache-2.0
#include "simulator/economics/demand_cost.h"

#include <cmath>

namespace sim {

DemandCost demandCost(const DemandMonths& m, const DemandPrices& p) {
    DemandCost cost;
    cost.engineering = p.engineering;
    cost.flows.assign(m.busyGpus.size() + 1, 0.0);
    cost.flows[0] = -p.engineering;
    for (std::size_t i = 0; i < m.busyGpus.size(); ++i) {
        const double bought =
            m.orderedGpus[i] * p.pricePerGpu * std::pow(1.0 - p.monthlyDecline, static_cast<double>(i));
        const double running = m.ownedGpus[i] * p.runningCost * p.hoursPerMonth;
        const double shortHours = m.shortGpus[i] * p.hoursPerMonth;
        const double bursts = shortHours * p.burstPrice;
        const double lost = p.burstPrice > 0.0 ? 0.0 : shortHours * p.marginPerGpuHour;
        const double idleHours = m.idleGpus[i] * p.hoursPerMonth;
        const double sublet = idleHours * p.subletShare * p.subletPrice;
        const double resale = m.releasedGpus[i] * p.resalePrice;
        cost.purchases += bought, cost.running += running, cost.bursts += bursts, cost.lostMargin += lost;
        cost.sublet += sublet, cost.resale += resale;
        cost.shortHours += shortHours, cost.idleHours += idleHours;
        cost.batchHours += m.batchGpus[i] * p.hoursPerMonth;
        cost.flows[i + 1] = sublet + resale - bought - running - bursts - lost;
    }
    return cost;
}

} // namespace sim
