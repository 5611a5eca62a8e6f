// SPDX-License-Identifier: Apache-2.0
#include "reports/html_renderer.h"

#include <cmath>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "reports/plot/render.h"

namespace report {
namespace {

constexpr double FigureWidth = 912;

std::string escaped(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (const char c : text) {
        switch (c) {
        case '&':
            out += "&amp;";
            break;
        case '<':
            out += "&lt;";
            break;
        case '>':
            out += "&gt;";
            break;
        case '"':
            out += "&quot;";
            break;
        default:
            out += c;
        }
    }
    return out;
}

/// Kernel names and hashes may be broken anywhere; ordinary words never.
bool hasLongWord(std::string_view text) {
    std::size_t run = 0;
    for (const char c : text) {
        run = c == ' ' ? 0 : run + 1;
        if (run > 30) return true;
    }
    return false;
}

constexpr std::string_view Style = R"(
:root { color-scheme: light dark; --ground: #ffffff; --panel: #f1f3f5; --text: #1b1f24; --muted: #57606a;
  --line: #d5dae0; --accent: #0b5fa5; --warning: #8a5300; --warning-ground: #fff6e0; --refusal: #b3261e; }
@media (prefers-color-scheme: dark) { :root { --ground: #14181d; --panel: #20262d; --text: #e6eaee;
  --muted: #a3adb8; --line: #343d46; --accent: #5aa9e6; --warning: #f0c36d; --warning-ground: #2e2614;
  --refusal: #ff8a80; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--text); font: 15px/1.5 "DejaVu Sans", Verdana,
  "WenQuanYi Micro Hei", "Microsoft YaHei", "PingFang SC", sans-serif; }
main, header, footer { max-width: 960px; margin: 0 auto; padding: 0 24px; }
header { padding-top: 32px; }
header p { color: var(--muted); margin: 0 0 4px; }
h1 { font-size: 26px; line-height: 1.25; margin: 0 0 8px; }
h2 { font-size: 19px; margin: 40px 0 8px; padding-bottom: 4px; border-bottom: 1px solid var(--line); }
h3 { font-size: 15px; margin: 20px 0 6px; }
nav { display: flex; flex-wrap: wrap; gap: 4px 16px; font-size: 13px; margin: 12px 0 0; }
a { color: var(--accent); }
.tiles { display: grid; grid-template-columns: repeat(auto-fill, minmax(250px, 1fr)); gap: 12px; margin: 16px 0; }
.tile { background: var(--panel); border-radius: 6px; padding: 12px 14px; }
.tile .label { color: var(--muted); font-size: 13px; }
.tile .value { font-size: 22px; font-weight: bold; line-height: 1.3; }
.tile .value small { font-size: 13px; font-weight: normal; }
.tile .range { color: var(--muted); font-size: 12px; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: 13px; margin: 4px 0; }
th, td { padding: 5px 12px 5px 0; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top;
  overflow-wrap: break-word; }
.long { overflow-wrap: anywhere; }
th { border-bottom: 2px solid var(--line); vertical-align: bottom; white-space: nowrap; }
th button { all: unset; cursor: pointer; font-weight: bold; }
th button:focus-visible { outline: 2px solid var(--accent); }
th[aria-sort=ascending] button::after { content: " \25B2"; font-size: 9px; }
th[aria-sort=descending] button::after { content: " \25BC"; font-size: 9px; }
th small { display: block; color: var(--muted); font-weight: normal; }
.n { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; overflow-wrap: normal; }
.n + :not(.n) { padding-left: 12px; }
.source { color: var(--muted); font-size: 12px; margin: 2px 0 12px; }
figure { margin: 16px 0; }
svg { max-width: 100%; height: auto; display: block; }
svg text { font-family: "DejaVu Sans", Verdana, "WenQuanYi Micro Hei", "Microsoft YaHei", "PingFang SC", sans-serif; }
.warnings { background: var(--warning-ground); border-left: 4px solid var(--warning); padding: 8px 16px;
  margin: 16px 0; }
.warnings h3 { margin: 0; color: var(--warning); }
.warnings ul { margin: 4px 0; padding-left: 20px; }
.refusal { color: var(--refusal); font-weight: bold; }
footer { color: var(--muted); font-size: 12px; padding-top: 24px; padding-bottom: 32px; }
@media print { body { font-size: 10pt; } nav { display: none; } h2 { break-after: avoid; }
  tr, figure, .tile { break-inside: avoid; } thead { display: table-header-group; } }
)";

// Click or Enter on a column head sorts its table; numbers by value, text by the reader's locale.
constexpr std::string_view Script = R"(
document.querySelectorAll("th button").forEach(function (button) {
  button.addEventListener("click", function () {
    var head = button.parentNode, row = head.parentNode, body = row.parentNode.nextElementSibling;
    var column = Array.prototype.indexOf.call(row.children, head);
    var up = head.getAttribute("aria-sort") !== "ascending";
    Array.prototype.forEach.call(row.children, function (th) { th.removeAttribute("aria-sort"); });
    head.setAttribute("aria-sort", up ? "ascending" : "descending");
    Array.prototype.slice.call(body.rows).sort(function (a, b) {
      var x = a.cells[column], y = b.cells[column];
      var p = parseFloat(x.dataset.value), q = parseFloat(y.dataset.value);
      var order = !isNaN(p) && !isNaN(q) ? p - q : x.textContent.localeCompare(y.textContent);
      return up ? order : -order;
    }).forEach(function (r) { body.appendChild(r); });
  });
});
)";

/// In dark mode every colour of the light theme that a figure may use is exchanged for its dark partner.
std::string darkFigureRules() {
    const Theme light = Theme::light(), dark = Theme::dark();
    std::vector<std::pair<QColor, QColor>> pairs = {
        {light.panel, dark.panel},         {light.text, dark.text},
        {light.mutedText, dark.mutedText}, {light.axis, dark.axis},
        {light.grid, dark.grid},           {light.accent, dark.accent},
        {light.reference, dark.reference}, {light.background, dark.background}};
    for (const std::string& name : categoryNames())
        pairs.emplace_back(light.category(name), dark.category(name));
    std::set<std::string> seen;
    std::string rules = "@media screen and (prefers-color-scheme: dark) {\n";
    for (const auto& [from, to] : pairs) {
        const std::string source = from.name().toStdString(), target = to.name().toStdString();
        // Text on a coloured bar keeps its own white or black, so pure white is never exchanged.
        if (source == "#ffffff" || !seen.insert(source).second) continue;
        rules += fmt::format("svg [fill=\"{0}\"] {{ fill: {1}; }}\nsvg [stroke=\"{0}\"] {{ stroke: {1}; }}\n",
                             source, target);
    }
    return rules + "}\n";
}

/// The SVG element alone: no prologue, no fixed size in millimetres, no namespace needed inside HTML.
std::string inlineSvg(const DocumentFigure& figure) {
    const Theme theme = Theme::light();
    const QSizeF size(FigureWidth, figureHeight(figure, theme));
    const std::string whole = renderSvg(size, figure.description, [&](QPainter& painter, const QRectF& area) {
        drawFigure(painter, area, figure, theme);
    });
    const std::size_t start = whole.find("<svg"), inside = whole.find('>', start) + 1;
    return fmt::format(
               "<svg role=\"img\" width=\"{0:.0f}\" viewBox=\"0 0 {0:.0f} {1:.0f}\" aria-label=\"{2}\">",
               size.width(), std::ceil(size.height()), escaped(figure.description)) +
           whole.substr(inside);
}

class Writer {
  public:
    void operator()(const Paragraph& paragraph) {
        const bool isRefusal = paragraph.kind == ParagraphKind::Refusal;
        out += fmt::format("<p{}>{}</p>\n", isRefusal ? " class=\"refusal\"" : "", escaped(paragraph.text));
    }
    void operator()(const KeyFigures& strip) {
        out += "<div class=\"tiles\">\n";
        for (const KeyFigure& f : strip.figures)
            out += fmt::format("<div class=\"tile\"><div class=\"label\">{}</div><div class=\"value\">{} "
                               "<small>{}</small></div><div class=\"range\">{} · {}</div></div>\n",
                               escaped(f.label), escaped(f.value), escaped(f.unit), escaped(f.interval),
                               escaped(f.basis));
        out += "</div>\n";
    }
    void operator()(const DocumentTable& table) {
        if (!table.title.empty()) out += fmt::format("<h3>{}</h3>\n", escaped(table.title));
        out += "<div class=\"scroll\"><table>\n<thead><tr>";
        for (const DocumentColumn& column : table.columns) {
            out += fmt::format("<th{} scope=\"col\"><button type=\"button\">{}</button>",
                               column.isNumeric ? " class=\"n\"" : "", escaped(column.label));
            if (!column.unit.empty()) out += fmt::format("<small>{}</small>", escaped(column.unit));
            out += "</th>";
        }
        out += "</tr></thead>\n<tbody>\n";
        for (const auto& row : table.rows) {
            out += "<tr>";
            for (std::size_t i = 0; i < row.size(); ++i) {
                out += table.columns[i].isNumeric ? "<td class=\"n\""
                       : hasLongWord(row[i].text) ? "<td class=\"long\""
                                                  : "<td";
                if (row[i].number) out += fmt::format(" data-value=\"{}\"", *row[i].number);
                out += fmt::format(">{}</td>", escaped(row[i].text));
            }
            out += "</tr>\n";
        }
        out += "</tbody></table></div>\n";
        if (!table.source.empty())
            out += fmt::format("<p class=\"source\">{}: {}</p>\n", sourceWord, escaped(table.source));
    }
    void operator()(const DocumentFigure& figure) { out += "<figure>" + inlineSvg(figure) + "</figure>\n"; }
    void operator()(const NoteList& list) {
        out += fmt::format("<div class=\"{}\"><h3>{}</h3><ul>\n", list.areWarnings ? "warnings" : "notes",
                           escaped(list.title));
        for (const std::string& note : list.notes)
            out += fmt::format("<li>{}</li>\n", escaped(note));
        out += "</ul></div>\n";
    }

    std::string out;
    std::string sourceWord;
};

} // namespace

std::string renderHtml(const Document& document) {
    Writer writer;
    writer.sourceWord = document.sourceWord;
    writer.out = fmt::format("<!DOCTYPE html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\">\n"
                             "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
                             "<title>{}</title>\n<style>{}{}</style>\n</head>\n<body>\n<header>\n<p>{}</p>\n"
                             "<h1>{}</h1>\n<nav>\n",
                             document.language, escaped(document.title), Style, darkFigureRules(),
                             escaped(document.subtitle), escaped(document.title));
    for (const Section& section : document.sections)
        writer.out += fmt::format("<a href=\"#{}\">{}</a>\n", section.id, escaped(section.title));
    writer.out += "</nav>\n</header>\n<main>\n";
    for (const Section& section : document.sections) {
        writer.out += fmt::format("<section id=\"{}\">\n<h2>{}</h2>\n", section.id, escaped(section.title));
        for (const Block& block : section.blocks)
            std::visit(writer, block);
        writer.out += "</section>\n";
    }
    writer.out += fmt::format("</main>\n<footer>{}</footer>\n<script>{}</script>\n</body>\n</html>\n",
                              escaped(document.footer), Script);
    return std::move(writer.out);
}

} // namespace report
