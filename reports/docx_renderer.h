// SPDX-License-Identifier: Apache-2.0
// A document as an Office Open XML text (ECMA-376): real styles, a field of contents, repeated table heads,
// figures as pictures with their description, the run's identity and page numbers at the foot.
#pragma once

#include <string>

#include "reports/document.h"

namespace report {

/// REQUIRES: a QGuiApplication exists (figures are painted). Equal documents give equal bytes.
std::string renderDocx(const Document& document, long long creationEpoch);

} // namespace report
