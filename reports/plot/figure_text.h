// SPDX-License-Identifier: Apache-2.0
// Text inside figures: measured, elided to its rectangle, never drawn over a neighbour.
#pragma once

#include <string>

#include <QRectF>
#include <Qt>

class QColor;
class QFont;
class QPainter;

namespace report {

double textWidth(const QFont& font, const std::string& text);
double lineHeight(const QFont& font);
/// One line, elided at the right when `box` is too narrow; nothing when not even three characters fit.
void drawLine(QPainter& painter, const QRectF& box, Qt::Alignment alignment, const std::string& text,
              const QFont& font, const QColor& colour);

} // namespace report
