// SPDX-License-Identifier: Apache-2.0
// Palettes, and SVG icons recoloured for the palette.
#include "gui/views/appearance.h"

#include <QFile>
#include <QPainter>
#include <QPixmap>
#include <QSvgRenderer>
#include <QWidget>

namespace gui {

namespace {

struct Shades {
    QRgb window, base, alternate, button, text, disabled, highlight, highlighted, link, mid, light, dark;
};

QPalette paletteOf(const Shades& s) {
    QPalette p;
    p.setColor(QPalette::Window, QColor(s.window));
    p.setColor(QPalette::WindowText, QColor(s.text));
    p.setColor(QPalette::Base, QColor(s.base));
    p.setColor(QPalette::AlternateBase, QColor(s.alternate));
    p.setColor(QPalette::ToolTipBase, QColor(s.alternate));
    p.setColor(QPalette::ToolTipText, QColor(s.text));
    p.setColor(QPalette::PlaceholderText, QColor(s.disabled));
    p.setColor(QPalette::Text, QColor(s.text));
    p.setColor(QPalette::Button, QColor(s.button));
    p.setColor(QPalette::ButtonText, QColor(s.text));
    p.setColor(QPalette::BrightText, QColor(0xffffffff));
    p.setColor(QPalette::Highlight, QColor(s.highlight));
    p.setColor(QPalette::HighlightedText, QColor(s.highlighted));
    p.setColor(QPalette::Link, QColor(s.link));
    p.setColor(QPalette::Mid, QColor(s.mid));
    p.setColor(QPalette::Midlight, QColor(s.light));
    p.setColor(QPalette::Light, QColor(s.light));
    p.setColor(QPalette::Dark, QColor(s.dark));
    p.setColor(QPalette::Shadow, QColor(s.dark));
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText})
        p.setColor(QPalette::Disabled, role, QColor(s.disabled));
    return p;
}

constexpr Shades LightShades{0xfff3f4f6, 0xffffffff, 0xfff6f8fa, 0xfffafbfc, 0xff1f2328, 0xff858c95,
                             0xff0a66c2, 0xffffffff, 0xff0a58a8, 0xffc4c9d0, 0xffffffff, 0xffb4bac2};
constexpr Shades DarkShades{0xff2b2f36, 0xff1b1d21, 0xff22262c, 0xff2d3138, 0xffe6e8eb, 0xff7f8792,
                            0xff3d84d6, 0xffffffff, 0xff79b8ff, 0xff454b54, 0xff363b43, 0xff121316};

} // namespace

QPalette paletteFor(ColourMode mode, const QPalette& system) {
    switch (mode) {
    case ColourMode::Light:
        return paletteOf(LightShades);
    case ColourMode::Dark:
        return paletteOf(DarkShades);
    case ColourMode::System:
        break;
    }
    return system;
}

bool isDark(const QPalette& palette) {
    return palette.color(QPalette::Window).lightness() < palette.color(QPalette::WindowText).lightness();
}

report::Theme themeOf(const QWidget& widget) {
    const QPalette& p = widget.palette();
    return report::Theme::fromPalette(
        {p.color(QPalette::Active, QPalette::Window), p.color(QPalette::Active, QPalette::Base),
         p.color(QPalette::Active, QPalette::WindowText), p.color(QPalette::Active, QPalette::Mid),
         p.color(QPalette::Active, QPalette::Highlight)});
}

QIcon icon(const char* name, const QPalette& palette) {
    QFile file(QStringLiteral(":/purser/icons/%1.svg").arg(QLatin1String(name)));
    if (!file.open(QIODevice::ReadOnly)) return {};
    const QByteArray drawing = file.readAll();
    QIcon result;
    for (const auto mode : {QIcon::Normal, QIcon::Disabled}) {
        const auto group = mode == QIcon::Normal ? QPalette::Active : QPalette::Disabled;
        QByteArray coloured = drawing;
        coloured.replace("currentColor", palette.color(group, QPalette::WindowText).name().toLatin1());
        QSvgRenderer renderer(coloured);
        for (const int size : {16, 24, 32, 48, 64}) { // up to a 32 px icon at scale 2
            QPixmap pixmap(size, size);
            pixmap.fill(Qt::transparent);
            QPainter painter(&pixmap);
            renderer.render(&painter);
            result.addPixmap(pixmap, mode);
        }
    }
    return result;
}

void setStale(QWidget& widget, bool isStale) {
    if (!isStale) {
        widget.setPalette(QPalette()); // inherits again
        return;
    }
    QPalette pale = widget.palette();
    for (const auto role : {QPalette::Text, QPalette::WindowText})
        pale.setColor(QPalette::Active, role, pale.color(QPalette::Disabled, role));
    for (const auto role : {QPalette::Text, QPalette::WindowText})
        pale.setColor(QPalette::Inactive, role, pale.color(QPalette::Disabled, role));
    widget.setPalette(pale);
}

} // namespace gui
