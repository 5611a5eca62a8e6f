// SPDX-License-Identifier: Apache-2.0
#include "reports/plot/figure_text.h"

#include <QColor>
#include <QFont>
#include <QFontMetricsF>
#include <QPainter>
#include <QString>

namespace report {

double textWidth(const QFont& font, const std::string& text) {
    return QFontMetricsF(font).horizontalAdvance(QString::fromStdString(text));
}

double lineHeight(const QFont& font) {
    return QFontMetricsF(font).height();
}

void drawLine(QPainter& painter, const QRectF& box, Qt::Alignment alignment, const std::string& text,
              const QFont& font, const QColor& colour) {
    const QFontMetricsF metrics(font);
    QString line = QString::fromStdString(text);
    const double full = metrics.horizontalAdvance(line);
    if (full > box.width() + 0.5) {
        // A single letter and an ellipsis tell nothing and only add noise.
        if (box.width() < metrics.horizontalAdvance(QStringLiteral("mm\u2026"))) return;
        line = metrics.elidedText(line, Qt::ElideRight, box.width());
    }
    const double width = metrics.horizontalAdvance(line);
    double x = box.left();
    if (alignment & Qt::AlignRight) x = box.right() - width;
    if (alignment & Qt::AlignHCenter) x = box.center().x() - width / 2;
    double baseline = box.center().y() + (metrics.ascent() - metrics.descent()) / 2;
    if (alignment & Qt::AlignTop) baseline = box.top() + metrics.ascent();
    if (alignment & Qt::AlignBottom) baseline = box.bottom() - metrics.descent();
    painter.setFont(font);
    painter.setPen(colour);
    painter.drawText(QPointF(x, baseline), line);
}

} // namespace report
