// SPDX-License-Identifier: Apache-2.0
#include "reports/docx_renderer.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <variant>
#include <vector>

#include <QString>
#include <fmt/format.h>

#include "reports/docx_parts.h"
#include "reports/office_package.h"
#include "reports/plot/render.h"

namespace report {
namespace {

constexpr double FigureWidth = 912;      ///< units of the drawing, as in HTML
constexpr double TextWidthEmu = 6120000; ///< 17 cm of an A4 page, 360,000 EMU a centimetre
constexpr double PictureScale = 2;       ///< about 270 dots an inch on paper
constexpr int TextWidthTwips = 9638;
constexpr std::size_t TilesInARow = 3;

/// Columns share the width by what they hold: the longest word whole, long texts not without end.
std::vector<double> columnWeights(const DocumentTable& table) {
    constexpr double Longest = 40, LongestWord = 18, Margin = 2.5;
    std::vector<double> weights;
    for (std::size_t c = 0; c < table.columns.size(); ++c) {
        double longest = 0, word = 0;
        const auto measure = [&](const std::string& text, bool mayWrap) {
            const QString shown = QString::fromStdString(text);
            for (const QString& part : shown.split(u' '))
                word = std::max(word, static_cast<double>(part.size()));
            if (!mayWrap) longest = std::max(longest, static_cast<double>(shown.size()));
        };
        measure(table.columns[c].label, true);
        for (const auto& row : table.rows)
            measure(row[c].text, false);
        weights.push_back(std::clamp(longest, std::min(word, LongestWord), Longest) + Margin);
    }
    return weights;
}

class TextWriter {
  public:
    explicit TextWriter(const Document& document) : document_(document) {
        paragraph("Title", document.title);
        paragraph("Subtitle", document.subtitle);
        contents();
        for (const Section& section : document.sections) {
            heading(section);
            for (const Block& block : section.blocks)
                std::visit(*this, block);
        }
        // A4, 2 cm all round.
        text_ += "<w:sectPr><w:footerReference w:type=\"default\" r:id=\"rId3\"/><w:pgSz w:w=\"11906\" "
                 "w:h=\"16838\"/><w:pgMar w:top=\"1134\" w:right=\"1134\" w:bottom=\"1134\" w:left=\"1134\" "
                 "w:header=\"567\" w:footer=\"567\" w:gutter=\"0\"/></w:sectPr>";
    }

    void operator()(const Paragraph& p) {
        paragraph(p.kind == ParagraphKind::Refusal  ? "Refusal"
                  : p.kind == ParagraphKind::Answer ? "Answer"
                                                    : "",
                  p.text);
    }
    void operator()(const KeyFigures& strip) {
        beginTable(std::vector<double>(std::min(TilesInARow, strip.figures.size()), 1.0), false);
        for (std::size_t i = 0; i < strip.figures.size(); i += TilesInARow) {
            text_ += "<w:tr><w:trPr><w:cantSplit/></w:trPr>";
            for (std::size_t k = i; k < i + TilesInARow; ++k) {
                text_ += "<w:tc>";
                if (k < strip.figures.size())
                    tile(strip.figures[k]);
                else
                    paragraph("TableText", "");
                text_ += "</w:tc>";
            }
            text_ += "</w:tr>";
        }
        endTable();
        paragraph("Source", ""); // programs join two tables that touch
    }
    void operator()(const DocumentTable& table) {
        if (!table.title.empty()) paragraph("Heading2", table.title);
        beginTable(columnWeights(table), true);
        text_ += "<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>";
        for (const DocumentColumn& column : table.columns)
            cell(column.unit.empty() ? column.label : column.label + " [" + column.unit + "]",
                 column.isNumeric);
        text_ += "</w:tr>";
        for (const auto& row : table.rows) {
            text_ += "<w:tr><w:trPr><w:cantSplit/></w:trPr>";
            for (std::size_t i = 0; i < row.size(); ++i)
                cell(row[i].text, table.columns[i].isNumeric);
            text_ += "</w:tr>";
        }
        endTable();
        paragraph("Source", table.source.empty() ? "" : document_.sourceWord + ": " + table.source);
    }
    void operator()(const DocumentFigure& figure) {
        const Theme theme = Theme::light();
        const QSizeF size(FigureWidth, std::ceil(figureHeight(figure, theme)));
        const QByteArray png =
            renderPng(size, PictureScale, theme.background, [&](QPainter& painter, const QRectF& area) {
                drawFigure(painter, area, figure, theme);
            });
        pictures_.push_back(png.toStdString());
        picture(size, figure.description);
    }
    void operator()(const NoteList& list) {
        paragraph("Heading2", list.title);
        for (const std::string& note : list.notes)
            paragraph(list.areWarnings ? "Warning" : "", "• " + note);
    }

    std::string text() const {
        return fmt::format("<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<w:document "
                           "{}><w:body>{}</w:body></w:document>",
                           DocxNamespaces, text_);
    }
    const std::vector<std::string>& pictures() const { return pictures_; }

  private:
    static std::string run(const std::string& text) {
        return fmt::format("<w:r><w:t xml:space=\"preserve\">{}</w:t></w:r>", xmlEscaped(text));
    }
    void paragraph(const std::string& style, const std::string& text, const char* more = "") {
        text_ += "<w:p><w:pPr>";
        if (!style.empty()) text_ += fmt::format("<w:pStyle w:val=\"{}\"/>", style);
        text_ += fmt::format("{}</w:pPr>{}</w:p>", more, text.empty() ? "" : run(text));
    }
    void heading(const Section& section) {
        ++headings_;
        text_ +=
            fmt::format("<w:p><w:pPr><w:pStyle w:val=\"Heading1\"/>{2}</w:pPr><w:bookmarkStart w:id=\"{0}\" "
                        "w:name=\"section_{0}\"/>{1}<w:bookmarkEnd w:id=\"{0}\"/></w:p>",
                        headings_, run(section.title), section.startsPage ? "<w:pageBreakBefore/>" : "");
    }
    /// Every line links to its section. Without page numbers: only the reader's program knows them.
    void contents() {
        const auto mark = [](const char* type) {
            return fmt::format("<w:r><w:fldChar w:fldCharType=\"{}\"/></w:r>", type);
        };
        for (std::size_t i = 0; i < document_.sections.size(); ++i) {
            text_ += "<w:p><w:pPr><w:pStyle w:val=\"TOC1\"/></w:pPr>";
            if (i == 0)
                text_ += mark("begin") +
                         "<w:r><w:instrText xml:space=\"preserve\"> TOC \\o &quot;1-1&quot; \\h \\n "
                         "</w:instrText></w:r>" +
                         mark("separate");
            text_ += fmt::format("<w:hyperlink w:anchor=\"section_{}\" w:history=\"1\">{}</w:hyperlink>",
                                 i + 1, run(document_.sections[i].title));
            if (i + 1 == document_.sections.size()) text_ += mark("end");
            text_ += "</w:p>";
        }
    }
    void tile(const KeyFigure& f) {
        paragraph("KeyLabel", f.label);
        text_ += fmt::format(
            "<w:p><w:pPr><w:pStyle w:val=\"KeyValue\"/></w:pPr>{}<w:r><w:rPr><w:b "
            "w:val=\"0\"/><w:sz w:val=\"18\"/></w:rPr><w:t xml:space=\"preserve\"> {}</w:t></w:r></w:p>",
            run(f.value), xmlEscaped(f.unit));
        paragraph("KeyLabel", f.interval + " · " + f.basis);
    }
    void beginTable(const std::vector<double>& weights, bool hasHead) {
        text_ += fmt::format("<w:tbl><w:tblPr><w:tblStyle w:val=\"{}\"/><w:tblW w:w=\"{}\" w:type=\"dxa\"/>"
                             "<w:tblLayout w:type=\"fixed\"/><w:tblLook w:val=\"0020\" w:firstRow=\"{}\"/>"
                             "</w:tblPr><w:tblGrid>",
                             hasHead ? "Figures" : "TableNormal", TextWidthTwips, hasHead ? 1 : 0);
        const double all = std::accumulate(weights.begin(), weights.end(), 0.0);
        for (const double weight : weights)
            text_ += fmt::format("<w:gridCol w:w=\"{:.0f}\"/>", TextWidthTwips * weight / all);
        text_ += "</w:tblGrid>";
    }
    void endTable() { text_ += "</w:tbl>"; }
    void cell(const std::string& text, bool isNumeric) {
        text_ += "<w:tc>";
        paragraph("TableText", text, isNumeric ? "<w:jc w:val=\"right\"/>" : "");
        text_ += "</w:tc>";
    }
    void picture(const QSizeF& size, const std::string& description) {
        const std::size_t n = pictures_.size();
        const auto width = static_cast<long long>(TextWidthEmu);
        const auto height = static_cast<long long>(TextWidthEmu * size.height() / size.width());
        const std::string extent = fmt::format("cx=\"{}\" cy=\"{}\"", width, height);
        const std::string told = xmlEscaped(description);
        text_ += fmt::format(
            "<w:p><w:r><w:drawing><wp:inline><wp:extent {0}/><wp:docPr id=\"{1}\" name=\"Figure {1}\" "
            "descr=\"{2}\"/><a:graphic><a:graphicData "
            "uri=\"http://schemas.openxmlformats.org/drawingml/2006/"
            "picture\"><pic:pic><pic:nvPicPr><pic:cNvPr "
            "id=\"{1}\" name=\"figure{1}.png\" "
            "descr=\"{2}\"/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill><a:blip "
            "r:embed=\"rId{3}\"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill><pic:spPr><a:xfrm><a:off "
            "x=\"0\" y=\"0\"/><a:ext {0}/></a:xfrm><a:prstGeom "
            "prst=\"rect\"><a:avLst/></a:prstGeom></pic:spPr>"
            "</pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>",
            extent, n, told, FirstPictureRelation + n - 1);
    }

    const Document& document_;
    std::string text_;
    std::vector<std::string> pictures_;
    std::size_t headings_ = 0;
};

} // namespace

std::string renderDocx(const Document& document, long long creationEpoch) {
    const TextWriter writer(document);
    OfficePackage package;
    package.add("[Content_Types].xml", docxContentTypes());
    package.add("_rels/.rels", docxPackageRelations());
    package.add("docProps/core.xml", docxProperties(document, creationEpoch));
    package.add("word/document.xml", writer.text());
    package.add("word/_rels/document.xml.rels", docxTextRelations(writer.pictures().size()));
    package.add("word/styles.xml", docxStyles());
    package.add("word/settings.xml", docxSettings());
    package.add("word/footer1.xml", docxFootLine(document));
    for (std::size_t i = 0; i < writer.pictures().size(); ++i)
        package.add(fmt::format("word/media/figure{}.png", i + 1), writer.pictures()[i]);
    return package.bytes();
}

} // namespace report
