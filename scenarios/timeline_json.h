// SPDX-License-Identifier: Apache-2.0
// Timelines for trace viewers.
#pragma once

#include <string>

#include "scenarios/result.h"

namespace scenario {

/// Chrome trace JSON (Trace Event Format) of one timeline: a thread per lane, a complete event per slice.
std::string timelineJson(const Timeline& timeline);

} // namespace scenario
