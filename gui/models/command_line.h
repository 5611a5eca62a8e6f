// SPDX-License-Identifier: Apache-2.0
// The command that gives the same result in a terminal.
#pragma once

#include <QString>

#include "scenarios/scenario.h"

namespace gui {

/// "purser run FILE --set key='value' ...": the file as opened, then what was changed since. Quoted for a
/// POSIX shell.
QString commandLine(const scenario::Scenario& scenario);

} // namespace gui
