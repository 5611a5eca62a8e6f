// SPDX-License-Identifier: Apache-2.0
// Kinds of work that are money alone. Each works on the scenario and on what its simulation gave; none
// simulates, so that a price never re-runs anything.
#pragma once

#include "hwdb/catalogue.h"
#include "scenarios/result.h"
#include "scenarios/scenario.h"

namespace scenario {

/// Adds the answers of every money work that the scenario holds to `result`, which already has what was
/// simulated.
void addMoneyWork(const Scenario& scenario, const hwdb::Catalogue& catalogue, Result& result);

void addFleetMoney(const Scenario& scenario, const hwdb::Catalogue& catalogue, Result& result);
void addTrainingProgramme(const Scenario& scenario, Result& result);
void addTokenService(const Scenario& scenario, Result& result);
void addDemand(const Scenario& scenario, Result& result);
void addSupply(const Scenario& scenario, Result& result);
void addStaging(const Scenario& scenario, Result& result);
void addTender(const Scenario& scenario, Result& result);
void addBakeoff(const Scenario& scenario, Result& result);

} // namespace scenario
