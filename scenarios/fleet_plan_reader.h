// SPDX-License-Identifier: Apache-2.0
// From the rows workload.fleet.* to the plan and the risk that the monthly engine takes.
#pragma once

#include <string_view>
#include <vector>

#include "hwdb/catalogue.h"
#include "scenarios/scenario.h"
#include "simulator/economics/operator_risk.h"

namespace scenario {

sim::FleetPlan fleetPlanOf(const Scenario& scenario);
/// `note` says where the price process came from; empty for the scenario's own.
sim::RiskTerms riskTermsOf(const Scenario& scenario, const hwdb::Catalogue& catalogue, std::string& note);

/// "0.3@0, 0.6@3" as pairs; numbers separated by commas. Throws Error{BadInput} naming key and entry.
std::vector<double> numbersOf(const Scenario& scenario, std::string_view key);

} // namespace scenario
