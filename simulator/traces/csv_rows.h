// SPDX-License-Identifier: Apache-2.0
// Reads comma-separated rows (RFC 4180 quoting) with line numbers; writes one cell. For KTR and layer
// templates.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace sim {

/// Walks over the rows of `text`; blank lines and lines that start with '#' are skipped.
class CsvRows {
  public:
    /// REQUIRES: `text` outlives the reader. `where` names the file in errors.
    CsvRows(std::string_view text, std::string where) : text_(text), where_(std::move(where)) {}
    /// The next row into `cells`; false at the end. Throws Error{BadInput} for an unterminated quote.
    bool next(std::vector<std::string>& cells);
    /// file:line of the row last read.
    std::string where() const;
    /// The cell as a number. Throws Error{BadInput} naming `column` when it is none.
    double number(const std::string& cell, std::string_view column) const;
    std::int64_t integer(const std::string& cell, std::string_view column) const;
    [[noreturn]] void fail(const std::string& message, const std::string& hint = {}) const;

  private:
    void readRow(std::vector<std::string>& cells);

    std::string_view text_;
    std::string where_;
    std::size_t at_ = 0;
    int line_ = 1, rowLine_ = 1;
};

/// Appends `cell`, quoted where it must be.
void appendCsvCell(std::string& out, std::string_view cell);

} // namespace sim
