// SPDX-License-Identifier: Apache-2.0
// The results of this session that can be compared: the current one first, then those that were kept.
#pragma once

#include "gui/jobs/result_handle.h"
#include "gui/models/row_model.h"

namespace gui {

struct RunRow {
    QString label;
    ResultHandle result; ///< null only for a current run that has not finished
};

class RunModel final : public RowModel<RunRow> {
    Q_OBJECT
  public:
    explicit RunModel(QObject* parent = nullptr);

    void setCurrent(ResultHandle result);
    /// Keeps the current result; its label tells it apart from what was kept before. Returns its row, -1 when
    /// there is no current result.
    int keepCurrent();
    void remove(int row); ///< REQUIRES: row > 0
    ResultHandle result(int row) const;

  protected:
    int columns() const override { return 1; }
    QVariant cell(int column, int role, const RunRow& row) const override;
    QVariant header(int column, int role) const override;

  private:
    QString labelOf(const scenario::Result& result) const;
};

} // namespace gui
