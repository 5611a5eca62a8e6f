// SPDX-License-Identifier: Apache-2.0
// A small result for the tests of the desktop program; figures are made up to be easy to check by hand.
#pragma once

#include "gui/main_window.h"
#include "hwdb/catalogue.h"
#include "scenarios/result.h"

namespace gui::test {

/// step_time 20 s (P10 19, P90 22; published 16, so +25 %), cost_total, a step table of 12 + 6 + 2 s and two
/// timelines.
scenario::Result fakeResult();
/// Evaluates at once: the fake result; on any other device than h800-sxm a step takes twice as long.
Evaluator fakeEvaluator();
hwdb::Catalogue memoryCatalogue();
WindowOptions fakeOptions();

} // namespace gui::test
