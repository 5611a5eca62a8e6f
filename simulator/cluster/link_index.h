// SPDX-License-Identifier: Apache-2.0
// Number of a directed link, in graphs of clusters and in the flows that run over them.
#pragma once

#include <cstdint>

namespace sim {

using LinkIndex = std::uint32_t;

} // namespace sim
