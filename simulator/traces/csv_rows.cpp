// SPDX-License-Identifier: Apache-2.0
// Comma-separated rows; numbers are read without regard to the locale.
#include "simulator/traces/csv_rows.h"

#include <fmt/format.h>

#include <charconv>
#include <cmath>

#include "simulator/base/error.h"

namespace sim {

bool CsvRows::next(std::vector<std::string>& cells) {
    while (at_ < text_.size()) {
        const char c = text_[at_];
        if (c == '\n' || c == '\r') {
            line_ += c == '\n';
            ++at_;
        } else if (c == '#') {
            const auto end = text_.find('\n', at_);
            at_ = end == std::string_view::npos ? text_.size() : end;
        } else {
            rowLine_ = line_;
            readRow(cells);
            return true;
        }
    }
    return false;
}

void CsvRows::readRow(std::vector<std::string>& cells) {
    std::size_t used = 0;
    const auto cell = [&]() -> std::string& {
        if (used == cells.size()) cells.emplace_back();
        cells[used].clear();
        return cells[used++];
    };
    std::string* current = &cell();
    bool isQuoted = false;
    for (; at_ < text_.size(); ++at_) {
        const char c = text_[at_];
        if (isQuoted) {
            line_ += c == '\n';
            if (c != '"')
                *current += c;
            else if (at_ + 1 < text_.size() && text_[at_ + 1] == '"')
                *current += text_[++at_];
            else
                isQuoted = false;
        } else if (c == '"' && current->empty()) {
            isQuoted = true;
        } else if (c == ',') {
            current = &cell();
        } else if (c == '\n') {
            break;
        } else if (c != '\r') {
            *current += c;
        }
    }
    if (isQuoted) fail("a quoted cell is never closed", "the file is cut off or damaged; fetch it again");
    cells.resize(used);
}

std::string CsvRows::where() const {
    return fmt::format("{}:{}", where_, rowLine_);
}

double CsvRows::number(const std::string& cell, std::string_view column) const {
    double value = 0;
    const auto [end, status] = std::from_chars(cell.data(), cell.data() + cell.size(), value);
    if (status != std::errc{} || end != cell.data() + cell.size() || !std::isfinite(value))
        fail(fmt::format("'{}' stands where column {} needs a number", cell.substr(0, 40), column));
    return value;
}

std::int64_t CsvRows::integer(const std::string& cell, std::string_view column) const {
    std::int64_t value = 0;
    const auto [end, status] = std::from_chars(cell.data(), cell.data() + cell.size(), value);
    if (status != std::errc{} || end != cell.data() + cell.size())
        fail(fmt::format("'{}' stands where column {} needs a whole number", cell.substr(0, 40), column));
    return value;
}

void CsvRows::fail(const std::string& message, const std::string& hint) const {
    throw Error(ErrorCode::BadInput, message, where(), hint);
}

void appendCsvCell(std::string& out, std::string_view cell) {
    const bool startsLikeComment = !cell.empty() && cell.front() == '#';
    if (!startsLikeComment && cell.find_first_of(",\"\n\r") == std::string_view::npos) {
        out += cell;
        return;
    }
    out += '"';
    for (const char c : cell) {
        if (c == '"') out += '"';
        out += c;
    }
    out += '"';
}

} // namespace sim
