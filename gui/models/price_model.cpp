// SPDX-License-Identifier: Apache-2.0
// Cells and figure of the price book.
#include "gui/models/price_model.h"

#include <algorithm>
#include <utility>

#include <QCoreApplication>

#include "gui/models/number_text.h"

namespace gui {

namespace {

QString display(int column, const hwdb::RentalObservation& row) {
    switch (column) {
    case PriceModel::Date:
        return text(row.date);
    case PriceModel::Price:
        return numberText(row.pricePerGpuHour);
    case PriceModel::Currency:
        return text(row.currency);
    case PriceModel::Contract:
        return row.termMonths > 0
                   ? PriceModel::tr("%1, %n month(s)", nullptr, row.termMonths).arg(text(row.contract))
                   : text(row.contract);
    case PriceModel::Kind:
        return text(row.priceKind);
    case PriceModel::Provider:
        return text(row.provider);
    case PriceModel::Region:
        return text(row.region);
    case PriceModel::Gpus:
        return row.gpusInQuote > 0 ? QString::number(row.gpusInQuote) : QString();
    case PriceModel::Source:
        return text(row.source);
    default:
        return {};
    }
}

} // namespace

void PriceModel::setObservations(std::vector<hwdb::RentalObservation> observations) {
    std::stable_sort(observations.begin(), observations.end(),
                     [](const auto& a, const auto& b) { return a.date > b.date; });
    replaceRows(std::move(observations));
}

QVariant PriceModel::cell(int column, int role, const hwdb::RentalObservation& row) const {
    const bool isNumber = column == Price || column == Gpus;
    switch (role) {
    case Qt::DisplayRole:
    case Qt::ToolTipRole:
        return display(column, row);
    case Qt::TextAlignmentRole:
        return QVariant::fromValue(
            Qt::Alignment((isNumber ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter));
    case SortRole:
        if (column == Price) return row.pricePerGpuHour;
        if (column == Gpus) return row.gpusInQuote;
        return display(column, row);
    case KeyRole:
        return static_cast<qlonglong>(row.id);
    default:
        return {};
    }
}

QVariant PriceModel::header(int column, int role) const {
    if (role == Qt::TextAlignmentRole)
        return QVariant::fromValue(Qt::Alignment(
            (column == Price || column == Gpus ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter));
    if (role != Qt::DisplayRole) return {};
    const QString names[] = {tr("Date"),     tr("Per GPU-hour"), tr("Currency"), tr("Contract"), tr("Kind"),
                             tr("Provider"), tr("Region"),       tr("GPUs"),     tr("Source")};
    return names[column];
}

report::XyFigure priceHistory(const std::vector<hwdb::RentalObservation>& observations,
                              const std::string& currency) {
    report::XyFigure figure;
    figure.title = QCoreApplication::translate("Prices", "Rental price of one GPU-hour").toStdString();
    figure.xLabel = QCoreApplication::translate("Prices", "Date of the observation").toStdString();
    figure.yLabel = QCoreApplication::translate("Prices", "Price").toStdString();
    figure.yUnit = currency + "/GPU-hour";
    figure.isCalendar = true;
    int omitted = 0;
    for (const auto& seen : observations) {
        const auto day = report::daysOf(seen.date);
        if (seen.currency != currency || !day) {
            ++omitted;
            continue;
        }
        auto series = std::find_if(figure.series.begin(), figure.series.end(),
                                   [&](const report::XySeries& s) { return s.label == seen.contract; });
        if (series == figure.series.end())
            series = figure.series.insert(series, report::XySeries{seen.contract, {}, false});
        report::XyPoint point;
        point.x = *day;
        point.y = seen.pricePerGpuHour;
        point.note = seen.provider + " · " + seen.date + " · " + seen.priceKind + "\n" + seen.source;
        series->points.push_back(std::move(point));
    }
    if (omitted > 0)
        figure.note = QCoreApplication::translate(
                          "Prices", "%n more in other currencies or without a date: below", nullptr, omitted)
                          .toStdString();
    return figure;
}

} // namespace gui
