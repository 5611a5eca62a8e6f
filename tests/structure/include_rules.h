// SPDX-License-Identifier: Apache-2.0
// Which folder may include what: the arrows of the design.
#pragma once

#include <string>

#include "tests/structure/source_tree.h"

namespace structure {

/// Why `include` must not stand in the file of this path; empty when it may.
std::string brokenRule(const std::string& path, const Include& include);

} // namespace structure
