// SPDX-License-Identifier: Apache-2.0
// The calculation behind the money as living cells: inputs marked, one formula a line, cached values of the
// engine; and a sheet that checks one against the other.
#pragma once

#include <string>
#include <vector>

#include "reports/document.h"
#include "reports/workbook.h"

namespace report {

/// A sheet for each part, and one that checks all. Throws Error{Internal} when a formula names a line that
/// does not come before it.
void writeWorkings(Workbook& book, const std::vector<WorkingsPart>& parts, const WorkingsWords& words);

} // namespace report
