// SPDX-License-Identifier: Apache-2.0
// Colours and type of the figures. One theme serves screen, PNG, SVG and PDF; category colours keep their
// meaning everywhere and are told apart by colour-blind readers (Okabe and Ito, "Color universal design",
// 2008).
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <QColor>
#include <QFont>

namespace report {

/// What a desktop palette knows; the plot layer does not depend on QPalette, so that reports need no style.
struct PaletteColours {
    QColor window, base, text, mid, highlight;
};

struct Theme {
    QColor background; ///< behind the figure
    QColor panel;      ///< lanes, bars not filled
    QColor text;
    QColor mutedText; ///< units, notes, tick labels
    QColor axis;
    QColor grid;
    QColor accent;    ///< predictions, selection
    QColor reference; ///< published figures
    bool isDark = false;
    std::vector<std::string> fontFamilies = {"DejaVu Sans", "WenQuanYi Micro Hei"};
    int textPixels = 12; ///< in the logical units of the painter

    static Theme light();
    static Theme dark();
    /// Dark or light by the lightness of `palette.window`; background, text and accent follow the palette.
    static Theme fromPalette(const PaletteColours& palette);

    /// "forward", "backward", "weight_gradient", "communication", "overlapped", "bubble", "optimizer",
    /// "pipeline_transfer", "other"; any other name gets the colour of "other".
    QColor category(std::string_view name) const;
    /// Colour of the i-th series of a chart; repeats after eight.
    QColor series(std::size_t index) const;
    /// Black or white, whichever reads better on `fill`.
    QColor textOn(const QColor& fill) const;

    /// REQUIRES: a QGuiApplication exists.
    QFont font(double relativeSize = 1.0, bool isBold = false) const;
};

/// Every category name the theme knows, in the order legends show them.
const std::vector<std::string>& categoryNames();
/// "weight_gradient" -> "weight gradient".
std::string categoryLabel(std::string_view name);

} // namespace report
