// SPDX-License-Identifier: Apache-2.0
// A document as a workbook: a sheet for each section with its tables as numbers and its figures as native
// charts, the workings with living formulas, and their checks.
#pragma once

#include <string>

#include "reports/document.h"

namespace report {

/// REQUIRES: a QGuiApplication exists (timelines are painted). Equal documents give equal bytes.
std::string renderXlsx(const Document& document, long long creationEpoch);

} // namespace report
