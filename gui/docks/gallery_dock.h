// SPDX-License-Identifier: Apache-2.0
// The shipped scenarios; Enter or a double click opens one.
#pragma once

#include <filesystem>
#include <utility>
#include <vector>

#include <QDockWidget>

namespace gui {

class GalleryModel;
class TableView;

class GalleryDock final : public QDockWidget {
    Q_OBJECT
  public:
    explicit GalleryDock(const std::filesystem::path& directory, QWidget* parent = nullptr);

    /// Name and file of each scenario that can be read.
    std::vector<std::pair<QString, QString>> scenarios() const;

  signals:
    void chosen(const QString& file);

  private:
    GalleryModel* model_;
    TableView* list_;
};

} // namespace gui
