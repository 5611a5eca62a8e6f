// SPDX-License-Identifier: Apache-2.0
// Editors by parameter type. Everything goes through the document as text, as in a scenario file.
#include "gui/docks/parameter_editor.h"

#include <utility>

#include <QCheckBox>
#include <QComboBox>
#include <QEvent>
#include <QGridLayout>
#include <QLabel>
#include <QLineEdit>
#include <QSignalBlocker>
#include <QSlider>
#include <QToolButton>

#include "gui/models/language.h"
#include "gui/models/number_text.h"
#include "gui/models/scenario_document.h"
#include "gui/views/appearance.h"
#include "simulator/base/units.h"

namespace gui {

namespace {

using scenario::ValueType;

bool isNamed(ValueType type) {
    return type == ValueType::Choice || type == ValueType::Device || type == ValueType::System ||
           type == ValueType::Model || type == ValueType::Trace;
}

QString helpText(const scenario::Parameter& parameter) {
    QStringList lines{helpOf(parameter), ParameterEditor::tr("Key: %1").arg(text(parameter.key))};
    if (!parameter.defaultText.empty())
        lines << ParameterEditor::tr("Default: %1").arg(text(parameter.defaultText));
    if (!parameter.source.empty()) lines << ParameterEditor::tr("Source: %1").arg(text(parameter.source));
    if (parameter.type == ValueType::Quantity) {
        QStringList units;
        for (const auto& symbol : sim::unitSymbols(parameter.unit))
            units << text(symbol);
        lines << ParameterEditor::tr("Units: %1").arg(units.join(QStringLiteral(", ")));
    }
    return lines.join(QLatin1Char('\n'));
}

} // namespace

ParameterEditor::ParameterEditor(const scenario::Parameter& parameter, QStringList choices,
                                 ScenarioDocument& document, QWidget* parent)
    : QWidget(parent), document_(document), key_(text(parameter.key)),
      searchText_(labelOf(parameter) + QLatin1Char(' ') + text(parameter.label) + QLatin1Char(' ') + key_ +
                  QLatin1Char(' ') + helpOf(parameter)),
      help_(helpText(parameter)), label_(new QLabel(labelOf(parameter), this)), problem_(new QLabel(this)),
      reset_(new QToolButton(this)), editor_(nullptr), session_(document.newSession()) {
    for (const auto& choice : parameter.choices)
        choices << text(choice);
    editor_ = makeEditor(parameter, choices);
    editor_->setAccessibleName(labelOf(parameter));
    editor_->setAccessibleDescription(helpOf(parameter));
    editor_->setToolTip(help_);
    editor_->installEventFilter(this);
    makeSlider();
    label_->setBuddy(editor_);
    label_->setToolTip(help_);
    label_->setWordWrap(true);
    reset_->setText(tr("Reset"));
    reset_->setToolButtonStyle(Qt::ToolButtonIconOnly);
    reset_->setToolTip(tr("Back to the default"));
    reset_->setAccessibleName(tr("Reset %1").arg(labelOf(parameter)));
    reset_->setAutoRaise(true);
    problem_->setWordWrap(true);
    problem_->setTextFormat(Qt::PlainText);
    problem_->hide();
    connect(reset_, &QToolButton::clicked, this, [this] {
        document_.reset(key_);
        showProblem({});
        refresh();
    });

    auto* layout = new QGridLayout(this);
    layout->setContentsMargins(0, 1, 0, 1);
    layout->setHorizontalSpacing(6);
    layout->setVerticalSpacing(1);
    layout->addWidget(label_, 0, 0);
    layout->addWidget(editor_, 0, 1);
    layout->addWidget(reset_, 0, 2);
    if (slider_) layout->addWidget(slider_, 1, 1);
    layout->addWidget(problem_, 2, 0, 1, 3);
    layout->setColumnStretch(0, 4);
    layout->setColumnStretch(1, 5);
    drawIcons();
    refresh();
}

QWidget* ParameterEditor::makeEditor(const scenario::Parameter& parameter, const QStringList& choices) {
    if (parameter.type == ValueType::Boolean) {
        auto* box = new QCheckBox(this);
        show_ = [box](const QString& value) { box->setChecked(value == QLatin1String("true")); };
        hint_ = [](const QString&) {};
        connect(box, &QCheckBox::clicked, this,
                [this](bool isOn) { take(isOn ? QStringLiteral("true") : QStringLiteral("false")); });
        return box;
    }
    if (isNamed(parameter.type)) {
        auto* box = new QComboBox(this);
        box->addItems(choices);
        // A device has many spellings; a choice only those listed.
        box->setEditable(parameter.type != ValueType::Choice);
        box->setInsertPolicy(QComboBox::NoInsert);
        box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
        box->setMinimumContentsLength(10);
        box->setFocusPolicy(Qt::StrongFocus); // the wheel scrolls the inspector unless the box was clicked
        show_ = [box](const QString& value) {
            const int known = box->findText(value);
            box->setCurrentIndex(known);
            if (!box->isEditable()) return;
            box->setEditText(value);
            box->lineEdit()->setCursorPosition(0);
        };
        hint_ = [box](const QString& value) {
            if (box->lineEdit()) box->lineEdit()->setPlaceholderText(value);
        };
        connect(box, &QComboBox::textActivated, this, &ParameterEditor::take);
        if (box->lineEdit()) {
            box->lineEdit()->setAccessibleName(labelOf(parameter));
            connect(box->lineEdit(), &QLineEdit::editingFinished, this,
                    [this, box] { take(box->currentText()); });
        }
        return box;
    }
    auto* line = new QLineEdit(this);
    if (parameter.type == ValueType::Quantity)
        line->setPlaceholderText(tr("number and unit, e.g. 1 %1").arg(text(sim::baseUnit(parameter.unit))));
    show_ = [line](const QString& value) {
        line->setText(value);
        line->setCursorPosition(0);
    };
    hint_ = [line](const QString& value) { line->setPlaceholderText(value); };
    connect(line, &QLineEdit::textEdited, this, &ParameterEditor::take);
    connect(line, &QLineEdit::editingFinished, this, [this, line] {
        if (problem().isEmpty()) return refresh();
        take(line->text());
    });
    return line;
}

void ParameterEditor::makeSlider() {
    const auto* parameter = scenario::findParameter(key_.toStdString());
    if (!parameter || !SliderScale::suits(*parameter)) return;
    slider_ = new QSlider(Qt::Horizontal, this);
    slider_->setRange(0, SliderScale::Positions);
    slider_->setPageStep(SliderScale::Positions / 10);
    slider_->setAccessibleName(tr("%1, slider").arg(labelOf(*parameter)));
    slider_->setFocusPolicy(Qt::StrongFocus);
    slider_->installEventFilter(this);
    connect(slider_, &QSlider::sliderPressed, this, [this] { session_ = document_.newSession(); });
    connect(slider_, &QSlider::sliderReleased, this, &ParameterEditor::placeSlider);
    connect(slider_, &QSlider::valueChanged, this, [this](int position) {
        if (scale_) take(scale_->textAt(position));
    });
}

/// Around the present value; not while it is being dragged, or it would run away under the hand.
void ParameterEditor::placeSlider() {
    if (!slider_ || slider_->isSliderDown()) return;
    const auto* parameter = scenario::findParameter(key_.toStdString());
    const QString value = documentText().isEmpty() ? resolved_ : documentText();
    if (!slider_->hasFocus() || !scale_ || !scale_->holds(value))
        scale_ = SliderScale::around(*parameter, value);
    slider_->setVisible(scale_.has_value());
    if (!scale_) return;
    const QSignalBlocker quiet(slider_);
    slider_->setValue(scale_->positionOf(value));
}

QString ParameterEditor::documentText() const {
    const std::string key = key_.toStdString();
    return document_.current().has(key) ? text(document_.current().text(key)) : QString();
}

void ParameterEditor::take(const QString& entry) {
    const QString written = entry.trimmed();
    if (written == documentText()) return showProblem({});
    // An emptied optional value is open again.
    const auto* parameter = scenario::findParameter(key_.toStdString());
    if (written.isEmpty() && parameter && !parameter->isRequired) {
        document_.reset(key_);
        return showProblem({});
    }
    showProblem(document_.edit(key_, written, session_));
}

void ParameterEditor::showProblem(const QString& problem) {
    problem_->setText(problem);
    problem_->setVisible(!problem.isEmpty());
    editor_->setAccessibleDescription(problem.isEmpty() ? help_ : problem);
}

QString ParameterEditor::problem() const {
    return problem_->text();
}

void ParameterEditor::takeFocus() {
    editor_->setFocus(Qt::ShortcutFocusReason);
}

void ParameterEditor::refresh() {
    const std::string key = key_.toStdString();
    const bool isDefault = !document_.current().has(key) ||
                           document_.current().value(key).origin == scenario::Origin::Default ||
                           document_.current().value(key).origin == scenario::Origin::Catalogue;
    reset_->setEnabled(!isDefault);
    QFont font = label_->font();
    font.setBold(!isDefault);
    label_->setFont(font);
    placeSlider();
    // The text under the cursor belongs to the user until it is taken ("2." on the way to "2.5").
    const auto* line = qobject_cast<const QLineEdit*>(editor_);
    if (line && line->text().trimmed() == documentText()) return showProblem({});
    if (line && line->hasFocus() && !problem().isEmpty()) return;
    show_(documentText());
    showProblem({});
}

void ParameterEditor::setResolved(const QString& value, const QString& source) {
    hint_(value);
    resolved_ = value;
    placeSlider();
    editor_->setToolTip(source.isEmpty() ? help_ : tr("%1\nThis run: %2, from %3").arg(help_, value, source));
}

bool ParameterEditor::matches(const QString& filter) const {
    return searchText_.contains(filter, Qt::CaseInsensitive);
}

bool ParameterEditor::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() == QEvent::FocusIn) session_ = document_.newSession();
    if (event->type() == QEvent::Wheel && !static_cast<QWidget*>(watched)->hasFocus()) {
        event->ignore();
        return true;
    }
    return QWidget::eventFilter(watched, event);
}

void ParameterEditor::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange) drawIcons();
}

void ParameterEditor::drawIcons() {
    reset_->setIcon(icon("reset", palette()));
    QPalette warning = problem_->palette();
    warning.setColor(QPalette::WindowText,
                     isDark(palette()) ? QColor(0xff, 0x9e, 0x64) : QColor(0xa8, 0x48, 0x00));
    problem_->setPalette(warning);
}

} // namespace gui
