// SPDX-License-Identifier: Apache-2.0
#include "reports/pdf_renderer.h"

#include <QBuffer>
#include <QPageLayout>
#include <QPageSize>
#include <QPainter>
#include <QPdfWriter>

#include "reports/page_layout.h"
#include "reports/pdf_outline.h"
#include "reports/plot/render.h"

namespace report {

QByteArray renderPdfDocument(const Document& document, long long creationEpoch) {
    constexpr int DotsPerInch = 1200;
    const Theme theme = Theme::light();
    const PagedDocument paged = layOutPages(document, theme);
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    QPdfWriter writer(&buffer);
    writer.setTitle(QString::fromStdString(document.title));
    writer.setCreator(QStringLiteral("Purser"));
    writer.setResolution(DotsPerInch);
    writer.setPageLayout(QPageLayout(QPageSize(QPageSize::A4), QPageLayout::Portrait, QMarginsF(0, 0, 0, 0)));
    QPainter painter(&writer);
    for (std::size_t i = 0; i < paged.pages.size(); ++i) {
        if (i > 0) writer.newPage();
        painter.save();
        painter.scale(DotsPerInch / 96.0, DotsPerInch / 96.0);
        for (const auto& step : paged.pages[i].steps)
            step(painter);
        painter.restore();
    }
    painter.end();
    fixPdfDates(bytes, creationEpoch);
    addPdfOutline(bytes, paged.bookmarks, paged.size.height());
    return bytes;
}

} // namespace report
