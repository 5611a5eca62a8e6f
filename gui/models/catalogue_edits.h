// SPDX-License-Identifier: Apache-2.0
// Facts that the user enters and removes, as steps of the undo stack. Outlives the pages that show the facts.
#pragma once

#include <optional>

#include <QObject>

#include "hwdb/catalogue.h"

class QUndoStack;

namespace gui {

class CatalogueEdits final : public QObject {
    Q_OBJECT
  public:
    /// Catalogue and stack stay with the caller and must outlive this.
    CatalogueEdits(hwdb::Catalogue& catalogue, QUndoStack& undo, QObject* parent = nullptr);

    /// Takes `removed` out and puts `added` in, as one step; either may be absent.
    void push(std::optional<hwdb::Fact> removed, std::optional<hwdb::Fact> added);
    hwdb::Catalogue& catalogue() const { return catalogue_; }

  signals:
    /// Done, undone or done again: the facts a simulation reads are others now.
    void changed();
    void refused(const QString& why);

  private:
    hwdb::Catalogue& catalogue_;
    QUndoStack& undo_;
};

} // namespace gui
