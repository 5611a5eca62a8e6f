// SPDX-License-Identifier: Apache-2.0
#include "reports/workings_sheet.h"

#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "simulator/base/error.h"

namespace report {
namespace {

constexpr lxw_row_t FirstRow = 3;
constexpr lxw_col_t LabelColumn = 0, UnitColumn = 1, ValueColumn = 2, SourceColumn = 3, OpeningColumn = 4,
                    FirstPeriod = 5;

bool isLetter(char c) {
    return (c >= 'a' && c <= 'z') || c == '_';
}

/// "C7", or "$C$7" when it must stay when a row is copied.
std::string cellName(lxw_row_t row, lxw_col_t column, bool isFixed = false) {
    char name[LXW_MAX_CELL_NAME_LENGTH];
    if (isFixed)
        lxw_rowcol_to_cell_abs(name, row, column, 1, 1);
    else
        lxw_rowcol_to_cell(name, row, column);
    return name;
}

struct Place {
    lxw_row_t row = 0;
    std::size_t periods = 1;
    bool isSeries() const { return periods > 1; }
};

/// Formulas of the workings to formulas of the sheet.
class Translator {
  public:
    void place(const scenario::Working& working, lxw_row_t row) {
        places_[working.name] = {row, working.values.size()};
    }

    /// For the period `period` of a series; scalars stand in the value column.
    std::string translate(const scenario::Working& working, std::size_t period) const {
        const std::string& f = working.formula;
        std::string out = "=";
        std::vector<bool> isAggregate; // of each open bracket
        for (std::size_t i = 0; i < f.size();) {
            if (isLetter(f[i])) {
                std::size_t end = i;
                while (end < f.size() && isLetter(f[end]))
                    ++end;
                const bool isPrevious = f.compare(end, 4, "[-1]") == 0;
                const bool isWhole = !isAggregate.empty() && isAggregate.back();
                out += reference(working, f.substr(i, end - i), period, isPrevious, isWhole);
                i = end + (isPrevious ? 4 : 0);
                continue;
            }
            if (f[i] == '(') isAggregate.push_back(i > 0 && f[i - 1] >= 'A' && f[i - 1] <= 'Z');
            if (f[i] == ')' && !isAggregate.empty()) isAggregate.pop_back();
            out += f[i++];
        }
        return out;
    }

  private:
    std::string reference(const scenario::Working& from, const std::string& name, std::size_t period,
                          bool isPrevious, bool isWhole) const {
        const auto found = places_.find(name);
        if (found == places_.end())
            throw sim::Error(sim::ErrorCode::Internal,
                             fmt::format("working {}: no line {} stands before it", from.name, name));
        const Place& place = found->second;
        if (!place.isSeries()) return name; // a defined name
        const auto column = static_cast<lxw_col_t>(FirstPeriod + period);
        if (isWhole)
            return fmt::format(
                "{}:{}", cellName(place.row, FirstPeriod, true),
                cellName(place.row, static_cast<lxw_col_t>(FirstPeriod + place.periods - 1), true));
        if (from.values.size() != place.periods)
            throw sim::Error(sim::ErrorCode::Internal,
                             fmt::format("working {}: {} has another number of periods", from.name, name));
        return cellName(place.row, static_cast<lxw_col_t>(isPrevious ? column - 1 : column));
    }

    std::map<std::string, Place> places_;
};

} // namespace

void writeWorkings(Workbook& book, const std::vector<scenario::Working>& workings,
                   const WorkingsWords& words) {
    if (workings.empty()) return;
    lxw_worksheet* sheet = book.addSheet(words.workings);
    book.text(sheet, 0, 0, words.workings, CellLook::Title);
    book.text(sheet, 1, 0, words.note, CellLook::Muted);
    std::size_t most = 1;
    for (const auto& w : workings)
        most = std::max(most, w.values.size());
    const auto head = [&](lxw_col_t column, const std::string& label, bool isNumber) {
        book.text(sheet, FirstRow - 1, column, label, isNumber ? CellLook::HeadNumber : CellLook::Head);
    };
    head(LabelColumn, words.line, false);
    head(UnitColumn, words.unit, false);
    head(ValueColumn, words.value, true);
    head(SourceColumn, words.formula, false);
    if (most > 1) head(OpeningColumn, words.opening, true);
    for (std::size_t p = 0; most > 1 && p < most; ++p)
        head(static_cast<lxw_col_t>(FirstPeriod + p), fmt::format("{}", p + 1), true);

    Translator translator;
    std::vector<std::pair<const scenario::Working*, std::string>> checked; // line, its cell
    lxw_row_t row = FirstRow;
    for (const auto& w : workings) {
        const bool isInput = w.formula.empty();
        translator.place(w, row);
        book.text(sheet, row, LabelColumn, w.label);
        book.text(sheet, row, UnitColumn, w.unit, CellLook::Muted);
        book.text(sheet, row, SourceColumn, isInput ? w.source : w.formula, CellLook::Muted);
        const bool isSeries = w.values.size() > 1;
        if (isSeries) book.plainNumber(sheet, row, OpeningColumn, w.opening);
        for (std::size_t p = 0; p < w.values.size(); ++p) {
            const auto column = static_cast<lxw_col_t>(isSeries ? FirstPeriod + p : ValueColumn);
            if (isInput)
                book.plainNumber(sheet, row, column, w.values[p], CellLook::Input);
            else
                book.formula(sheet, row, column, translator.translate(w, p), w.values[p]);
        }
        if (!isSeries) {
            const std::string place = fmt::format("='{}'!{}", sheet->name, cellName(row, ValueColumn, true));
            workbook_define_name(book.handle(), w.name.c_str(), place.c_str());
        }
        if (!isInput) {
            const auto column =
                static_cast<lxw_col_t>(isSeries ? FirstPeriod + w.values.size() - 1 : ValueColumn);
            checked.emplace_back(&w, fmt::format("'{}'!{}", sheet->name, cellName(row, column, true)));
        }
        ++row;
    }
    worksheet_set_column(sheet, LabelColumn, LabelColumn, 34, nullptr);
    worksheet_set_column(sheet, UnitColumn, UnitColumn, 14, nullptr);
    worksheet_set_column(sheet, ValueColumn, ValueColumn, 20, nullptr);
    worksheet_set_column(sheet, SourceColumn, SourceColumn, 48, nullptr);
    if (most > 1)
        worksheet_set_column(sheet, OpeningColumn, static_cast<lxw_col_t>(FirstPeriod + most), 14, nullptr);
    worksheet_freeze_panes(sheet, FirstRow, ValueColumn + 1);

    lxw_worksheet* checks = book.addSheet(words.checks);
    book.text(checks, 0, 0, words.checks, CellLook::Title);
    const std::string heads[] = {words.line, words.value, words.engine, words.difference};
    for (lxw_col_t c = 0; c < 4; ++c)
        book.text(checks, 2, c, heads[c], c ? CellLook::HeadNumber : CellLook::Head);
    lxw_row_t at = 3;
    for (const auto& [w, cell] : checked) {
        const double engine = w->values.back();
        book.text(checks, at, 0, w->label);
        book.formula(checks, at, 1, "=" + cell, engine);
        book.plainNumber(checks, at, 2, engine);
        book.formula(checks, at, 3, fmt::format("=B{0}-C{0}", at + 1), 0.0);
        ++at;
    }
    worksheet_set_column(checks, 0, 0, 40, nullptr);
    worksheet_set_column(checks, 1, 3, 22, nullptr);
}

} // namespace report
