// SPDX-License-Identifier: Apache-2.0
// The parts of a procurement report about vendors and the contract: offers, scores, terms, acceptance.
#pragma once

#include <vector>

#include "reports/document.h"
#include "reports/printed_value.h"
#include "scenarios/procurement/procurement_answer.h"

namespace report {

/// "offers", "scoring", "terms", "acceptance"; without blocks where the case says nothing.
std::vector<Section> offerSections(const scenario::ProcurementAnswer& answer, Language language);

} // namespace report
