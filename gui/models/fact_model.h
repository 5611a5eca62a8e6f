// SPDX-License-Identifier: Apache-2.0
// The facts of the hardware database as an editable table. An edit never overwrites: it asks for a new fact
// of the user's, which then is the preferred one.
#pragma once

#include <vector>

#include "gui/models/row_model.h"
#include "hwdb/catalogue.h"

namespace gui {

class FactModel final : public RowModel<hwdb::Fact> {
    Q_OBJECT
  public:
    enum Column { Preferred, Subject, Property, Value, Unit, Kind, Source, Date, Confidence, ColumnCount };
    using RowModel::RowModel;

    void setFacts(std::vector<hwdb::Fact> facts) { replaceRows(std::move(facts)); }

    Qt::ItemFlags flags(const QModelIndex& index) const override;
    /// Emits entered() and returns false: the row appears when the catalogue has taken it.
    bool setData(const QModelIndex& index, const QVariant& value, int role) override;

  signals:
    /// `edited` is the fact to add; `replacedUserFact` the user's own one it stands for, 0 for a shipped one.
    void entered(const hwdb::Fact& edited, qint64 replacedUserFact);

  protected:
    int columns() const override { return ColumnCount; }
    QVariant cell(int column, int role, const hwdb::Fact& row) const override;
    QVariant header(int column, int role) const override;
};

} // namespace gui
