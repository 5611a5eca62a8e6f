// SPDX-License-Identifier: Apache-2.0
#include "reports/plot/render.h"

#include <cmath>
#include <cstdio>
#include <ctime>

#include <QBuffer>
#include <QGuiApplication>
#include <QImage>
#include <QPageLayout>
#include <QPageSize>
#include <QPainter>
#include <QPdfWriter>
#include <QSvgGenerator>

#include "simulator/base/error.h"

namespace report {
namespace {

constexpr int PdfDotsPerInch = 1200;
constexpr double UnitsPerInch = 96;

} // namespace

void ensureGuiApplication() {
    if (QCoreApplication::instance() != nullptr) {
        if (qobject_cast<QGuiApplication*>(QCoreApplication::instance()) == nullptr)
            throw sim::Error(sim::ErrorCode::Internal,
                             "reports need a QGuiApplication, not a QCoreApplication");
        return;
    }
    if (qEnvironmentVariableIsEmpty("QT_QPA_PLATFORM")) qputenv("QT_QPA_PLATFORM", "offscreen");
    static int argumentCount = 1;
    static char programName[] = "purser";
    static char* arguments[] = {programName, nullptr};
    // Lives as long as the process: Qt's fonts must not outlive it, and static destruction comes too late.
    // Offscreen needs no runtime folder; Qt's remark about it would stand between a command's own messages.
    const QtMessageHandler before =
        qInstallMessageHandler([](QtMsgType type, const QMessageLogContext&, const QString& message) {
            if (type >= QtCriticalMsg && type != QtInfoMsg) std::fprintf(stderr, "%s\n", qPrintable(message));
        });
    static QGuiApplication* application = new QGuiApplication(argumentCount, arguments);
    static_cast<void>(application);
    qInstallMessageHandler(before);
}

std::string renderSvg(const QSizeF& size, const std::string& description, const DrawFunction& draw) {
    ensureGuiApplication();
    QBuffer buffer;
    QSvgGenerator generator;
    generator.setOutputDevice(&buffer);
    generator.setResolution(static_cast<int>(UnitsPerInch));
    generator.setSize(
        QSize(static_cast<int>(std::ceil(size.width())), static_cast<int>(std::ceil(size.height()))));
    generator.setViewBox(QRectF(QPointF(0, 0), size));
    generator.setTitle(QString::fromStdString(description));
    generator.setDescription(QString());
    QPainter painter(&generator);
    draw(painter, QRectF(QPointF(0, 0), size));
    painter.end();
    return buffer.data().toStdString();
}

QByteArray renderPng(const QSizeF& size, double scale, const QColor& background, const DrawFunction& draw) {
    ensureGuiApplication();
    QImage image(static_cast<int>(std::ceil(size.width() * scale)),
                 static_cast<int>(std::ceil(size.height() * scale)), QImage::Format_ARGB32_Premultiplied);
    image.fill(background);
    QPainter painter(&image);
    painter.setRenderHint(QPainter::TextAntialiasing);
    painter.scale(scale, scale);
    draw(painter, QRectF(QPointF(0, 0), size));
    painter.end();
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    image.save(&buffer, "PNG");
    return bytes;
}

QByteArray renderPdf(const QSizeF& size, const std::string& title, const DrawFunction& draw) {
    ensureGuiApplication();
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    QPdfWriter writer(&buffer);
    writer.setTitle(QString::fromStdString(title));
    writer.setCreator(QStringLiteral("Purser"));
    writer.setResolution(PdfDotsPerInch);
    const QPageSize page(size / UnitsPerInch, QPageSize::Inch, QString(), QPageSize::ExactMatch);
    writer.setPageLayout(QPageLayout(page, QPageLayout::Portrait, QMarginsF(0, 0, 0, 0)));
    QPainter painter(&writer);
    painter.scale(PdfDotsPerInch / UnitsPerInch, PdfDotsPerInch / UnitsPerInch);
    draw(painter, QRectF(QPointF(0, 0), size));
    painter.end();
    fixPdfDates(bytes, 0);
    return bytes;
}

void fixPdfDates(QByteArray& pdf, long long epochSeconds) {
    const auto seconds = static_cast<std::time_t>(epochSeconds);
    std::tm utc{};
    gmtime_r(&seconds, &utc);
    char stamp[64];
    const int length = std::snprintf(stamp, sizeof stamp, "%04d%02d%02d%02d%02d%02d", utc.tm_year + 1900,
                                     utc.tm_mon + 1, utc.tm_mday, utc.tm_hour, utc.tm_min, utc.tm_sec);
    for (const QByteArray& key : {QByteArray("/CreationDate (D:"), QByteArray("/ModDate (D:")}) {
        for (qsizetype at = pdf.indexOf(key); at >= 0; at = pdf.indexOf(key, at + 1)) {
            const qsizetype start = at + key.size();
            const qsizetype end = pdf.indexOf(')', start);
            if (end < start + length) continue;
            pdf.replace(start, length, stamp, length);
            // The zone that follows ("+01'00'") becomes UTC in as many bytes.
            const QByteArray zone = QByteArray("+00'00'").left(end - start - length);
            if (zone.size() == 7) pdf.replace(start + length, zone.size(), zone);
        }
    }
}

} // namespace report
