// SPDX-License-Identifier: Apache-2.0
// The observations of the price book for one device, newest first, each with its source.
#pragma once

#include "gui/models/row_model.h"
#include "hwdb/catalogue.h"
#include "reports/plot/xy_plot.h"

namespace gui {

class PriceModel final : public RowModel<hwdb::RentalObservation> {
    Q_OBJECT
  public:
    enum Column { Date, Price, Currency, Contract, Kind, Provider, Region, Gpus, Source, ColumnCount };
    using RowModel::RowModel;

    void setObservations(std::vector<hwdb::RentalObservation> observations);

  protected:
    int columns() const override { return ColumnCount; }
    QVariant cell(int column, int role, const hwdb::RentalObservation& row) const override;
    QVariant header(int column, int role) const override;
};

/// Price over date, a series per contract. Observations in other currencies than `currency`, and those
/// without a date, stand in the table alone; the note says how many.
report::XyFigure priceHistory(const std::vector<hwdb::RentalObservation>& observations,
                              const std::string& currency);

} // namespace gui
