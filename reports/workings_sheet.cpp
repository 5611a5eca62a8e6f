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
    explicit Translator(std::string prefix) : prefix_(std::move(prefix)) {}

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
        if (!place.isSeries()) return prefix_ + name; // a defined name
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

    std::string prefix_;
    std::map<std::string, Place> places_;
};

/// One calculation on one sheet; remembers the lines with a formula and their cells.
class PartWriter {
  public:
    PartWriter(Workbook& book, const WorkingsPart& part, const WorkingsWords& words)
        : book_(book), part_(part), words_(words), translator_(part.prefix),
          sheet_(book.addSheet(part.title.empty() ? words.workings : part.title)) {
        for (const auto& w : part.workings)
            most_ = std::max(most_, w.values.size());
        writeHead();
        lxw_row_t row = FirstRow;
        for (const auto& w : part.workings)
            writeLine(w, row++);
        setWidths();
    }
    const auto& checked() const { return checked_; }

  private:
    void writeHead() {
        book_.text(sheet_, 0, 0, part_.title.empty() ? words_.workings : part_.title, CellLook::Title);
        book_.text(sheet_, 1, 0, words_.note, CellLook::Muted);
        const auto head = [&](lxw_col_t column, const std::string& label, bool isNumber) {
            book_.text(sheet_, FirstRow - 1, column, label, isNumber ? CellLook::HeadNumber : CellLook::Head);
        };
        head(LabelColumn, words_.line, false);
        head(UnitColumn, words_.unit, false);
        head(ValueColumn, words_.value, true);
        head(SourceColumn, words_.formula, false);
        if (most_ > 1) head(OpeningColumn, words_.opening, true);
        for (std::size_t p = 0; most_ > 1 && p < most_; ++p)
            head(static_cast<lxw_col_t>(FirstPeriod + p), fmt::format("{}", p + 1), true);
    }
    void writeLine(const scenario::Working& w, lxw_row_t row) {
        const bool isInput = w.formula.empty();
        translator_.place(w, row);
        book_.text(sheet_, row, LabelColumn, w.label);
        book_.text(sheet_, row, UnitColumn, w.unit, CellLook::Muted);
        book_.text(sheet_, row, SourceColumn, isInput ? w.source : w.formula, CellLook::Muted);
        const bool isSeries = w.values.size() > 1;
        if (isSeries) book_.plainNumber(sheet_, row, OpeningColumn, w.opening);
        for (std::size_t p = 0; p < w.values.size(); ++p) {
            const auto column = static_cast<lxw_col_t>(isSeries ? FirstPeriod + p : ValueColumn);
            if (isInput)
                book_.plainNumber(sheet_, row, column, w.values[p], CellLook::Input);
            else
                book_.formula(sheet_, row, column, translator_.translate(w, p), w.values[p]);
        }
        if (!isSeries) {
            const std::string place = fmt::format("='{}'!{}", sheet_->name, cellName(row, ValueColumn, true));
            workbook_define_name(book_.handle(), (part_.prefix + w.name).c_str(), place.c_str());
        }
        if (isInput) return;
        const auto column =
            static_cast<lxw_col_t>(isSeries ? FirstPeriod + w.values.size() - 1 : ValueColumn);
        checked_.emplace_back(&w, fmt::format("'{}'!{}", sheet_->name, cellName(row, column, true)));
    }
    void setWidths() {
        worksheet_set_column(sheet_, LabelColumn, LabelColumn, 34, nullptr);
        worksheet_set_column(sheet_, UnitColumn, UnitColumn, 14, nullptr);
        worksheet_set_column(sheet_, ValueColumn, ValueColumn, 20, nullptr);
        worksheet_set_column(sheet_, SourceColumn, SourceColumn, 48, nullptr);
        if (most_ > 1)
            worksheet_set_column(sheet_, OpeningColumn, static_cast<lxw_col_t>(FirstPeriod + most_), 14,
                                 nullptr);
        worksheet_freeze_panes(sheet_, FirstRow, ValueColumn + 1);
    }

    Workbook& book_;
    const WorkingsPart& part_;
    const WorkingsWords& words_;
    Translator translator_;
    lxw_worksheet* sheet_;
    std::size_t most_ = 1;
    std::vector<std::pair<const scenario::Working*, std::string>> checked_;
};

} // namespace

void writeWorkings(Workbook& book, const std::vector<WorkingsPart>& parts, const WorkingsWords& words) {
    if (parts.empty()) return;
    std::vector<PartWriter> written;
    for (const WorkingsPart& part : parts)
        written.emplace_back(book, part, words);
    lxw_worksheet* checks = book.addSheet(words.checks);
    book.text(checks, 0, 0, words.checks, CellLook::Title);
    const std::string heads[] = {words.line, words.value, words.engine, words.difference};
    for (lxw_col_t c = 0; c < 4; ++c)
        book.text(checks, 2, c, heads[c], c ? CellLook::HeadNumber : CellLook::Head);
    lxw_row_t at = 3;
    for (std::size_t p = 0; p < parts.size(); ++p)
        for (const auto& [w, cell] : written[p].checked()) {
            const double engine = w->values.back();
            book.text(checks, at, 0, parts[p].title.empty() ? w->label : parts[p].title + ": " + w->label);
            book.formula(checks, at, 1, "=" + cell, engine);
            book.plainNumber(checks, at, 2, engine);
            book.formula(checks, at, 3, fmt::format("=B{0}-C{0}", at + 1), 0.0);
            ++at;
        }
    worksheet_set_column(checks, 0, 0, 40, nullptr);
    worksheet_set_column(checks, 1, 3, 22, nullptr);
}

} // namespace report
