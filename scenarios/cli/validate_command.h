// SPDX-License-Identifier: Apache-2.0
// purser validate: predicted against published for every shipped case, and the identity replay of every
// trace.
#pragma once

#include "scenarios/cli/console.h"

namespace cli {

/// Exit status: 0, or 1 when a trace fails its identity replay or a shipped scenario does not work. How far a
/// prediction is from what was published is printed, not judged.
int validateCommand(bool isJson, const Console& console);

/// Every measured run of a service predicted or refused, errors by slice; takes some seconds. Exit status 0.
int validateServing(int jobs, bool isJson, const Console& console);

} // namespace cli
