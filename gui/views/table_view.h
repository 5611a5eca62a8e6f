// SPDX-License-Identifier: Apache-2.0
// A sortable table of figures; the selection is copied as tab-separated text.
#pragma once

#include <map>

#include <QTableView>

class QSortFilterProxyModel;

namespace gui {

class TableView final : public QTableView {
    Q_OBJECT
  public:
    /// `name` is what a screen reader says. The model stays with the caller and must outlive the view.
    TableView(QAbstractItemModel& model, const QString& name, QWidget* parent = nullptr);

    QSortFilterProxyModel& proxy() const { return *proxy_; }
    /// Of the current row in the caller's model; -1 when there is none.
    int currentSourceRow() const;
    void fitColumns();
    /// A limit for fitColumns(); long texts are elided and shown in full by their tooltip.
    void setWidest(int column, int pixels) { widest_[column] = pixels; }
    QString selectionText() const; ///< tab-separated, with the header

  protected:
    void keyPressEvent(QKeyEvent* event) override;

  private:
    QSortFilterProxyModel* proxy_;
    std::map<int, int> widest_;
};

} // namespace gui
