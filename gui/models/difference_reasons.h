// SPDX-License-Identifier: Apache-2.0
// Why two results differ: the parts of their breakdowns that changed, largest first.
#pragma once

#include <vector>

#include <QString>

#include "scenarios/result.h"

namespace gui {

struct DifferenceReason {
    QString part;
    double left = 0.0, right = 0.0;
    double change() const { return right - left; }
};

/// Empty when one of them has no breakdown of that key or nothing changed. The changes of all parts add up to
/// the change of the whole.
std::vector<DifferenceReason> differenceReasons(const scenario::Result& left, const scenario::Result& right,
                                                std::string_view table);
/// The same as a sentence for the page; empty when there is nothing to say.
QString whyTheyDiffer(const scenario::Result& left, const scenario::Result& right);

} // namespace gui
