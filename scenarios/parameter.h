// SPDX-License-Identifier: Apache-2.0
// The parameter table: every input of a scenario is one row. YAML keys, --set, JSON Schema, editors, tooltips,
// report labels and the manual are all read from it.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "simulator/base/units.h"

namespace scenario {

enum class ValueType { Text, Integer, Number, Quantity, Boolean, Choice, Device, System, Trace, Date };

struct Parameter {
    std::string_view key;          ///< dotted path, e.g. "workload.training.layout.pipeline"
    ValueType type;
    sim::UnitKind unit;            ///< of a Quantity
    std::string_view defaultText;  ///< as the user would write it; empty = required or from the catalogue
    bool isRequired;
    std::optional<double> minimum, maximum; ///< in base units
    std::string_view label, labelZh;
    std::string_view help, helpZh;
    std::string_view category;     ///< "Cluster", "Workload", "Layout", "Network", "Economics", "Run"
    std::string_view source;       ///< where the default comes from
    std::vector<std::string_view> choices;
};

std::span<const Parameter> parameters();
/// nullptr when there is no such key.
const Parameter* findParameter(std::string_view key);
/// JSON Schema (2020-12) of a scenario file, from the table.
std::string jsonSchema();

} // namespace scenario
