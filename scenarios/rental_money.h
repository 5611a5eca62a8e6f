// SPDX-License-Identifier: Apache-2.0
// What the GPU-hours of a simulated result cost to rent. Works on the result alone: a price never re-runs a
// simulation.
#pragma once

#include "hwdb/catalogue.h"
#include "scenarios/result.h"
#include "scenarios/scenario.h"

namespace scenario {

/// Adds cost_total, cost_per_gpu_hour and the table "cost" to a result that has gpu_hours; a warning instead
/// where the price book is silent.
void addRental(const Scenario& scenario, const hwdb::Catalogue& catalogue, Result& result);

/// Adds cost_per_gpu_hour and the costs of a million tokens to a result of a service; rent alone, every
/// device counted whether it is busy or not.
void addTokenCost(const Scenario& scenario, const hwdb::Catalogue& catalogue, Result& result);

} // namespace scenario
