// SPDX-License-Identifier: Apache-2.0
// Writing a result as JSON, schema "purser.result/1" (DESIGN.md, "Result JSON"). Reading is in
// result_reader.cpp.
#include "scenarios/result.h"

#include <set>

#include <fmt/format.h>

#include "scenarios/json_text.h"
#include "scenarios/parameter.h"
#include "simulator/base/error.h"

namespace scenario {

namespace {

using Inline = JsonWriter::Layout;

/// Numbers stand as numbers, exactly as they were written; quantities keep their unit and are texts.
void writeInput(JsonWriter& json, const ResolvedInput& input) {
    const Parameter* parameter = findParameter(input.key);
    const bool isNumber =
        parameter && (parameter->type == ValueType::Integer || parameter->type == ValueType::Number);
    if (isNumber && sim::parseNumber(input.text))
        json.raw(input.text);
    else if (parameter && parameter->type == ValueType::Boolean)
        json.boolean(input.text == "true");
    else
        json.string(input.text);
}

/// `inputs` share the first `depth` characters of their keys. Sections are written at their first key.
void writeInputs(JsonWriter& json, const std::vector<const ResolvedInput*>& inputs, std::size_t depth) {
    std::set<std::string> done;
    for (const ResolvedInput* input : inputs) {
        const std::string rest = input->key.substr(depth);
        const std::size_t dot = rest.find('.');
        const std::string word = rest.substr(0, dot);
        if (!done.insert(word).second) continue;
        json.key(word);
        if (dot == std::string::npos) {
            writeInput(json, *input);
            continue;
        }
        std::vector<const ResolvedInput*> section;
        for (const ResolvedInput* other : inputs)
            if (other->key.size() > depth + word.size() &&
                other->key.compare(depth, word.size() + 1, word + ".") == 0)
                section.push_back(other);
        json.beginObject();
        writeInputs(json, section, depth + word.size() + 1);
        json.end();
    }
}

void writeScenario(JsonWriter& json, const Result& result) {
    json.key("scenario");
    json.beginObject();
    json.member("purser", 1.0);
    json.member("name", result.name);
    std::vector<const ResolvedInput*> inputs;
    for (const ResolvedInput& input : result.inputs)
        inputs.push_back(&input);
    writeInputs(json, inputs, 0);
    json.end();
}

void writeMetrics(JsonWriter& json, const Result& result) {
    json.key("metrics");
    json.beginObject();
    std::set<std::string_view> seen;
    for (const Metric& metric : result.metrics) {
        if (!seen.insert(metric.name).second)
            throw sim::Error(sim::ErrorCode::Internal, fmt::format("metric {} occurs twice", metric.name));
        json.key(metric.name);
        json.beginObject(Inline::Inline);
        json.key("value"), json.number(metric.estimate.value, metric.name);
        json.member("unit", metric.unit);
        json.key("low"), json.number(metric.estimate.low, metric.name);
        json.key("high"), json.number(metric.estimate.high, metric.name);
        json.member("basis", sim::basisName(metric.estimate.basis));
        json.end();
    }
    json.end();
}

void writeTable(JsonWriter& json, const Table& table) {
    json.key(table.key);
    json.beginObject();
    json.member("title", table.title);
    json.key("columns");
    json.beginArray();
    for (const Column& column : table.columns) {
        json.beginObject(Inline::Inline);
        json.member("key", column.key);
        json.member("label", column.label);
        json.member("unit", column.unit);
        json.end();
    }
    json.end();
    json.key("rows");
    json.beginArray();
    for (const auto& row : table.rows) {
        if (row.size() != table.columns.size())
            throw sim::Error(sim::ErrorCode::Internal,
                             fmt::format("table {} has a row of another width", table.key));
        json.beginArray(Inline::Inline);
        for (const Cell& cell : row) {
            if (const auto* text = std::get_if<std::string>(&cell))
                json.string(*text);
            else
                json.number(std::get<double>(cell), table.key);
        }
        json.end();
    }
    json.end();
    json.member("source", table.source);
    json.end();
}

void writeContributions(JsonWriter& json, std::string_view name,
                        const std::vector<Contribution>& contributions) {
    json.key(name);
    json.beginArray();
    for (const Contribution& c : contributions) {
        json.beginObject(Inline::Inline);
        json.member("label", c.label);
        json.key("value"), json.number(c.value, c.label);
        json.member("unit", c.unit);
        json.member("basis", sim::basisName(c.basis));
        json.member("source", c.source);
        json.end();
    }
    json.end();
}

void writeComparisons(JsonWriter& json, const Result& result) {
    json.key("comparisons");
    json.beginArray();
    for (const Comparison& c : result.comparisons) {
        json.beginObject(Inline::Inline);
        json.member("metric", c.metric);
        json.key("published"), json.number(c.published, c.metric);
        json.key("predicted"), json.number(c.predicted, c.metric);
        json.member("unit", c.unit);
        json.member("source", c.source);
        json.member("note", c.note);
        json.end();
    }
    json.end();
}

void writeWorkings(JsonWriter& json, const Result& result) {
    json.key("workings");
    json.beginArray();
    for (const Working& w : result.workings) {
        json.beginObject(Inline::Inline);
        json.member("name", w.name);
        json.member("label", w.label);
        json.member("unit", w.unit);
        json.key("values");
        json.beginArray(Inline::Inline);
        for (const double value : w.values)
            json.number(value, w.name);
        json.end();
        json.member("formula", w.formula);
        json.key("opening"), json.number(w.opening, w.name);
        json.member("source", w.source);
        json.end();
    }
    json.end();
}

void writeExplanations(JsonWriter& json, const Result& result) {
    json.key("explanations");
    json.beginObject();
    for (const Metric& metric : result.metrics) {
        json.key(metric.name);
        json.beginObject();
        json.member("formula", metric.explanation.formula);
        writeContributions(json, "inputs", metric.explanation.inputs);
        writeContributions(json, "parts", metric.explanation.parts);
        writeContributions(json, "uncertainty", metric.explanation.uncertainty);
        json.end();
    }
    json.end();
}

void writeProvenance(JsonWriter& json, const Result& result) {
    const Provenance& p = result.provenance;
    json.key("provenance");
    json.beginObject();
    json.member("hwdb_snapshot", p.catalogueHash);
    json.member("program_version", p.programVersion);
    json.key("seed"), json.integer(p.seed);
    json.member("scenario_hash", p.scenarioHash);
    json.key("traces");
    json.beginArray();
    for (const auto& [name, hash] : p.traces) {
        json.beginObject(Inline::Inline);
        json.member("name", name);
        json.member("hash", hash);
        json.end();
    }
    json.end();
    json.key("events"), json.integer(p.events);
    json.member("fingerprint", p.fingerprint);
    json.key("inputs");
    json.beginArray();
    for (const ResolvedInput& input : result.inputs) {
        json.beginObject(Inline::Inline);
        json.member("key", input.key);
        json.member("label", input.label);
        json.member("text", input.text);
        json.member("unit", input.unit);
        json.member("origin", input.origin);
        json.member("source", input.source);
        json.end();
    }
    json.end();
    writeComparisons(json, result);
    writeWorkings(json, result);
    writeExplanations(json, result);
    json.end();
}

} // namespace

std::string toJson(const Result& result) {
    JsonWriter json;
    json.beginObject();
    json.member("schema", "purser.result/1");
    json.key("feasible"), json.boolean(result.isFeasible);
    if (!result.isFeasible) json.member("infeasible_reason", result.infeasibleReason);
    writeScenario(json, result);
    writeMetrics(json, result);
    json.key("breakdown");
    json.beginObject();
    for (const Table& table : result.breakdown)
        writeTable(json, table);
    json.end();
    json.key("warnings");
    json.beginArray();
    for (const std::string& warning : result.warnings)
        json.string(warning);
    json.end();
    writeProvenance(json, result);
    json.end();
    return json.take();
}

} // namespace scenario
