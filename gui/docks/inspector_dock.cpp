// SPDX-License-Identifier: Apache-2.0
// Builds the inspector from the parameter table.
#include "gui/docks/inspector_dock.h"

#include <algorithm>
#include <utility>

#include <QLabel>
#include <QLineEdit>
#include <QScrollArea>
#include <QVBoxLayout>

#include "gui/docks/parameter_editor.h"
#include "gui/models/language.h"
#include "gui/models/number_text.h"
#include "gui/models/scenario_document.h"

namespace gui {

InspectorDock::InspectorDock(ScenarioDocument& document, const InspectorChoices& choices, QWidget* parent)
    : QDockWidget(tr("Inputs"), parent), document_(document), filter_(new QLineEdit), scroll_(nullptr),
      conflict_(new QLabel) {
    setObjectName(QStringLiteral("inspectorDock"));
    auto* page = new QWidget(this);
    auto* layout = new QVBoxLayout(page);
    filter_->setPlaceholderText(tr("Filter inputs"));
    filter_->setAccessibleName(tr("Filter inputs"));
    filter_->setClearButtonEnabled(true);
    conflict_->setWordWrap(true);
    conflict_->setTextFormat(Qt::PlainText);
    conflict_->hide();
    layout->addWidget(filter_);
    layout->addWidget(conflict_);

    auto* rows = new QWidget;
    auto* rowLayout = new QVBoxLayout(rows);
    rowLayout->setSpacing(1);
    std::vector<std::string_view> categories; // in the table's order
    for (const auto& parameter : scenario::parameters())
        if (std::find(categories.begin(), categories.end(), parameter.category) == categories.end())
            categories.push_back(parameter.category);
    for (const auto& category : categories) {
        Group group{new QLabel(categoryText(category), rows), {}};
        QFont font = group.heading->font();
        font.setBold(true);
        font.setPointSizeF(font.pointSizeF() * 1.1);
        group.heading->setFont(font);
        group.heading->setContentsMargins(0, 8, 0, 2);
        rowLayout->addWidget(group.heading);
        for (const auto& parameter : scenario::parameters()) {
            if (parameter.category != category) continue;
            QStringList names;
            if (parameter.type == scenario::ValueType::Device) names = choices.devices;
            if (parameter.type == scenario::ValueType::System) names = choices.systems;
            if (parameter.type == scenario::ValueType::Model) names = choices.models;
            if (parameter.type == scenario::ValueType::Trace) names = choices.traces;
            group.editors.push_back(new ParameterEditor(parameter, names, document_, rows));
            rowLayout->addWidget(group.editors.back());
        }
        groups_.push_back(std::move(group));
    }
    rowLayout->addStretch(1);
    scroll_ = new QScrollArea(page);
    scroll_->setWidget(rows);
    scroll_->setWidgetResizable(true);
    scroll_->setFrameShape(QFrame::NoFrame);
    scroll_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll_->setFocusPolicy(Qt::NoFocus);
    layout->addWidget(scroll_, 1);
    setWidget(page);

    refresh();
    connect(filter_, &QLineEdit::textChanged, this, &InspectorDock::filter);
    connect(&document_, &ScenarioDocument::opened, this, &InspectorDock::refresh);
    connect(&document_, &ScenarioDocument::edited, this, &InspectorDock::refresh);
}

void InspectorDock::refresh() {
    for (const auto& group : groups_)
        for (ParameterEditor* editor : group.editors)
            editor->refresh();
    const QString conflict = document_.conflict();
    conflict_->setText(conflict.isEmpty() ? QString() : tr("Values do not fit together: %1").arg(conflict));
    conflict_->setVisible(!conflict.isEmpty());
    filter(filter_->text());
}

void InspectorDock::filter(const QString& pattern) {
    for (const auto& group : groups_) {
        bool hasMatch = false;
        for (ParameterEditor* editor : group.editors) {
            const auto key = editor->key().toStdString();
            const auto workload = scenario::workloadOf(key);
            const bool isHeld = workload.empty() || document_.current().hasWorkload(workload);
            const bool isShown = isHeld && editor->matches(pattern.trimmed());
            editor->setVisible(isShown);
            hasMatch = hasMatch || isShown;
        }
        group.heading->setVisible(hasMatch);
    }
}

void InspectorDock::setResolved(const scenario::Result& result) {
    for (const auto& input : result.inputs)
        if (ParameterEditor* found = editor(text(input.key)))
            found->setResolved(text(input.text), text(input.source.empty() ? input.origin : input.source));
    showPrice(result);
}

ParameterEditor* InspectorDock::editor(const QString& key) const {
    for (const auto& group : groups_)
        for (ParameterEditor* editor : group.editors)
            if (editor->key() == key) return editor;
    return nullptr;
}

/// An open price is shown as what the price book gave.
void InspectorDock::showPrice(const scenario::Result& result) {
    ParameterEditor* price = editor(QStringLiteral("economics.rental.price"));
    const auto* used = result.metric("cost_per_gpu_hour");
    if (!price || !used || document_.current().has("economics.rental.price")) return;
    const QString source =
        used->explanation.inputs.empty() ? QString() : text(used->explanation.inputs.front().source);
    price->setResolved(withUnit(used->estimate.value, used->unit).replace(QChar(0x202f), QLatin1Char(' ')),
                       source);
}

void InspectorDock::focusOn(const QString& key) {
    ParameterEditor* wanted = editor(key);
    if (!wanted) return;
    filter_->clear();
    show();
    raise();
    scroll_->ensureWidgetVisible(wanted, 0, 80);
    wanted->takeFocus();
}

} // namespace gui
