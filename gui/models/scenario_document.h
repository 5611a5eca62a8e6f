// SPDX-License-Identifier: Apache-2.0
// The scenario being edited, with one undo stack. An edit that does not fit its parameter changes nothing and
// says why.
#pragma once

#include <QObject>

#include "scenarios/scenario.h"

class QUndoStack;

namespace gui {

class ScenarioDocument : public QObject {
    Q_OBJECT
  public:
    explicit ScenarioDocument(QObject* parent = nullptr);

    const scenario::Scenario& current() const { return scenario_; }
    QUndoStack& undoStack() const { return *undo_; }
    /// Replaces everything and forgets the history.
    void open(scenario::Scenario scenario);
    bool isModified() const;

    /// Empty when `text` was taken, else why not. Edits of one `session` of one key become one undo step (a
    /// drag, typing in one field); session 0 never merges.
    QString edit(const QString& key, const QString& text, int session = 0);
    /// A number no earlier session had.
    int newSession() { return ++sessions_; }
    /// What edit() would answer, without a change.
    QString check(const QString& key, const QString& text) const;
    void reset(const QString& key);
    /// Why the values do not fit together; empty when they do.
    QString conflict() const;

    void apply(const scenario::Scenario& scenario, const QString& key); ///< for undo commands

  signals:
    void opened();
    void edited(const QString& key);

  private:
    scenario::Scenario scenario_;
    QUndoStack* undo_;
    int sessions_ = 0;
};

} // namespace gui
