// SPDX-License-Identifier: Apache-2.0
// The metrics of one result as a table: value, interval, basis, and the published figure beside it.
#pragma once

#include <optional>

#include "gui/models/row_model.h"
#include "scenarios/result.h"

namespace gui {

struct MetricRow {
    scenario::Metric metric;
    std::optional<scenario::Comparison> published;
};

class MetricModel final : public RowModel<MetricRow> {
    Q_OBJECT
  public:
    enum Column { Name, Value, Unit, Interval, Basis, Published, Difference, ColumnCount };
    using RowModel::RowModel;

    void setResult(const scenario::Result& result);
    void clear() { replaceRows({}); }

  protected:
    int columns() const override { return ColumnCount; }
    QVariant cell(int column, int role, const MetricRow& row) const override;
    QVariant header(int column, int role) const override;
};

} // namespace gui
