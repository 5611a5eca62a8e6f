// SPDX-License-Identifier: Apache-2.0
// Reads the names of the shipped scenarios.
#include "gui/models/gallery_model.h"

#include <algorithm>
#include <system_error>
#include <utility>

#include "gui/models/number_text.h"
#include "scenarios/scenario.h"
#include "simulator/base/error.h"

namespace gui {

void GalleryModel::load(const std::filesystem::path& directory) {
    std::vector<std::filesystem::path> files;
    std::error_code
        ignored; // an unreadable gallery is an empty one; opening a file still reports its own error
    for (const auto& entry : std::filesystem::directory_iterator(directory, ignored))
        if (entry.path().extension() == ".yaml") files.push_back(entry.path());
    std::sort(files.begin(), files.end());

    std::vector<GalleryRow> rows;
    for (const auto& file : files) {
        GalleryRow row{text(file.stem().string()), text(file.string()), {}};
        try {
            const std::string name = scenario::readScenario(file).name;
            if (!name.empty()) row.name = text(name);
        } catch (const sim::Error& error) {
            row.error = text(error.what());
        }
        rows.push_back(std::move(row));
    }
    replaceRows(std::move(rows));
}

QVariant GalleryModel::cell(int, int role, const GalleryRow& row) const {
    switch (role) {
    case Qt::DisplayRole:
    case SortRole:
        return row.error.isEmpty() ? row.name : tr("%1 (cannot be read)").arg(row.name);
    case Qt::ToolTipRole:
        return row.error.isEmpty() ? row.file : row.error;
    case KeyRole:
        return row.file;
    default:
        return {};
    }
}

QVariant GalleryModel::header(int, int role) const {
    return role == Qt::DisplayRole ? QVariant(tr("Scenario")) : QVariant();
}

} // namespace gui
