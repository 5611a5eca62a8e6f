// SPDX-License-Identifier: Apache-2.0
// The parameter table put together from its sections. A new input is one row of a section and the formula
// that uses it; nothing else lists inputs.
#include "scenarios/parameter.h"

#include <algorithm>

#include <fmt/format.h>

#include "scenarios/parameter_sections.h"

namespace scenario {

namespace {

/// Rows of one section stand together: the scenario file is written in this order.
const std::vector<Parameter>& table() {
    static const std::vector<Parameter> rows = [] {
        std::vector<Parameter> all;
        for (const auto section :
             {clusterParameters(), trainingParameters(), servingParameters(), fleetParameters(),
              demandParameters(), trainingProgrammeParameters(), tokenServiceParameters(), supplyParameters(),
              stagingParameters(), tenderParameters(), bakeoffParameters(), economicsParameters(),
              runParameters()})
            all.insert(all.end(), section.begin(), section.end());
        return all;
    }();
    return rows;
}

std::string limits(const Parameter& p) {
    const auto show = [&](double v) {
        return p.type == ValueType::Quantity ? sim::formatQuantity(v, p.unit) : sim::formatNumber(v, 16);
    };
    if (p.minimum && p.maximum) return fmt::format(" from {} to {}", show(*p.minimum), show(*p.maximum));
    if (p.minimum) return fmt::format(" of at least {}", show(*p.minimum));
    if (p.maximum) return fmt::format(" of at most {}", show(*p.maximum));
    return {};
}

} // namespace

std::span<const Parameter> parameters() {
    return table();
}

const Parameter* findParameter(std::string_view key) {
    const auto& rows = table();
    const auto found =
        std::find_if(rows.begin(), rows.end(), [&](const Parameter& p) { return p.key == key; });
    return found == rows.end() ? nullptr : &*found;
}

std::string_view workloadOf(std::string_view key) {
    constexpr std::string_view Prefix = "workload.";
    if (!key.starts_with(Prefix)) return {};
    const auto name = key.substr(Prefix.size());
    return name.substr(0, name.find('.'));
}

bool isMoneyWork(std::string_view workload) {
    const auto& rows = table();
    return !workload.empty() && std::ranges::all_of(rows, [&](const Parameter& p) {
        return workloadOf(p.key) != workload || p.category == "Economics";
    });
}

std::vector<std::string_view> workloads() {
    std::vector<std::string_view> names;
    for (const Parameter& p : table())
        if (const auto name = workloadOf(p.key); !name.empty() && (names.empty() || names.back() != name))
            names.push_back(name);
    return names;
}

std::string expectation(const Parameter& p) {
    switch (p.type) {
    case ValueType::Integer:
        return "a whole number" + limits(p);
    case ValueType::Number:
        return "a number" + limits(p);
    case ValueType::Quantity: {
        std::string units = fmt::format("{}", fmt::join(sim::unitSymbols(p.unit), ", "));
        return fmt::format("a quantity{} in {}", limits(p), units);
    }
    case ValueType::Boolean:
        return "true or false";
    case ValueType::Choice:
        return fmt::format("{}{}", p.choices.size() > 1 ? "one of " : "", fmt::join(p.choices, ", "));
    case ValueType::Device:
        return "the name of a device";
    case ValueType::System:
        return "the name of a system";
    case ValueType::Model:
        return "the name of a model";
    case ValueType::Trace:
        return "the name of a kernel trace";
    case ValueType::Date:
        return "a date like 2026-11-25";
    case ValueType::Text:
        return "a text";
    }
    return "a value";
}

} // namespace scenario
