// SPDX-License-Identifier: Apache-2.0
// The breakdown tables of the current result, one at a time.
#pragma once

#include <QWidget>

#include "gui/jobs/result_handle.h"

class QComboBox;
class QLabel;

namespace gui {

class ResultTableModel;
class FigureView;
class TableView;

class TablesPage final : public QWidget {
    Q_OBJECT
  public:
    explicit TablesPage(QWidget* parent = nullptr);
    void setResult(ResultHandle result);
    void setStale(bool isStale);

  private:
    void showTable();

    ResultHandle result_;
    ResultTableModel* model_;
    QComboBox* choice_;
    QLabel* source_;
    TableView* table_;
    FigureView* figure_;
};

} // namespace gui
