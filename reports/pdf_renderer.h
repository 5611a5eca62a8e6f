// SPDX-License-Identifier: Apache-2.0
// A document as an A4 PDF: running heads, page numbers, repeated table heads, embedded fonts, reproducible
// bytes.
#pragma once

#include <QByteArray>

#include "reports/document.h"

namespace report {

/// `creationEpoch` (seconds since 1970, UTC) is the only date in the file. REQUIRES: a QGuiApplication
/// exists.
QByteArray renderPdfDocument(const Document& document, long long creationEpoch);

} // namespace report
