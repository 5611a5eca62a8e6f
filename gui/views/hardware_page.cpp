// SPDX-License-Identifier: Apache-2.0
// Wiring of the hardware database and its undo commands.
#include "gui/views/hardware_page.h"

#include <functional>
#include <optional>
#include <utility>

#include <QComboBox>
#include <QEvent>
#include <QHBoxLayout>
#include <QItemSelectionModel>
#include <QLabel>
#include <QLineEdit>
#include <QSignalBlocker>
#include <QSortFilterProxyModel>
#include <QSplitter>
#include <QToolButton>

#include "gui/dialogs/fact_dialog.h"
#include "gui/models/catalogue_edits.h"
#include "gui/models/fact_model.h"
#include "gui/models/number_text.h"
#include "gui/models/subject_model.h"
#include "gui/views/appearance.h"
#include "gui/views/table_view.h"
#include "simulator/base/error.h"

namespace gui {

HardwarePage::HardwarePage(CatalogueEdits& edits, QWidget* parent)
    : QWidget(parent), edits_(edits), catalogue_(edits.catalogue()), subjects_(new SubjectModel(this)),
      facts_(new FactModel(this)), kind_(new QComboBox(this)), subjectFilter_(new QLineEdit(this)),
      factFilter_(new QLineEdit(this)), subjectTable_(new TableView(*subjects_, tr("Subjects"), this)),
      factTable_(new TableView(*facts_, tr("Facts"), this)), add_(new QToolButton(this)),
      remove_(new QToolButton(this)), count_(new QLabel(this)) {
    subjectTable_->setWidest(SubjectModel::Name, 210);
    factTable_->setWidest(FactModel::Subject, 190);
    factTable_->setWidest(FactModel::Value, 150);
    factTable_->setWidest(FactModel::Source, 260);
    auto* splitter = new QSplitter(this);
    splitter->setObjectName(QStringLiteral("hardwareSplitter"));
    splitter->addWidget(subjectSide());
    splitter->addWidget(factSide());
    splitter->setStretchFactor(1, 3);
    splitter->setChildrenCollapsible(false);
    splitter->setSizes({320, 900});
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(splitter);

    connect(kind_, &QComboBox::currentIndexChanged, this, &HardwarePage::loadSubjects);
    connect(subjectTable_->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            &HardwarePage::loadFacts);
    connect(factTable_->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            &HardwarePage::updateButtons);
    connect(facts_, &FactModel::entered, this, &HardwarePage::add);
    // Not from inside the editor that made the change: a reset would take it away under its feet.
    connect(&edits_, &CatalogueEdits::changed, this, &HardwarePage::loadFacts, Qt::QueuedConnection);
    connect(&edits_, &CatalogueEdits::refused, this, &HardwarePage::loadFacts, Qt::QueuedConnection);
    connect(add_, &QToolButton::clicked, this, &HardwarePage::openDialog);
    connect(remove_, &QToolButton::clicked, this, &HardwarePage::removeSelected);
    drawIcons();
    loadSubjects();
}

QWidget* HardwarePage::subjectSide() {
    auto* side = new QWidget(this);
    kind_->addItem(tr("Accelerators"), QStringLiteral("accelerator"));
    kind_->addItem(tr("Systems"), QStringLiteral("system"));
    kind_->addItem(tr("Links"), QStringLiteral("link"));
    kind_->setAccessibleName(tr("Kind of subject"));
    kind_->setToolTip(tr("Which part of the database to show"));
    subjectFilter_->setPlaceholderText(tr("Filter by name or vendor"));
    subjectFilter_->setAccessibleName(tr("Filter subjects"));
    subjectFilter_->setClearButtonEnabled(true);
    connect(subjectFilter_, &QLineEdit::textChanged, &subjectTable_->proxy(),
            &QSortFilterProxyModel::setFilterFixedString);
    auto* layout = new QVBoxLayout(side);
    layout->addWidget(kind_);
    layout->addWidget(subjectFilter_);
    layout->addWidget(subjectTable_, 1);
    return side;
}

QWidget* HardwarePage::factSide() {
    auto* side = new QWidget(this);
    factFilter_->setPlaceholderText(tr("Filter facts: property, value, source …"));
    factFilter_->setAccessibleName(tr("Filter facts"));
    factFilter_->setClearButtonEnabled(true);
    connect(factFilter_, &QLineEdit::textChanged, this, [this](const QString& pattern) {
        factTable_->proxy().setFilterFixedString(pattern);
        updateButtons();
    });
    add_->setText(tr("Add fact…"));
    add_->setToolTip(tr("Add a value of your own with its source"));
    add_->setAccessibleName(tr("Add fact"));
    remove_->setText(tr("Remove"));
    remove_->setToolTip(tr("Remove the selected value of your own; shipped values stay"));
    remove_->setAccessibleName(tr("Remove own fact"));
    for (QToolButton* button : {add_, remove_})
        button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    auto* top = new QHBoxLayout;
    top->addWidget(factFilter_, 1);
    top->addWidget(add_);
    top->addWidget(remove_);
    auto* layout = new QVBoxLayout(side);
    layout->addLayout(top);
    layout->addWidget(factTable_, 1);
    layout->addWidget(count_);
    return side;
}

void HardwarePage::loadSubjects() {
    try {
        subjects_->setSubjects(catalogue_.subjects(kind_->currentData().toString().toStdString()));
    } catch (const sim::Error& error) {
        emit failed(text(error.what()));
        return;
    }
    subjectTable_->setCurrentIndex(subjectTable_->model()->index(0, 0));
}

void HardwarePage::loadFacts() {
    const int row = subjectTable_->currentSourceRow();
    if (row < 0) return;
    const auto current = factTable_->currentIndex();
    const qint64 kept = current.isValid() ? current.data(KeyRole).toLongLong() : 0;
    std::vector<hwdb::Fact> facts;
    try {
        const std::string chosen = subjects_->rows()[static_cast<std::size_t>(row)].id;
        for (const auto& subject : subjects_->rows())
            if (!subject.id.empty() && (chosen.empty() || subject.id == chosen))
                for (auto& fact : catalogue_.facts(subject.id))
                    facts.push_back(std::move(fact));
    } catch (const sim::Error& error) {
        emit failed(text(error.what()));
        return;
    }
    facts_->setFacts(std::move(facts));
    factTable_->setColumnHidden(FactModel::Subject, row != 0);
    for (int i = 0; i < factTable_->model()->rowCount(); ++i)
        if (factTable_->model()->index(i, 0).data(KeyRole).toLongLong() == kept)
            factTable_->setCurrentIndex(factTable_->model()->index(i, FactModel::Value));
    updateButtons();
}

void HardwarePage::showSubject(const QString& id) {
    const QAbstractItemModel& shown = *subjectTable_->model();
    for (int i = 0; i < shown.rowCount(); ++i)
        if (shown.index(i, 0).data(KeyRole).toString() == id)
            subjectTable_->setCurrentIndex(shown.index(i, 0));
}

void HardwarePage::add(const hwdb::Fact& fact, qint64 replacedUserFact) {
    std::optional<hwdb::Fact> removed;
    for (const auto& known : facts_->rows())
        if (replacedUserFact != 0 && known.id == replacedUserFact) removed = known;
    edits_.push(std::move(removed), fact);
}

void HardwarePage::removeSelected() {
    const int row = factTable_->currentSourceRow();
    if (row < 0 || !facts_->rows()[static_cast<std::size_t>(row)].isUserEntry) return;
    edits_.push(facts_->rows()[static_cast<std::size_t>(row)], std::nullopt);
}

void HardwarePage::openDialog() {
    auto* dialog = new FactDialog(this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    hwdb::Fact start;
    const int row = subjectTable_->currentSourceRow();
    if (row > 0) start.subject = subjects_->rows()[static_cast<std::size_t>(row)].id;
    const int factRow = factTable_->currentSourceRow();
    if (factRow >= 0) {
        const auto& selected = facts_->rows()[static_cast<std::size_t>(factRow)];
        start.subject = selected.subject;
        start.property = selected.property;
        start.unit = selected.unit;
        start.sparsity = selected.sparsity;
        start.direction = selected.direction;
    }
    dialog->setFact(start);
    connect(dialog, &FactDialog::entered, this, [this](const hwdb::Fact& fact) { add(fact, 0); });
    dialog->show(); // not modal: a run may go on behind it
}

void HardwarePage::updateButtons() {
    const int row = factTable_->currentSourceRow();
    remove_->setEnabled(row >= 0 && facts_->rows()[static_cast<std::size_t>(row)].isUserEntry);
    count_->setText(tr("%1 of %2 facts shown · bold: your own · ✓: used in simulations")
                        .arg(factTable_->model()->rowCount())
                        .arg(facts_->rowCount()));
}

void HardwarePage::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange) drawIcons();
}

void HardwarePage::drawIcons() {
    add_->setIcon(icon("add", palette()));
    remove_->setIcon(icon("remove", palette()));
}

} // namespace gui
