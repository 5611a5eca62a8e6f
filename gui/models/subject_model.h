// SPDX-License-Identifier: Apache-2.0
// The devices, systems or links of the hardware database as a list. Row 0 stands for all of them.
#pragma once

#include "gui/models/row_model.h"
#include "hwdb/catalogue.h"

namespace gui {

class SubjectModel final : public RowModel<hwdb::SubjectSummary> {
    Q_OBJECT
  public:
    enum Column { Name, Vendor, Confidence, ColumnCount };
    using RowModel::RowModel;

    void setSubjects(std::vector<hwdb::SubjectSummary> subjects);

  protected:
    int columns() const override { return ColumnCount; }
    QVariant cell(int column, int role, const hwdb::SubjectSummary& row) const override;
    QVariant header(int column, int role) const override;
};

} // namespace gui
