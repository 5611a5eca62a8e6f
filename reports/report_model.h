// SPDX-License-Identifier: Apache-2.0
// From a result to the document that every renderer shows. Nothing is computed here: only what the result
// holds is arranged and worded.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "reports/document.h"
#include "reports/printed_value.h"
#include "scenarios/result.h"

namespace report {

Document buildDocument(const scenario::Result& result, Language language);
/// A table of a result as it is printed; columns that sum to a whole do so as printed.
DocumentTable documentTable(const scenario::Table& table, Language language);
/// The result's workings, metrics under their labels.
std::vector<scenario::Working> labelledWorkings(const scenario::Result& result, Language language);
WorkingsWords workingsWords(Language language);
/// Keeps the sections with these ids, in the document's order. Throws Error{BadInput} for an unknown one.
void keepParts(Document& document, const std::vector<std::string>& ids);

/// Figures of the result, also for the desktop program.
BreakdownFigure breakdownFigure(const scenario::Table& table);
/// Ratio predicted / published with the metric's interval, one row per comparison.
BarFigure comparisonFigure(const scenario::Result& result, Language language);
BarFigure tornadoFigure(const scenario::Metric& metric, Language language);
std::shared_ptr<const TimelineFigure> timelineFigure(const scenario::Timeline& timeline);

} // namespace report
