// SPDX-License-Identifier: Apache-2.0
// The first page: the metrics of the current result with their intervals and published figures, and where the
// time goes.
#pragma once

#include <QWidget>

#include "gui/jobs/result_handle.h"

class QLabel;

namespace gui {

class FigureView;
class MetricModel;
class TableView;

class ResultPage final : public QWidget {
    Q_OBJECT
  public:
    explicit ResultPage(QWidget* parent = nullptr);

    void setResult(ResultHandle result);
    void setStale(bool isStale);
    /// Null when no metric is selected. Valid as long as the page has its result.
    const scenario::Metric* selectedMetric() const;

  signals:
    void metricSelected();

  private:
    void describe();

    ResultHandle result_;
    MetricModel* metrics_;
    QLabel* title_;
    QLabel* state_;
    QLabel* warnings_;
    TableView* table_;
    FigureView* figure_;
};

} // namespace gui
