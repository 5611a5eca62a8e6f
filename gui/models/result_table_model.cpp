// SPDX-License-Identifier: Apache-2.0
// Cells of a breakdown table.
#include "gui/models/result_table_model.h"

#include "gui/models/language.h"
#include "gui/models/number_text.h"

namespace gui {

void ResultTableModel::setTable(const scenario::Table& table) {
    beginResetModel();
    columns_ = table.columns;
    endResetModel();
    replaceRows(table.rows);
}

void ResultTableModel::clear() {
    replaceRows({});
}

QVariant ResultTableModel::cell(int column, int role, const std::vector<scenario::Cell>& row) const {
    const auto i = static_cast<std::size_t>(column);
    if (i >= row.size()) return {}; // a short row has empty cells at its end
    const double* number = std::get_if<double>(&row[i]);
    switch (role) {
    case Qt::DisplayRole:
        return number ? numberText(*number) : resultText(std::get<std::string>(row[i]));
    case SortRole:
        return number ? QVariant(*number) : QVariant(text(std::get<std::string>(row[i])));
    case Qt::ToolTipRole:
        return number ? withUnit(*number, columns_[i].unit) : text(std::get<std::string>(row[i]));
    case Qt::TextAlignmentRole:
        return QVariant::fromValue(
            Qt::Alignment((number ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter));
    default:
        return {};
    }
}

QVariant ResultTableModel::header(int column, int role) const {
    const auto& c = columns_[static_cast<std::size_t>(column)];
    if (role == Qt::ToolTipRole) return text(c.key);
    if (role != Qt::DisplayRole) return {};
    return c.unit.empty() ? resultText(c.label)
                          : QStringLiteral("%1 (%2)").arg(resultText(c.label), text(c.unit));
}

} // namespace gui
