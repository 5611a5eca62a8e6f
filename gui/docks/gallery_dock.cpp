// SPDX-License-Identifier: Apache-2.0
// Wiring of the gallery.
#include "gui/docks/gallery_dock.h"

#include <QHeaderView>

#include "gui/models/gallery_model.h"
#include "gui/views/table_view.h"

namespace gui {

GalleryDock::GalleryDock(const std::filesystem::path& directory, QWidget* parent)
    : QDockWidget(tr("Gallery"), parent), model_(new GalleryModel(this)),
      list_(new TableView(*model_, tr("Scenario gallery"), this)) {
    setObjectName(QStringLiteral("galleryDock"));
    list_->horizontalHeader()->hide();
    list_->setWordWrap(true);
    list_->setTextElideMode(Qt::ElideRight);
    list_->horizontalHeader()->setSectionResizeMode(QHeaderView::Stretch);
    list_->verticalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
    model_->load(directory);
    setWidget(list_);
    connect(list_, &QAbstractItemView::activated, this,
            [this](const QModelIndex& index) { emit chosen(index.data(KeyRole).toString()); });
}

std::vector<std::pair<QString, QString>> GalleryDock::scenarios() const {
    std::vector<std::pair<QString, QString>> known;
    for (const auto& row : model_->rows())
        if (row.error.isEmpty()) known.emplace_back(row.name, row.file);
    return known;
}

} // namespace gui
