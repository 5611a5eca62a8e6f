// SPDX-License-Identifier: Apache-2.0
// The words of a report in English and Chinese. Labels of inputs come from the result, not from here.
#pragma once

#include <string>
#include <string_view>

namespace report {

enum class Language { English, Chinese };

enum class Word {
    Report,
    Summary,
    Question,
    Answer,
    Metric,
    Value,
    Unit,
    Interval,
    Basis,
    Published,
    Difference,
    Source,
    Note,
    Warnings,
    MoreWarnings,
    NoWarnings,
    Infeasible,
    Results,
    ComparedWith,
    RatioAxis,
    AsPublished,
    WhereTimeGoes,
    Share,
    StepFigure,
    Kernels,
    Cost,
    Uncertainty,
    UncertaintyText,
    Tornado,
    Change,
    Input,
    Origin,
    Inputs,
    InputsText,
    Contribution,
    HowItCameAbout,
    Formula,
    Timelines,
    FurtherTables,
    Provenance,
    ProgramVersion,
    CatalogueHash,
    ScenarioHash,
    Seed,
    Events,
    Fingerprint,
    TraceHash,
    Conventions,
    ConventionHours,
    ConventionIntervals,
    ConventionBasis,
    ConventionMoney,
    ConventionCalendar,
    ConventionShares,
    PageOf,
    Run,
    Catalogue,
    SortHint,
    Part,
    NotApplicable,
    Measured,
    Interpolated,
    Modelled,
    Assumed,
    Predicted,
    Workings,
    WorkingsText,
    Checks,
    Line,
    Opening,
    FormulaOrSource,
    Engine,
    Deviation,
};

std::string_view word(Word w, Language language);
/// "step_time" -> "Step time"; a name without a row is shown with spaces for underscores.
std::string metricLabel(std::string_view name, Language language);
std::string basisLabel(std::string_view basisName, Language language);

} // namespace report
