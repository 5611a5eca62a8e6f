// SPDX-License-Identifier: Apache-2.0
// The parts of a DOCX file around its text: content types, relations, properties, styles, foot line.
#pragma once

#include <cstddef>
#include <string>

#include "reports/document.h"

namespace report {

/// Relations of the text: 1 styles, 2 settings, 3 foot line, pictures from 4 on.
constexpr std::size_t FirstPictureRelation = 4;

std::string docxContentTypes();
std::string docxPackageRelations();
std::string docxTextRelations(std::size_t pictures);
std::string docxProperties(const Document& document, long long creationEpoch);
std::string docxStyles();
std::string docxSettings();
std::string docxFootLine(const Document& document);

/// Namespaces of a part of WordprocessingML with pictures.
extern const char* const DocxNamespaces;
std::string xmlEscaped(const std::string& text);

} // namespace report
