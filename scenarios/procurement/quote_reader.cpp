// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <cmath>
#include <fstream>
#include <iterator>

#include <fmt/format.h>
#include <yaml-cpp/yaml.h>

#include "hwdb/csv_reader.h"
#include "scenarios/procurement/quote.h"
#include "simulator/base/error.h"
#include "simulator/base/units.h"

namespace scenario {

namespace {

enum Column {
    Vendor,
    Item,
    Part,
    Quantity,
    UnitPrice,
    Currency,
    TaxRate,
    TaxIncluded,
    LeadWeeks,
    WarrantyMonths,
    ValidUntil,
    Domestic,
    Note,
    ColumnCount
};
constexpr std::array<std::string_view, ColumnCount> Columns = {
    "vendor",      "item",     "part",         "quantity",   "unit_price",
    "currency",    "tax_rate", "tax_included", "lead_weeks", "warranty_months",
    "valid_until", "domestic", "note"};

using Cells = std::array<std::string, ColumnCount>;

/// Cells to a quote; `where` is file:row.
class QuoteParser {
  public:
    QuoteParser(const Cells& cells, std::string where) : cells_(cells), where_(std::move(where)) {}

    Quote parse() const {
        Quote q;
        q.where = where_;
        q.vendor = required(Vendor);
        q.item = required(Item);
        q.part = cells_[Part];
        q.quantity = number(Quantity, 1e-9, 1e9);
        q.unitPrice = number(UnitPrice, 0.0, 1e12);
        q.currency = required(Currency);
        if (q.currency.size() != 3) fail(Currency, "expected a currency such as USD or CNY");
        q.taxRate = number(TaxRate, 0.0, 1.0);
        q.isTaxIncluded = yesNo(TaxIncluded);
        q.leadWeeks = number(LeadWeeks, 0.0, 520.0);
        q.warrantyMonths = number(WarrantyMonths, 0.0, 240.0);
        q.validUntil = required(ValidUntil);
        if (!hwdb::isDate(q.validUntil) || q.validUntil.size() != 10)
            fail(ValidUntil, "expected a date such as 2026-12-31");
        q.isDomestic = yesNo(Domestic);
        q.note = cells_[Note];
        return q;
    }

  private:
    [[noreturn]] void fail(Column column, const std::string& expected) const {
        throw sim::Error(sim::ErrorCode::BadInput,
                         fmt::format("{}: found '{}', {}", Columns[column], cells_[column], expected),
                         where_);
    }
    const std::string& required(Column column) const {
        if (cells_[column].empty()) fail(column, "expected a text");
        return cells_[column];
    }
    double number(Column column, double least, double most) const {
        const auto value = sim::parseNumber(cells_[column]);
        if (!value || !(*value >= least && *value <= most))
            fail(column, fmt::format("expected a number from {} to {}", sim::formatNumber(least),
                                     sim::formatNumber(most)));
        return *value;
    }
    bool yesNo(Column column) const {
        if (cells_[column] != "yes" && cells_[column] != "no") fail(column, "expected yes or no");
        return cells_[column] == "yes";
    }

    const Cells& cells_;
    std::string where_;
};

std::vector<Quote> fromCsv(const std::string& text, const std::string& name) {
    const hwdb::CsvTable table(text, name, Columns);
    std::vector<Quote> quotes;
    for (const hwdb::CsvRow& row : table.rows()) {
        Cells cells;
        std::copy(row.cells.begin(), row.cells.end(), cells.begin());
        quotes.push_back(QuoteParser(cells, fmt::format("{}:{}", name, row.line)).parse());
    }
    return quotes;
}

Cells cellsOf(const YAML::Node& entry, const std::string& where) {
    Cells cells;
    for (const auto& field : entry) {
        const std::string& key = field.first.Scalar();
        const auto* column = std::ranges::find(Columns, std::string_view(key));
        if (column == Columns.end())
            throw sim::Error(sim::ErrorCode::BadInput, fmt::format("unknown key '{}'", key), where,
                             fmt::format("the keys are {}", fmt::join(Columns, ", ")));
        if (!field.second.IsScalar())
            throw sim::Error(sim::ErrorCode::BadInput, fmt::format("{}: expected one value", key), where);
        cells[static_cast<std::size_t>(column - Columns.begin())] = field.second.Scalar();
    }
    return cells;
}

std::vector<Quote> fromYaml(const std::string& text, const std::string& name) {
    std::vector<Quote> quotes;
    try {
        const YAML::Node root = YAML::Load(text);
        if (!root.IsSequence()) throw sim::Error(sim::ErrorCode::BadInput, "expected a list of quotes", name);
        for (const auto& entry : root) {
            const std::string where = fmt::format("{}:{}", name, entry.Mark().line + 1);
            if (!entry.IsMap()) throw sim::Error(sim::ErrorCode::BadInput, "expected a map", where);
            quotes.push_back(QuoteParser(cellsOf(entry, where), where).parse());
        }
    } catch (const YAML::Exception& error) {
        throw sim::Error(sim::ErrorCode::BadInput, fmt::format("not valid YAML: {}", error.msg),
                         fmt::format("{}:{}", name, error.mark.line + 1));
    }
    return quotes;
}

} // namespace

const std::vector<std::string_view>& quoteColumns() {
    static const std::vector<std::string_view> columns(Columns.begin(), Columns.end());
    return columns;
}

std::vector<Quote> readQuotes(const std::filesystem::path& file) {
    std::ifstream stream(file, std::ios::binary);
    if (!stream)
        throw sim::Error(sim::ErrorCode::BadInput, "cannot be opened, expected quotes of vendors",
                         file.string(), "check the name and its permissions");
    const std::string text{std::istreambuf_iterator<char>(stream), {}};
    const std::string name = file.filename().string();
    if (file.extension() == ".csv") return fromCsv(text, name);
    if (file.extension() == ".yaml" || file.extension() == ".yml") return fromYaml(text, name);
    throw sim::Error(sim::ErrorCode::BadInput, fmt::format("found '{}', expected .csv or .yaml", name),
                     file.string(), "save the sheet as CSV");
}

} // namespace scenario
