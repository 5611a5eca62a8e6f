// SPDX-License-Identifier: Apache-2.0
// Two results side by side: inputs and metrics with their differences, and the breakdown bars of both.
#pragma once

#include <QWidget>

class QCheckBox;
class QComboBox;
class QLabel;

namespace gui {

class DifferenceModel;
class FigureView;
class RunModel;
class SideBySideModel;
class TableView;

class ComparePage final : public QWidget {
    Q_OBJECT
  public:
    /// The runs stay with the caller and must outlive the page.
    explicit ComparePage(RunModel& runs, QWidget* parent = nullptr);
    void choose(int left, int right);
    void setStale(bool isStale);
    DifferenceModel& differences() const { return *differences_; }
    SideBySideModel& sideBySide() const { return *all_; }
    QString why() const;

  protected:
    void changeEvent(QEvent* event) override;

  private:
    void compare();
    void compareAll();
    QWidget* two();
    QWidget* several();

    RunModel& runs_;
    DifferenceModel* differences_;
    SideBySideModel* all_;
    QComboBox *left_, *right_;
    QCheckBox* onlyDifferences_;
    TableView *table_, *allTable_;
    QLabel* why_;
    FigureView* bars_;
};

} // namespace gui
