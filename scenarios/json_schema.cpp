// SPDX-License-Identifier: Apache-2.0
// The parameter table as JSON Schema (2020-12) for editors, and as a listing for people.
#include <algorithm>

#include <fmt/format.h>

#include "scenarios/json_text.h"
#include "scenarios/parameter.h"

namespace scenario {

namespace {

using Rows = std::span<const Parameter>;

// A number as the reader takes it, then a unit. Units have more spellings than the recommended ones ("Gbps"),
// so the pattern leaves them open: a schema must not reject what the reader takes.
constexpr std::string_view QuantityPattern = "^-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][-+]?[0-9]+)? ?[^0-9 .].*$";

void writeLimits(JsonWriter& json, const Parameter& p) {
    if (p.minimum) json.member("minimum", *p.minimum);
    if (p.maximum) json.member("maximum", *p.maximum);
}

void writeType(JsonWriter& json, const Parameter& p) {
    switch (p.type) {
    case ValueType::Integer:
        json.member("type", "integer");
        writeLimits(json, p);
        break;
    case ValueType::Number:
        if (p.unit == sim::UnitKind::None) {
            json.member("type", "number");
        } else { // a fraction may be written "95 %"
            json.key("type");
            json.beginArray(JsonWriter::Layout::Inline);
            json.string("number"), json.string("string");
            json.end();
        }
        writeLimits(json, p);
        break;
    case ValueType::Boolean:
        json.member("type", "boolean");
        break;
    case ValueType::Quantity:
        json.member("type", "string");
        json.member("pattern", QuantityPattern);
        json.key("x-units");
        json.beginArray(JsonWriter::Layout::Inline);
        for (const std::string& symbol : sim::unitSymbols(p.unit))
            json.string(symbol);
        json.end();
        break;
    case ValueType::Choice:
        json.key("enum");
        json.beginArray(JsonWriter::Layout::Inline);
        for (const std::string_view choice : p.choices)
            json.string(choice);
        json.end();
        break;
    case ValueType::Date:
        json.member("type", "string");
        json.member("format", "date");
        break;
    default:
        json.member("type", "string");
        json.member("minLength", 1.0);
        break;
    }
}

void writeDefault(JsonWriter& json, const Parameter& p) {
    if (p.defaultText.empty()) return;
    json.key("default");
    const bool isPlain =
        p.type == ValueType::Boolean || sim::parseNumber(p.defaultText); // "10 %" is a string
    if (isPlain &&
        (p.type == ValueType::Integer || p.type == ValueType::Number || p.type == ValueType::Boolean))
        json.raw(p.defaultText);
    else
        json.string(p.defaultText);
}

void writeParameter(JsonWriter& json, const Parameter& p) {
    json.beginObject();
    json.member("title", p.label);
    json.member("description", fmt::format("{} Expected: {}.", p.help, expectation(p)));
    json.member("x-title-zh", p.labelZh);
    json.member("x-description-zh", p.helpZh);
    json.member("x-category", p.category);
    writeType(json, p);
    writeDefault(json, p);
    json.end();
}

/// Rows of one section stand together in the table, so one pass with a growing prefix writes the tree.
void writeSection(JsonWriter& json, Rows rows, std::size_t depth) {
    json.member("type", "object");
    if (!workloadOf(rows.front().key).empty() && depth == std::string_view("workload.").size())
        json.member("minProperties", 1.0);
    json.key("additionalProperties");
    json.boolean(false);
    json.key("properties");
    json.beginObject();
    if (depth == 0) {
        json.key("purser");
        json.beginObject(JsonWriter::Layout::Inline);
        json.member("const", 1.0);
        json.member("description", "Version of the scenario format.");
        json.end();
        json.key("name");
        json.beginObject(JsonWriter::Layout::Inline);
        json.member("type", "string");
        json.member("description", "What people call the scenario.");
        json.end();
        json.key("sweep");
        json.beginObject(JsonWriter::Layout::Inline);
        json.member("type", "object");
        json.member("description", "Axes of purser sweep.");
        json.end();
    }
    std::vector<std::string> required;
    if (depth == 0) required.emplace_back("purser");
    for (std::size_t at = 0; at < rows.size();) {
        const std::string_view rest = rows[at].key.substr(depth);
        const std::size_t dot = rest.find('.');
        const std::string word(rest.substr(0, dot));
        json.key(word);
        if (dot == std::string_view::npos) {
            if (rows[at].isRequired) required.push_back(word);
            writeParameter(json, rows[at]);
            ++at;
            continue;
        }
        std::size_t end = at;
        bool hasRequired = false;
        for (; end < rows.size() && rows[end].key.substr(depth).starts_with(word + "."); ++end)
            hasRequired = hasRequired || rows[end].isRequired;
        // Which of the workloads a scenario holds is open; that it holds one is said a level above.
        const bool isWorkload =
            !workloadOf(rows[at].key).empty() && depth == std::string_view("workload.").size();
        if (hasRequired && !isWorkload) required.push_back(word);
        json.beginObject();
        writeSection(json, rows.subspan(at, end - at), depth + word.size() + 1);
        json.end();
        at = end;
    }
    json.end();
    if (required.empty()) return;
    json.key("required");
    json.beginArray(JsonWriter::Layout::Inline);
    for (const std::string& word : required)
        json.string(word);
    json.end();
}

std::string listingOf(const Parameter& p, bool isChinese) {
    std::string out = fmt::format("  {}  ({})\n", p.key, isChinese ? p.labelZh : p.label);
    out += fmt::format("      {}\n", isChinese ? p.helpZh : p.help);
    out += fmt::format("      {}{}\n", isChinese ? "取值：" : "expected: ", expectation(p));
    const std::string_view none =
        p.isRequired ? (isChinese ? "必填" : "required") : (isChinese ? "可选" : "optional");
    out += fmt::format("      {}{}",
                       isChinese ? "默认：" : "default: ", p.defaultText.empty() ? none : p.defaultText);
    if (!p.source.empty()) out += fmt::format("  [{}]", p.source);
    return out + "\n";
}

} // namespace

std::string jsonSchema() {
    JsonWriter json;
    json.beginObject();
    json.member("$schema", "https://json-schema.org/draft/2020-12/schema");
    json.member("title", "Purser scenario, format 1");
    writeSection(json, parameters(), 0);
    json.end();
    return json.take();
}

std::string parameterListing(std::string_view language) {
    const bool isChinese = language == "zh";
    std::vector<std::string_view> categories;
    for (const Parameter& p : parameters())
        if (std::find(categories.begin(), categories.end(), p.category) == categories.end())
            categories.push_back(p.category);
    std::string out;
    for (const std::string_view category : categories) {
        out += fmt::format("{}{}\n", out.empty() ? "" : "\n", category);
        for (const Parameter& p : parameters())
            if (p.category == category) out += listingOf(p, isChinese);
    }
    return out;
}

} // namespace scenario
