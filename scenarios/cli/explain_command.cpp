// SPDX-License-Identifier: Apache-2.0
// Formula, inputs, parts and uncertainty of a metric, as the evaluation left them in the result.
#include "scenarios/cli/explain_command.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "scenarios/cli/amount.h"
#include "scenarios/cli/result_source.h"
#include "scenarios/cli/result_view.h"
#include "scenarios/json_text.h"
#include "simulator/base/error.h"

namespace cli {

namespace {

using scenario::Contribution;

const scenario::Metric& find(const scenario::Result& result, std::string_view name) {
    if (const auto* metric = result.metric(name)) return *metric;
    std::vector<std::string> names;
    for (const auto& metric : result.metrics)
        names.push_back(metric.name);
    const std::string nearest = sim::nearestName(name, names);
    throw sim::Error(sim::ErrorCode::BadInput, fmt::format("the result has no metric '{}'", name), {},
                     nearest.empty() ? fmt::format("it has {}", fmt::join(names, ", "))
                                     : fmt::format("did you mean '{}'?", nearest));
}

std::string contributionsText(std::string_view title, const std::vector<Contribution>& contributions,
                              bool hasBars, const Style& style) {
    if (contributions.empty()) return {};
    double largest = 0.0;
    for (const Contribution& c : contributions)
        largest = std::max(largest, std::abs(c.value));
    TextTable table({{""}, {"", true}, {""}, {""}, {""}});
    for (const Contribution& c : contributions) {
        const Amount amount = amountOf({c.value, c.value, c.value, c.basis}, c.unit);
        const std::string drawn =
            hasBars && largest > 0.0 ? bar(std::abs(c.value) / largest, 16) + " " : std::string{};
        table.add({{c.label},
                   {amount.value, Ink::Bold},
                   {amount.unit},
                   {std::string(sim::basisName(c.basis)), basisInk(c.basis)},
                   {drawn + c.source, Ink::Faint}});
    }
    return "\n" + style(Ink::Bold, title) + "\n" + table.text(style);
}

void writeContributions(scenario::JsonWriter& json, std::string_view name,
                        const std::vector<Contribution>& list) {
    json.key(name);
    json.beginArray();
    for (const Contribution& c : list) {
        json.beginObject(scenario::JsonWriter::Layout::Inline);
        json.member("label", c.label);
        json.member("value", c.value);
        json.member("unit", c.unit);
        json.member("basis", sim::basisName(c.basis));
        json.member("source", c.source);
        json.end();
    }
    json.end();
}

} // namespace

std::string explainText(const scenario::Result& result, std::string_view name, const Style& style) {
    const scenario::Metric& metric = find(result, name);
    const Amount amount = amountOf(metric.estimate, metric.unit);
    const sim::Basis basis = metric.estimate.basis;
    std::string out = style(Ink::Bold, fmt::format("{}: {}", metricLabel(metric.name), amount.text()));
    if (!amount.range().empty()) out += fmt::format("   (P10 .. P90: {})", amount.range());
    out += fmt::format("   {}\n", style(basisInk(basis), sim::basisName(basis)));
    out += style(Ink::Faint, result.name) + "\n";
    if (!metric.explanation.formula.empty()) out += "\n" + metric.explanation.formula + "\n";
    out += contributionsText("What dominates it", metric.explanation.parts, true, style);
    out += contributionsText("What it rests on", metric.explanation.inputs, false, style);
    out += contributionsText("What makes it uncertain (change between P10 and P90 of each)",
                             metric.explanation.uncertainty, true, style);
    for (const auto& c : result.comparisons)
        if (c.metric == metric.name)
            out += fmt::format("\n{}\n  {}, ours is {} away\n  {}\n", style(Ink::Bold, "Published"),
                               amountText(c.published, c.unit), differenceText(c.relativeError()),
                               c.note.empty() ? c.source : c.source + "; " + c.note);
    return out + "\n" + style(Ink::Faint, provenanceText(result.provenance)) + "\n";
}

std::string explainJson(const scenario::Result& result, std::string_view name) {
    const scenario::Metric& metric = find(result, name);
    scenario::JsonWriter json;
    json.beginObject();
    json.member("schema", "purser.explanation/1");
    json.member("metric", metric.name);
    json.member("value", metric.estimate.value);
    json.member("unit", metric.unit);
    json.member("low", metric.estimate.low);
    json.member("high", metric.estimate.high);
    json.member("basis", sim::basisName(metric.estimate.basis));
    json.member("formula", metric.explanation.formula);
    writeContributions(json, "inputs", metric.explanation.inputs);
    writeContributions(json, "parts", metric.explanation.parts);
    writeContributions(json, "uncertainty", metric.explanation.uncertainty);
    json.end();
    return json.take();
}

int explainCommand(const std::filesystem::path& file, const std::string& metric, bool isJson,
                   const Console& console) {
    ResultSource source(console);
    const scenario::Result result = source.load(file);
    console.print(isJson ? explainJson(result, metric) : explainText(result, metric, console.style));
    return 0;
}

} // namespace cli
