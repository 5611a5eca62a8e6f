// SPDX-License-Identifier: Apache-2.0
// Base of the table models: keeps the rows and the Qt contract in one place; a model only says what stands in
// a cell.
#pragma once

#include <cstddef>
#include <utility>
#include <vector>

#include <QAbstractTableModel>

namespace gui {

/// Roles every model of the program understands, besides Qt's own.
enum Role {
    SortRole = Qt::UserRole, ///< a number where the cell shows one, so that 9 sorts before 10
    KeyRole,                 ///< the stable name of the row (metric name, subject id, parameter key)
    UserEntryRole,           ///< true for what the user entered
};

template<class Row>
class RowModel : public QAbstractTableModel {
  public:
    using QAbstractTableModel::QAbstractTableModel;

    int rowCount(const QModelIndex& parent = {}) const final {
        return parent.isValid() ? 0 : static_cast<int>(rows_.size());
    }
    int columnCount(const QModelIndex& parent = {}) const final { return parent.isValid() ? 0 : columns(); }
    QVariant data(const QModelIndex& index, int role = Qt::DisplayRole) const final {
        if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid)) return {};
        return cell(index.column(), role, rows_[static_cast<std::size_t>(index.row())]);
    }
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const final {
        if (orientation != Qt::Horizontal || section < 0 || section >= columns()) return {};
        return header(section, role);
    }

    const std::vector<Row>& rows() const { return rows_; }
    /// REQUIRES: index is valid and of this model.
    const Row& row(const QModelIndex& index) const { return rows_[static_cast<std::size_t>(index.row())]; }

  protected:
    virtual int columns() const = 0;
    virtual QVariant cell(int column, int role, const Row& row) const = 0;
    virtual QVariant header(int column, int role) const = 0;

    void replaceRows(std::vector<Row> rows) {
        beginResetModel();
        rows_ = std::move(rows);
        endResetModel();
    }
    void replaceRow(int position, Row row) {
        rows_[static_cast<std::size_t>(position)] = std::move(row);
        emit dataChanged(index(position, 0), index(position, columns() - 1));
    }
    void appendRow(Row row) {
        beginInsertRows({}, rowCount(), rowCount());
        rows_.push_back(std::move(row));
        endInsertRows();
    }
    void removeRowAt(int position) {
        beginRemoveRows({}, position, position);
        rows_.erase(rows_.begin() + position);
        endRemoveRows();
    }

  private:
    std::vector<Row> rows_;
};

} // namespace gui
