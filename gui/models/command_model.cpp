// SPDX-License-Identifier: Apache-2.0
// Cells of the command palette.
#include "gui/models/command_model.h"

namespace gui {

QVariant CommandModel::cell(int, int role, const Command& row) const {
    switch (role) {
    case Qt::DisplayRole:
        return row.shortcut.isEmpty() ? row.name : QStringLiteral("%1    %2").arg(row.name, row.shortcut);
    case Qt::ToolTipRole:
        return row.detail;
    case SearchRole:
        return QString(row.name + QLatin1Char(' ') + row.detail);
    case SortRole:
    case KeyRole:
        return row.name;
    default:
        return {};
    }
}

QVariant CommandModel::header(int, int role) const {
    return role == Qt::DisplayRole ? QVariant(tr("Command")) : QVariant();
}

} // namespace gui
