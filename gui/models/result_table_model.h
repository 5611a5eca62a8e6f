// SPDX-License-Identifier: Apache-2.0
// One breakdown table of a result, with its units in the header.
#pragma once

#include <string>
#include <vector>

#include "gui/models/row_model.h"
#include "scenarios/result.h"

namespace gui {

class ResultTableModel final : public RowModel<std::vector<scenario::Cell>> {
    Q_OBJECT
  public:
    using RowModel::RowModel;
    void setTable(const scenario::Table& table);
    void clear();

  protected:
    int columns() const override { return static_cast<int>(columns_.size()); }
    QVariant cell(int column, int role, const std::vector<scenario::Cell>& row) const override;
    QVariant header(int column, int role) const override;

  private:
    std::vector<scenario::Column> columns_;
};

} // namespace gui
