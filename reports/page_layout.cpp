// SPDX-License-Identifier: Apache-2.0
#include "reports/page_layout.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include <QPainter>
#include <QTextLayout>
#include <QTextOption>

#include "reports/plot/figure_text.h"

namespace report {
namespace {

// A4 at 96 units an inch.
constexpr double PageWidth = 210 / 25.4 * 96, PageHeight = 297 / 25.4 * 96;
constexpr double SideMargin = 56, TopMargin = 66, BottomMargin = 62;
constexpr double CellGap = 14, CellPadding = 3;

/// Lines of at most `width`, broken between words; hashes and long names anywhere. Broken here and painted
/// line by line, because screen and paper round advances differently and would break differently.
std::vector<std::string> brokenLines(const QFont& font, double width, const std::string& text) {
    QTextLayout layout(QString::fromStdString(text), font);
    QTextOption option;
    option.setWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    layout.setTextOption(option);
    std::vector<std::string> lines;
    layout.beginLayout();
    for (QTextLine line = layout.createLine(); line.isValid(); line = layout.createLine()) {
        line.setLineWidth(width);
        lines.push_back(layout.text().mid(line.textStart(), line.textLength()).trimmed().toStdString());
    }
    layout.endLayout();
    return lines;
}

double brokenHeight(const QFont& font, double width, const std::string& text) {
    return lineHeight(font) *
           static_cast<double>(std::max<std::size_t>(1, brokenLines(font, width, text).size()));
}

class Flow {
  public:
    Flow(const Document& document, const Theme& theme) : document_(document), theme_(theme) {
        paged_.size = QSizeF(PageWidth, PageHeight);
        startPage();
    }

    PagedDocument run() {
        title();
        for (std::size_t i = 0; i < document_.sections.size(); ++i) {
            const Section& section = document_.sections[i];
            if (section.startsPage && y_ > TopMargin + 1) startPage();
            heading(section);
            for (const Block& block : section.blocks)
                std::visit(*this, block);
        }
        frame();
        return std::move(paged_);
    }

    void operator()(const Paragraph& p) {
        const bool isRefusal = p.kind == ParagraphKind::Refusal;
        paragraph(p.text, theme_.font(0.95, isRefusal), isRefusal ? theme_.reference : theme_.text, 0);
        y_ += 6;
    }
    void operator()(const KeyFigures& strip) { keyFigures(strip); }
    void operator()(const DocumentTable& table) { drawTable(table); }
    void operator()(const DocumentFigure& figure) {
        const double height = std::min(figureHeight(figure, theme_), bottom() - TopMargin);
        y_ += 4;
        reserve(height);
        const QRectF area(SideMargin, y_, width(), height);
        step(
            [&figure, area, theme = theme_](QPainter& painter) { drawFigure(painter, area, figure, theme); });
        y_ += height + 12;
    }
    void operator()(const NoteList& list) {
        const QFont head = theme_.font(1.0, true), font = theme_.font(0.9);
        reserve(lineHeight(head) + 2 * lineHeight(font));
        line(QRectF(SideMargin, y_, width(), lineHeight(head)), list.title, head,
             list.areWarnings ? theme_.reference : theme_.text);
        y_ += lineHeight(head) + 3;
        for (const std::string& note : list.notes) {
            reserve(lineHeight(font));
            const QRectF bullet(SideMargin + 2, y_ + lineHeight(font) / 2 - 2, 4, 4);
            const QColor colour = list.areWarnings ? theme_.reference : theme_.axis;
            step([bullet, colour](QPainter& painter) { painter.fillRect(bullet, colour); });
            paragraph(note, font, theme_.text, 14);
            y_ += 3;
        }
        y_ += 8;
    }

  private:
    static double width() { return PageWidth - 2 * SideMargin; }
    static double bottom() { return PageHeight - BottomMargin; }

    void step(std::function<void(QPainter&)> paint) { paged_.pages.back().steps.push_back(std::move(paint)); }
    void startPage() {
        paged_.pages.emplace_back();
        y_ = TopMargin;
    }
    void reserve(double height) {
        if (y_ + height > bottom() && y_ > TopMargin + 1) startPage();
    }
    void line(const QRectF& box, const std::string& text, const QFont& font, const QColor& colour,
              Qt::Alignment alignment = Qt::AlignLeft | Qt::AlignVCenter) {
        step([=](QPainter& painter) { drawLine(painter, box, alignment, text, font, colour); });
    }
    void broken(const QRectF& box, const std::string& text, const QFont& font, const QColor& colour,
                Qt::Alignment side = Qt::AlignLeft) {
        double y = box.top();
        for (const std::string& words : brokenLines(font, box.width(), text)) {
            line(QRectF(box.left(), y, box.width(), lineHeight(font)), words, font, colour,
                 side | Qt::AlignVCenter);
            y += lineHeight(font);
        }
    }
    void paragraph(const std::string& text, const QFont& font, const QColor& colour, double indent) {
        const double height = brokenHeight(font, width() - indent, text);
        reserve(height);
        broken(QRectF(SideMargin + indent, y_, width() - indent, height), text, font, colour);
        y_ += height;
    }

    void title() {
        line(QRectF(SideMargin, y_, width(), lineHeight(theme_.font())), document_.subtitle, theme_.font(),
             theme_.mutedText);
        y_ += lineHeight(theme_.font()) + 2;
        paragraph(document_.title, theme_.font(1.6, true), theme_.text, 0);
        y_ += 8;
    }
    void heading(const Section& section) {
        const QFont font = theme_.font(1.25, true);
        y_ += y_ > TopMargin + 1 ? 12 : 0;
        // A heading never stands alone at the foot of a page, nor with nothing but its introduction.
        reserve(lineHeight(font) + 90 + leadHeight(section));
        paged_.bookmarks.push_back({section.title, paged_.pages.size() - 1, y_});
        line(QRectF(SideMargin, y_, width(), lineHeight(font)), section.title, font, theme_.text);
        y_ += lineHeight(font) + 2;
        rule(y_, theme_.axis, 0.8);
        y_ += 8;
    }
    /// About as much as the first figure or short table of a section needs below its heading.
    double leadHeight(const Section& section) const {
        for (const Block& block : section.blocks) {
            if (const auto* figure = std::get_if<DocumentFigure>(&block))
                return std::min(figureHeight(*figure, theme_), PageHeight / 3);
            if (const auto* table = std::get_if<DocumentTable>(&block))
                return std::min(PageHeight / 4, 24.0 * static_cast<double>(table->rows.size()));
            if (!std::holds_alternative<Paragraph>(block)) break;
        }
        return 0;
    }
    void rule(double y, const QColor& colour, double thickness) {
        const QRectF box(SideMargin, y, width(), thickness);
        step([box, colour](QPainter& painter) { painter.fillRect(box, colour); });
    }

    void keyFigures(const KeyFigures& strip) {
        constexpr int PerRow = 3;
        constexpr double Gap = 10, Padding = 9;
        const QFont label = theme_.font(0.8), value = theme_.font(1.4, true), small = theme_.font(0.75);
        const double tileWidth = (width() - (PerRow - 1) * Gap) / PerRow;
        const double tileHeight = 2 * Padding + lineHeight(label) + lineHeight(value) + 2 * lineHeight(small);
        for (std::size_t i = 0; i < strip.figures.size(); ++i) {
            const KeyFigure& f = strip.figures[i];
            if (i % PerRow == 0) reserve(tileHeight);
            const double x = SideMargin + static_cast<double>(i % PerRow) * (tileWidth + Gap);
            const QRectF tile(x, y_, tileWidth, tileHeight),
                inside = tile.adjusted(Padding, Padding, -Padding, -Padding);
            step([tile, colour = theme_.panel](QPainter& painter) { painter.fillRect(tile, colour); });
            double y = inside.top();
            const auto put = [&](const std::string& text, const QFont& font, const QColor& colour) {
                line(QRectF(inside.left(), y, inside.width(), lineHeight(font)), text, font, colour);
                y += lineHeight(font);
            };
            put(f.label, label, theme_.mutedText);
            const double baseline = y;
            put(f.value, value, theme_.text);
            const double used = textWidth(value, f.value) + 5;
            line(QRectF(inside.left() + used, baseline + 3, inside.width() - used, lineHeight(value)), f.unit,
                 label, theme_.mutedText);
            put(f.interval, small, theme_.mutedText);
            put(f.basis, small, theme_.mutedText);
            if (i % PerRow == PerRow - 1 || i + 1 == strip.figures.size()) y_ += tileHeight + Gap;
        }
        y_ += 4;
    }

    std::vector<double> columnWidths(const DocumentTable& table, const QFont& font, const QFont& head) const {
        std::vector<double> natural, least;
        for (std::size_t c = 0; c < table.columns.size(); ++c) {
            const DocumentColumn& column = table.columns[c];
            double widest = std::max(textWidth(head, column.label), textWidth(font, column.unit));
            double least1 = std::min(widest, 70.0);
            for (const auto& row : table.rows) {
                const double cell = textWidth(font, row[c].text);
                widest = std::max(widest, cell);
                // Numbers are never broken over two lines.
                if (column.isNumeric) least1 = std::max(least1, std::min(cell, 190.0));
            }
            natural.push_back(widest + 1);
            least.push_back(least1 + 1);
        }
        const double room = width() - CellGap * static_cast<double>(natural.size() - 1);
        const double total = std::accumulate(natural.begin(), natural.end(), 0.0);
        if (total <= room) {
            // Spare room goes to the first text column, so that numbers stay near each other; without numbers
            // to the last one.
            const bool hasNumbers = std::any_of(table.columns.begin(), table.columns.end(),
                                                [](const DocumentColumn& c) { return c.isNumeric; });
            std::size_t wide = natural.size() - 1;
            for (std::size_t c = natural.size(); hasNumbers && c-- > 0;)
                if (!table.columns[c].isNumeric) wide = c;
            natural[wide] += room - total;
            return natural;
        }
        return shrunk(natural, least, room);
    }

    /// Takes what is missing from the widest columns first, none below its least width.
    static std::vector<double> shrunk(std::vector<double> natural, const std::vector<double>& least,
                                      double room) {
        double low = 0, high = *std::max_element(natural.begin(), natural.end());
        const auto widthAt = [&](double cap, std::size_t c) {
            return std::max(std::min(natural[c], cap), std::min(least[c], natural[c]));
        };
        for (int i = 0; i < 40; ++i) {
            const double cap = (low + high) / 2;
            double sum = 0;
            for (std::size_t c = 0; c < natural.size(); ++c)
                sum += widthAt(cap, c);
            (sum > room ? high : low) = cap;
        }
        std::vector<double> widths;
        for (std::size_t c = 0; c < natural.size(); ++c)
            widths.push_back(widthAt(low, c));
        const double sum = std::accumulate(widths.begin(), widths.end(), 0.0);
        if (sum > room)
            for (double& w : widths)
                w *= room / sum;
        return widths;
    }

    double headHeight(const DocumentTable& table, const std::vector<double>& widths, const QFont& head,
                      const QFont& unit) const {
        double tallest = 0;
        for (std::size_t c = 0; c < widths.size(); ++c) {
            double height = brokenHeight(head, widths[c], table.columns[c].label);
            if (!table.columns[c].unit.empty()) height += lineHeight(unit);
            tallest = std::max(tallest, height);
        }
        return tallest + 2 * CellPadding;
    }

    void tableHead(const DocumentTable& table, const std::vector<double>& widths, double height,
                   const QFont& head, const QFont& unit) {
        double x = SideMargin;
        for (std::size_t c = 0; c < widths.size(); ++c) {
            const DocumentColumn& column = table.columns[c];
            const Qt::Alignment side = column.isNumeric ? Qt::AlignRight : Qt::AlignLeft;
            const double unitHeight = column.unit.empty() ? 0 : lineHeight(unit);
            const double labelHeight = brokenHeight(head, widths[c], column.label);
            const QRectF box(x, y_ + height - CellPadding - unitHeight - labelHeight, widths[c], labelHeight);
            broken(box, column.label, head, theme_.text, side);
            if (!column.unit.empty())
                line(QRectF(x, box.bottom(), widths[c], unitHeight), column.unit, unit, theme_.mutedText,
                     side | Qt::AlignVCenter);
            x += widths[c] + CellGap;
        }
        y_ += height;
        rule(y_ - 0.6, theme_.axis, 0.9);
    }

    /// What a table needs on every page it reaches.
    struct TableStyle {
        QFont font, head, unit;
        std::vector<double> widths;
        double headHeight = 0;
    };

    double rowHeight(const DocumentTable& table, const std::vector<DocumentCell>& row,
                     const TableStyle& style) const {
        double height = lineHeight(style.font);
        for (std::size_t c = 0; c < row.size(); ++c)
            if (!table.columns[c].isNumeric)
                height = std::max(height, brokenHeight(style.font, style.widths[c], row[c].text));
        return height + 2 * CellPadding;
    }

    void tableRow(const DocumentTable& table, const std::vector<DocumentCell>& row, const TableStyle& style,
                  double height) {
        double x = SideMargin;
        for (std::size_t c = 0; c < row.size(); ++c) {
            const QRectF box(x, y_ + CellPadding, style.widths[c], height - CellPadding);
            // A number is one line whatever happens; words may take several.
            if (table.columns[c].isNumeric)
                line(QRectF(box.left(), box.top(), box.width(), lineHeight(style.font)), row[c].text,
                     style.font, theme_.text, Qt::AlignRight | Qt::AlignTop);
            else
                broken(box, row[c].text, style.font, theme_.text);
            x += style.widths[c] + CellGap;
        }
        y_ += height;
        rule(y_, theme_.grid, 0.6);
    }

    void drawTable(const DocumentTable& table) {
        TableStyle style{theme_.font(0.82), theme_.font(0.82, true), theme_.font(0.75), {}, 0};
        style.widths = columnWidths(table, style.font, style.head);
        style.headHeight = headHeight(table, style.widths, style.head, style.unit);
        const QFont titleFont = theme_.font(0.95, true);
        std::vector<double> heights;
        for (const auto& row : table.rows)
            heights.push_back(rowHeight(table, row, style));
        const double body = std::accumulate(heights.begin(), heights.end(), 0.0);
        // A short table stays on one page; a long one begins with at least three rows.
        const double together = body < 0.3 * PageHeight ? body + 20 : 3 * lineHeight(style.font);
        y_ += 2;
        reserve((table.title.empty() ? 0 : lineHeight(titleFont) + 2) + style.headHeight + together);
        if (!table.title.empty()) {
            line(QRectF(SideMargin, y_, width(), lineHeight(titleFont)), table.title, titleFont, theme_.text);
            y_ += lineHeight(titleFont) + 2;
        }
        tableHead(table, style.widths, style.headHeight, style.head, style.unit);
        for (std::size_t r = 0; r < table.rows.size(); ++r) {
            if (y_ + heights[r] > bottom()) {
                startPage();
                tableHead(table, style.widths, style.headHeight, style.head, style.unit);
            }
            tableRow(table, table.rows[r], style, heights[r]);
        }
        y_ += 3;
        if (!table.source.empty())
            paragraph(document_.sourceWord + ": " + table.source, theme_.font(0.75), theme_.mutedText, 0);
        y_ += 10;
    }

    /// Running head and foot, once the number of pages is known.
    void frame() {
        const QFont font = theme_.font(0.75);
        const std::size_t count = paged_.pages.size();
        for (std::size_t i = 0; i < count; ++i) {
            std::string number = document_.pageWord;
            for (const std::size_t value : {i + 1, count})
                if (const auto at = number.find("{}"); at != std::string::npos)
                    number.replace(at, 2, std::to_string(value));
            auto& steps = paged_.pages[i].steps;
            const double foot = PageHeight - BottomMargin + 18;
            steps.push_back([=, colour = theme_.mutedText, lineColour = theme_.grid,
                             footer = document_.footer, title = document_.title](QPainter& painter) {
                painter.fillRect(QRectF(SideMargin, foot - 4, width(), 0.6), lineColour);
                drawLine(painter, QRectF(SideMargin, foot, width() * 0.78, 14),
                         Qt::AlignLeft | Qt::AlignVCenter, footer, font, colour);
                drawLine(painter, QRectF(SideMargin + width() * 0.78, foot, width() * 0.22, 14),
                         Qt::AlignRight | Qt::AlignVCenter, number, font, colour);
                if (i > 0)
                    drawLine(painter, QRectF(SideMargin, 34, width(), 14), Qt::AlignLeft | Qt::AlignVCenter,
                             title, font, colour);
            });
        }
    }

    const Document& document_;
    const Theme& theme_;
    PagedDocument paged_;
    double y_ = 0;
};

} // namespace

PagedDocument layOutPages(const Document& document, const Theme& theme) {
    return Flow(document, theme).run();
}

} // namespace report
