// SPDX-License-Identifier: Apache-2.0
// Money of a fleet that follows its demand: purchases at the price of their month, running cost, bursts
// rented or lost, idle hours sublet, machines sold.
#pragma once

#include <vector>

#include "simulator/fleet/demand_plan.h"

namespace sim {

struct DemandPrices {
    double pricePerGpu = 0.0, monthlyDecline = 0.0; ///< of the purchase price
    double runningCost = 0.0;                       ///< cash per installed GPU-hour
    double burstPrice = 0.0;                        ///< per GPU-hour that is short; 0 = it is lost
    double marginPerGpuHour = 0.0;                  ///< that a lost hour would have earned
    double subletPrice = 0.0, subletShare = 0.0;
    double resalePrice = 0.0; ///< per released GPU
    double engineering = 0.0; ///< at the start
    double hoursPerMonth = 730.0;
};

struct DemandCost {
    double purchases = 0.0, running = 0.0, bursts = 0.0, lostMargin = 0.0, sublet = 0.0, resale = 0.0,
           engineering = 0.0;
    std::vector<double> flows; ///< by month from 0; money spent is negative
    double shortHours = 0.0, idleHours = 0.0, batchHours = 0.0;
    double total() const { return purchases + running + bursts + lostMargin + engineering - sublet - resale; }
};

DemandCost demandCost(const DemandMonths& months, const DemandPrices& prices);

} // namespace sim
