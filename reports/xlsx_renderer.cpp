// SPDX-License-Identifier: Apache-2.0
#include "reports/xlsx_renderer.h"

#include <algorithm>
#include <cmath>
#include <variant>
#include <vector>

#include "reports/plot/render.h"
#include "reports/workbook.h"
#include "reports/workings_sheet.h"

namespace report {
namespace {

constexpr double FigureWidth = 912;
constexpr double UnitsPerRow = 20; ///< height of a default row in units of 1/96 inch
constexpr double NarrowestColumn = 15, WidestColumn = 46;
constexpr lxw_row_t RowsOfAChart = 17;
/// Long texts run over the first columns, at least this many characters wide.
constexpr lxw_col_t TextColumns = 6;
constexpr double TextWidth = 90;

/// One section on one sheet, from top to bottom.
class SheetWriter {
  public:
    SheetWriter(Workbook& book, const Section& section, const Document& document)
        : book_(book), document_(document), sheet_(book.addSheet(section.title)) {
        book_.text(sheet_, row_, 0, section.title, CellLook::Title);
        row_ += 2;
        for (const Block& block : section.blocks)
            std::visit(*this, block);
        widths_.resize(std::max<std::size_t>(widths_.size(), TextColumns), 0);
        for (std::size_t c = 0; c < widths_.size(); ++c)
            worksheet_set_column(sheet_, static_cast<lxw_col_t>(c), static_cast<lxw_col_t>(c),
                                 std::clamp(widths_[c], NarrowestColumn, WidestColumn), nullptr);
        const std::string foot = "&L&8" + document.footer + "&R&8&P / &N";
        worksheet_set_footer(sheet_, foot.c_str());
    }

    void operator()(const Paragraph& p) {
        book_.text(sheet_, row_, 0, p.text,
                   p.kind == ParagraphKind::Refusal ? CellLook::Warning : CellLook::Text);
        row_ += 2;
    }
    /// The tiles repeat what the table beneath them says; a sheet needs them once.
    void operator()(const KeyFigures&) {}
    void operator()(const NoteList& list) {
        book_.text(sheet_, row_++, 0, list.title, CellLook::Head);
        for (const std::string& note : list.notes)
            longText(note, list.areWarnings ? CellLook::Warning : CellLook::Text);
        ++row_;
    }
    void operator()(const DocumentTable& table) {
        if (!table.title.empty()) book_.text(sheet_, row_++, 0, table.title, CellLook::Text);
        for (std::size_t c = 0; c < table.columns.size(); ++c) {
            const DocumentColumn& column = table.columns[c];
            cell(c, column.unit.empty() ? column.label : column.label + " [" + column.unit + "]",
                 column.isNumeric ? CellLook::HeadNumber : CellLook::Head);
        }
        const lxw_row_t head = row_++;
        for (const auto& row : table.rows) {
            for (std::size_t c = 0; c < row.size(); ++c) {
                // An interval is two numbers: it stays a text.
                if (row[c].number && row[c].text.find("–") == std::string::npos) {
                    widen(c, row[c].text);
                    book_.number(sheet_, row_, static_cast<lxw_col_t>(c), *row[c].number, row[c].text);
                } else {
                    cell(c, row[c].text, table.columns[c].isNumeric ? CellLook::TextRight : CellLook::Text);
                }
            }
            ++row_;
        }
        if (!table.rows.empty() && !hasFilter_) { // a sheet holds one filter
            worksheet_autofilter(sheet_, head, 0, row_ - 1, static_cast<lxw_col_t>(table.columns.size() - 1));
            hasFilter_ = true;
        }
        if (!table.source.empty())
            book_.text(sheet_, row_++, 0, document_.sourceWord + ": " + table.source, CellLook::Muted);
        ++row_;
    }
    void operator()(const DocumentFigure& figure) { std::visit(*this, figure.drawing); }

    void operator()(const BreakdownFigure& figure) {
        const lxw_row_t first = row_;
        for (const BreakdownPart& part : figure.parts)
            chartRow(part.label, {part.value});
        chart(figure.title, figure.unit, {figure.unit}, first);
    }
    void operator()(const BarFigure& figure) {
        const lxw_row_t first = row_;
        for (const BarGroup& group : figure.groups) {
            std::vector<double> values;
            for (const auto& bar : group.bars)
                values.push_back(bar ? bar->value : 0.0);
            chartRow(group.label, values);
        }
        chart(figure.title, figure.axisLabel, figure.series, first);
    }
    void operator()(const std::shared_ptr<const TimelineFigure>& timeline) {
        const Theme theme = Theme::light();
        const DocumentFigure figure{"", timeline};
        const QSizeF size(FigureWidth, std::ceil(figureHeight(figure, theme)));
        const QByteArray png =
            renderPng(size, 2, theme.background, [&](QPainter& painter, const QRectF& area) {
                drawFigure(painter, area, figure, theme);
            });
        lxw_image_options options{};
        options.x_scale = options.y_scale = 0.5;
        worksheet_insert_image_buffer_opt(sheet_, row_, 0,
                                          reinterpret_cast<const unsigned char*>(png.constData()),
                                          static_cast<std::size_t>(png.size()), &options);
        row_ += static_cast<lxw_row_t>(size.height() / UnitsPerRow) + 2;
    }

  private:
    void widen(std::size_t column, const std::string& text) {
        widths_.resize(std::max(widths_.size(), column + 1), 0);
        widths_[column] = std::max(widths_[column], shownWidth(text) + 2);
    }
    void cell(std::size_t column, const std::string& text, CellLook look) {
        widen(column, text);
        book_.text(sheet_, row_, static_cast<lxw_col_t>(column), text, look);
    }
    void longText(const std::string& text, CellLook look) {
        if (shownWidth(text) < TextWidth)
            book_.text(sheet_, row_++, 0, text, look);
        else
            book_.wrapped(sheet_, row_++, TextColumns - 1, TextWidth, text, look);
    }
    void chartRow(const std::string& label, const std::vector<double>& values) {
        cell(0, label, CellLook::Muted);
        for (std::size_t i = 0; i < values.size(); ++i)
            book_.plainNumber(sheet_, row_, static_cast<lxw_col_t>(1 + i), values[i], CellLook::Muted);
        ++row_;
    }
    /// Bars over the rows from `first` to here, beside them.
    void chart(const std::string& title, const std::string& axis, const std::vector<std::string>& series,
               lxw_row_t first) {
        if (row_ == first) return;
        lxw_chart* chart = workbook_add_chart(book_.handle(), LXW_CHART_BAR);
        const std::size_t count = std::max<std::size_t>(series.size(), 1);
        for (std::size_t i = 0; i < count; ++i) {
            const auto column = static_cast<lxw_col_t>(1 + i);
            lxw_chart_series* added = chart_add_series(chart, nullptr, nullptr);
            chart_series_set_categories(added, sheet_->name, first, 0, row_ - 1, 0);
            chart_series_set_values(added, sheet_->name, first, column, row_ - 1, column);
            if (i < series.size() && !series[i].empty()) chart_series_set_name(added, series[i].c_str());
        }
        if (!title.empty())
            chart_title_set_name(chart, title.c_str());
        else
            chart_title_off(chart);
        if (!axis.empty()) chart_axis_set_name(chart->x_axis, axis.c_str());
        chart_axis_set_reverse(chart->y_axis); // first row on top
        if (count == 1) chart_legend_set_position(chart, LXW_CHART_LEGEND_NONE);
        lxw_chart_options options{};
        options.x_scale = 1.3;
        options.y_scale = 1.1;
        worksheet_insert_chart_opt(sheet_, first, static_cast<lxw_col_t>(count + 2), chart, &options);
        row_ = std::max(row_, first + RowsOfAChart) + 1;
    }

    Workbook& book_;
    const Document& document_;
    lxw_worksheet* sheet_;
    lxw_row_t row_ = 0;
    std::vector<double> widths_;
    bool hasFilter_ = false;
};

} // namespace

std::string renderXlsx(const Document& document, long long creationEpoch) {
    Workbook book(document.title, document.footer, creationEpoch);
    for (const Section& section : document.sections)
        SheetWriter(book, section, document);
    writeWorkings(book, document.workings, document.workingsWords);
    return book.bytes();
}

} // namespace report
