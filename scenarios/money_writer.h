// SPDX-License-Identifier: Apache-2.0
// Writes what a money scenario found into a result: metrics with their formula and inputs, tables with units,
// the conventions they were computed under.
#pragma once

#include <initializer_list>
#include <optional>
#include <string>
#include <vector>

#include "scenarios/result.h"
#include "scenarios/scenario.h"

namespace scenario {

class MoneyWriter {
  public:
    MoneyWriter(const Scenario& scenario, Result& result);

    const std::string& currency() const { return currency_; }
    std::string perGpuHour() const { return currency_ + "/GPU-hour"; }
    std::string perMillionTokens() const { return currency_ + "/M-tokens"; }

    /// The scenario's value of `key` as something a metric rests on.
    Contribution input(std::string_view key) const;
    void metric(const std::string& name, const std::string& unit, const sim::Estimate& estimate,
                const std::string& formula, std::vector<Contribution> inputs = {});
    /// A figure without interval, as sure as the inputs.
    void metric(const std::string& name, const std::string& unit, double value, const std::string& formula,
                std::vector<Contribution> inputs = {}, sim::Basis basis = sim::Basis::Assumed);
    void metric(const std::string& name, const std::string& unit, std::optional<double> value,
                const std::string& formula, std::vector<Contribution> inputs = {});
    Table& table(const std::string& key, const std::string& title, std::vector<Column> columns,
                 const std::string& source = {});
    void warn(std::string text);

  private:
    const Scenario& scenario_;
    Result& result_;
    std::string currency_;
};

} // namespace scenario
