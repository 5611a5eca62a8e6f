// SPDX-License-Identifier: Apache-2.0
// A document as one HTML file that loads nothing from outside: inline style, inline SVG, a few lines of
// script.
#pragma once

#include <string>

#include "reports/document.h"

namespace report {

/// REQUIRES: a QGuiApplication exists (figures measure text).
std::string renderHtml(const Document& document);

} // namespace report
