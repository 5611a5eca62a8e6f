// SPDX-License-Identifier: Apache-2.0
// The undo command of the catalogue.
#include "gui/models/catalogue_edits.h"

#include <utility>

#include <QUndoCommand>
#include <QUndoStack>

#include "gui/models/number_text.h"
#include "simulator/base/error.h"

namespace gui {

namespace {

/// Ids change when a fact is put back. A refusal is told, not thrown, because an undo stack is in between.
class FactCommand final : public QUndoCommand {
  public:
    FactCommand(CatalogueEdits& edits, std::optional<hwdb::Fact> removed, std::optional<hwdb::Fact> added)
        : edits_(edits), removed_(std::move(removed)), added_(std::move(added)) {
        const auto& named = added_ ? *added_ : *removed_;
        const QString what = gui::text(named.subject) + QLatin1Char(' ') + gui::text(named.property);
        setText(added_ ? CatalogueEdits::tr("Enter %1").arg(what)
                       : CatalogueEdits::tr("Remove %1").arg(what));
    }
    void redo() override { exchange(removed_, added_); }
    void undo() override { exchange(added_, removed_); }

  private:
    void exchange(std::optional<hwdb::Fact>& out, std::optional<hwdb::Fact>& in) {
        try {
            // The new one first: when the catalogue refuses it, the old one is still there.
            if (in) in->id = edits_.catalogue().addFact(*in);
            if (out) edits_.catalogue().removeUserFact(out->id);
        } catch (const sim::Error& error) {
            setObsolete(true); // the stack drops what could not be done
            emit edits_.refused(gui::text(error.what()));
            return;
        }
        emit edits_.changed();
    }

    CatalogueEdits& edits_;
    std::optional<hwdb::Fact> removed_, added_;
};

} // namespace

CatalogueEdits::CatalogueEdits(hwdb::Catalogue& catalogue, QUndoStack& undo, QObject* parent)
    : QObject(parent), catalogue_(catalogue), undo_(undo) {}

void CatalogueEdits::push(std::optional<hwdb::Fact> removed, std::optional<hwdb::Fact> added) {
    undo_.push(new FactCommand(*this, std::move(removed), std::move(added)));
}

} // namespace gui
