// SPDX-License-Identifier: Apache-2.0
// Two to six results beside each other: every input and metric, with the change against the first one.
#pragma once

#include <optional>
#include <vector>

#include "gui/jobs/result_handle.h"
#include "gui/models/row_model.h"

namespace gui {

struct SideBySideCell {
    QString text, interval;
    std::optional<double> number;
};

struct SideBySideRow {
    bool isInput = false;
    QString key, label, unit;
    std::vector<SideBySideCell> cells; ///< one per result; empty text where a result has no such row
    bool isDifferent = false;
};

struct NamedResult {
    QString name;
    ResultHandle result;
};

class SideBySideModel final : public RowModel<SideBySideRow> {
    Q_OBJECT
  public:
    static constexpr std::size_t Most = 6;
    enum Column { Name, Unit, FirstResult };
    using RowModel::RowModel;

    /// The first one is the base. REQUIRES: at most Most results, none null.
    void setResults(std::vector<NamedResult> results);
    void setOnlyDifferences(bool isOnly);
    bool isDark = false; ///< picks the pair of colours; set by the view on a palette change

  protected:
    int columns() const override { return FirstResult + static_cast<int>(results_.size()); }
    QVariant cell(int column, int role, const SideBySideRow& row) const override;
    QVariant header(int column, int role) const override;

  private:
    void show();
    QString display(std::size_t result, const SideBySideRow& row) const;
    QVariant colour(std::size_t result, const SideBySideRow& row) const;

    std::vector<NamedResult> results_;
    std::vector<SideBySideRow> all_;
    bool isOnlyDifferences_ = true;
};

} // namespace gui
