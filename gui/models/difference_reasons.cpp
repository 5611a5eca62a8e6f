// SPDX-License-Identifier: Apache-2.0
// Matches the parts of two breakdowns by name.
#include "gui/models/difference_reasons.h"

#include <algorithm>
#include <cmath>

#include <QCoreApplication>
#include <QStringList>

#include "gui/models/number_text.h"
#include "gui/models/result_figures.h"

namespace gui {

namespace {

constexpr double Noise = 1e-9;       // of the whole: rounding, not a reason
constexpr std::size_t Mentioned = 4; // in the sentence

QString sentence(const std::vector<DifferenceReason>& reasons, std::string_view unit) {
    double total = 0.0;
    for (const auto& reason : reasons)
        total += reason.change();
    QStringList parts;
    for (std::size_t i = 0; i < std::min(reasons.size(), Mentioned); ++i)
        parts << QStringLiteral("%1 %2 %3")
                     .arg(reasons[i].part, signedNumberText(reasons[i].change()), text(unit));
    return QCoreApplication::translate("Compare", "Right − left: %1 %2. Largest changes: %3")
        .arg(signedNumberText(total), text(unit), parts.join(QStringLiteral(" · ")));
}

} // namespace

std::vector<DifferenceReason> differenceReasons(const scenario::Result& left, const scenario::Result& right,
                                                std::string_view table) {
    const auto *leftTable = left.table(table), *rightTable = right.table(table);
    if (!leftTable || !rightTable) return {};
    std::vector<DifferenceReason> reasons;
    const auto at = [&reasons](const std::string& part) -> DifferenceReason& {
        const QString name = text(part);
        const auto known = std::find_if(reasons.begin(), reasons.end(),
                                        [&](const DifferenceReason& r) { return r.part == name; });
        if (known != reasons.end()) return *known;
        return reasons.emplace_back(DifferenceReason{name, 0.0, 0.0});
    };
    double whole = 0.0;
    for (const auto& part : breakdownFigure(*leftTable).parts) {
        at(part.label).left += part.value;
        whole += part.value;
    }
    for (const auto& part : breakdownFigure(*rightTable).parts)
        at(part.label).right += part.value;
    std::erase_if(reasons,
                  [whole](const DifferenceReason& r) { return std::abs(r.change()) <= Noise * whole; });
    std::stable_sort(reasons.begin(), reasons.end(),
                     [](const DifferenceReason& a, const DifferenceReason& b) {
                         return std::abs(a.change()) > std::abs(b.change());
                     });
    return reasons;
}

QString whyTheyDiffer(const scenario::Result& left, const scenario::Result& right) {
    QStringList lines;
    for (const auto& table : left.breakdown) {
        if (table.key != "step") continue;
        const auto reasons = differenceReasons(left, right, table.key);
        if (reasons.empty()) continue;
        lines << QStringLiteral("%1: %2").arg(text(breakdownFigure(table).title),
                                              sentence(reasons, breakdownFigure(table).unit));
    }
    return lines.join(QLatin1Char('\n'));
}

} // namespace gui
