// SPDX-License-Identifier: Apache-2.0
// The tables of a document as CSV files in one ZIP archive (RFC 4180, UTF-8): numbers in full, not as
// printed. Cost tables carry the column names of FOCUS 1.0 (FinOps Open Cost and Usage Specification);
// columns that FOCUS does not know begin with "x_", as it asks.
#pragma once

#include <string>

#include "reports/document.h"

namespace report {

std::string renderCsvBundle(const Document& document);

} // namespace report
