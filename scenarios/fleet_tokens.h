// SPDX-License-Identifier: Apache-2.0
// What a fleet's hours cost per million tokens, at rates that were simulated or are stated with their source.
#pragma once

#include <optional>

#include "scenarios/money_writer.h"
#include "simulator/economics/ledger.h"
#include "simulator/economics/token_cost.h"

namespace scenario {

class FleetTokens {
  public:
    /// Takes the rates from `result` where the scenario simulated them, else from the file it names, else as
    /// stated.
    FleetTokens(const Scenario& scenario, const Result& result);
    /// Mean power per GPU of the simulation, 0 where none was made.
    double kilowattsPerGpu() const { return kilowatts_; }
    void tell(const sim::FleetPlan& plan, const sim::Ledger& ledger, MoneyWriter& out) const;

  private:
    void tellApi(double perUsedHour, MoneyWriter& out) const;
    bool take(const Result& result, const std::string& source);

    const Scenario& scenario_;
    sim::TokenRates rates_;
    sim::Basis basis_ = sim::Basis::Assumed;
    double kilowatts_ = 0.0;
    std::string source_;
    bool isSimulated_ = false;
};

} // namespace scenario
