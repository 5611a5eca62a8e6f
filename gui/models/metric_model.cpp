// SPDX-License-Identifier: Apache-2.0
// Cells of the metric table.
#include "gui/models/metric_model.h"

#include <utility>

#include "gui/models/number_text.h"

namespace gui {

namespace {

QString display(int column, const MetricRow& row) {
    const auto& [metric, published] = row;
    switch (column) {
    case MetricModel::Name:
        return metricLabel(metric.name);
    case MetricModel::Value:
        return numberText(metric.estimate.value);
    case MetricModel::Unit:
        return text(metric.unit);
    case MetricModel::Interval:
        return intervalText(metric.estimate);
    case MetricModel::Basis:
        return basisWord(metric.estimate.basis);
    case MetricModel::Published:
        return published ? numberText(published->published) : QString();
    case MetricModel::Difference:
        return published ? signedPercentText(published->relativeError()) : QString();
    default:
        return {};
    }
}

QString toolTip(int column, const MetricRow& row) {
    switch (column) {
    case MetricModel::Name:
        return text(row.metric.name);
    case MetricModel::Basis:
        return basisText(row.metric.estimate.basis);
    case MetricModel::Published:
    case MetricModel::Difference:
        if (!row.published) return {};
        return row.published->note.empty()
                   ? text(row.published->source)
                   : QStringLiteral("%1\n%2").arg(text(row.published->source), text(row.published->note));
    default:
        return text(row.metric.explanation.formula);
    }
}

QVariant sortKey(int column, const MetricRow& row) {
    switch (column) {
    case MetricModel::Value:
        return row.metric.estimate.value;
    case MetricModel::Published:
        return row.published ? QVariant(row.published->published) : QVariant();
    case MetricModel::Difference:
        return row.published ? QVariant(row.published->relativeError()) : QVariant();
    default:
        return display(column, row);
    }
}

QVariant alignment(int column) {
    const bool isNumber = column == MetricModel::Value || column == MetricModel::Interval ||
                          column == MetricModel::Published || column == MetricModel::Difference;
    return QVariant::fromValue(Qt::Alignment((isNumber ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter));
}

} // namespace

void MetricModel::setResult(const scenario::Result& result) {
    std::vector<MetricRow> rows;
    rows.reserve(result.metrics.size());
    for (const auto& metric : result.metrics) {
        MetricRow row{metric, std::nullopt};
        for (const auto& comparison : result.comparisons)
            if (comparison.metric == metric.name) {
                row.published = comparison;
                break;
            }
        rows.push_back(std::move(row));
    }
    replaceRows(std::move(rows));
}

QVariant MetricModel::cell(int column, int role, const MetricRow& row) const {
    switch (role) {
    case Qt::DisplayRole:
        return display(column, row);
    case Qt::ToolTipRole:
        return toolTip(column, row);
    case Qt::TextAlignmentRole:
        return alignment(column);
    case SortRole:
        return sortKey(column, row);
    case KeyRole:
        return text(row.metric.name);
    default:
        return {};
    }
}

QVariant MetricModel::header(int column, int role) const {
    if (role == Qt::TextAlignmentRole) return alignment(column);
    if (role != Qt::DisplayRole && role != Qt::ToolTipRole) return {};
    const bool isTip = role == Qt::ToolTipRole;
    switch (column) {
    case Name:
        return isTip ? tr("What is measured") : tr("Metric");
    case Value:
        return isTip ? tr("Median of the prediction") : tr("Value");
    case Unit:
        return tr("Unit");
    case Interval:
        return isTip ? tr("10th to 90th percentile of the prediction") : tr("P10 – P90");
    case Basis:
        return isTip ? tr("The weakest ground the figure rests on") : tr("Basis");
    case Published:
        return isTip ? tr("The published figure for the same case") : tr("Published");
    case Difference:
        return isTip ? tr("Prediction relative to the published figure") : tr("Difference");
    default:
        return {};
    }
}

} // namespace gui
