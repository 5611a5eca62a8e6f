// SPDX-License-Identifier: Apache-2.0
#include "reports/workbook.h"

#include <cmath>
#include <fstream>
#include <iterator>
#include <system_error>

#include <QString>
#include <fmt/format.h>
#include <unistd.h>

#include "simulator/base/error.h"

namespace report {
namespace {

constexpr int LongestSheetName = 31;
constexpr const char* PlainFormat = "#,##0.00####";
constexpr lxw_color_t Muted = 0x57606A, Line = 0xD5DAE0, Accent = 0x0B5FA5, WarningInk = 0x8A5300,
                      InputGround = 0xE8F1FA;

constexpr double TitleHeight = 24, LineHeight = 14; ///< points

std::filesystem::path temporaryFile() {
    static int count = 0;
    return std::filesystem::temp_directory_path() / fmt::format("purser-{}-{}.xlsx", ::getpid(), ++count);
}

struct Scale {
    const char* word;
    const char* commas; ///< each divides by a thousand
};
constexpr Scale Scales[] = {
    {" million", ",,"}, {" billion", ",,,"}, {" trillion", ",,,,"}, {" 万亿", ",,,,"}};

/// Significant digits that "1.23e-05" shows behind the point.
std::string exponentFormat(const std::string& number) {
    const auto point = number.find('.'), e = number.find('e');
    const auto decimals = point == std::string::npos ? 0 : e - point - 1;
    return fmt::format("0{}{}E+00", decimals ? "." : "", std::string(decimals, '0'));
}

} // namespace

double shownWidth(const std::string& text) {
    double width = 0;
    for (const QChar c : QString::fromStdString(text))
        width += c.unicode() >= 0x2E80 ? 2.0 : 1.1;
    return width;
}

std::string numberFormatFor(const std::string& printed) {
    const auto end = printed.find_first_not_of("+-0123456789.,e");
    const std::string number = printed.substr(0, end);
    std::string rest = end == std::string::npos ? "" : printed.substr(end);
    if (number.find('e') != std::string::npos)
        return exponentFormat(number) + (rest.empty() ? "" : "\"" + rest + "\"");
    const auto point = number.find('.');
    const std::size_t decimals = point == std::string::npos ? 0 : number.size() - point - 1;
    const std::string digits = decimals ? "." + std::string(decimals, '0') : "";
    const std::string whole = number.find(',') != std::string::npos ? "#,##0" : "0";
    const std::string sign = number.starts_with('+') ? "+" : "";
    if (rest == " %") {
        const std::string shape = whole + digits + "\" \"%";
        return sign.empty() ? shape : "+" + shape + ";-" + shape;
    }
    std::string scale;
    for (const Scale& s : Scales)
        if (rest.starts_with(s.word)) scale = s.commas;
    if (scale.empty() && rest.starts_with(" 亿")) { // no such step in the format language
        rest = rest.substr(std::string(" 亿").size());
        return rest.empty() ? "#,##0" : "#,##0\"" + rest + "\"";
    }
    std::string shape = whole + digits + scale;
    if (!rest.empty()) shape += "\"" + rest + "\"";
    return shape == "0" ? "0" : shape;
}

Workbook::Workbook(const std::string& title, const std::string& comments, long long creationEpoch)
    : file_(temporaryFile()) {
    book_ = workbook_new(file_.c_str());
    if (!book_) throw sim::Error(sim::ErrorCode::Internal, "no workbook can be made", file_.string());
    lxw_doc_properties properties{};
    // The library only reads these texts.
    properties.title = const_cast<char*>(title.c_str());
    properties.author = const_cast<char*>("Purser");
    properties.comments = const_cast<char*>(comments.c_str());
    // A creation time of 0 means "now" to the library; one second later is a time like any other.
    properties.created = static_cast<std::time_t>(creationEpoch == 0 ? 1 : creationEpoch);
    workbook_set_properties(book_, &properties);
}

Workbook::~Workbook() {
    if (book_) workbook_close(book_);
    std::error_code ignored;
    std::filesystem::remove(file_, ignored);
}

lxw_worksheet* Workbook::addSheet(const std::string& name) {
    QString shown = QString::fromStdString(name);
    for (QChar& c : shown)
        if (QStringLiteral("[]:*?/\\").contains(c)) c = u' ';
    shown = shown.left(LongestSheetName - 3).trimmed();
    const std::string stem = shown.toStdString();
    const int before = sheets_[stem]++;
    const std::string unique = before ? fmt::format("{} {}", stem, before + 1) : stem;
    lxw_worksheet* sheet = workbook_add_worksheet(book_, unique.c_str());
    if (!sheet) throw sim::Error(sim::ErrorCode::Internal, fmt::format("no sheet {}", unique));
    worksheet_gridlines(sheet, LXW_HIDE_ALL_GRIDLINES);
    worksheet_set_paper(sheet, 9); // A4
    worksheet_set_landscape(sheet);
    worksheet_fit_to_pages(sheet, 1, 0);
    return sheet;
}

lxw_format* Workbook::format(CellLook look, const std::string& numberFormat, bool wraps) {
    lxw_format*& format = formats_[{look, numberFormat, wraps}];
    if (format) return format;
    format = workbook_add_format(book_);
    format_set_font_name(format, "Arial");
    format_set_font_size(format, 10);
    if (wraps) format_set_text_wrap(format);
    if (!numberFormat.empty()) {
        format_set_num_format(format, numberFormat.c_str());
        format_set_align(format, LXW_ALIGN_RIGHT);
    }
    format_set_align(format, LXW_ALIGN_VERTICAL_TOP);
    switch (look) {
    case CellLook::Text:
        if (numberFormat.empty()) format_set_indent(format, 1);
        break;
    case CellLook::TextRight:
        format_set_align(format, LXW_ALIGN_RIGHT);
        break;
    case CellLook::Line:
        break;
    case CellLook::Title:
        format_set_bold(format);
        format_set_font_size(format, 16);
        break;
    case CellLook::Muted:
        if (numberFormat.empty()) format_set_indent(format, 1);
        format_set_font_color(format, Muted);
        break;
    case CellLook::HeadNumber:
        format_set_align(format, LXW_ALIGN_RIGHT);
        [[fallthrough]];
    case CellLook::Head:
        if (look == CellLook::Head) format_set_indent(format, 1);
        format_set_bold(format);
        format_set_bottom(format, LXW_BORDER_MEDIUM);
        format_set_bottom_color(format, Line);
        break;
    case CellLook::Warning:
        format_set_indent(format, 1);
        format_set_font_color(format, WarningInk);
        break;
    case CellLook::Input:
        format_set_font_color(format, Accent);
        format_set_bg_color(format, InputGround);
        break;
    }
    return format;
}

void Workbook::text(lxw_worksheet* sheet, lxw_row_t row, lxw_col_t column, const std::string& text,
                    CellLook look) {
    if (look == CellLook::Title) worksheet_set_row(sheet, row, TitleHeight, nullptr);
    worksheet_write_string(sheet, row, column, text.c_str(), format(look, ""));
}

void Workbook::wrapped(lxw_worksheet* sheet, lxw_row_t row, lxw_col_t lastColumn, double width,
                       const std::string& text, CellLook look) {
    lxw_format* shape = format(look, "", true);
    worksheet_set_row(sheet, row, LineHeight * std::ceil(shownWidth(text) / width), nullptr);
    worksheet_merge_range(sheet, row, 0, row, lastColumn, text.c_str(), shape);
}

void Workbook::number(lxw_worksheet* sheet, lxw_row_t row, lxw_col_t column, double value,
                      const std::string& printed, CellLook look) {
    worksheet_write_number(sheet, row, column, value, format(look, numberFormatFor(printed)));
}

void Workbook::plainNumber(lxw_worksheet* sheet, lxw_row_t row, lxw_col_t column, double value,
                           CellLook look) {
    worksheet_write_number(sheet, row, column, value, format(look, PlainFormat));
}

void Workbook::formula(lxw_worksheet* sheet, lxw_row_t row, lxw_col_t column, const std::string& formula,
                       double cached, CellLook look) {
    worksheet_write_formula_num(sheet, row, column, formula.c_str(), format(look, PlainFormat), cached);
}

std::string Workbook::bytes() {
    const lxw_error error = workbook_close(book_);
    book_ = nullptr;
    if (error != LXW_NO_ERROR)
        throw sim::Error(sim::ErrorCode::Internal,
                         fmt::format("the workbook cannot be finished: {}", lxw_strerror(error)));
    std::ifstream file(file_, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

} // namespace report
