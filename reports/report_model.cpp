// SPDX-License-Identifier: Apache-2.0
#include "reports/report_model.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <utility>

#include <fmt/format.h>

#include "scenarios/parameter.h"
#include "simulator/base/error.h"
#include "simulator/base/units.h"

namespace report {
namespace {

using scenario::Metric;
using scenario::Result;

constexpr std::size_t SummaryWarnings = 5;
/// What a reader asks first, in this order; the strip of key figures shows those that exist.
constexpr std::array<std::string_view, 6> HeadlineMetrics = {
    "step_time", "tokens_per_day", "mfu", "gpu_hours_per_trillion_tokens", "gpu_hours", "cost_total"};

std::string hashStart(const std::string& hash) {
    return hash.substr(0, 12);
}

std::string differenceText(const scenario::Comparison& comparison) {
    return changeText(comparison.relativeError());
}

const scenario::Comparison* comparisonOf(const Result& result, const std::string& metric) {
    for (const auto& comparison : result.comparisons)
        if (comparison.metric == metric) return &comparison;
    return nullptr;
}

/// Column "share" rounded as a whole, so that the table foots; empty when there is none.
std::vector<std::string> printedShares(const scenario::Table& table) {
    std::vector<double> values;
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
        if (table.columns[i].key != "share" || table.columns[i].unit != "fraction") continue;
        for (const auto& row : table.rows) {
            const auto* value = i < row.size() ? std::get_if<double>(&row[i]) : nullptr;
            if (!value || *value < 0) return {};
            values.push_back(*value);
        }
    }
    return shareTexts(values, 1.0);
}

class Builder {
  public:
    Builder(const Result& result, Language language) : result_(result), language_(language) {}

    Document build() {
        Document document;
        document.language = language_ == Language::Chinese ? "zh-CN" : "en";
        document.title = result_.name;
        document.subtitle = text(Word::Report);
        document.footer = fmt::format("Purser {} · {} {} · {} {}", result_.provenance.programVersion,
                                      text(Word::Run), hashStart(result_.provenance.scenarioHash),
                                      text(Word::Catalogue), hashStart(result_.provenance.catalogueHash));
        document.pageWord = text(Word::PageOf);
        document.sourceWord = text(Word::Source);
        document.sections.push_back(summary());
        if (!result_.metrics.empty() || !result_.comparisons.empty()) document.sections.push_back(results());
        addTables(document);
        addSection(document, uncertainty());
        addSection(document, derivations());
        document.sections.push_back(inputs());
        document.sections.push_back(provenance());
        addWorkings(document);
        return document;
    }

  private:
    std::string text(Word w) const { return std::string(word(w, language_)); }
    static void addSection(Document& document, Section section) {
        if (!section.blocks.empty()) document.sections.push_back(std::move(section));
    }
    DocumentCell number(double value, std::string_view unit) const {
        return {printValue(value, unit, language_).text(), value};
    }

    Section summary() const {
        Section section{"summary", text(Word::Summary), {}, false};
        section.blocks.emplace_back(Paragraph{fmt::format("{}: {}", text(Word::Question), result_.name)});
        if (!result_.isFeasible)
            section.blocks.emplace_back(
                Paragraph{fmt::format("{}: {}", text(Word::Infeasible), result_.infeasibleReason),
                          ParagraphKind::Refusal});
        KeyFigures strip;
        DocumentTable answer;
        answer.title = text(Word::Answer);
        answer.columns = {{text(Word::Metric), "", false},   {text(Word::Value), "", true},
                          {text(Word::Interval), "", true},  {text(Word::Basis), "", false},
                          {text(Word::Published), "", true}, {text(Word::Difference), "", true}};
        for (const std::string_view name : HeadlineMetrics) {
            const Metric* metric = result_.metric(name);
            if (!metric) continue;
            const PrintedValue value = printValue(metric->estimate.value, metric->unit, language_);
            const std::string label = metricLabel(metric->name, language_);
            const std::string basis = basisText(metric->estimate.basis, language_);
            strip.figures.push_back(
                {label, value.number, value.unit, intervalText(*metric, language_), basis});
            std::vector<DocumentCell> row = {{label, {}},
                                             {value.text(), metric->estimate.value},
                                             {intervalText(*metric, language_), metric->estimate.low},
                                             {basis, {}}};
            if (const auto* comparison = comparisonOf(result_, metric->name)) {
                row.push_back(number(comparison->published, comparison->unit));
                row.push_back({differenceText(*comparison), comparison->relativeError()});
            } else {
                row.push_back({text(Word::NotApplicable), {}});
                row.push_back({text(Word::NotApplicable), {}});
            }
            answer.rows.push_back(std::move(row));
        }
        if (!strip.figures.empty()) section.blocks.emplace_back(std::move(strip));
        if (!answer.rows.empty()) section.blocks.emplace_back(std::move(answer));
        addWarnings(section, SummaryWarnings);
        addComparisonFigure(section);
        return section;
    }

    void addComparisonFigure(Section& section) const {
        BarFigure figure = comparisonFigure(result_, language_);
        if (figure.groups.empty()) return;
        std::string description = text(Word::ComparedWith) + ":";
        for (const auto& comparison : result_.comparisons)
            description +=
                fmt::format(" {} {};", metricLabel(comparison.metric, language_), differenceText(comparison));
        section.blocks.emplace_back(DocumentFigure{std::move(description), std::move(figure)});
    }

    void addWarnings(Section& section, std::size_t most) const {
        if (result_.warnings.empty()) {
            section.blocks.emplace_back(Paragraph{text(Word::NoWarnings)});
            return;
        }
        NoteList list{text(Word::Warnings), {}, true};
        const std::size_t count = std::min(most, result_.warnings.size());
        list.notes.assign(result_.warnings.begin(),
                          result_.warnings.begin() + static_cast<std::ptrdiff_t>(count));
        section.blocks.emplace_back(std::move(list));
        if (count < result_.warnings.size()) section.blocks.emplace_back(Paragraph{text(Word::MoreWarnings)});
    }

    Section results() const {
        Section section{"results", text(Word::Results), {}, true};
        DocumentTable all;
        all.columns = {{text(Word::Metric), "", false},
                       {text(Word::Value), "", true},
                       {text(Word::Interval), "", true},
                       {text(Word::Basis), "", false}};
        for (const Metric& metric : result_.metrics)
            all.rows.push_back({{metricLabel(metric.name, language_), {}},
                                number(metric.estimate.value, metric.unit),
                                {intervalText(metric, language_), metric.estimate.low},
                                {basisText(metric.estimate.basis, language_), {}}});
        if (!all.rows.empty()) section.blocks.emplace_back(std::move(all));
        addComparisons(section);
        if (result_.warnings.size() > SummaryWarnings) addWarnings(section, result_.warnings.size());
        return section;
    }

    void addComparisons(Section& section) const {
        if (result_.comparisons.empty()) return;
        DocumentTable table;
        table.title = text(Word::ComparedWith);
        table.columns = {{text(Word::Metric), "", false},   {text(Word::Predicted), "", true},
                         {text(Word::Published), "", true}, {text(Word::Difference), "", true},
                         {text(Word::Source), "", false},   {text(Word::Note), "", false}};
        for (const auto& c : result_.comparisons)
            table.rows.push_back({{metricLabel(c.metric, language_), {}},
                                  number(c.predicted, c.unit),
                                  number(c.published, c.unit),
                                  {differenceText(c), c.relativeError()},
                                  {c.source, {}},
                                  {c.note, {}}});
        section.blocks.emplace_back(std::move(table));
    }

    Section tableSection(const std::string& id, Word title, const std::vector<std::string_view>& keys,
                         bool hasFigure) const {
        Section section{id, text(title), {}, false};
        for (const std::string_view key : keys) {
            const scenario::Table* table = result_.table(key);
            if (!table || table->rows.empty()) continue;
            if (hasFigure && (key == "step" || key == "cost")) {
                BreakdownFigure figure = breakdownFigure(*table);
                std::string description = table->title + ":";
                for (const auto& part : figure.parts)
                    description += fmt::format(" {} {} {};", part.label, part.valueText, figure.unit);
                if (figure.parts.size() > 1)
                    section.blocks.emplace_back(DocumentFigure{std::move(description), std::move(figure)});
            }
            section.blocks.emplace_back(documentTable(*table, language_));
        }
        return section;
    }

    void addTables(Document& document) const {
        Section time = tableSection("breakdown", Word::WhereTimeGoes, {"step", "gap", "stages"}, true);
        for (const scenario::Timeline& timeline : result_.timelines)
            time.blocks.emplace_back(DocumentFigure{timeline.title, timelineFigure(timeline)});
        addSection(document, std::move(time));
        addSection(document, tableSection("kernels", Word::Kernels, {"kernels"}, false));
        addSection(document, tableSection("cost", Word::Cost, {"cost"}, true));
        Section further{"tables", text(Word::FurtherTables), {}, false};
        for (const scenario::Table& table : result_.breakdown) {
            const bool isKnown = table.key == "step" || table.key == "gap" || table.key == "stages" ||
                                 table.key == "kernels" || table.key == "cost" || table.key == "uncertainty";
            if (!isKnown && !table.rows.empty()) further.blocks.emplace_back(documentTable(table, language_));
        }
        addSection(document, std::move(further));
    }

    Section uncertainty() const {
        Section section{"uncertainty", text(Word::Uncertainty), {}, false};
        // The other headline metrics move in step with these two.
        for (const std::string_view name : {"step_time", "cost_total"}) {
            const Metric* metric = result_.metric(name);
            if (!metric || metric->explanation.uncertainty.empty()) continue;
            if (section.blocks.empty()) section.blocks.emplace_back(Paragraph{text(Word::UncertaintyText)});
            std::string description = text(Word::Tornado) + " " + metricLabel(metric->name, language_) + ":";
            for (const auto& cause : metric->explanation.uncertainty)
                description += fmt::format(" {} {};", cause.label,
                                           printValue(cause.value, cause.unit, language_).text());
            section.blocks.emplace_back(
                DocumentFigure{std::move(description), tornadoFigure(*metric, language_)});
        }
        if (const auto* table = result_.table("uncertainty"); table && !table->rows.empty())
            section.blocks.emplace_back(documentTable(*table, language_));
        return section;
    }

    /// Formula and inputs of every metric that tells its story.
    Section derivations() const {
        Section section{"derivations", text(Word::HowItCameAbout), {}, false};
        DocumentTable table;
        table.columns = {{text(Word::Metric), "", false},
                         {text(Word::Formula), "", false},
                         {text(Word::Contribution), "", false}};
        for (const Metric& metric : result_.metrics) {
            if (metric.explanation.formula.empty()) continue;
            std::string grounds;
            for (const auto& input : metric.explanation.inputs)
                grounds += fmt::format("{}{} {} ({})", grounds.empty() ? "" : "; ", input.label,
                                       printValue(input.value, input.unit, language_).text(),
                                       basisText(input.basis, language_));
            table.rows.push_back(
                {{metricLabel(metric.name, language_), {}}, {metric.explanation.formula, {}}, {grounds, {}}});
        }
        if (!table.rows.empty()) section.blocks.emplace_back(std::move(table));
        return section;
    }

    void addWorkings(Document& document) const {
        if (!result_.workings.empty()) document.workings = {{"", "", labelledWorkings(result_, language_)}};
        document.workingsWords = workingsWords(language_);
    }

    std::string labelOf(const scenario::ResolvedInput& input) const {
        const scenario::Parameter* row = scenario::findParameter(input.key);
        if (language_ == Language::Chinese && row && !row->labelZh.empty()) return std::string(row->labelZh);
        return input.label.empty() ? input.key : input.label;
    }
    /// Of a file only its name and line: the reader has another disk, and equal runs give equal reports.
    static std::string sourceOf(const scenario::ResolvedInput& input) {
        const auto slash = input.origin == "file" ? input.source.rfind('/') : std::string::npos;
        return slash == std::string::npos ? input.source : input.source.substr(slash + 1);
    }

    Section inputs() const {
        Section section{"inputs", text(Word::Inputs), {}, false};
        section.blocks.emplace_back(Paragraph{text(Word::InputsText)});
        DocumentTable table;
        table.columns = {{text(Word::Input), "", false},
                         {text(Word::Value), "", false},
                         {text(Word::Origin), "", false},
                         {text(Word::Source), "", false}};
        for (const auto& input : result_.inputs) {
            // Quantities are kept as written, unit included; plain numbers carry their unit beside.
            const bool needsUnit = !input.unit.empty() && input.text.find(' ') == std::string::npos;
            table.rows.push_back({{labelOf(input), {}},
                                  {needsUnit ? input.text + " " + input.unit : input.text, {}},
                                  {input.origin, {}},
                                  {sourceOf(input), {}}});
        }
        if (!table.rows.empty()) section.blocks.emplace_back(std::move(table));
        return section;
    }

    Section provenance() const {
        Section section{"provenance", text(Word::Provenance), {}, false};
        const scenario::Provenance& p = result_.provenance;
        DocumentTable table;
        table.columns = {{"", "", false}, {text(Word::Value), "", false}};
        const auto add = [&](const std::string& label, const std::string& value) {
            if (!value.empty()) table.rows.push_back({{label, {}}, {value, {}}});
        };
        add(text(Word::ProgramVersion), p.programVersion);
        add(text(Word::ScenarioHash), p.scenarioHash);
        add(text(Word::CatalogueHash), p.catalogueHash);
        add(text(Word::Seed), fmt::format("{}", p.seed));
        add(text(Word::Events), sim::formatNumber(static_cast<double>(p.events), 15));
        add(text(Word::Fingerprint), p.fingerprint);
        for (const auto& [name, hash] : p.traces)
            add(text(Word::TraceHash) + " " + name, hash);
        section.blocks.emplace_back(std::move(table));
        NoteList conventions{text(Word::Conventions), {}, false};
        for (const Word w : {Word::ConventionHours, Word::ConventionIntervals, Word::ConventionBasis,
                             Word::ConventionMoney, Word::ConventionCalendar, Word::ConventionShares})
            conventions.notes.push_back(text(w));
        section.blocks.emplace_back(std::move(conventions));
        return section;
    }

    const Result& result_;
    Language language_;
};

} // namespace

DocumentTable documentTable(const scenario::Table& table, Language language) {
    DocumentTable out;
    out.id = table.key;
    out.title = table.title;
    out.source = table.source;
    std::vector<std::size_t> shown;
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
        if (table.columns[i].key == "category") continue; // a colour group, not for readers
        const bool isNumeric = std::any_of(table.rows.begin(), table.rows.end(), [i](const auto& row) {
            return i < row.size() && std::holds_alternative<double>(row[i]);
        });
        const bool isShare = table.columns[i].unit == "fraction";
        out.columns.push_back(
            {table.columns[i].label, isShare ? "" : table.columns[i].unit, isNumeric, table.columns[i].key});
        shown.push_back(i);
    }
    const auto shares = printedShares(table);
    for (std::size_t r = 0; r < table.rows.size(); ++r) {
        const auto& row = table.rows[r];
        std::vector<DocumentCell> cells;
        for (const std::size_t i : shown) {
            const auto* value = i < row.size() ? std::get_if<double>(&row[i]) : nullptr;
            if (i >= row.size())
                cells.push_back({"", {}});
            else if (!value && table.columns[i].key == "basis")
                cells.push_back({basisLabel(std::get<std::string>(row[i]), language), {}});
            else if (!value)
                cells.push_back({std::get<std::string>(row[i]), {}});
            else if (!shares.empty() && table.columns[i].key == "share")
                cells.push_back({shares[r], *value});
            else if (table.columns[i].unit == "fraction")
                cells.push_back({printValue(*value, "fraction", language).text(), *value});
            else
                cells.push_back({sim::formatNumber(*value), *value});
        }
        out.rows.push_back(std::move(cells));
    }
    return out;
}

WorkingsWords workingsWords(Language language) {
    const auto text = [&](Word w) { return std::string(word(w, language)); };
    return {text(Word::Workings),
            text(Word::Checks),
            text(Word::Line),
            text(Word::Unit),
            text(Word::Value),
            text(Word::Opening),
            text(Word::FormulaOrSource),
            text(Word::Engine),
            text(Word::Deviation),
            text(Word::WorkingsText)};
}

std::vector<scenario::Working> labelledWorkings(const Result& result, Language language) {
    std::vector<scenario::Working> workings = result.workings;
    for (scenario::Working& working : workings)
        if (result.metric(working.name)) working.label = metricLabel(working.name, language);
    return workings;
}

void keepParts(Document& document, const std::vector<std::string>& ids) {
    std::vector<std::string> known;
    for (const Section& section : document.sections)
        known.push_back(section.id);
    for (const std::string& id : ids)
        if (std::ranges::find(known, id) == known.end()) {
            const std::string nearest = sim::nearestName(id, known);
            throw sim::Error(sim::ErrorCode::BadInput, fmt::format("the report has no part '{}'", id),
                             "--parts",
                             nearest.empty() ? fmt::format("its parts are {}", fmt::join(known, ", "))
                                             : fmt::format("did you mean '{}'?", nearest));
        }
    std::erase_if(document.sections,
                  [&](const Section& s) { return std::ranges::find(ids, s.id) == ids.end(); });
}

Document buildDocument(const Result& result, Language language) {
    return Builder(result, language).build();
}

} // namespace report
