// SPDX-License-Identifier: Apache-2.0
// From the answer of a procurement case to the document that every renderer shows. Nothing is computed here.
#pragma once

#include <string>
#include <vector>

#include "reports/document.h"
#include "reports/printed_value.h"
#include "scenarios/procurement/procurement_answer.h"

namespace report {

/// `profile` empty: the case's. Throws Error{BadInput} for an unknown one.
Document buildProcurement(const scenario::ProcurementAnswer& answer, Language language,
                          const std::string& profile = {});

} // namespace report
