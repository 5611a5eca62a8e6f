// SPDX-License-Identifier: Apache-2.0
// A drawing function to a file format: SVG text, PNG bytes, one-page PDF. The same drawing is on the screen.
#pragma once

#include <functional>
#include <string>

#include <QByteArray>
#include <QColor>
#include <QRectF>
#include <QSizeF>

class QPainter;

namespace report {

using DrawFunction = std::function<void(QPainter&, const QRectF&)>;

/// Makes the QGuiApplication that fonts need when there is none yet (platform "offscreen" unless
/// QT_QPA_PLATFORM says otherwise). Does nothing when one exists. Call from the main thread.
void ensureGuiApplication();

/// Whole SVG document; `description` becomes the accessible <title>. Byte-identical for equal drawings.
std::string renderSvg(const QSizeF& size, const std::string& description, const DrawFunction& draw);
/// `scale` 2 gives twice the pixels.
QByteArray renderPng(const QSizeF& size, double scale, const QColor& background, const DrawFunction& draw);
/// One page of exactly `size` (96 units an inch), vectors and embedded fonts, fixed creation date.
QByteArray renderPdf(const QSizeF& size, const std::string& title, const DrawFunction& draw);
/// Replaces the dates of a PDF made by Qt by `epochSeconds` (UTC), same length, so that equal content gives
/// equal bytes.
void fixPdfDates(QByteArray& pdf, long long epochSeconds);

} // namespace report
