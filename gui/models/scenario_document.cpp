// SPDX-License-Identifier: Apache-2.0
// Undo commands of the scenario: each holds the scenario before and after, not widgets.
#include "gui/models/scenario_document.h"

#include <utility>

#include <QUndoCommand>
#include <QUndoStack>

#include "gui/models/language.h"
#include "gui/models/number_text.h"
#include "scenarios/parameter.h"
#include "simulator/base/error.h"

namespace gui {

namespace {

constexpr int EditCommandId = 1;

class EditCommand final : public QUndoCommand {
  public:
    EditCommand(ScenarioDocument& document, QString key, scenario::Scenario after, int session)
        : document_(document), key_(std::move(key)), before_(document.current()), after_(std::move(after)),
          session_(session) {
        const auto* parameter = scenario::findParameter(key_.toStdString());
        const QString label = parameter ? labelOf(*parameter) : key_;
        setText(ScenarioDocument::tr("Change %1").arg(label));
    }

    void undo() override { document_.apply(before_, key_); }
    void redo() override { document_.apply(after_, key_); }
    int id() const override { return session_ == 0 ? -1 : EditCommandId; }
    bool mergeWith(const QUndoCommand* next) override {
        const auto* other = static_cast<const EditCommand*>(next); // same id, so the same class
        if (other->session_ != session_ || other->key_ != key_) return false;
        after_ = other->after_;
        return true;
    }

  private:
    ScenarioDocument& document_;
    QString key_;
    scenario::Scenario before_, after_;
    int session_;
};

} // namespace

ScenarioDocument::ScenarioDocument(QObject* parent)
    : QObject(parent), scenario_(scenario::Scenario::defaults()), undo_(new QUndoStack(this)) {}

void ScenarioDocument::open(scenario::Scenario scenario) {
    scenario_ = std::move(scenario);
    undo_->clear();
    emit opened();
}

bool ScenarioDocument::isModified() const {
    return !undo_->isClean();
}

QString ScenarioDocument::check(const QString& key, const QString& entry) const {
    try {
        scenario::Scenario trial = scenario_;
        trial.set(key.toStdString(), entry.toStdString(), scenario::Origin::Set, {});
    } catch (const sim::Error& error) {
        return text(error.what());
    }
    return {};
}

QString ScenarioDocument::edit(const QString& key, const QString& entry, int session) {
    const std::string name = key.toStdString();
    if (scenario_.has(name) && text(scenario_.text(name)) == entry) return {};
    scenario::Scenario after = scenario_;
    try {
        after.set(name, entry.toStdString(), scenario::Origin::Set, {});
    } catch (const sim::Error& error) {
        return text(error.what());
    }
    undo_->push(new EditCommand(*this, key, std::move(after), session));
    return {};
}

void ScenarioDocument::reset(const QString& key) {
    scenario::Scenario after = scenario_;
    after.reset(key.toStdString());
    undo_->push(new EditCommand(*this, key, std::move(after), 0));
}

QString ScenarioDocument::conflict() const {
    try {
        scenario_.validate();
    } catch (const sim::Error& error) {
        return text(error.what());
    }
    return {};
}

void ScenarioDocument::apply(const scenario::Scenario& scenario, const QString& key) {
    scenario_ = scenario;
    emit edited(key);
}

} // namespace gui
