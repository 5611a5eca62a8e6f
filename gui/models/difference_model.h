// SPDX-License-Identifier: Apache-2.0
// Two results side by side: every input and metric with both values and the difference.
#pragma once

#include <optional>
#include <vector>

#include "gui/models/row_model.h"
#include "scenarios/result.h"

namespace gui {

struct DifferenceRow {
    bool isInput = false;
    QString key, label, unit, left, right;
    std::optional<double> leftNumber, rightNumber;
    bool isDifferent = false;
    bool isOutsideInterval = false; ///< the right value lies outside P10-P90 of the left one
};

class DifferenceModel final : public RowModel<DifferenceRow> {
    Q_OBJECT
  public:
    enum Column { Kind, Name, Unit, Left, Right, Difference, Percentage, ColumnCount };
    using RowModel::RowModel;

    /// Rows that exist on one side only show an empty cell on the other.
    void setResults(const scenario::Result& left, const scenario::Result& right);
    void clear();
    void setOnlyDifferences(bool isOnly);
    bool isDark = false; ///< picks the pair of colours; set by the view on a palette change

  protected:
    int columns() const override { return ColumnCount; }
    QVariant cell(int column, int role, const DifferenceRow& row) const override;
    QVariant header(int column, int role) const override;

  private:
    void show();

    std::vector<DifferenceRow> all_;
    bool isOnlyDifferences_ = false;
};

} // namespace gui
