// SPDX-License-Identifier: Apache-2.0
// Labels of kept results: the scenario's name and the inputs set away from the file.
#include "gui/models/run_model.h"

#include <utility>

#include <QStringList>

#include "gui/models/number_text.h"

namespace gui {

RunModel::RunModel(QObject* parent) : RowModel(parent) {
    replaceRows({RunRow{tr("Current: nothing run yet"), nullptr}});
}

QString RunModel::labelOf(const scenario::Result& result) const {
    QStringList changes;
    for (const auto& input : result.inputs)
        if (input.origin == "set")
            changes << QStringLiteral("%1 = %2").arg(text(input.key), text(input.text));
    constexpr qsizetype Shown = 3; // a combo box entry stays on one line
    QString label = text(result.name);
    if (!changes.isEmpty()) label += QStringLiteral(" · ") + changes.mid(0, Shown).join(QStringLiteral(", "));
    if (changes.size() > Shown)
        label += tr(" and %n more", nullptr, static_cast<int>(changes.size() - Shown));
    return label;
}

void RunModel::setCurrent(ResultHandle result) {
    auto next = rows();
    next[0] = {result ? tr("Current: %1").arg(labelOf(*result)) : tr("Current: nothing run yet"), result};
    // Row 0 always exists, so only its data changes: selections in the combo boxes survive.
    const bool isSame = next[0].label == rows()[0].label && next[0].result == rows()[0].result;
    if (!isSame) replaceRow(0, std::move(next[0]));
}

int RunModel::keepCurrent() {
    const RunRow& current = rows()[0];
    if (!current.result) return -1;
    for (std::size_t i = 1; i < rows().size(); ++i)
        if (rows()[i].result == current.result) return static_cast<int>(i);
    appendRow({labelOf(*current.result), current.result});
    return rowCount() - 1;
}

void RunModel::remove(int row) {
    removeRowAt(row);
}

ResultHandle RunModel::result(int row) const {
    return row >= 0 && row < rowCount() ? rows()[static_cast<std::size_t>(row)].result : nullptr;
}

QVariant RunModel::cell(int, int role, const RunRow& row) const {
    return role == Qt::DisplayRole || role == Qt::ToolTipRole || role == SortRole ? QVariant(row.label)
                                                                                  : QVariant();
}

QVariant RunModel::header(int, int role) const {
    return role == Qt::DisplayRole ? QVariant(tr("Run")) : QVariant();
}

} // namespace gui
