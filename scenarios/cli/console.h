// SPDX-License-Identifier: Apache-2.0
// Where a command writes: results to standard output, everything else to standard error.
#pragma once

#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

namespace cli {

enum class Ink { Plain, Bold, Faint, Green, Yellow, Red, Cyan };

/// Colour for terminals; without colour the text stays as it is.
class Style {
  public:
    explicit Style(bool hasColour = false) : hasColour_(hasColour) {}
    std::string operator()(Ink ink, std::string_view text) const;

  private:
    bool hasColour_;
};

struct Console {
    Style style;              ///< of standard output
    bool isQuiet = false;     ///< only results and errors
    bool isVerbose = false;   ///< every row of every table
    bool hasProgress = false; ///< standard error is a terminal
    std::stop_token stop;

    /// Writes a result to standard output. Throws Error{BadInput} when it cannot be written whole.
    void print(std::string_view text) const;
    /// Writes one line to standard error unless quiet.
    void note(std::string_view line) const;
};

/// Columns of a terminal that UTF-8 `text` takes: wide East Asian characters count two.
std::size_t displayWidth(std::string_view text);
std::string padRight(std::string_view text, std::size_t width);
std::string padLeft(std::string_view text, std::size_t width);
/// A bar of at most `width` columns, drawn to an eighth of a column.
std::string bar(double share, std::size_t width);

/// Rows of cells in aligned columns; lines have no trailing blanks.
class TextTable {
  public:
    struct Heading {
        std::string text;
        bool isRight = false;
    };
    struct Item {
        std::string text;
        Ink ink = Ink::Plain;
    };
    explicit TextTable(std::vector<Heading> headings) : headings_(std::move(headings)) {}
    /// REQUIRES: as many cells as headings.
    void add(std::vector<Item> row) { rows_.push_back(std::move(row)); }
    bool isEmpty() const { return rows_.empty(); }
    std::string text(const Style& style, std::string_view indent = "  ") const;

  private:
    std::vector<Heading> headings_;
    std::vector<std::vector<Item>> rows_;
};

} // namespace cli
