// SPDX-License-Identifier: Apache-2.0
// Rows and colours of the comparison. Blue is more and orange is less (Okabe-Ito pair), always with the sign.
#include "gui/models/difference_model.h"

#include <utility>

#include <QColor>

#include "gui/models/language.h"
#include "gui/models/number_text.h"

namespace gui {

namespace {

std::vector<DifferenceRow> inputRows(const scenario::Result& left, const scenario::Result& right) {
    std::vector<DifferenceRow> rows;
    for (const auto& input : left.inputs) {
        DifferenceRow row{
            true, text(input.key), inputLabel(input), text(input.unit), text(input.text), {}, {}, {}};
        rows.push_back(std::move(row));
    }
    for (const auto& input : right.inputs) {
        auto* found = static_cast<DifferenceRow*>(nullptr);
        for (auto& row : rows)
            if (row.key == text(input.key)) found = &row;
        if (!found) {
            rows.push_back({true, text(input.key), inputLabel(input), text(input.unit), {}, {}, {}, {}});
            found = &rows.back();
        }
        found->right = text(input.text);
    }
    for (auto& row : rows)
        row.isDifferent = row.left != row.right;
    return rows;
}

DifferenceRow metricRow(const scenario::Metric& named, const scenario::Metric* left,
                        const scenario::Metric* right) {
    DifferenceRow row{false, text(named.name), metricLabel(named.name), text(named.unit), {}, {}, {}, {}};
    if (left) {
        row.leftNumber = left->estimate.value;
        row.left = numberText(left->estimate.value);
    }
    if (right) {
        row.rightNumber = right->estimate.value;
        row.right = numberText(right->estimate.value);
    }
    row.isDifferent = row.leftNumber != row.rightNumber;
    if (left && right)
        row.isOutsideInterval =
            right->estimate.value < left->estimate.low || right->estimate.value > left->estimate.high;
    return row;
}

QVariant sortKey(int column, const DifferenceRow& row) {
    const bool hasBoth = row.leftNumber && row.rightNumber;
    switch (column) {
    case DifferenceModel::Left:
        return row.leftNumber ? QVariant(*row.leftNumber) : QVariant(row.left);
    case DifferenceModel::Right:
        return row.rightNumber ? QVariant(*row.rightNumber) : QVariant(row.right);
    case DifferenceModel::Difference:
    case DifferenceModel::Percentage:
        return hasBoth ? QVariant(*row.rightNumber - *row.leftNumber) : QVariant();
    default:
        return {};
    }
}

} // namespace

void DifferenceModel::setResults(const scenario::Result& left, const scenario::Result& right) {
    all_ = inputRows(left, right);
    for (const auto& metric : left.metrics)
        all_.push_back(metricRow(metric, &metric, right.metric(metric.name)));
    for (const auto& metric : right.metrics)
        if (!left.metric(metric.name)) all_.push_back(metricRow(metric, nullptr, &metric));
    show();
}

void DifferenceModel::clear() {
    all_.clear();
    show();
}

void DifferenceModel::setOnlyDifferences(bool isOnly) {
    isOnlyDifferences_ = isOnly;
    show();
}

void DifferenceModel::show() {
    std::vector<DifferenceRow> rows;
    for (const auto& row : all_)
        if (row.isDifferent || !isOnlyDifferences_) rows.push_back(row);
    replaceRows(std::move(rows));
}

QVariant DifferenceModel::cell(int column, int role, const DifferenceRow& row) const {
    const bool hasBoth = row.leftNumber && row.rightNumber;
    if (role == Qt::TextAlignmentRole) {
        const bool isNumber = column >= Left;
        return QVariant::fromValue(
            Qt::Alignment((isNumber ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter));
    }
    if (role == KeyRole) return row.key;
    if (role == SortRole) {
        const QVariant key = sortKey(column, row);
        return key.isValid() ? key : cell(column, Qt::DisplayRole, row);
    }
    if (role == Qt::ForegroundRole && hasBoth && row.isDifferent && column >= Difference) {
        const bool isMore = *row.rightNumber > *row.leftNumber;
        if (isDark) return isMore ? QColor(0x56, 0xb4, 0xe9) : QColor(0xe6, 0x9f, 0x00);
        return isMore ? QColor(0x00, 0x5a, 0x92) : QColor(0xa8, 0x48, 0x00);
    }
    if (role == Qt::ToolTipRole) {
        if (column >= Left && hasBoth && row.isDifferent)
            return row.isOutsideInterval ? tr("Outside the P10–P90 interval of the left result")
                                         : tr("Within the P10–P90 interval of the left result");
        return row.key;
    }
    if (role != Qt::DisplayRole) return {};
    switch (column) {
    case Kind:
        return row.isInput ? tr("Input") : tr("Metric");
    case Name:
        return row.label;
    case Unit:
        return row.unit;
    case Left:
        return row.left;
    case Right:
        return row.right;
    case Difference:
        if (row.isInput) return row.isDifferent ? tr("changed") : QString();
        return hasBoth ? signedNumberText(*row.rightNumber - *row.leftNumber) : QString();
    case Percentage:
        if (!hasBoth || *row.leftNumber == 0.0) return QString();
        return signedPercentText(
            scenario::Comparison{{}, *row.leftNumber, *row.rightNumber, {}, {}, {}}.relativeError());
    default:
        return {};
    }
}

QVariant DifferenceModel::header(int column, int role) const {
    if (role == Qt::TextAlignmentRole && column >= Left)
        return QVariant::fromValue(Qt::Alignment(Qt::AlignRight | Qt::AlignVCenter));
    if (role != Qt::DisplayRole) return {};
    switch (column) {
    case Kind:
        return tr("Kind");
    case Name:
        return tr("Name");
    case Unit:
        return tr("Unit");
    case Left:
        return tr("Left");
    case Right:
        return tr("Right");
    case Difference:
        return tr("Right − left");
    case Percentage:
        return tr("Relative");
    default:
        return {};
    }
}

} // namespace gui
