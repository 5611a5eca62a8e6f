// SPDX-License-Identifier: Apache-2.0
// Differences of metrics, of inputs and of the parts of a step.
#include "scenarios/cli/compare_command.h"

#include <algorithm>
#include <cmath>
#include <set>

#include <fmt/format.h>

#include "scenarios/cli/amount.h"
#include "scenarios/cli/result_source.h"
#include "scenarios/cli/result_view.h"
#include "scenarios/json_text.h"
#include "simulator/base/error.h"

namespace cli {

namespace {

using scenario::Result;
using Results = std::vector<Result>;

/// Names in the order of the first result that has each.
template<class NamesOf>
std::vector<std::string> unionOf(const Results& results, NamesOf namesOf) {
    std::vector<std::string> names;
    std::set<std::string> seen;
    for (const Result& result : results)
        for (std::string name : namesOf(result))
            if (seen.insert(name).second) names.push_back(std::move(name));
    return names;
}

std::vector<std::string> metricNames(const Results& results) {
    return unionOf(results, [](const Result& r) {
        std::vector<std::string> names;
        for (const auto& metric : r.metrics)
            names.push_back(metric.name);
        return names;
    });
}

const scenario::ResolvedInput* inputOf(const Result& result, std::string_view key) {
    for (const auto& input : result.inputs)
        if (input.key == key) return &input;
    return nullptr;
}

std::string inputText(const Result& result, std::string_view key) {
    const auto* input = inputOf(result, key);
    return input ? input->text : std::string{};
}

/// Keys of the inputs that are not the same in all results.
std::vector<std::string> differingInputs(const Results& results) {
    std::vector<std::string> keys = unionOf(results, [](const Result& r) {
        std::vector<std::string> names;
        for (const auto& input : r.inputs)
            names.push_back(input.key);
        return names;
    });
    std::erase_if(keys, [&](const std::string& key) {
        return std::all_of(results.begin(), results.end(),
                           [&](const Result& r) { return inputText(r, key) == inputText(results[0], key); });
    });
    return keys;
}

std::string letter(std::size_t index) {
    return index < 26 ? std::string(1, static_cast<char>('A' + index)) : fmt::format("#{}", index + 1);
}

std::string metricsText(const Results& results, const Style& style) {
    std::vector<TextTable::Heading> headings = {{"Metric"}};
    for (std::size_t i = 0; i < results.size(); ++i) {
        headings.push_back({letter(i), true});
        if (i > 0) headings.push_back({fmt::format("{} to {}", letter(0), letter(i)), true});
    }
    TextTable table(headings);
    for (const std::string& name : metricNames(results)) {
        const auto* base = results[0].metric(name);
        std::vector<TextTable::Item> row = {{metricLabel(name)}};
        for (std::size_t i = 0; i < results.size(); ++i) {
            const auto* metric = results[i].metric(name);
            row.push_back({metric ? amountText(metric->estimate.value, metric->unit) : "-"});
            if (i == 0) continue;
            const bool isComparable =
                base && metric && base->unit == metric->unit && base->estimate.value != 0.0;
            row.push_back(
                {isComparable ? differenceText(metric->estimate.value / base->estimate.value - 1.0) : "",
                 Ink::Bold});
        }
        table.add(std::move(row));
    }
    return table.text(style);
}

std::string inputsText(const Results& results, const Style& style) {
    const std::vector<std::string> keys = differingInputs(results);
    if (keys.empty()) return "\nAll inputs are equal.\n";
    std::vector<TextTable::Heading> headings = {{"Input"}};
    for (std::size_t i = 0; i < results.size(); ++i)
        headings.push_back({letter(i)});
    TextTable table(headings);
    for (const std::string& key : keys) {
        std::vector<TextTable::Item> row = {{key}};
        for (const Result& result : results) {
            const std::string text = inputText(result, key);
            row.push_back({text.empty() ? "-" : text});
        }
        table.add(std::move(row));
    }
    return "\n" + style(Ink::Bold, "Inputs that differ") + "\n" + table.text(style);
}

std::string stepUnit(const Result& result) {
    const auto* table = result.table("step");
    if (!table) return {};
    for (const auto& column : table->columns)
        if (!column.unit.empty()) return column.unit;
    return {};
}

std::string partsText(const Results& results, const Style& style) {
    constexpr std::size_t MostParts = 8;
    std::string out;
    for (std::size_t i = 1; i < results.size(); ++i) {
        const std::vector<PartChange> changes = partChanges(results[0], results[i]);
        if (changes.empty()) continue;
        double largest = 0.0;
        for (const PartChange& c : changes)
            largest = std::max(largest, std::abs(c.change));
        if (largest == 0.0) continue;
        TextTable table({{""}, {"", true}, {"", true}, {""}});
        const std::string unit = stepUnit(results[0]);
        for (std::size_t p = 0; p < std::min(MostParts, changes.size()); ++p) {
            const PartChange& c = changes[p];
            if (c.change == 0.0) continue;
            table.add({{c.label},
                       {fmt::format("{}{} {}", c.change > 0 ? "+" : "", sim::formatNumber(c.change), unit),
                        Ink::Bold},
                       {c.share == 0.0 ? "" : fmt::format("{:.0f} % of the difference", 100.0 * c.share)},
                       {bar(std::abs(c.change) / largest, 16), c.change > 0 ? Ink::Red : Ink::Green}});
        }
        out += fmt::format(
            "\n{}\n{}",
            style(Ink::Bold, fmt::format("Where {} differs from {} in a step", letter(i), letter(0))),
            table.text(style));
    }
    return out;
}

} // namespace

std::vector<PartChange> partChanges(const Result& base, const Result& other) {
    const auto* baseTable = base.table("step");
    const auto* otherTable = other.table("step");
    if (!baseTable || !otherTable) return {};
    std::vector<PartChange> changes;
    const auto changeOf = [&](const std::string& label) -> PartChange& {
        for (PartChange& c : changes)
            if (c.label == label) return c;
        return changes.emplace_back(PartChange{label, 0.0, 0.0});
    };
    // A row that sums the others would count them twice: the difference is told by the parts alone.
    const auto isTotal = [](const std::string& label) {
        return label == "total" || label == "Total" || label == "step" || label == "Step";
    };
    double whole = 0.0;
    for (const auto& [table, sign] : {std::pair{baseTable, -1.0}, std::pair{otherTable, 1.0}})
        for (const Part& part : partsOf(*table)) {
            if (isTotal(part.label)) continue;
            changeOf(part.label).change += sign * part.value;
            whole += sign * part.value;
        }
    for (PartChange& c : changes)
        c.share = whole == 0.0 ? 0.0 : c.change / whole;
    std::stable_sort(changes.begin(), changes.end(), [](const PartChange& a, const PartChange& b) {
        return std::abs(a.change) > std::abs(b.change);
    });
    return changes;
}

std::string compareText(const Results& results, const Style& style) {
    std::string out;
    for (std::size_t i = 0; i < results.size(); ++i) {
        out += fmt::format("{}  {}\n", style(Ink::Bold, letter(i)), results[i].name);
        if (!results[i].isFeasible)
            out += "   " + style(Ink::Red, "does not work: " + results[i].infeasibleReason) + "\n";
    }
    return out + "\n" + metricsText(results, style) + inputsText(results, style) + partsText(results, style);
}

std::string compareJson(const Results& results) {
    using Layout = scenario::JsonWriter::Layout;
    scenario::JsonWriter json;
    json.beginObject();
    json.member("schema", "purser.comparison/1");
    json.key("results");
    json.beginArray();
    for (const Result& result : results) {
        json.beginObject(Layout::Inline);
        json.member("name", result.name);
        json.member("scenario_hash", result.provenance.scenarioHash);
        json.key("feasible"), json.boolean(result.isFeasible);
        json.end();
    }
    json.end();
    json.key("metrics");
    json.beginObject();
    for (const std::string& name : metricNames(results)) {
        json.key(name);
        json.beginArray();
        const auto* base = results[0].metric(name);
        for (const Result& result : results) {
            json.beginObject(Layout::Inline);
            const auto* metric = result.metric(name); // an absent metric is an empty object, never null
            if (metric) {
                json.key("value"), json.number(metric->estimate.value, name);
                json.member("unit", metric->unit);
                if (base && base->unit == metric->unit && base->estimate.value != 0.0) {
                    json.key("relative_difference");
                    json.number(metric->estimate.value / base->estimate.value - 1.0, name);
                }
            }
            json.end();
        }
        json.end();
    }
    json.end();
    json.key("inputs");
    json.beginObject();
    for (const std::string& key : differingInputs(results)) {
        json.key(key);
        json.beginArray(Layout::Inline);
        for (const Result& result : results)
            json.string(inputText(result, key));
        json.end();
    }
    json.end();
    json.key("step_changes");
    json.beginArray();
    for (std::size_t i = 1; i < results.size(); ++i) {
        json.beginArray();
        for (const PartChange& c : partChanges(results[0], results[i])) {
            json.beginObject(Layout::Inline);
            json.member("part", c.label);
            json.member("change", c.change);
            json.member("share", c.share);
            json.end();
        }
        json.end();
    }
    json.end();
    json.end();
    return json.take();
}

int compareCommand(const std::vector<std::filesystem::path>& files, const std::vector<std::string>& overrides,
                   bool isJson, const Console& console) {
    if (files.size() < 2)
        throw sim::Error(sim::ErrorCode::BadInput, "found one file, expected at least two to compare", {},
                         "purser compare A.yaml B.yaml");
    ResultSource source(console);
    Results results;
    for (const auto& file : files)
        results.push_back(source.load(file, overrides));
    console.print(isJson ? compareJson(results) : compareText(results, console.style));
    const bool isFeasible =
        std::all_of(results.begin(), results.end(), [](const Result& r) { return r.isFeasible; });
    return isFeasible ? 0 : 1;
}

} // namespace cli
