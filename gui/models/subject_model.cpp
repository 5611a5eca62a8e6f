// SPDX-License-Identifier: Apache-2.0
// Cells of the list of subjects.
#include "gui/models/subject_model.h"

#include <utility>

#include "gui/models/number_text.h"

namespace gui {

void SubjectModel::setSubjects(std::vector<hwdb::SubjectSummary> subjects) {
    hwdb::SubjectSummary all;
    all.name = tr("All").toStdString();
    subjects.insert(subjects.begin(), std::move(all));
    replaceRows(std::move(subjects));
}

QVariant SubjectModel::cell(int column, int role, const hwdb::SubjectSummary& row) const {
    if (role == KeyRole) return text(row.id);
    if (role == Qt::ToolTipRole)
        return row.id.empty() ? tr("Facts of every subject of this kind")
                              : QStringLiteral("%1\n%2").arg(text(row.id), text(row.shortName));
    if (role != Qt::DisplayRole && role != SortRole) return {};
    switch (column) {
    case Name:
        return text(row.name.empty() ? row.id : row.name);
    case Vendor:
        return text(row.vendor);
    case Confidence:
        return text(row.confidence);
    default:
        return {};
    }
}

QVariant SubjectModel::header(int column, int role) const {
    if (role != Qt::DisplayRole) return {};
    switch (column) {
    case Name:
        return tr("Name");
    case Vendor:
        return tr("Vendor");
    case Confidence:
        return tr("Confidence");
    default:
        return {};
    }
}

} // namespace gui
