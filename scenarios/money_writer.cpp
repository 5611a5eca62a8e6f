// SPDX-License-Identifier: Apache-2.0
#include "scenarios/money_writer.h"

#include <utility>

namespace scenario {

MoneyWriter::MoneyWriter(const Scenario& scenario, Result& result)
    : scenario_(scenario), result_(result), currency_(scenario.text("economics.currency")) {}

Contribution MoneyWriter::input(std::string_view key) const {
    const Parameter* parameter = findParameter(key);
    if (!parameter || !scenario_.has(key)) return {std::string(key), 0.0, {}, sim::Basis::Assumed, {}};
    const Value& value = scenario_.value(key);
    std::string unit(sim::baseUnit(parameter->unit));
    if (isMoney(parameter->unit) && unit.starts_with("USD")) unit.replace(0, 3, currency_);
    const std::string source =
        value.origin == Origin::Default ? std::string(parameter->source) : std::string("scenario");
    return {std::string(parameter->label), value.number, unit, sim::Basis::Assumed, source};
}

void MoneyWriter::metric(const std::string& name, const std::string& unit, const sim::Estimate& estimate,
                         const std::string& formula, std::vector<Contribution> inputs) {
    result_.metrics.push_back({name, unit, estimate, {formula, std::move(inputs), {}, {}}});
}

void MoneyWriter::metric(const std::string& name, const std::string& unit, double value,
                         const std::string& formula, std::vector<Contribution> inputs, sim::Basis basis) {
    metric(name, unit, sim::Estimate{value, value, value, basis}, formula, std::move(inputs));
}

void MoneyWriter::metric(const std::string& name, const std::string& unit, std::optional<double> value,
                         const std::string& formula, std::vector<Contribution> inputs) {
    if (value) metric(name, unit, *value, formula, std::move(inputs));
}

Table& MoneyWriter::table(const std::string& key, const std::string& title, std::vector<Column> columns,
                          const std::string& source) {
    result_.breakdown.push_back({key, title, std::move(columns), {}, source});
    return result_.breakdown.back();
}

void MoneyWriter::warn(std::string text) {
    result_.warnings.push_back(std::move(text));
}

} // namespace scenario
