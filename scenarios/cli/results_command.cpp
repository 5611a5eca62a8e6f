// SPDX-License-Identifier: Apache-2.0
// One SELECT, three ways to print its answer.
#include "scenarios/cli/results_command.h"

#include <map>
#include <sstream>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "hwdb/result_store.h"
#include "scenarios/json_text.h"
#include "simulator/base/units.h"
#include "simulator/planning/pareto_front.h"

namespace cli {

namespace {

std::string cellText(const hwdb::StoredCell& cell, bool isShort) {
    if (const auto* text = std::get_if<std::string>(&cell)) return *text;
    if (const auto* number = std::get_if<double>(&cell))
        return isShort ? sim::formatNumber(*number, 6) : fmt::format("{}", *number);
    return {};
}

/// RFC 4180: quotes around what holds a comma, a quote or a line break.
std::string csvCell(const std::string& text) {
    if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
    std::string out = "\"";
    for (const char c : text)
        out += c == '"' ? std::string("\"\"") : std::string(1, c);
    return out + "\"";
}

std::string csvText(const hwdb::QueryAnswer& answer) {
    std::string out;
    for (std::size_t c = 0; c < answer.columns.size(); ++c)
        out += (c ? "," : "") + csvCell(answer.columns[c]);
    out += "\n";
    for (const auto& row : answer.rows) {
        for (std::size_t c = 0; c < row.size(); ++c)
            out += (c ? "," : "") + csvCell(cellText(row[c], false));
        out += "\n";
    }
    return out;
}

std::string jsonText(const hwdb::QueryAnswer& answer) {
    scenario::JsonWriter json;
    json.beginArray();
    for (const auto& row : answer.rows) {
        json.beginObject(scenario::JsonWriter::Layout::Inline);
        for (std::size_t c = 0; c < row.size(); ++c) {
            if (const auto* text = std::get_if<std::string>(&row[c])) json.member(answer.columns[c], *text);
            if (const auto* number = std::get_if<double>(&row[c])) json.member(answer.columns[c], *number);
        }
        json.end();
    }
    json.end();
    return json.take();
}

std::string tableTextOf(const hwdb::QueryAnswer& answer, const Style& style) {
    std::vector<TextTable::Heading> headings;
    for (std::size_t c = 0; c < answer.columns.size(); ++c)
        headings.push_back(
            {answer.columns[c], !answer.rows.empty() && std::holds_alternative<double>(answer.rows[0][c])});
    TextTable table(std::move(headings));
    for (const auto& row : answer.rows) {
        std::vector<TextTable::Item> items;
        for (const auto& cell : row)
            items.push_back({cellText(cell, true)});
        table.add(std::move(items));
    }
    return table.text(style);
}

std::string quoted(const std::string& name) {
    return "\"" + name + "\"";
}

/// Points that no other beats in all the metrics of `request.pareto`, of those that meet `request.where`.
std::string frontCondition(const hwdb::ResultStore& store, const ResultsRequest& request) {
    std::string columns;
    std::vector<double> signs;
    std::istringstream words(request.pareto);
    for (std::string word; std::getline(words, word, ',');) {
        const bool isLargeBetter = word.starts_with('-');
        signs.push_back(isLargeBetter ? -1.0 : 1.0);
        columns += ", " + quoted(word.substr(isLargeBetter ? 1 : 0));
    }
    const auto answer =
        store.query(fmt::format("SELECT k{} FROM point WHERE status = 'ok'{} ORDER BY k", columns,
                                request.where.empty() ? "" : " AND (" + request.where + ")"));
    std::vector<std::vector<double>> points;
    std::vector<double> numbers;
    for (const auto& row : answer.rows) {
        std::vector<double> point;
        for (std::size_t c = 1; c < row.size(); ++c)
            if (const auto* value = std::get_if<double>(&row[c])) point.push_back(signs[c - 1] * *value);
        if (point.size() != signs.size()) continue; // a metric that does not apply to the point
        points.push_back(std::move(point));
        numbers.push_back(std::get<double>(row[0]));
    }
    std::string list;
    for (const std::size_t i : sim::paretoFront(points))
        list += fmt::format("{}{:.0f}", list.empty() ? "" : ", ", numbers[i]);
    return fmt::format("k IN ({})", list);
}

/// Every column without the intervals for a table; with them for files.
std::string selectSql(const hwdb::StoreAbout& about, const ResultsRequest& request) {
    std::string columns = "*";
    if (request.format == "table") {
        columns = "k, status";
        for (const auto& column : about.columns)
            columns += ", " + quoted(column.name);
    }
    std::string sql = fmt::format("SELECT {} FROM point", columns);
    if (!request.where.empty()) sql += fmt::format(" WHERE {}", request.where);
    sql += fmt::format(" ORDER BY {}", request.sort.empty() ? "k" : request.sort + ", k");
    if (request.format == "table") sql += fmt::format(" LIMIT {}", request.limit);
    return sql;
}

hwdb::QueryAnswer columnsOf(const hwdb::StoreAbout& about) {
    hwdb::QueryAnswer answer{{"column", "kind", "unit"}, {}};
    for (const auto& column : about.columns)
        answer.rows.push_back({column.name, std::string(column.isMetric ? "metric" : "input"), column.unit});
    return answer;
}

/// Metrics of both stores for every point whose inputs are equal; only inputs and metrics that both have.
hwdb::QueryAnswer comparison(const hwdb::ResultStore& store, const hwdb::ResultStore& other) {
    std::vector<std::string> inputs, metrics;
    for (const auto& column : store.about().columns)
        for (const auto& theirs : other.about().columns)
            if (theirs == column) (column.isMetric ? metrics : inputs).push_back(column.name);
    std::string sql = "SELECT k";
    for (const auto& name : inputs)
        sql += ", " + quoted(name);
    for (const auto& name : metrics)
        sql += ", " + quoted(name);
    sql += " FROM point WHERE status = 'ok' ORDER BY k";
    const auto ours = store.query(sql), others = other.query(sql);
    const auto keyOf = [&](const std::vector<hwdb::StoredCell>& row) {
        return std::vector<hwdb::StoredCell>(row.begin() + 1,
                                             row.begin() + 1 + static_cast<std::ptrdiff_t>(inputs.size()));
    };
    std::map<std::vector<hwdb::StoredCell>, const std::vector<hwdb::StoredCell>*> byInputs;
    for (const auto& row : others.rows)
        byInputs.emplace(keyOf(row), &row);
    hwdb::QueryAnswer answer{{"k"}, {}};
    answer.columns.insert(answer.columns.end(), inputs.begin(), inputs.end());
    for (const auto& name : metrics)
        answer.columns.insert(answer.columns.end(), {name, name + " other", name + " change"});
    for (const auto& row : ours.rows) {
        const auto found = byInputs.find(keyOf(row));
        if (found == byInputs.end()) continue;
        auto& out = answer.rows.emplace_back(row.begin(),
                                             row.begin() + 1 + static_cast<std::ptrdiff_t>(inputs.size()));
        for (std::size_t c = inputs.size() + 1; c < row.size(); ++c) {
            const auto* a = std::get_if<double>(&row[c]);
            const auto* b = std::get_if<double>(&(*found->second)[c]);
            out.push_back(row[c]);
            out.push_back((*found->second)[c]);
            auto& change = out.emplace_back();
            if (a && b && *a != 0.0) change = *b / *a - 1.0;
        }
    }
    return answer;
}

} // namespace

int resultsCommand(const ResultsRequest& request, const Console& console) {
    const auto store = hwdb::ResultStore::open(request.store);
    hwdb::QueryAnswer answer;
    ResultsRequest chosen = request;
    if (!request.pareto.empty()) chosen.where = frontCondition(store, request);
    if (request.hasColumns)
        answer = columnsOf(store.about());
    else if (!request.compareWith.empty())
        answer = comparison(store, hwdb::ResultStore::open(request.compareWith));
    else
        answer = store.query(request.sql.empty() ? selectSql(store.about(), chosen) : request.sql);
    if (request.format == "csv") console.print(csvText(answer));
    if (request.format == "json") console.print(jsonText(answer));
    if (request.format == "table") {
        console.print(tableTextOf(answer, console.style));
        console.note(fmt::format("{} of {} points", answer.rows.size(), store.count()));
    }
    return 0;
}

} // namespace cli
