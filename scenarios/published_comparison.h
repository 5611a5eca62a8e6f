// SPDX-License-Identifier: Apache-2.0
// A result beside the published figures of one case. A gap is named with where it lies; nothing closes it.
#pragma once

#include "hwdb/catalogue.h"
#include "scenarios/result.h"
#include "scenarios/scenario.h"

namespace scenario {

/// Adds the comparisons of the case named by compare_with and, where the step's parts are published, the
/// table "gap"; a warning instead when the case was measured on another device. Throws Error{BadInput} for an
/// unknown case.
void addComparison(const Scenario& scenario, const hwdb::Catalogue& catalogue, Result& result);

} // namespace scenario
