// SPDX-License-Identifier: Apache-2.0
// Colours and icons of the windows: dark, light or the desktop's palette; icons are drawn in the text colour.
#pragma once

#include <QIcon>
#include <QPalette>

#include "reports/plot/theme.h"

class QWidget;

namespace gui {

enum class ColourMode { System, Light, Dark };

QPalette paletteFor(ColourMode mode, const QPalette& system);
bool isDark(const QPalette& palette);
/// The theme of the figures that suits the widget's palette.
report::Theme themeOf(const QWidget& widget);
/// `name` is a file of gui/icons without ending; drawn in the palette's text colour at any size.
QIcon icon(const char* name, const QPalette& palette);
/// Shows an outdated table paler until new figures arrive.
void setStale(QWidget& widget, bool isStale);

} // namespace gui
