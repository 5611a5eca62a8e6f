// SPDX-License-Identifier: Apache-2.0
// The bar's text and colours.
#include "gui/views/message_bar.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QToolButton>

#include "gui/views/appearance.h"

namespace gui {

MessageBar::MessageBar(QWidget* parent)
    : QFrame(parent), title_(new QLabel(this)), text_(new QLabel(this)), close_(new QToolButton(this)) {
    setObjectName(QStringLiteral("messageBar"));
    setAccessibleName(tr("Message"));
    title_->setTextFormat(Qt::PlainText);
    text_->setTextFormat(Qt::PlainText);
    text_->setWordWrap(true);
    text_->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    text_->setAccessibleName(tr("Message text"));
    close_->setText(tr("Dismiss"));
    close_->setToolTip(tr("Dismiss this message"));
    close_->setAccessibleName(tr("Dismiss message"));
    close_->setAutoRaise(true);
    connect(close_, &QToolButton::clicked, this, &MessageBar::dismiss);

    auto* layout = new QHBoxLayout(this);
    layout->setContentsMargins(12, 6, 6, 6);
    layout->addWidget(title_, 0, Qt::AlignTop);
    layout->addWidget(text_, 1);
    layout->addWidget(close_, 0, Qt::AlignTop);
    QFont bold = title_->font();
    bold.setBold(true);
    title_->setFont(bold);
    colour();
    hide();
}

void MessageBar::show(Severity severity, const QString& message) {
    severity_ = severity;
    title_->setText(severity == Severity::Error     ? tr("Error")
                    : severity == Severity::Warning ? tr("Warning")
                                                    : tr("Note"));
    text_->setText(message);
    setAccessibleDescription(message);
    colour();
    setVisible(true);
}

void MessageBar::dismiss() {
    text_->clear();
    hide();
}

QString MessageBar::message() const {
    return text_->text();
}

void MessageBar::changeEvent(QEvent* event) {
    QFrame::changeEvent(event);
    if (event->type() == QEvent::PaletteChange) colour();
}

void MessageBar::colour() {
    const bool dark = parentWidget() ? isDark(parentWidget()->palette()) : isDark(palette());
    // The word before the text says the severity; the colour only helps.
    const char* const edge = severity_ == Severity::Error     ? "#d55e00"
                             : severity_ == Severity::Warning ? "#e69f00"
                                                              : "#0072b2";
    const char* const fill = severity_ == Severity::Error     ? (dark ? "#43271a" : "#fdeadf")
                             : severity_ == Severity::Warning ? (dark ? "#40341a" : "#fdf3dc")
                                                              : (dark ? "#1b3244" : "#e2f0fa");
    const QString style = QStringLiteral("#messageBar { background: %1; border-left: 4px solid %2; }")
                              .arg(QLatin1String(fill), QLatin1String(edge));
    if (style != styleSheet()) setStyleSheet(style); // a style sheet change comes back as a palette change
    close_->setIcon(icon("close", parentWidget() ? parentWidget()->palette() : palette()));
}

} // namespace gui
