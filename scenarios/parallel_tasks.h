// SPDX-License-Identifier: Apache-2.0
// Independent tasks on several threads: each is taken from a counter, so threads change nothing but speed.
#pragma once

#include <cstddef>
#include <functional>
#include <string_view>

#include "simulator/base/progress.h"

namespace scenario {

/// Calls `task(i)` once for every i < count; reports how many are done. The failure of the lowest number that
/// failed is thrown again, after all threads have ended; tasks not begun by then are left out. Throws
/// Error{Cancelled}.
void forEachTask(std::size_t count, int threads, const std::function<void(std::size_t)>& task,
                 const sim::WorkContext& context, std::string_view stage);

} // namespace scenario
