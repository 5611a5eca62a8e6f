// SPDX-License-Identifier: Apache-2.0
// Sorting by number, copying, column widths.
#include "gui/views/table_view.h"

#include <algorithm>

#include <QClipboard>
#include <QGuiApplication>
#include <QHeaderView>
#include <QKeyEvent>
#include <QSortFilterProxyModel>
#include <QStringList>

#include "gui/models/row_model.h"

namespace gui {

TableView::TableView(QAbstractItemModel& model, const QString& name, QWidget* parent)
    : QTableView(parent), proxy_(new QSortFilterProxyModel(this)) {
    proxy_->setSourceModel(&model);
    proxy_->setSortRole(SortRole);
    proxy_->setFilterCaseSensitivity(Qt::CaseInsensitive);
    proxy_->setFilterKeyColumn(-1);
    setModel(proxy_);
    setAccessibleName(name);
    setSelectionBehavior(SelectRows);
    setAlternatingRowColors(true);
    setShowGrid(false);
    setWordWrap(false);
    setTabKeyNavigation(false); // Tab leaves the table; the arrows move inside
    setSortingEnabled(true);
    sortByColumn(-1, Qt::AscendingOrder); // the model's own order until the user asks for another
    verticalHeader()->hide();
    verticalHeader()->setDefaultSectionSize(fontMetrics().height() + 8);
    horizontalHeader()->setStretchLastSection(true);
    horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    horizontalHeader()->setHighlightSections(false);
    setFocusPolicy(Qt::StrongFocus);
    connect(proxy_, &QAbstractItemModel::modelReset, this, &TableView::fitColumns);
}

int TableView::currentSourceRow() const {
    const QModelIndex current = proxy_->mapToSource(currentIndex());
    return current.isValid() ? current.row() : -1;
}

void TableView::fitColumns() {
    constexpr int Widest = 340; // a long source must not push the other columns away
    if (proxy_->columnCount() == 0 || horizontalHeader()->sectionResizeMode(0) == QHeaderView::Stretch)
        return; // the view decided that the columns share its width
    // A stretched last column would keep the width it got while the others were narrower.
    horizontalHeader()->setStretchLastSection(false);
    resizeColumnsToContents();
    for (int i = 0; i < proxy_->columnCount(); ++i) {
        const auto limit = widest_.find(i);
        setColumnWidth(i, std::min(columnWidth(i) + 8, limit == widest_.end() ? Widest : limit->second));
    }
    horizontalHeader()->setStretchLastSection(true);
}

QString TableView::selectionText() const {
    QModelIndexList rows = selectionModel()->selectedRows();
    std::sort(rows.begin(), rows.end());
    QStringList lines, cells;
    for (int c = 0; c < proxy_->columnCount(); ++c)
        cells << proxy_->headerData(c, Qt::Horizontal).toString();
    lines << cells.join(QLatin1Char('\t'));
    for (const QModelIndex& row : rows) {
        cells.clear();
        for (int c = 0; c < proxy_->columnCount(); ++c)
            cells << row.siblingAtColumn(c).data().toString();
        lines << cells.join(QLatin1Char('\t'));
    }
    return lines.join(QLatin1Char('\n'));
}

void TableView::keyPressEvent(QKeyEvent* event) {
    if (event == QKeySequence::Copy) {
        QGuiApplication::clipboard()->setText(selectionText());
        event->accept();
        return;
    }
    QTableView::keyPressEvent(event);
}

} // namespace gui
