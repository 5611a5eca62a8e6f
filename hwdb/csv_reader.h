// SPDX-License-Identifier: Apache-2.0
// Strict CSV (RFC 4180): quotes, quotes inside quotes, line breaks inside quotes, the same number of columns
// in every row, UTF-8. Errors name file:row:column.
#pragma once

#include <filesystem>
#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace hwdb {

struct CsvRow {
    std::size_t line = 0; ///< where the row starts in the file, from 1
    std::vector<std::string> cells;
};

/// A pack: its rows under a header that is exactly the expected one.
class CsvTable {
  public:
    /// `name` goes into errors. Throws Error{BadInput}.
    CsvTable(std::string_view text, std::string name, std::span<const std::string_view> header);

    const std::vector<CsvRow>& rows() const { return rows_; }
    /// "facts.csv:12:5 (value)".
    std::string where(const CsvRow& row, std::size_t column) const;
    [[noreturn]] void fail(const CsvRow& row, std::size_t column, const std::string& message,
                           const std::string& hint = {}) const;
    /// nullopt when empty; throws when it is not a plain number.
    std::optional<double> number(const CsvRow& row, std::size_t column) const;
    /// Throws when empty.
    const std::string& required(const CsvRow& row, std::size_t column) const;
    /// Throws unless the cell is one of `choices`.
    const std::string& choice(const CsvRow& row, std::size_t column,
                              std::span<const std::string_view> choices) const;
    /// "2026", "2026-11" or "2026-11-25"; throws otherwise.
    const std::string& date(const CsvRow& row, std::size_t column) const;

  private:
    void checkShape() const;

    std::string name_;
    std::vector<std::string> header_;
    std::vector<CsvRow> rows_;
};

/// The pack `name` of the folder. Throws Error{BadInput} when it is missing or not as expected.
CsvTable readPack(const std::filesystem::path& packs, const std::string& name,
                  std::span<const std::string_view> header);
CsvTable readPack(const std::filesystem::path& packs, const std::string& name,
                  std::initializer_list<std::string_view> header);

/// True for "2026", "2026-11" and "2026-11-25" with month and day in range.
bool isDate(std::string_view text);

} // namespace hwdb
