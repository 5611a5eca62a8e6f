// SPDX-License-Identifier: Apache-2.0
// A report as data: sections of paragraphs, key figures, tables, figures and notes. Every renderer shows the
// same strings; none of them formats a number.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "reports/plot/bar_plot.h"
#include "reports/plot/breakdown_plot.h"
#include "reports/plot/timeline_plot.h"
#include "scenarios/result.h"

namespace report {

enum class ParagraphKind { Text, Answer, Refusal };
struct Paragraph {
    std::string text;
    ParagraphKind kind = ParagraphKind::Text;
};

/// One tile of the strip of key figures.
struct KeyFigure {
    std::string label, value, unit, interval, basis;
};
struct KeyFigures {
    std::vector<KeyFigure> figures;
};

struct DocumentColumn {
    std::string label, unit;
    bool isNumeric = false;
    std::string key = {}; ///< of the result's table, where the column is one of its columns
};
struct DocumentCell {
    std::string text;
    std::optional<double> number; ///< sorts numeric columns
};
struct DocumentTable {
    std::string id = {}; ///< key of the result's table; empty for tables made for the report
    std::string title = {};
    std::vector<DocumentColumn> columns = {};
    std::vector<std::vector<DocumentCell>> rows = {}; ///< as many cells as columns
    std::string source = {};
};

/// `description` tells readers who cannot see the figure what it shows.
struct DocumentFigure {
    std::string description;
    std::variant<BreakdownFigure, BarFigure, std::shared_ptr<const TimelineFigure>> drawing;
};
double figureHeight(const DocumentFigure& figure, const Theme& theme);
void drawFigure(QPainter& painter, const QRectF& area, const DocumentFigure& figure, const Theme& theme);

struct NoteList {
    std::string title;
    std::vector<std::string> notes;
    bool areWarnings = false;
};

using Block = std::variant<Paragraph, KeyFigures, DocumentTable, DocumentFigure, NoteList>;

struct Section {
    std::string id; ///< stable anchor, e.g. "summary"
    std::string title;
    std::vector<Block> blocks;
    bool startsPage = false;
};

/// What the sheets of living formulas are headed with.
struct WorkingsWords {
    std::string workings, checks, line, unit, value, opening, formula, engine, difference, note;
};

/// Lines of one calculation. Several of them in a workbook have names with a prefix of their own.
struct WorkingsPart {
    std::string title, prefix;
    std::vector<scenario::Working> workings;
};

struct Document {
    std::string language; ///< BCP 47: "en", "zh-CN"
    std::string title, subtitle;
    std::string footer;     ///< run identity, on every page
    std::string pageWord;   ///< "Page {} of {}"
    std::string sourceWord; ///< "Source"
    std::vector<Section> sections;
    std::vector<WorkingsPart> workings; ///< for workbooks
    WorkingsWords workingsWords;
};

} // namespace report
