// SPDX-License-Identifier: Apache-2.0
// Blocks of a document flowed onto pages: every page is a list of painting steps, known before anything is
// painted, so that "Page 1 of 7" is right on page 1.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include <QRectF>
#include <QSizeF>

#include "reports/document.h"

namespace report {

struct Page {
    std::vector<std::function<void(QPainter&)>> steps;
};
struct Bookmark {
    std::string title;
    std::size_t page = 0;
    double y = 0; ///< from the top of the page
};
struct PagedDocument {
    QSizeF size; ///< of a page, 96 units an inch
    std::vector<Page> pages;
    std::vector<Bookmark> bookmarks;
};

/// REQUIRES: a QGuiApplication exists. `document` must outlive the result.
PagedDocument layOutPages(const Document& document, const Theme& theme);

} // namespace report
