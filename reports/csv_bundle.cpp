// SPDX-License-Identifier: Apache-2.0
#include "reports/csv_bundle.h"

#include <set>
#include <utility>
#include <variant>
#include <vector>

#include <fmt/format.h>

#include "reports/office_package.h"

namespace report {
namespace {

std::string quoted(const std::string& text) {
    if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
    std::string out = "\"";
    for (const char c : text)
        out += c == '"' ? std::string("\"\"") : std::string(1, c);
    return out + "\"";
}

struct FocusColumn {
    const char* key;
    const char* name;
};
constexpr FocusColumn FocusColumns[] = {{"item", "ChargeDescription"},
                                        {"gpu_hours", "PricingQuantity"},
                                        {"price", "ContractedUnitPrice"},
                                        {"cost", "BilledCost"}};

std::string focusName(const DocumentColumn& column) {
    for (const FocusColumn& c : FocusColumns)
        if (column.key == c.key) return c.name;
    return "x_" + (column.key.empty() ? column.label : column.key);
}

std::string unitOf(const DocumentTable& table, const char* key) {
    for (const DocumentColumn& column : table.columns)
        if (column.key == key) return column.unit;
    return "";
}

std::string csvOf(const DocumentTable& table) {
    const bool isCost = table.id == "cost";
    std::vector<std::pair<std::string, std::string>> constants; // columns with one value
    if (isCost)
        constants = {{"PricingUnit", unitOf(table, "gpu_hours")},
                     {"BillingCurrency", unitOf(table, "cost")},
                     {"ChargeCategory", "Usage"},
                     {"ServiceCategory", "Compute"}};
    std::string out;
    const auto cell = [&out](const std::string& text, bool isFirst) {
        out += (isFirst ? "" : ",") + quoted(text);
    };
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
        const DocumentColumn& c = table.columns[i];
        const std::string plain = c.unit.empty() ? c.label : c.label + " [" + c.unit + "]";
        cell(isCost ? focusName(c) : plain, i == 0);
    }
    for (const auto& [name, value] : constants)
        cell(name, false);
    out += "\r\n";
    for (const auto& row : table.rows) {
        for (std::size_t i = 0; i < row.size(); ++i)
            cell(row[i].number && table.columns[i].isNumeric ? fmt::format("{}", *row[i].number)
                                                             : row[i].text,
                 i == 0);
        for (const auto& [name, value] : constants)
            cell(value, false);
        out += "\r\n";
    }
    return out;
}

} // namespace

std::string renderCsvBundle(const Document& document) {
    OfficePackage package;
    std::set<std::string> names;
    for (const Section& section : document.sections) {
        for (const Block& block : section.blocks) {
            const auto* table = std::get_if<DocumentTable>(&block);
            if (!table) continue;
            const std::string stem = table->id.empty() ? section.id : table->id;
            std::string name = stem;
            for (int i = 2; !names.insert(name).second; ++i)
                name = fmt::format("{}-{}", stem, i);
            package.add(name + ".csv", "\xEF\xBB\xBF" + csvOf(*table)); // spreadsheets take it for UTF-8
        }
    }
    return package.bytes();
}

} // namespace report
