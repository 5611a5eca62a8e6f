// SPDX-License-Identifier: Apache-2.0
// purser trace: recorded kernel traces on the terminal. Plain functions; the command line is parsed
// elsewhere.
#pragma once

#include <string_view>

#include "scenarios/cli/console.h"

namespace hwdb {
class Catalogue;
}

namespace cli {

/// All print to standard output, tables or (with `json`) JSON, and return the exit status. They throw
/// sim::Error for unknown names and bad files. Reads a recording and keeps it among the user's traces as
/// `name` (that of the recording when empty).
int traceImport(const hwdb::Catalogue& catalogue, std::string_view file, std::string_view name, bool json,
                const Console& console);
int traceList(const hwdb::Catalogue& catalogue, bool json, const Console& console);
/// What a trace holds and what its import met.
int traceShow(const hwdb::Catalogue& catalogue, std::string_view name, bool json, const Console& console);

/// The record beside its replay on its own device and, with `device`, on another one.
int traceReplay(const hwdb::Catalogue& catalogue, std::string_view name, const std::string& device, bool json,
                const Console& console);

} // namespace cli
