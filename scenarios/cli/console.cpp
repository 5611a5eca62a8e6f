// SPDX-License-Identifier: Apache-2.0
// Terminal text: colour, widths, bars and aligned columns.
#include "scenarios/cli/console.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <cstdio>

#include "simulator/base/error.h"

namespace cli {

namespace {

/// Code points that terminals draw two columns wide: Hangul Jamo, CJK, kana, Hangul, full-width forms
/// (Unicode Standard Annex 11, East Asian Width W and F, in blocks).
bool isWide(char32_t c) {
    return (c >= 0x1100 && c <= 0x115f) || (c >= 0x2e80 && c <= 0xa4cf) || (c >= 0xac00 && c <= 0xd7a3) ||
           (c >= 0xf900 && c <= 0xfaff) || (c >= 0xfe30 && c <= 0xfe6f) || (c >= 0xff00 && c <= 0xff60) ||
           (c >= 0xffe0 && c <= 0xffe6) || (c >= 0x20000 && c <= 0x3fffd);
}

std::string_view code(Ink ink) {
    switch (ink) {
    case Ink::Plain:
        return "";
    case Ink::Bold:
        return "\x1b[1m";
    case Ink::Faint:
        return "\x1b[2m";
    case Ink::Green:
        return "\x1b[32m";
    case Ink::Yellow:
        return "\x1b[33m";
    case Ink::Red:
        return "\x1b[31m";
    case Ink::Cyan:
        return "\x1b[36m";
    }
    return "";
}

} // namespace

std::string Style::operator()(Ink ink, std::string_view text) const {
    if (!hasColour_ || ink == Ink::Plain || text.empty()) return std::string(text);
    return std::string(code(ink)) + std::string(text) + "\x1b[0m";
}

void Console::print(std::string_view text) const {
    const bool isWritten = std::fwrite(text.data(), 1, text.size(), stdout) == text.size();
    if (!isWritten || std::fflush(stdout) != 0)
        throw sim::Error(sim::ErrorCode::BadInput, "the result cannot be written to standard output", {},
                         "is the disk full or the reader gone?");
}

void Console::note(std::string_view line) const {
    if (isQuiet) return;
    std::fprintf(stderr, "purser: %.*s\n", static_cast<int>(line.size()), line.data());
}

std::size_t displayWidth(std::string_view text) {
    std::size_t width = 0;
    for (std::size_t at = 0; at < text.size();) {
        const auto first = static_cast<unsigned char>(text[at]);
        const std::size_t length = first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
        char32_t point = length == 1 ? first : first & (0x7fU >> length);
        for (std::size_t i = 1; i < length && at + i < text.size(); ++i)
            point = (point << 6) | (static_cast<unsigned char>(text[at + i]) & 0x3fU);
        width += isWide(point) ? 2 : 1;
        at += length;
    }
    return width;
}

std::string padRight(std::string_view text, std::size_t width) {
    const std::size_t own = displayWidth(text);
    return std::string(text) + std::string(own < width ? width - own : 0, ' ');
}

std::string padLeft(std::string_view text, std::size_t width) {
    const std::size_t own = displayWidth(text);
    return std::string(own < width ? width - own : 0, ' ') + std::string(text);
}

std::string bar(double share, std::size_t width) {
    static constexpr const char* Parts[] = {"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};
    const auto eighths =
        static_cast<std::size_t>(std::lround(std::clamp(share, 0.0, 1.0) * static_cast<double>(8 * width)));
    std::string text;
    for (std::size_t i = 0; i < eighths / 8; ++i)
        text += "█";
    return text + Parts[eighths % 8];
}

std::string TextTable::text(const Style& style, std::string_view indent) const {
    std::vector<std::size_t> widths;
    for (const Heading& heading : headings_)
        widths.push_back(displayWidth(heading.text));
    for (const auto& row : rows_) {
        assert(row.size() == headings_.size()); // add() requires it
        for (std::size_t c = 0; c < row.size(); ++c)
            widths[c] = std::max(widths[c], displayWidth(row[c].text));
    }
    std::string out;
    const auto line = [&](const auto& cellAt) {
        std::string plain(indent); // gaps are kept back until something follows them
        std::string gap;
        for (std::size_t c = 0; c < headings_.size(); ++c) {
            const Item item = cellAt(c);
            const std::string blanks(widths[c] - displayWidth(item.text), ' ');
            if (headings_[c].isRight) gap += blanks;
            if (!item.text.empty()) plain += gap + style(item.ink, item.text), gap.clear();
            if (!headings_[c].isRight) gap += blanks;
            gap += "  ";
        }
        out += plain + "\n";
    };
    const bool hasHeadings =
        std::any_of(headings_.begin(), headings_.end(), [](const Heading& h) { return !h.text.empty(); });
    if (hasHeadings) line([&](std::size_t c) { return Item{headings_[c].text, Ink::Bold}; });
    for (const auto& row : rows_)
        line([&](std::size_t c) { return row[c]; });
    return out;
}

} // namespace cli
