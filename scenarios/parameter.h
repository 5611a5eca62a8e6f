// SPDX-License-Identifier: Apache-2.0
// The parameter table: every input of a scenario is one row. YAML keys, --set, JSON Schema, editors,
// tooltips, report labels and the manual are all read from it.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "simulator/base/units.h"

namespace scenario {

enum class ValueType { Text, Integer, Number, Quantity, Boolean, Choice, Device, System, Model, Trace, Date };

struct Parameter {
    std::string_view key; ///< dotted path, e.g. "workload.training.layout.pipeline"
    ValueType type = ValueType::Text;
    sim::UnitKind unit = sim::UnitKind::None; ///< of a Quantity
    std::string_view defaultText; ///< as the user would write it; empty = required or from the catalogue
    bool isRequired = false;      ///< of a workload's row or the cluster's: where the scenario has a workload
    std::optional<double> minimum, maximum; ///< in base units
    std::string_view label, labelZh;
    std::string_view help, helpZh;
    std::string_view category; ///< "Cluster", "Workload", "Layout", "Network", "Economics", "Run"
    std::string_view source;   ///< where the default comes from
    std::vector<std::string_view> choices;
};

std::span<const Parameter> parameters();
/// nullptr when there is no such key.
const Parameter* findParameter(std::string_view key);
/// "training" for workload.training.*, empty for keys of no workload.
std::string_view workloadOf(std::string_view key);
/// Is this kind of work money alone, without devices that are simulated? All its rows are.
bool isMoneyWork(std::string_view workload);
/// Every kind of work that a scenario may hold, in the table's order.
std::vector<std::string_view> workloads();
/// JSON Schema (2020-12) of a scenario file, from the table.
std::string jsonSchema();
/// The table for people, one block per input, in English ("en") or Chinese ("zh").
std::string parameterListing(std::string_view language);
/// What a value of this input looks like, for messages: "a whole number from 1 to 1,000,000".
std::string expectation(const Parameter& parameter);

} // namespace scenario
