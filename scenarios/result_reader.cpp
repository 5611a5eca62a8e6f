// SPDX-License-Identifier: Apache-2.0
// Reading a result back from its JSON: every field is required and of its type, so that a damaged file is
// told from a result. simdjson stays in this file.
#include <algorithm>
#include <cmath>

#include <fmt/format.h>
#include <simdjson.h>

#include "scenarios/result.h"
#include "simulator/base/error.h"

namespace scenario {

namespace {

/// A JSON value and the way to it, for messages: "metrics.step_time.value".
class Node {
  public:
    Node(simdjson::dom::element element, std::string path, const std::string& where)
        : element_(element), path_(std::move(path)), where_(&where) {}

    [[noreturn]] void fail(const std::string& expected) const {
        throw sim::Error(sim::ErrorCode::BadInput,
                         fmt::format("{}: found {}, expected {}", path_, typeName(), expected), *where_,
                         "the file is damaged or no result of purser run --json");
    }

    Node operator[](std::string_view key) const {
        simdjson::dom::object object = objectValue();
        simdjson::dom::element child;
        if (object.at_key(key).get(child) != simdjson::SUCCESS)
            throw sim::Error(sim::ErrorCode::BadInput, fmt::format("{}: missing", pathOf(key)), *where_,
                             "the file is damaged or no result of purser run --json");
        return Node(child, pathOf(key), *where_);
    }

    bool has(std::string_view key) const { return objectValue().at_key(key).error() == simdjson::SUCCESS; }

    std::string text() const {
        std::string_view value;
        if (element_.get(value) != simdjson::SUCCESS) fail("a text");
        return std::string(value);
    }
    double number() const {
        double value = 0.0;
        if (!element_.is_number() || element_.get(value) != simdjson::SUCCESS || !std::isfinite(value))
            fail("a number");
        return value;
    }
    std::uint64_t whole() const {
        std::uint64_t value = 0;
        if (element_.get(value) != simdjson::SUCCESS) fail("a whole number");
        return value;
    }
    bool boolean() const {
        bool value = false;
        if (element_.get(value) != simdjson::SUCCESS) fail("true or false");
        return value;
    }
    bool isText() const { return element_.is_string(); }

    template<class Use>
    void eachMember(Use use) const {
        for (const auto [key, value] : objectValue())
            use(std::string(key), Node(value, pathOf(key), *where_));
    }
    template<class Use>
    void eachItem(Use use) const {
        simdjson::dom::array array;
        if (element_.get(array) != simdjson::SUCCESS) fail("a list");
        std::size_t index = 0;
        for (const auto value : array)
            use(Node(value, fmt::format("{}[{}]", path_, index++), *where_));
    }

  private:
    simdjson::dom::object objectValue() const {
        simdjson::dom::object object;
        if (element_.get(object) != simdjson::SUCCESS) fail("an object");
        return object;
    }
    std::string pathOf(std::string_view key) const {
        return path_.empty() ? std::string(key) : fmt::format("{}.{}", path_, key);
    }
    std::string_view typeName() const {
        if (element_.is_object()) return "an object";
        if (element_.is_array()) return "a list";
        if (element_.is_string()) return "a text";
        if (element_.is_number()) return "a number";
        if (element_.is_null()) return "null";
        return "true or false";
    }

    simdjson::dom::element element_;
    std::string path_;
    const std::string* where_;
};

sim::Basis basisOf(const Node& node) {
    const std::string name = node.text();
    for (const sim::Basis basis :
         {sim::Basis::Measured, sim::Basis::Interpolated, sim::Basis::Modelled, sim::Basis::Assumed})
        if (name == sim::basisName(basis)) return basis;
    node.fail("measured, interpolated, modelled or assumed");
}

std::vector<Contribution> contributionsOf(const Node& list) {
    std::vector<Contribution> contributions;
    list.eachItem([&](const Node& c) {
        contributions.push_back({c["label"].text(), c["value"].number(), c["unit"].text(),
                                 basisOf(c["basis"]), c["source"].text()});
    });
    return contributions;
}

Metric metricOf(std::string name, const Node& node, const Node& explanations) {
    Metric metric;
    metric.estimate = {node["value"].number(), node["low"].number(), node["high"].number(),
                       basisOf(node["basis"])};
    metric.unit = node["unit"].text();
    const Node explanation = explanations[name];
    metric.explanation.formula = explanation["formula"].text();
    metric.explanation.inputs = contributionsOf(explanation["inputs"]);
    metric.explanation.parts = contributionsOf(explanation["parts"]);
    metric.explanation.uncertainty = contributionsOf(explanation["uncertainty"]);
    metric.name = std::move(name);
    return metric;
}

Table tableOf(std::string key, const Node& node) {
    Table table;
    table.key = std::move(key);
    table.title = node["title"].text();
    node["columns"].eachItem([&](const Node& column) {
        table.columns.push_back({column["key"].text(), column["label"].text(), column["unit"].text()});
    });
    node["rows"].eachItem([&](const Node& row) {
        std::vector<Cell> cells;
        row.eachItem([&](const Node& cell) {
            cells.push_back(cell.isText() ? Cell(cell.text()) : Cell(cell.number()));
        });
        if (cells.size() != table.columns.size())
            row.fail(fmt::format("a row of {} cells", table.columns.size()));
        table.rows.push_back(std::move(cells));
    });
    table.source = node["source"].text();
    return table;
}

void readProvenance(const Node& node, Result& result) {
    Provenance& p = result.provenance;
    p.catalogueHash = node["hwdb_snapshot"].text();
    p.programVersion = node["program_version"].text();
    p.seed = node["seed"].whole();
    p.scenarioHash = node["scenario_hash"].text();
    node["traces"].eachItem(
        [&](const Node& trace) { p.traces.emplace_back(trace["name"].text(), trace["hash"].text()); });
    p.events = node["events"].whole();
    p.fingerprint = node["fingerprint"].text();
    node["inputs"].eachItem([&](const Node& i) {
        result.inputs.push_back({i["key"].text(), i["label"].text(), i["text"].text(), i["unit"].text(),
                                 i["source"].text(), i["origin"].text()});
    });
    node["comparisons"].eachItem([&](const Node& c) {
        result.comparisons.push_back({c["metric"].text(), c["published"].number(), c["predicted"].number(),
                                      c["unit"].text(), c["source"].text(), c["note"].text()});
    });
}

/// Results of before workings were kept have none.
void readWorkings(const Node& provenance, Result& result) {
    if (!provenance.has("workings")) return;
    provenance["workings"].eachItem([&](const Node& w) {
        Working working{w["name"].text(),    w["label"].text(),     w["unit"].text(),  {},
                        w["formula"].text(), w["opening"].number(), w["source"].text()};
        w["values"].eachItem([&](const Node& value) { working.values.push_back(value.number()); });
        result.workings.push_back(std::move(working));
    });
}

void checkSchema(const Node& root, const std::string& where) {
    const std::string schema = root["schema"].text();
    if (schema == "purser.result/1") return;
    const bool isOfPurser = schema.starts_with("purser.result/");
    throw sim::Error(sim::ErrorCode::BadInput,
                     fmt::format("schema: found '{}', expected 'purser.result/1'", schema), where,
                     isOfPurser ? "the result was made by a newer Purser; update the program"
                                : "give the output of purser run --json");
}

} // namespace

Result resultFromJson(std::string_view text, const std::string& where) {
    simdjson::dom::parser parser;
    simdjson::dom::element element;
    const simdjson::error_code error = parser.parse(simdjson::padded_string(text)).get(element);
    if (error)
        throw sim::Error(sim::ErrorCode::BadInput,
                         fmt::format("not valid JSON: {}", simdjson::error_message(error)), where,
                         "give the output of purser run --json");
    const Node root(element, "", where);
    if (!element.is_object())
        throw sim::Error(sim::ErrorCode::BadInput, "found no JSON object, expected a result", where,
                         "give the output of purser run --json");
    checkSchema(root, where);
    Result result;
    result.name = root["scenario"]["name"].text();
    result.isFeasible = root["feasible"].boolean();
    if (!result.isFeasible) result.infeasibleReason = root["infeasible_reason"].text();
    const Node provenance = root["provenance"];
    const Node explanations = provenance["explanations"];
    root["metrics"].eachMember([&](std::string name, const Node& node) {
        if (result.metric(name)) node.fail("each metric once");
        result.metrics.push_back(metricOf(std::move(name), node, explanations));
    });
    root["breakdown"].eachMember([&](std::string key, const Node& node) {
        result.breakdown.push_back(tableOf(std::move(key), node));
    });
    root["warnings"].eachItem([&](const Node& warning) { result.warnings.push_back(warning.text()); });
    readProvenance(provenance, result);
    readWorkings(provenance, result);
    return result;
}

} // namespace scenario
