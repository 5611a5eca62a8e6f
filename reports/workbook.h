// SPDX-License-Identifier: Apache-2.0
// An XLSX file while it is written: sheets, cells with formats that print as the report's own texts do, and
// the bytes at the end. Wraps libxlsxwriter, which writes files only.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <tuple>

#include <xlsxwriter.h>

namespace report {

enum class CellLook { Text, TextRight, Title, Muted, Head, HeadNumber, Warning, Input, Line };

class Workbook {
  public:
    /// Throws Error{Internal} when the temporary file cannot be made.
    Workbook(const std::string& title, const std::string& comments, long long creationEpoch);
    ~Workbook();
    Workbook(const Workbook&) = delete;
    Workbook& operator=(const Workbook&) = delete;

    /// The name is cut to what the format allows (31 characters, none of []:*?/\) and made unique.
    lxw_worksheet* addSheet(const std::string& name);
    lxw_workbook* handle() { return book_; }

    void text(lxw_worksheet* sheet, lxw_row_t row, lxw_col_t column, const std::string& text,
              CellLook look = CellLook::Text);
    /// A text of several lines over the columns 0 to `lastColumn`, which together show `width` characters.
    void wrapped(lxw_worksheet* sheet, lxw_row_t row, lxw_col_t lastColumn, double width,
                 const std::string& text, CellLook look = CellLook::Text);
    /// Shown as `printed` is ("297.8 billion tokens/day"), held as the number.
    void number(lxw_worksheet* sheet, lxw_row_t row, lxw_col_t column, double value,
                const std::string& printed, CellLook look = CellLook::Text);
    /// Up to six decimals, for calculation.
    void plainNumber(lxw_worksheet* sheet, lxw_row_t row, lxw_col_t column, double value,
                     CellLook look = CellLook::Line);
    /// `cached` is what programs show that do not calculate.
    void formula(lxw_worksheet* sheet, lxw_row_t row, lxw_col_t column, const std::string& formula,
                 double cached, CellLook look = CellLook::Line);

    /// Finishes the file. Nothing may be written afterwards.
    std::string bytes();

  private:
    lxw_format* format(CellLook look, const std::string& numberFormat, bool wraps = false);

    std::filesystem::path file_;
    lxw_workbook* book_ = nullptr;
    std::map<std::tuple<CellLook, std::string, bool>, lxw_format*> formats_;
    std::map<std::string, int> sheets_;
};

/// Columns of default width that a text takes: Chinese characters are twice as wide as Latin ones.
double shownWidth(const std::string& text);

/// Number format under which a value prints as `printed`: "18.25 s" -> `#,##0.00" s"`, "42.6 %" ->
/// `0.0" "%`, "297.8 billion" -> `#,##0.0,,," billion"`. Large numbers that the report rounds to four
/// digits, and scales that the format language lacks (10^8), are shown in whole units.
std::string numberFormatFor(const std::string& printed);

} // namespace report
