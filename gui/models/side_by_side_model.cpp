// SPDX-License-Identifier: Apache-2.0
// Rows in the order of the first result that has them.
#include "gui/models/side_by_side_model.h"

#include <algorithm>
#include <utility>

#include <QColor>

#include "gui/models/language.h"
#include "gui/models/number_text.h"

namespace gui {

namespace {

SideBySideRow& rowOf(std::vector<SideBySideRow>& rows, bool isInput, const QString& key,
                     std::size_t results) {
    const auto known = std::find_if(rows.begin(), rows.end(), [&](const SideBySideRow& row) {
        return row.isInput == isInput && row.key == key;
    });
    if (known != rows.end()) return *known;
    SideBySideRow row{isInput, key, {}, {}, {}, false};
    row.cells.resize(results);
    rows.push_back(std::move(row));
    return rows.back();
}

bool isEqualEverywhere(const SideBySideRow& row) {
    return std::all_of(row.cells.begin(), row.cells.end(), [&](const SideBySideCell& cell) {
        return cell.text == row.cells.front().text && cell.number == row.cells.front().number;
    });
}

/// Relative to the base; nullopt where one is missing or the base is 0.
std::optional<double> changeOf(const SideBySideRow& row, std::size_t result) {
    const auto &base = row.cells.front().number, &here = row.cells[result].number;
    if (result == 0 || !base || !here || *base == 0.0 || *base == *here) return std::nullopt;
    return *here / *base - 1.0;
}

} // namespace

void SideBySideModel::setResults(std::vector<NamedResult> results) {
    std::vector<SideBySideRow> rows;
    for (std::size_t i = 0; i < results.size(); ++i)
        for (const auto& input : results[i].result->inputs) {
            auto& row = rowOf(rows, true, text(input.key), results.size());
            row.label = inputLabel(input);
            row.unit = text(input.unit);
            row.cells[i].text = text(input.text);
        }
    for (std::size_t i = 0; i < results.size(); ++i)
        for (const auto& metric : results[i].result->metrics) {
            auto& row = rowOf(rows, false, text(metric.name), results.size());
            row.label = metricLabel(metric.name);
            row.unit = text(metric.unit);
            row.cells[i] = {numberText(metric.estimate.value), intervalText(metric.estimate),
                            metric.estimate.value};
        }
    for (auto& row : rows)
        row.isDifferent = !row.cells.empty() && !isEqualEverywhere(row);
    all_ = std::move(rows);
    results_ = std::move(results);
    show();
}

void SideBySideModel::setOnlyDifferences(bool isOnly) {
    isOnlyDifferences_ = isOnly;
    show();
}

void SideBySideModel::show() {
    std::vector<SideBySideRow> rows;
    for (const auto& row : all_)
        if (row.isDifferent || !isOnlyDifferences_) rows.push_back(row);
    replaceRows(std::move(rows));
}

QString SideBySideModel::display(std::size_t result, const SideBySideRow& row) const {
    const auto change = changeOf(row, result);
    if (!change) return row.cells[result].text;
    return QStringLiteral("%1  (%2)").arg(row.cells[result].text, signedPercentText(*change));
}

/// Blue for more, orange for less: told apart by colour-blind readers, and the sign says the same.
QVariant SideBySideModel::colour(std::size_t result, const SideBySideRow& row) const {
    const auto change = changeOf(row, result);
    if (!change) return {};
    if (isDark) return *change > 0 ? QColor(0x56, 0xb4, 0xe9) : QColor(0xe6, 0x9f, 0x00);
    return *change > 0 ? QColor(0x00, 0x5a, 0x92) : QColor(0xa8, 0x48, 0x00);
}

QVariant SideBySideModel::cell(int column, int role, const SideBySideRow& row) const {
    if (role == KeyRole) return row.key;
    if (column < FirstResult) {
        if (role == Qt::ToolTipRole) return row.key;
        if (role != Qt::DisplayRole && role != SortRole) return {};
        return column == Name ? row.label : row.unit;
    }
    const auto result = static_cast<std::size_t>(column - FirstResult);
    switch (role) {
    case Qt::DisplayRole:
        return display(result, row);
    case Qt::ToolTipRole:
        return row.cells[result].interval.isEmpty() ? row.cells[result].text
                                                    : tr("P10 – P90: %1").arg(row.cells[result].interval);
    case Qt::TextAlignmentRole:
        return QVariant::fromValue(Qt::Alignment(Qt::AlignRight | Qt::AlignVCenter));
    case Qt::ForegroundRole:
        return colour(result, row);
    case SortRole:
        return row.cells[result].number ? QVariant(*row.cells[result].number)
                                        : QVariant(row.cells[result].text);
    default:
        return {};
    }
}

QVariant SideBySideModel::header(int column, int role) const {
    if (role == Qt::TextAlignmentRole && column >= FirstResult)
        return QVariant::fromValue(Qt::Alignment(Qt::AlignRight | Qt::AlignVCenter));
    if (role != Qt::DisplayRole && role != Qt::ToolTipRole) return {};
    if (column == Name) return tr("Name");
    if (column == Unit) return tr("Unit");
    const auto& name = results_[static_cast<std::size_t>(column - FirstResult)].name;
    if (role == Qt::ToolTipRole || name.size() <= 36) return name;
    return QString(name.left(35) + QChar(0x2026));
}

} // namespace gui
