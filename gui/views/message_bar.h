// SPDX-License-Identifier: Apache-2.0
// Errors and warnings above the pages: never modal, the whole text can be selected, closed with one click.
#pragma once

#include <QFrame>

class QLabel;
class QToolButton;

namespace gui {

class MessageBar final : public QFrame {
    Q_OBJECT
  public:
    enum class Severity { Information, Warning, Error };
    explicit MessageBar(QWidget* parent = nullptr);

    void show(Severity severity, const QString& message);
    void dismiss();
    QString message() const;

  protected:
    void changeEvent(QEvent* event) override;

  private:
    void colour();

    Severity severity_ = Severity::Information;
    QLabel* title_;
    QLabel* text_;
    QToolButton* close_;
};

} // namespace gui
