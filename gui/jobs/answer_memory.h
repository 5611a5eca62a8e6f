// SPDX-License-Identifier: Apache-2.0
// The program's evaluator: remembers simulations, timelines included, so that a change of money is answered
// without another one.
#pragma once

#include <cstddef>

#include "gui/jobs/evaluation_job.h"

namespace gui {

/// Opens a catalogue of its own at the first run. Thread rule: one thread at a time.
/// `simulations` counts those that were not remembered, for tests and benchmarks; may be null.
Evaluator rememberingEvaluator(std::shared_ptr<std::size_t> simulations = nullptr);

} // namespace gui
