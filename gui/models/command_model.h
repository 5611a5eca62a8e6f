// SPDX-License-Identifier: Apache-2.0
// What the command palette offers.
#pragma once

#include <functional>
#include <utility>
#include <vector>

#include "gui/models/row_model.h"

namespace gui {

struct Command {
    QString name, detail, shortcut;
    std::function<void()> action;
};

class CommandModel final : public RowModel<Command> {
    Q_OBJECT
  public:
    static constexpr int SearchRole = UserEntryRole + 1; ///< name and detail together
    explicit CommandModel(std::vector<Command> commands, QObject* parent = nullptr) : RowModel(parent) {
        replaceRows(std::move(commands));
    }

  protected:
    int columns() const override { return 1; }
    QVariant cell(int column, int role, const Command& row) const override;
    QVariant header(int column, int role) const override;
};

} // namespace gui
