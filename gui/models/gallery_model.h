// SPDX-License-Identifier: Apache-2.0
// The shipped scenarios by name.
#pragma once

#include <filesystem>

#include "gui/models/row_model.h"

namespace gui {

struct GalleryRow {
    QString name;
    QString file;
    QString error; ///< why the file cannot be read; empty when it can
};

class GalleryModel final : public RowModel<GalleryRow> {
    Q_OBJECT
  public:
    using RowModel::RowModel;
    /// Files with the ending .yaml, by file name. A missing directory gives an empty list.
    void load(const std::filesystem::path& directory);

  protected:
    int columns() const override { return 1; }
    QVariant cell(int column, int role, const GalleryRow& row) const override;
    QVariant header(int column, int role) const override;
};

} // namespace gui
