// SPDX-License-Identifier: Apache-2.0
// The summary that purser run prints: metrics beside what was published, where the time goes, warnings,
// provenance.
#include "scenarios/cli/result_view.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "scenarios/cli/amount.h"
#include "simulator/base/units.h"

namespace cli {

namespace {

using scenario::Result;

const scenario::Comparison* comparisonOf(const Result& result, std::string_view metric) {
    for (const auto& c : result.comparisons)
        if (c.metric == metric) return &c;
    return nullptr;
}

std::string inputText(const Result& result, std::string_view key) {
    for (const auto& input : result.inputs)
        if (input.key == key) return input.text;
    return {};
}

/// "2048 x h800-sxm, hgx-h800 | deepseek-v3 | dualpipe: tensor 1, pipeline 16, ..."
std::string headline(const Result& result) {
    std::string text;
    const auto append = [&](const std::string& part, const char* gap) {
        if (part.empty()) return;
        if (!text.empty()) text += gap;
        text += part;
    };
    const std::string count = inputText(result, "cluster.count");
    append((count.empty() ? "" : count + " x ") + inputText(result, "cluster.device"), "");
    // The system that was asked for is not named where the device stands in another one: a warning says
    // which.
    const bool isReplaced = std::ranges::any_of(
        result.warnings, [](const std::string& warning) { return warning.starts_with("cluster.system "); });
    if (!isReplaced) append(inputText(result, "cluster.system"), " in ");
    if (!count.empty()) append(inputText(result, "model"), " | "); // money alone has no model
    std::string layout;
    for (const char* name : {"tensor", "pipeline", "expert", "data", "zero"}) {
        const std::string value = inputText(result, fmt::format("workload.training.layout.{}", name));
        if (!value.empty()) layout += fmt::format("{}{} {}", layout.empty() ? "" : ", ", name, value);
    }
    for (const char* name : {"tensor", "data", "expert"}) {
        const std::string value = inputText(result, fmt::format("workload.serving.layout.{}", name));
        if (!value.empty()) layout += fmt::format("{}{} {}", layout.empty() ? "" : ", ", name, value);
    }
    append(layout, " | ");
    append(inputText(result, "workload.training.kernels.trace"), " | trace ");
    return text;
}

std::string metricsText(const Result& result, const Style& style) {
    const bool hasPublished = !result.comparisons.empty();
    std::vector<TextTable::Heading> headings = {{"Metric"}, {"Value", true}, {""}, {"P10 .. P90"}, {"Basis"}};
    if (hasPublished) headings.insert(headings.end(), {{"Published", true}, {"Difference", true}});
    TextTable table(headings);
    for (const auto& metric : result.metrics) {
        const Amount amount = amountOf(metric.estimate, metric.unit);
        const sim::Basis basis = metric.estimate.basis;
        std::vector<TextTable::Item> row = {{metricLabel(metric.name)},
                                            {amount.value, Ink::Bold},
                                            {amount.unit},
                                            {amount.range()},
                                            {std::string(sim::basisName(basis)), basisInk(basis)}};
        if (hasPublished) {
            const auto* published = comparisonOf(result, metric.name);
            if (published) {
                const double error = published->relativeError();
                row.push_back({amountText(published->published, published->unit)});
                row.push_back({differenceText(error), std::abs(error) <= 0.05 ? Ink::Green : Ink::Yellow});
            } else {
                row.insert(row.end(), {{""}, {""}});
            }
        }
        table.add(std::move(row));
    }
    return table.text(style);
}

/// Published figures that are no metric of ours (parts of the step), and where all of them are from.
std::string publishedText(const Result& result, const Style& style) {
    std::string out;
    TextTable table({{"Part"}, {"Ours", true}, {"Published", true}, {"Difference", true}, {""}});
    std::vector<std::string> sources;
    for (const auto& c : result.comparisons) {
        if (!c.source.empty() && std::find(sources.begin(), sources.end(), c.source) == sources.end())
            sources.push_back(c.source);
        if (result.metric(c.metric)) {
            if (!c.note.empty())
                out += style(Ink::Faint, fmt::format("  {}: {}", metricLabel(c.metric), c.note)) + "\n";
            continue;
        }
        const double error = c.relativeError();
        table.add({{metricLabel(c.metric)},
                   {amountText(c.predicted, c.unit)},
                   {amountText(c.published, c.unit)},
                   {c.published == 0.0 ? "" : differenceText(error),
                    std::abs(error) <= 0.05 ? Ink::Green : Ink::Yellow},
                   {c.note, Ink::Faint}});
    }
    for (const std::string& source : sources)
        out += style(Ink::Faint, "  Published: " + source) + "\n";
    if (!table.isEmpty())
        out += "\n" + style(Ink::Bold, "Beside the published parts") + "\n" + table.text(style);
    return out;
}

std::string cellText(const scenario::Cell& cell, const scenario::Column& column) {
    if (const auto* text = std::get_if<std::string>(&cell)) return *text;
    return sim::formatNumber(std::get<double>(cell) * (column.unit == "fraction" ? 100.0 : 1.0));
}

bool isNumericColumn(const scenario::Table& table, std::size_t column) {
    return std::any_of(table.rows.begin(), table.rows.end(),
                       [&](const auto& row) { return std::holds_alternative<double>(row[column]); });
}

} // namespace

Ink basisInk(sim::Basis basis) {
    switch (basis) {
    case sim::Basis::Measured:
        return Ink::Green;
    case sim::Basis::Interpolated:
        return Ink::Cyan;
    case sim::Basis::Modelled:
        return Ink::Yellow;
    case sim::Basis::Assumed:
        return Ink::Red;
    }
    return Ink::Plain;
}

std::vector<Part> partsOf(const scenario::Table& table) {
    std::vector<Part> parts;
    for (const auto& row : table.rows) {
        const std::string* label = nullptr;
        const double* value = nullptr;
        for (const auto& cell : row) {
            if (!label) label = std::get_if<std::string>(&cell);
            if (!value) value = std::get_if<double>(&cell);
        }
        if (label && value) parts.push_back({*label, *value});
    }
    return parts;
}

std::string tableText(const scenario::Table& table, const Style& style, std::size_t most) {
    constexpr std::size_t BarWidth = 24;
    const std::vector<Part> parts = partsOf(table);
    double largest = 0.0;
    for (const Part& part : parts)
        largest = std::max(largest, part.value);
    const bool hasBars = table.key == "step" && largest > 0.0;

    std::vector<TextTable::Heading> headings;
    for (std::size_t c = 0; c < table.columns.size(); ++c) {
        const auto& column = table.columns[c];
        const std::string_view shown = column.unit == "fraction" ? "%" : std::string_view(column.unit);
        const std::string unit = shown.empty() ? std::string{} : fmt::format(" [{}]", shown);
        headings.push_back({column.label + unit, isNumericColumn(table, c)});
    }
    if (hasBars) headings.push_back({""});
    TextTable text(headings);
    const std::size_t shownRows = std::min(most, table.rows.size());
    for (std::size_t r = 0; r < shownRows; ++r) {
        std::vector<TextTable::Item> row;
        const double* value = nullptr;
        for (std::size_t c = 0; c < table.columns.size(); ++c) {
            const scenario::Cell& cell = table.rows[r][c];
            row.push_back({cellText(cell, table.columns[c])});
            if (!value) value = std::get_if<double>(&cell);
        }
        if (hasBars) row.push_back({value ? bar(*value / largest, BarWidth) : std::string{}, Ink::Cyan});
        text.add(std::move(row));
    }
    std::string out = style(Ink::Bold, table.title) + "\n" + text.text(style);
    if (shownRows < table.rows.size())
        out += style(Ink::Faint,
                     fmt::format("  {} more rows; --verbose shows them", table.rows.size() - shownRows)) +
               "\n";
    if (!table.source.empty()) out += style(Ink::Faint, "  " + table.source) + "\n";
    return out;
}

std::string provenanceText(const scenario::Provenance& p) {
    const auto shortened = [](const std::string& hash) { return hash.substr(0, 12); };
    std::string text =
        fmt::format("{} events, fingerprint {} | scenario {} | catalogue {} | seed {} | purser {}",
                    sim::formatNumber(static_cast<double>(p.events), 16), shortened(p.fingerprint),
                    shortened(p.scenarioHash), shortened(p.catalogueHash), p.seed, p.programVersion);
    for (const auto& [name, hash] : p.traces)
        text += fmt::format(" | trace {} {}", name, shortened(hash));
    return text;
}

std::string resultText(const Result& result, const Style& style, bool isVerbose) {
    constexpr std::size_t BriefRows = 10;
    std::string out = style(Ink::Bold, result.name.empty() ? "(unnamed scenario)" : result.name) + "\n";
    if (const std::string line = headline(result); !line.empty()) out += style(Ink::Faint, line) + "\n";
    if (!result.isFeasible) out += "\n" + style(Ink::Red, "Does not work: " + result.infeasibleReason) + "\n";
    if (!result.metrics.empty()) out += "\n" + metricsText(result, style) + publishedText(result, style);
    for (const auto& table : result.breakdown)
        out += "\n" + tableText(table, style, isVerbose ? table.rows.size() : BriefRows);
    if (!result.warnings.empty()) {
        out += "\n" + style(Ink::Bold, "Warnings") + "\n";
        for (const std::string& warning : result.warnings)
            out += "  " + style(Ink::Yellow, "!") + " " + warning + "\n";
    }
    return out + "\n" + style(Ink::Faint, provenanceText(result.provenance)) + "\n";
}

} // namespace cli
