// SPDX-License-Identifier: Apache-2.0
// Reads layer templates. Each row begins with what it is: template, trace_name, section, symbol, rows, gemm,
// attention, exchange, movement, role, recording.
#include "simulator/traces/layer_template.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <fstream>
#include <iterator>

#include "simulator/base/error.h"
#include "simulator/traces/csv_rows.h"

namespace sim {
namespace {

double factor(std::string_view& text, const Symbols& symbols, std::string_view whole,
              const std::string& where) {
    const auto end = std::min(text.find_first_of("+-*/"), text.size());
    const std::string_view word = text.substr(0, end);
    text.remove_prefix(end);
    double value = 0;
    const auto [stop, status] = std::from_chars(word.data(), word.data() + word.size(), value);
    if (status == std::errc{} && stop == word.data() + word.size() && !word.empty()) return value;
    const auto it = symbols.find(word);
    if (it == symbols.end())
        throw Error(ErrorCode::BadInput, fmt::format("'{}' in the expression '{}' has no value", word, whole),
                    where, "give it in a row: symbol,NAME,EXPRESSION,SOURCE");
    return it->second;
}

double term(std::string_view& text, const Symbols& symbols, std::string_view whole,
            const std::string& where) {
    double value = factor(text, symbols, whole, where);
    while (!text.empty() && (text.front() == '*' || text.front() == '/')) {
        const bool divides = text.front() == '/';
        text.remove_prefix(1);
        const double next = factor(text, symbols, whole, where);
        if (divides && next == 0.0)
            throw Error(ErrorCode::BadInput, fmt::format("'{}' divides by zero", whole), where);
        value = divides ? value / next : value * next;
    }
    return value;
}

Precision precisionNamed(const CsvRows& rows, const std::string& name) {
    constexpr std::pair<std::string_view, Precision> Names[] = {
        {"fp64", Precision::Fp64}, {"fp32", Precision::Fp32}, {"tf32", Precision::Tf32},
        {"bf16", Precision::Bf16}, {"fp16", Precision::Fp16}, {"fp8", Precision::Fp8},
        {"int8", Precision::Int8}, {"fp4", Precision::Fp4},   {"", Precision::None}};
    for (const auto& [text, precision] : Names)
        if (text == name) return precision;
    rows.fail(fmt::format("'{}' is no precision", name));
}

struct ShapeRow {
    std::string_view kind;
    TemplateShape shape;
    std::size_t expressions;
};
constexpr ShapeRow ShapeRows[] = {{"gemm", TemplateShape::Gemm, 4},
                                  {"attention", TemplateShape::Attention, 6},
                                  {"exchange", TemplateShape::Exchange, 6},
                                  {"movement", TemplateShape::Movement, 2},
                                  {"role", TemplateShape::None, 0}};

/// kind,section,kernel,ordinal,role,class,input,weight,output_bytes,fp32_accumulate,expressions...
TemplateRow readShapeRow(const CsvRows& rows, const std::vector<std::string>& c, const ShapeRow& form) {
    if (c.size() != 10 + form.expressions)
        rows.fail(fmt::format("a row '{}' has {} cells, {} are expected", form.kind, c.size(),
                              10 + form.expressions));
    TemplateRow row;
    row.section = c[1];
    row.kernel = c[2];
    row.ordinal =
        c[3] == "*" ? -1
                    : static_cast<int>(std::clamp<std::int64_t>(rows.integer(c[3], "ordinal"), 0, 1'000'000));
    row.role = c[4];
    const auto opClass = opClassFromName(c[5]);
    if (!opClass) rows.fail(fmt::format("'{}' is no class of operations", c[5]));
    row.opClass = *opClass;
    row.input = precisionNamed(rows, c[6]);
    row.weight = precisionNamed(rows, c[7]);
    row.outputBytes = c[8].empty() ? 0.0 : rows.number(c[8], "output_bytes");
    row.accumulatesFp32 = c[9] == "1";
    row.shape = form.shape;
    row.expressions.assign(c.begin() + 10, c.end());
    row.where = rows.where();
    return row;
}

} // namespace

double evaluateExpression(std::string_view expression, const Symbols& symbols, const std::string& where) {
    std::string_view rest = expression;
    double value = term(rest, symbols, expression, where);
    while (!rest.empty()) {
        const double sign = rest.front() == '-' ? -1.0 : 1.0;
        rest.remove_prefix(1); // term() stops only at + and -
        value += sign * term(rest, symbols, expression, where);
    }
    return value;
}

LayerTemplate readLayerTemplate(std::string_view text, const std::string& where) {
    CsvRows rows(text, where);
    LayerTemplate t;
    std::vector<std::string> c;
    const auto expect = [&](std::size_t count) {
        if (c.size() != count)
            rows.fail(fmt::format("a row '{}' has {} cells, {} are expected", c[0], c.size(), count));
    };
    while (rows.next(c)) {
        const auto* form = std::find_if(std::begin(ShapeRows), std::end(ShapeRows),
                                        [&](const ShapeRow& s) { return s.kind == c[0]; });
        if (form != std::end(ShapeRows))
            t.rows.push_back(readShapeRow(rows, c, *form));
        else if (c[0] == "template") {
            expect(3);
            t.name = c[1];
        } else if (c[0] == "trace_name") {
            expect(2);
            t.traceNameParts.push_back(c[1]);
        } else if (c[0] == "section") {
            expect(2);
            t.sections.push_back(c[1]);
        } else if (c[0] == "symbol") {
            expect(4);
            t.symbols.insert_or_assign(c[1], evaluateExpression(c[2], t.symbols, rows.where()));
        } else if (c[0] == "rows") {
            expect(4);
            t.rowsRules.push_back({c[1], c[2] == "y" ? 1 : c[2] == "z" ? 2 : 0, rows.number(c[3], "scale")});
        } else if (c[0] == "recording") {
            expect(6);
            t.recordings.push_back({c[1], c[2], c[3], c[4], c[5]});
        } else
            rows.fail(fmt::format("'{}' opens no row of a layer template", c[0]));
    }
    if (t.name.empty())
        throw Error(ErrorCode::BadInput, "the layer template has no row 'template,NAME,SOURCE'", where);
    return t;
}

LayerTemplate readLayerTemplateFile(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    if (!in) throw Error(ErrorCode::BadInput, "the layer template cannot be opened", file.string());
    const std::string text((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
    return readLayerTemplate(text, file.string());
}

std::optional<LayerTemplate> findLayerTemplate(const std::filesystem::path& folder,
                                               std::string_view traceName,
                                               const std::vector<std::string>& annotations) {
    std::error_code failed;
    std::vector<std::filesystem::path> files;
    for (const auto& entry : std::filesystem::directory_iterator(folder, failed))
        if (entry.path().extension() == ".csv") files.push_back(entry.path());
    std::sort(files.begin(), files.end()); // the order of a directory is nobody's promise
    for (const auto& file : files) {
        LayerTemplate t = readLayerTemplateFile(file);
        const bool namesFit =
            std::all_of(t.traceNameParts.begin(), t.traceNameParts.end(),
                        [&](const auto& part) { return traceName.find(part) != std::string_view::npos; });
        const bool sectionsFit = std::all_of(t.sections.begin(), t.sections.end(), [&](const auto& section) {
            return std::find(annotations.begin(), annotations.end(), section) != annotations.end();
        });
        if (namesFit && sectionsFit && !(t.traceNameParts.empty() && t.sections.empty())) return t;
    }
    return std::nullopt;
}

} // namespace sim
