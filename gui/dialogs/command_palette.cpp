// SPDX-License-Identifier: Apache-2.0
// Wiring of the command palette.
#include "gui/dialogs/command_palette.h"

#include <utility>

#include <QKeyEvent>
#include <QLineEdit>
#include <QListView>
#include <QRegularExpression>
#include <QSortFilterProxyModel>
#include <QVBoxLayout>

namespace gui {

CommandPalette::CommandPalette(std::vector<Command> commands, QWidget* parent)
    : QDialog(parent), commands_(new CommandModel(std::move(commands), this)),
      shown_(new QSortFilterProxyModel(this)), entry_(new QLineEdit(this)), list_(new QListView(this)) {
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("Commands"));
    shown_->setSourceModel(commands_);
    shown_->setFilterCaseSensitivity(Qt::CaseInsensitive);
    shown_->setFilterRole(CommandModel::SearchRole);
    entry_->setPlaceholderText(tr("Command, input or scenario"));
    entry_->setAccessibleName(tr("Find a command"));
    entry_->installEventFilter(this);
    list_->setModel(shown_);
    list_->setAccessibleName(tr("Commands found"));
    list_->setEditTriggers(QAbstractItemView::NoEditTriggers);
    auto* layout = new QVBoxLayout(this);
    layout->addWidget(entry_);
    layout->addWidget(list_, 1);
    connect(entry_, &QLineEdit::textChanged, this, &CommandPalette::filter);
    connect(entry_, &QLineEdit::returnPressed, this, &CommandPalette::carryOut);
    connect(list_, &QAbstractItemView::activated, this, &CommandPalette::carryOut);
    filter({});
    resize(620, 420);
}

void CommandPalette::filter(const QString& entry) {
    // Words in any order: each one is looked ahead for from the beginning.
    QString pattern;
    for (const QString& word : entry.split(QLatin1Char(' '), Qt::SkipEmptyParts))
        pattern += QStringLiteral("(?=.*%1)").arg(QRegularExpression::escape(word));
    shown_->setFilterRegularExpression(
        QRegularExpression(QLatin1Char('^') + pattern, QRegularExpression::CaseInsensitiveOption));
    list_->setCurrentIndex(shown_->index(0, 0));
}

void CommandPalette::carryOut() {
    const QModelIndex chosen = shown_->mapToSource(list_->currentIndex());
    if (!chosen.isValid()) return;
    const auto action = commands_->row(chosen).action;
    close(); // first: the command may open a window of its own
    action();
}

bool CommandPalette::eventFilter(QObject* watched, QEvent* event) {
    if (watched != entry_ || event->type() != QEvent::KeyPress) return QDialog::eventFilter(watched, event);
    const auto* key = static_cast<QKeyEvent*>(event);
    const int step = key->key() == Qt::Key_Down ? 1 : key->key() == Qt::Key_Up ? -1 : 0;
    if (step == 0) return QDialog::eventFilter(watched, event);
    const QModelIndex next = shown_->index(list_->currentIndex().row() + step, 0);
    if (next.isValid()) list_->setCurrentIndex(next);
    return true;
}

} // namespace gui
