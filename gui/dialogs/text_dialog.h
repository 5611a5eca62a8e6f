// SPDX-License-Identifier: Apache-2.0
// A non-modal window with rich text: shortcuts, about.
#pragma once

#include <QDialog>

namespace gui {

class TextDialog final : public QDialog {
    Q_OBJECT
  public:
    /// Deletes itself when closed.
    TextDialog(const QString& title, const QString& html, QWidget* parent = nullptr);
};

} // namespace gui
