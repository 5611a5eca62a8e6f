// SPDX-License-Identifier: Apache-2.0
// The sections of the parameter table, each in a file of its own. Only parameter.cpp puts them together.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "scenarios/parameter.h"

namespace scenario {

// Words of the rows.
using Unit = sim::UnitKind;
inline constexpr bool Required = true;
inline constexpr bool Optional = false;
inline constexpr std::nullopt_t NoLimit = std::nullopt;

// Columns of a row: key, type, unit, default, required, minimum, maximum,
//                   label, label in Chinese,
//                   help,
//                   help in Chinese,
//                   category, source of the default, choices.
// A table is read by its columns: clang-format is off around the rows.
std::span<const Parameter> clusterParameters();
std::span<const Parameter> trainingParameters();
std::span<const Parameter> servingParameters();
std::span<const Parameter> fleetParameters();
std::span<const Parameter> demandParameters();
std::span<const Parameter> trainingProgrammeParameters();
std::span<const Parameter> tokenServiceParameters();
std::span<const Parameter> supplyParameters();
std::span<const Parameter> stagingParameters();
std::span<const Parameter> tenderParameters();
std::span<const Parameter> bakeoffParameters();
std::span<const Parameter> economicsParameters();
std::span<const Parameter> runParameters();

} // namespace scenario
