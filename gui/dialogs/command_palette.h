// SPDX-License-Identifier: Apache-2.0
// Every command by name: type some letters, the arrows choose, Enter does it.
#pragma once

#include <vector>

#include <QDialog>

#include "gui/models/command_model.h"

class QLineEdit;
class QListView;
class QSortFilterProxyModel;

namespace gui {

class CommandPalette final : public QDialog {
    Q_OBJECT
  public:
    explicit CommandPalette(std::vector<Command> commands, QWidget* parent = nullptr);

  protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

  private:
    void filter(const QString& entry);
    void carryOut();

    CommandModel* commands_;
    QSortFilterProxyModel* shown_;
    QLineEdit* entry_;
    QListView* list_;
};

} // namespace gui
