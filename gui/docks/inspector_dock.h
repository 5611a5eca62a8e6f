// SPDX-License-Identifier: Apache-2.0
// Every input of the scenario, generated from the parameter table, grouped by category.
#pragma once

#include <vector>

#include <QDockWidget>

#include "scenarios/result.h"

class QLabel;
class QLineEdit;
class QScrollArea;

namespace gui {

class ParameterEditor;
class ScenarioDocument;

struct InspectorChoices {
    QStringList devices, systems, models, traces;
};

class InspectorDock final : public QDockWidget {
    Q_OBJECT
  public:
    /// The document must outlive the dock.
    InspectorDock(ScenarioDocument& document, const InspectorChoices& choices, QWidget* parent = nullptr);

    /// Shows what open values came to in this run, and where from.
    void setResolved(const scenario::Result& result);
    ParameterEditor* editor(const QString& key) const;
    /// Shows the input, whatever the filter says, and puts the keyboard into it.
    void focusOn(const QString& key);

  private:
    struct Group {
        QLabel* heading;
        std::vector<ParameterEditor*> editors;
    };
    void refresh();
    void filter(const QString& pattern);
    void showPrice(const scenario::Result& result);

    ScenarioDocument& document_;
    QLineEdit* filter_;
    QScrollArea* scroll_;
    QLabel* conflict_;
    std::vector<Group> groups_;
};

} // namespace gui
