// SPDX-License-Identifier: Apache-2.0
// Two results side by side: inputs and metrics with their differences, and the breakdown bars of both.
#pragma once

#include <QWidget>

class QCheckBox;
class QComboBox;

namespace gui {

class DifferenceModel;
class FigureView;
class RunModel;
class TableView;

class ComparePage final : public QWidget {
    Q_OBJECT
  public:
    /// The runs stay with the caller and must outlive the page.
    explicit ComparePage(RunModel& runs, QWidget* parent = nullptr);
    void choose(int left, int right);
    void setStale(bool isStale);
    DifferenceModel& differences() const { return *differences_; }

  protected:
    void changeEvent(QEvent* event) override;

  private:
    void compare();

    RunModel& runs_;
    DifferenceModel* differences_;
    QComboBox *left_, *right_;
    QCheckBox* onlyDifferences_;
    TableView* table_;
    FigureView* bars_;
};

} // namespace gui
