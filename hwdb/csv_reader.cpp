// SPDX-License-Identifier: Apache-2.0
// One pass over the text; a small state machine per cell.
#include "hwdb/csv_reader.h"

#include <fstream>
#include <sstream>

#include <algorithm>
#include <chrono>

#include <fmt/format.h>

#include "simulator/base/error.h"
#include "simulator/base/units.h"

namespace hwdb {

namespace {

[[noreturn]] void bad(const std::string& where, const std::string& message, const std::string& hint) {
    throw sim::Error(sim::ErrorCode::BadInput, message, where, hint);
}

/// Splits the text into rows; knows nothing of the header.
class Splitter {
  public:
    Splitter(std::string_view text, const std::string& name) : text_(text), name_(name) {}

    std::vector<CsvRow> split() {
        std::vector<CsvRow> rows;
        while (position_ < text_.size())
            rows.push_back(row());
        return rows;
    }

  private:
    CsvRow row() {
        CsvRow result{line_, {}};
        for (;;) {
            result.cells.push_back(cell(result.cells.size() + 1));
            if (position_ >= text_.size()) return result;
            const char c = text_[position_++];
            if (c == ',') continue;
            ++line_; // cell() stops at a comma or a line break only
            return result;
        }
    }

    std::string cell(std::size_t column) {
        if (position_ < text_.size() && text_[position_] == '"') return quoted(column);
        const std::size_t end = std::min(text_.find_first_of(",\n", position_), text_.size());
        std::string value(text_.substr(position_, end - position_));
        if (value.find('"') != std::string::npos)
            bad(fmt::format("{}:{}:{}", name_, line_, column),
                "a quote inside a cell that does not start with one",
                "put the whole cell in quotes and double the quotes inside");
        if (!value.empty() && value.back() == '\r' && (end == text_.size() || text_[end] == '\n'))
            value.pop_back();
        position_ = end;
        return value;
    }

    std::string quoted(std::size_t column) {
        const std::size_t startLine = line_;
        std::string value;
        for (++position_; position_ < text_.size(); ++position_) {
            const char c = text_[position_];
            if (c == '\n') ++line_;
            if (c != '"') {
                value += c;
                continue;
            }
            if (position_ + 1 < text_.size() && text_[position_ + 1] == '"') {
                value += '"';
                ++position_;
                continue;
            }
            ++position_;
            if (position_ < text_.size() && text_[position_] == '\r') ++position_;
            if (position_ < text_.size() && text_[position_] != ',' && text_[position_] != '\n')
                bad(fmt::format("{}:{}:{}", name_, line_, column), "found text after a closing quote",
                    "double the quotes inside a quoted cell");
            return value;
        }
        bad(fmt::format("{}:{}:{}", name_, startLine, column), "a quoted cell has no end",
            "add the closing quote");
    }

    std::string_view text_;
    const std::string& name_;
    std::size_t position_ = 0;
    std::size_t line_ = 1;
};

} // namespace

CsvTable::CsvTable(std::string_view text, std::string name, std::span<const std::string_view> header)
    : name_(std::move(name)), header_(header.begin(), header.end()) {
    if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
    rows_ = Splitter(text, name_).split();
    if (rows_.empty() || rows_.front().cells != header_)
        bad(name_ + ":1",
            fmt::format("the header is \"{}\", expected \"{}\"",
                        rows_.empty() ? "" : fmt::format("{}", fmt::join(rows_.front().cells, ",")),
                        fmt::join(header_, ",")),
            "the columns are described in hwdb/README.md");
    rows_.erase(rows_.begin());
    checkShape();
}

void CsvTable::checkShape() const {
    for (const auto& row : rows_)
        if (row.cells.size() != header_.size())
            bad(fmt::format("{}:{}:{}", name_, row.line, std::min(row.cells.size(), header_.size())),
                fmt::format("the row has {} columns, expected {}", row.cells.size(), header_.size()),
                "a comma inside a cell needs quotes around the cell");
}

std::string CsvTable::where(const CsvRow& row, std::size_t column) const {
    return fmt::format("{}:{}:{} ({})", name_, row.line, column + 1, header_[column]);
}

void CsvTable::fail(const CsvRow& row, std::size_t column, const std::string& message,
                    const std::string& hint) const {
    bad(where(row, column), message, hint);
}

std::optional<double> CsvTable::number(const CsvRow& row, std::size_t column) const {
    const auto& cell = row.cells[column];
    if (cell.empty()) return std::nullopt;
    const auto value = sim::parseNumber(cell);
    if (!value) fail(row, column, fmt::format("found \"{}\", expected a plain number", cell));
    return value;
}

const std::string& CsvTable::required(const CsvRow& row, std::size_t column) const {
    if (row.cells[column].empty()) fail(row, column, "the cell is empty, expected a value");
    return row.cells[column];
}

const std::string& CsvTable::choice(const CsvRow& row, std::size_t column,
                                    std::span<const std::string_view> choices) const {
    const auto& cell = row.cells[column];
    if (std::find(choices.begin(), choices.end(), cell) == choices.end())
        fail(row, column,
             fmt::format("found \"{}\", expected one of \"{}\"", cell, fmt::join(choices, "\", \"")));
    return cell;
}

const std::string& CsvTable::date(const CsvRow& row, std::size_t column) const {
    if (!isDate(row.cells[column]))
        fail(row, column,
             fmt::format("found \"{}\", expected a date such as 2026, 2026-11 or 2026-11-25",
                         row.cells[column]));
    return row.cells[column];
}

CsvTable readPack(const std::filesystem::path& packs, const std::string& name,
                  std::span<const std::string_view> header) {
    std::ifstream stream(packs / name, std::ios::binary);
    std::ostringstream text;
    if (!stream || !(text << stream.rdbuf()))
        throw sim::Error(sim::ErrorCode::BadInput,
                         fmt::format("the pack {} of the hardware database is missing", name), packs.string(),
                         "reinstall purser, or point PURSER_HWDB at a folder with the packs");
    return {text.str(), name, header};
}

CsvTable readPack(const std::filesystem::path& packs, const std::string& name,
                  std::initializer_list<std::string_view> header) {
    return readPack(packs, name, std::span(header.begin(), header.size()));
}

bool isDate(std::string_view text) {
    if (text.size() != 4 && text.size() != 7 && text.size() != 10) return false;
    int parts[3] = {0, 1, 1};
    int part = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (i == 4 || i == 7) {
            if (text[i] != '-') return false;
            parts[++part] = 0;
            continue;
        }
        if (text[i] < '0' || text[i] > '9') return false;
        parts[part] = parts[part] * 10 + (text[i] - '0');
    }
    using namespace std::chrono;
    return year_month_day{year{parts[0]}, month{static_cast<unsigned>(parts[1])},
                          day{static_cast<unsigned>(parts[2])}}
        .ok();
}

} // namespace hwdb
