// SPDX-License-Identifier: Apache-2.0
// Risk and sensitivity of a fleet: quantiles over correlated markets, bars of single inputs, shares of the
// variance.
#pragma once

#include "hwdb/catalogue.h"
#include "scenarios/money_writer.h"
#include "simulator/economics/ledger.h"

namespace scenario {

void tellRisk(const Scenario& scenario, const hwdb::Catalogue& catalogue, const sim::LedgerEngine& engine,
              MoneyWriter& out);
/// One input at a time by a fifth down and up, and all at once; on the NPV of a fleet that sells, on the
/// levelised cost of one that does not.
void tellSensitivity(const sim::FleetPlan& plan, MoneyWriter& out);

} // namespace scenario
