// SPDX-License-Identifier: Apache-2.0
// purser model: architectures of the catalogue and what they count to.
#pragma once

#include <string_view>

#include "hwdb/catalogue.h"
#include "scenarios/cli/console.h"

namespace cli {

int modelList(const hwdb::Catalogue& catalogue, bool isJson, const Console& console);
/// Parameters beside the published totals, arithmetic and cache per token, layers by kind.
int modelShow(const hwdb::Catalogue& catalogue, std::string_view name, bool isJson, const Console& console);

} // namespace cli
