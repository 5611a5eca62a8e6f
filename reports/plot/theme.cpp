// SPDX-License-Identifier: Apache-2.0
#include "reports/plot/theme.h"

#include <algorithm>
#include <array>
#include <cmath>

#include <QString>
#include <QStringList>

namespace report {
namespace {

struct CategoryColour {
    std::string_view name;
    const char* light;
    const char* dark;
};

// Hues of Okabe and Ito; blues are spread apart in the dark theme, yellow is deepened to stand on white.
constexpr std::array<CategoryColour, 9> Categories = {{
    {"forward", "#0072b2", "#2f86c8"},
    {"backward", "#d55e00", "#e0702a"},
    {"weight_gradient", "#e69f00", "#eba92c"},
    {"overlapped", "#009e73", "#18a880"},
    {"communication", "#cc79a7", "#d487b2"},
    {"pipeline_transfer", "#56b4e9", "#7ccbf5"},
    {"optimizer", "#d9c72e", "#f0e442"},
    {"bubble", "#ccd1d6", "#4a5158"},
    {"other", "#868e96", "#98a1aa"},
}};

constexpr std::array<std::size_t, 8> SeriesOrder = {0, 2, 3, 4, 1, 5, 6, 8};

double luminance(const QColor& c) {
    return 0.2126 * c.redF() + 0.7152 * c.greenF() + 0.0722 * c.blueF();
}

QColor mixed(const QColor& a, const QColor& b, double share) {
    const auto channel = [share](float x, float y) { return static_cast<float>(x + (y - x) * share); };
    return QColor::fromRgbF(channel(a.redF(), b.redF()), channel(a.greenF(), b.greenF()),
                            channel(a.blueF(), b.blueF()));
}

} // namespace

Theme Theme::light() {
    Theme t;
    t.background = QColor("#ffffff");
    t.panel = QColor("#f1f3f5");
    t.text = QColor("#1b1f24");
    t.mutedText = QColor("#57606a");
    t.axis = QColor("#8c959f");
    t.grid = QColor("#dde1e6");
    t.accent = QColor("#0b5fa5");
    t.reference = QColor("#b3261e");
    return t;
}

Theme Theme::dark() {
    Theme t;
    t.background = QColor("#14181d");
    t.panel = QColor("#20262d");
    t.text = QColor("#e6eaee");
    t.mutedText = QColor("#a3adb8");
    t.axis = QColor("#6b7682");
    t.grid = QColor("#2c343c");
    t.accent = QColor("#5aa9e6");
    t.reference = QColor("#ff8a80");
    t.isDark = true;
    return t;
}

Theme Theme::fromPalette(const PaletteColours& palette) {
    Theme t = luminance(palette.window) < 0.5 ? dark() : light();
    t.background = palette.base;
    t.text = palette.text;
    t.panel = mixed(palette.base, palette.text, 0.06);
    t.mutedText = mixed(palette.base, palette.text, 0.65);
    t.axis = mixed(palette.base, palette.text, 0.45);
    t.grid = mixed(palette.base, palette.text, 0.14);
    if (palette.highlight.isValid()) t.accent = palette.highlight;
    return t;
}

QColor Theme::category(std::string_view name) const {
    const auto found = std::find_if(Categories.begin(), Categories.end(),
                                    [name](const CategoryColour& c) { return c.name == name; });
    const CategoryColour& c = found == Categories.end() ? Categories.back() : *found;
    return QColor(isDark ? c.dark : c.light);
}

QColor Theme::series(std::size_t index) const {
    return category(Categories[SeriesOrder[index % SeriesOrder.size()]].name);
}

QColor Theme::textOn(const QColor& fill) const {
    return luminance(fill) > 0.45 ? QColor("#101418") : QColor("#ffffff");
}

QFont Theme::font(double relativeSize, bool isBold) const {
    QStringList families;
    for (const std::string& family : fontFamilies)
        families << QString::fromStdString(family);
    QFont font;
    font.setFamilies(families);
    font.setPixelSize(std::max(6, static_cast<int>(std::lround(textPixels * relativeSize))));
    font.setBold(isBold);
    // Unhinted advances are the same at every scale, so a figure laid out for the screen fits on paper.
    font.setHintingPreference(QFont::PreferNoHinting);
    // In per cent: absolute spacing grows with the resolution of the device. Any letter spacing turns
    // ligatures off: "fi" must stay two letters when copied out of a PDF.
    font.setLetterSpacing(QFont::PercentageSpacing, 100.0 + 1.0 / 64);
    return font;
}

const std::vector<std::string>& categoryNames() {
    static const std::vector<std::string> names = [] {
        std::vector<std::string> all;
        for (const CategoryColour& c : Categories)
            all.emplace_back(c.name);
        return all;
    }();
    return names;
}

std::string categoryLabel(std::string_view name) {
    std::string label(name);
    std::replace(label.begin(), label.end(), '_', ' ');
    return label;
}

} // namespace report
