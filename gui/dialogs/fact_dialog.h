// SPDX-License-Identifier: Apache-2.0
// Asks for one fact of the user's: value, unit and, always, a source.
#pragma once

#include <QDialog>

#include "hwdb/catalogue.h"

class QComboBox;
class QLabel;
class QLineEdit;

namespace gui {

class FactDialog final : public QDialog {
    Q_OBJECT
  public:
    explicit FactDialog(QWidget* parent = nullptr);
    void setFact(const hwdb::Fact& fact);

  signals:
    void entered(const hwdb::Fact& fact);

  protected:
    void accept() override;

  private:
    QLineEdit *subject_, *property_, *value_, *unit_, *source_, *date_;
    QComboBox *sparsity_, *direction_;
    QLabel* problem_;
};

} // namespace gui
