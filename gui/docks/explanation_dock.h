// SPDX-License-Identifier: Apache-2.0
// How the selected metric came about.
#pragma once

#include <QDockWidget>

#include "scenarios/result.h"

class QTextBrowser;

namespace gui {

class ExplanationDock final : public QDockWidget {
    Q_OBJECT
  public:
    explicit ExplanationDock(QWidget* parent = nullptr);
    /// Null: nothing selected.
    void explain(const scenario::Metric* metric);
    void setStale(bool isStale);

  private:
    QTextBrowser* text_;
};

} // namespace gui
