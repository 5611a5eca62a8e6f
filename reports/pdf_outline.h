// SPDX-License-Identifier: Apache-2.0
// Bookmarks of a PDF written by Qt, which writes none itself: an incremental update (ISO 32000-1, 7.5.6
// and 12.3.3) appended to the file.
#pragma once

#include <vector>

#include <QByteArray>

#include "reports/page_layout.h"

namespace report {

/// Returns false and leaves `pdf` as it is when it is not built as expected. REQUIRES: bookmarks in page
/// order.
bool addPdfOutline(QByteArray& pdf, const std::vector<Bookmark>& bookmarks, double pageHeight);

} // namespace report
