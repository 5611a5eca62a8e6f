// SPDX-License-Identifier: Apache-2.0
// The form of a fact and what it refuses.
#include "gui/dialogs/fact_dialog.h"

#include <QComboBox>
#include <QDate>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>

#include "gui/models/number_text.h"
#include "simulator/base/units.h"

namespace gui {

FactDialog::FactDialog(QWidget* parent)
    : QDialog(parent), subject_(new QLineEdit(this)), property_(new QLineEdit(this)),
      value_(new QLineEdit(this)), unit_(new QLineEdit(this)), source_(new QLineEdit(this)),
      date_(new QLineEdit(this)), sparsity_(new QComboBox(this)), direction_(new QComboBox(this)),
      problem_(new QLabel(this)) {
    setWindowTitle(tr("Add fact"));
    sparsity_->addItems({QString(), QStringLiteral("dense"), QStringLiteral("sparse")});
    direction_->addItems({QString(), QStringLiteral("unidirectional"), QStringLiteral("bidirectional")});
    source_->setPlaceholderText(tr("Data sheet, quotation, own measurement …"));
    date_->setPlaceholderText(tr("YYYY-MM-DD"));
    problem_->setWordWrap(true);
    problem_->setTextFormat(Qt::PlainText);
    problem_->hide();

    auto* form = new QFormLayout(this);
    const auto row = [form](const QString& label, QWidget* editor) {
        QString plain = label;
        editor->setAccessibleName(plain.remove(QLatin1Char('&')));
        form->addRow(label, editor);
    };
    row(tr("&Subject"), subject_);
    row(tr("&Property"), property_);
    row(tr("&Value"), value_);
    row(tr("&Unit"), unit_);
    row(tr("Spa&rsity"), sparsity_);
    row(tr("&Direction"), direction_);
    row(tr("S&ource"), source_);
    row(tr("Da&te"), date_);
    form->addRow(problem_);
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Ok | QDialogButtonBox::Cancel, this);
    connect(buttons, &QDialogButtonBox::accepted, this, &FactDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &FactDialog::reject);
    form->addRow(buttons);
    setMinimumWidth(440);
}

void FactDialog::setFact(const hwdb::Fact& fact) {
    subject_->setText(text(fact.subject));
    property_->setText(text(fact.property));
    value_->setText(text(fact.valueText));
    unit_->setText(text(fact.unit));
    source_->setText(text(fact.source));
    date_->setText(fact.date.empty() ? QDate::currentDate().toString(Qt::ISODate) : text(fact.date));
    sparsity_->setCurrentText(text(fact.sparsity));
    direction_->setCurrentText(text(fact.direction));
    (fact.property.empty() ? property_ : value_)->setFocus();
}

void FactDialog::accept() {
    QString problem;
    for (const auto& [editor, name] :
         {std::pair{subject_, tr("Subject")}, std::pair{property_, tr("Property")},
          std::pair{value_, tr("Value")}, std::pair{source_, tr("Source")}})
        if (problem.isEmpty() && editor->text().trimmed().isEmpty()) {
            problem = tr("%1 is empty; every fact needs one.").arg(name);
            editor->setFocus();
        }
    if (problem.isEmpty() && !QDate::fromString(date_->text().trimmed(), Qt::ISODate).isValid()) {
        problem = tr("\"%1\" is not a date; write it as YYYY-MM-DD.").arg(date_->text());
        date_->setFocus();
    }
    if (!problem.isEmpty()) {
        problem_->setText(problem);
        problem_->show();
        return;
    }
    const auto entry = [](const QLineEdit* editor) { return editor->text().trimmed().toStdString(); };
    hwdb::Fact fact;
    fact.subject = entry(subject_);
    fact.property = entry(property_);
    fact.valueText = entry(value_);
    fact.value = sim::parseNumber(fact.valueText);
    fact.unit = entry(unit_);
    fact.sparsity = sparsity_->currentText().toStdString();
    fact.direction = direction_->currentText().toStdString();
    fact.source = entry(source_);
    fact.date = entry(date_);
    fact.confidence = "user";
    fact.isUserEntry = true;
    fact.isPreferred = true;
    emit entered(fact);
    QDialog::accept();
}

} // namespace gui
