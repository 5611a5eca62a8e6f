// SPDX-License-Identifier: Apache-2.0
#include "reports/docx_parts.h"

#include <ctime>

#include <QString>
#include <fmt/chrono.h>
#include <fmt/format.h>

namespace report {
namespace {

constexpr const char* Head = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
constexpr const char* Office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
constexpr const char* Package = "http://schemas.openxmlformats.org/package/2006";

std::string relation(std::size_t id, const std::string& kind, const std::string& target) {
    return fmt::format("<Relationship Id=\"rId{}\" Type=\"{}\" Target=\"{}\"/>", id, kind, target);
}

std::string relations(const std::string& all) {
    return fmt::format("{}<Relationships xmlns=\"{}/relationships\">{}</Relationships>", Head, Package, all);
}

std::string contentType(const char* part, const char* type) {
    return fmt::format("<Override PartName=\"{}\" ContentType=\"application/vnd.openxmlformats-{}+xml\"/>",
                       part, type);
}

struct ParagraphStyle {
    const char* id;
    const char* name;
    const char* paragraph; ///< inside w:pPr
    const char* run;       ///< inside w:rPr
};
constexpr ParagraphStyle ParagraphStyles[] = {
    {"Title", "Title", "<w:spacing w:before=\"0\" w:after=\"60\"/>", "<w:b/><w:sz w:val=\"44\"/>"},
    {"Subtitle", "Subtitle", "<w:spacing w:after=\"240\"/>", "<w:color w:val=\"57606A\"/>"},
    {"Heading1", "heading 1",
     "<w:keepNext/><w:spacing w:before=\"360\" w:after=\"120\"/><w:outlineLvl w:val=\"0\"/>",
     "<w:b/><w:color w:val=\"0B5FA5\"/><w:sz w:val=\"30\"/>"},
    {"Heading2", "heading 2",
     "<w:keepNext/><w:spacing w:before=\"240\" w:after=\"80\"/><w:outlineLvl w:val=\"1\"/>",
     "<w:b/><w:sz w:val=\"23\"/>"},
    {"TOC1", "toc 1", "<w:spacing w:after=\"40\"/>", "<w:color w:val=\"0B5FA5\"/>"},
    {"TableText", "Table Text", "<w:spacing w:before=\"20\" w:after=\"20\"/>", "<w:sz w:val=\"16\"/>"},
    {"KeyLabel", "Key Label", "<w:spacing w:before=\"60\" w:after=\"0\"/>",
     "<w:color w:val=\"57606A\"/><w:sz w:val=\"17\"/>"},
    {"KeyValue", "Key Value", "<w:spacing w:after=\"0\"/>", "<w:b/><w:sz w:val=\"30\"/>"},
    {"Source", "Source", "<w:spacing w:before=\"40\" w:after=\"160\"/>",
     "<w:color w:val=\"57606A\"/><w:sz w:val=\"16\"/>"},
    {"Warning", "Warning", "<w:spacing w:after=\"60\"/>", "<w:color w:val=\"8A5300\"/>"},
    {"Refusal", "Refusal", "<w:spacing w:after=\"120\"/>", "<w:b/><w:color w:val=\"B3261E\"/>"},
    {"Answer", "Answer", "<w:spacing w:after=\"120\"/>", "<w:b/>"},
    {"Footer", "footer",
     "<w:pBdr><w:top w:val=\"single\" w:sz=\"4\" w:space=\"4\" w:color=\"D5DAE0\"/></w:pBdr>"
     "<w:tabs><w:tab w:val=\"right\" w:pos=\"9638\"/></w:tabs>",
     "<w:color w:val=\"57606A\"/><w:sz w:val=\"16\"/>"},
};

constexpr const char* TableStyle =
    "<w:style w:type=\"table\" w:default=\"1\" w:styleId=\"TableNormal\"><w:name w:val=\"Normal Table\"/>"
    "<w:tblPr><w:tblCellMar><w:left w:w=\"0\" w:type=\"dxa\"/><w:right w:w=\"100\" w:type=\"dxa\"/>"
    "</w:tblCellMar></w:tblPr></w:style>"
    "<w:style w:type=\"table\" w:customStyle=\"1\" w:styleId=\"Figures\"><w:name w:val=\"Figures\"/>"
    "<w:basedOn w:val=\"TableNormal\"/><w:tblPr><w:tblBorders>"
    "<w:bottom w:val=\"single\" w:sz=\"4\" w:space=\"0\" w:color=\"D5DAE0\"/>"
    "<w:insideH w:val=\"single\" w:sz=\"4\" w:space=\"0\" w:color=\"D5DAE0\"/></w:tblBorders></w:tblPr>"
    "<w:tblStylePr w:type=\"firstRow\"><w:rPr><w:b/></w:rPr><w:tcPr><w:tcBorders>"
    "<w:bottom w:val=\"single\" w:sz=\"12\" w:space=\"0\" w:color=\"57606A\"/></w:tcBorders></w:tcPr>"
    "</w:tblStylePr></w:style>";

std::string field(const char* code) {
    return fmt::format("<w:r><w:fldChar w:fldCharType=\"begin\"/></w:r><w:r><w:instrText "
                       "xml:space=\"preserve\"> {} </w:instrText></w:r><w:r><w:fldChar "
                       "w:fldCharType=\"separate\"/></w:r><w:r><w:t>1</w:t></w:r><w:r><w:fldChar "
                       "w:fldCharType=\"end\"/></w:r>",
                       code);
}

std::string run(const std::string& text) {
    return fmt::format("<w:r><w:t xml:space=\"preserve\">{}</w:t></w:r>", xmlEscaped(text));
}

} // namespace

const char* const DocxNamespaces =
    "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\" "
    "xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\" "
    "xmlns:wp=\"http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing\" "
    "xmlns:a=\"http://schemas.openxmlformats.org/drawingml/2006/main\" "
    "xmlns:pic=\"http://schemas.openxmlformats.org/drawingml/2006/picture\"";

std::string xmlEscaped(const std::string& text) {
    return QString::fromStdString(text).toHtmlEscaped().toStdString();
}

std::string docxContentTypes() {
    return fmt::format(
        "{}<Types xmlns=\"{}/content-types\"><Default Extension=\"rels\" ContentType=\"application/"
        "vnd.openxmlformats-package.relationships+xml\"/><Default Extension=\"xml\" "
        "ContentType=\"application/xml\"/><Default Extension=\"png\" ContentType=\"image/png\"/>{}{}{}{}{}"
        "</Types>",
        Head, Package, contentType("/word/document.xml", "officedocument.wordprocessingml.document.main"),
        contentType("/word/styles.xml", "officedocument.wordprocessingml.styles"),
        contentType("/word/settings.xml", "officedocument.wordprocessingml.settings"),
        contentType("/word/footer1.xml", "officedocument.wordprocessingml.footer"),
        contentType("/docProps/core.xml", "package.core-properties"));
}

std::string docxPackageRelations() {
    return relations(
        relation(1, fmt::format("{}/officeDocument", Office), "word/document.xml") +
        relation(2, fmt::format("{}/relationships/metadata/core-properties", Package), "docProps/core.xml"));
}

std::string docxTextRelations(std::size_t pictures) {
    std::string all = relation(1, fmt::format("{}/styles", Office), "styles.xml") +
                      relation(2, fmt::format("{}/settings", Office), "settings.xml") +
                      relation(3, fmt::format("{}/footer", Office), "footer1.xml");
    for (std::size_t i = 0; i < pictures; ++i)
        all += relation(FirstPictureRelation + i, fmt::format("{}/image", Office),
                        fmt::format("media/figure{}.png", i + 1));
    return relations(all);
}

std::string docxProperties(const Document& document, long long creationEpoch) {
    const std::string date =
        fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(static_cast<std::time_t>(creationEpoch)));
    return fmt::format(
        "{}<cp:coreProperties xmlns:cp=\"{}/metadata/core-properties\" "
        "xmlns:dc=\"http://purl.org/dc/elements/1.1/\" xmlns:dcterms=\"http://purl.org/dc/terms/\" "
        "xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"><dc:title>{}</dc:title>"
        "<dc:creator>Purser</dc:creator><dc:description>{}</dc:description><dc:language>{}</dc:language>"
        "<dcterms:created xsi:type=\"dcterms:W3CDTF\">{}</dcterms:created></cp:coreProperties>",
        Head, Package, xmlEscaped(document.title), xmlEscaped(document.footer), document.language, date);
}

/// Latin words keep the rules of English in a Chinese text, or they would be broken anywhere.
std::string docxStyles() {
    std::string out = fmt::format(
        "{}<w:styles {}><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii=\"Arial\" w:hAnsi=\"Arial\" "
        "w:cs=\"Arial\" w:eastAsia=\"Microsoft YaHei\"/><w:sz w:val=\"20\"/><w:lang w:val=\"en-US\" "
        "w:eastAsia=\"zh-CN\"/></w:rPr></w:rPrDefault><w:pPrDefault><w:pPr><w:spacing w:after=\"100\" "
        "w:line=\"264\" w:lineRule=\"auto\"/></w:pPr></w:pPrDefault></w:docDefaults><w:style "
        "w:type=\"paragraph\" w:default=\"1\" w:styleId=\"Normal\"><w:name w:val=\"Normal\"/></w:style>",
        Head, DocxNamespaces);
    for (const ParagraphStyle& s : ParagraphStyles)
        out += fmt::format("<w:style w:type=\"paragraph\" w:styleId=\"{}\"><w:name w:val=\"{}\"/><w:basedOn "
                           "w:val=\"Normal\"/><w:pPr>{}</w:pPr><w:rPr>{}</w:rPr></w:style>",
                           s.id, s.name, s.paragraph, s.run);
    return out + TableStyle + "</w:styles>";
}

std::string docxSettings() {
    return fmt::format("{}<w:settings {}><w:compat><w:compatSetting w:name=\"compatibilityMode\" "
                       "w:uri=\"http://schemas.microsoft.com/office/word\" w:val=\"15\"/></w:compat>"
                       "</w:settings>",
                       Head, DocxNamespaces);
}

std::string docxFootLine(const Document& document) {
    // "Page {} of {}": the words around two fields.
    const auto first = document.pageWord.find("{}"), second = document.pageWord.find("{}", first + 2);
    return fmt::format("{}<w:ftr {}><w:p><w:pPr><w:pStyle w:val=\"Footer\"/></w:pPr>{}<w:r><w:tab/></w:r>"
                       "{}{}{}{}{}</w:p></w:ftr>",
                       Head, DocxNamespaces, run(document.footer), run(document.pageWord.substr(0, first)),
                       field("PAGE"), run(document.pageWord.substr(first + 2, second - first - 2)),
                       field("NUMPAGES"), run(document.pageWord.substr(second + 2)));
}

} // namespace report
