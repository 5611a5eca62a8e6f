// SPDX-License-Identifier: Apache-2.0
// One row of the inspector: label, editor that suits the type, default mark and reset, and what is wrong.
#pragma once

#include <functional>
#include <optional>

#include <QStringList>
#include <QWidget>

#include "gui/models/slider_scale.h"
#include "scenarios/parameter.h"

class QLabel;
class QSlider;
class QToolButton;

namespace gui {

class ScenarioDocument;

class ParameterEditor final : public QWidget {
    Q_OBJECT
  public:
    /// `choices` are offered where the type has names (devices, systems, traces); the document must outlive
    /// it.
    ParameterEditor(const scenario::Parameter& parameter, QStringList choices, ScenarioDocument& document,
                    QWidget* parent = nullptr);

    QString key() const { return key_; }
    /// Reads the document again; what the user is typing is left alone.
    void refresh();
    /// What the last run used where the scenario leaves the value open.
    void setResolved(const QString& value, const QString& source);
    bool matches(const QString& filter) const;
    QString problem() const;
    void takeFocus();

  protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void changeEvent(QEvent* event) override;

  private:
    void take(const QString& entry);
    void showProblem(const QString& problem);
    QWidget* makeEditor(const scenario::Parameter& parameter, const QStringList& choices);
    QString documentText() const;
    void drawIcons();
    void makeSlider();
    void placeSlider();

    ScenarioDocument& document_;
    QString key_, searchText_, help_;
    QLabel *label_, *problem_;
    QToolButton* reset_;
    QWidget* editor_;
    QSlider* slider_ = nullptr; ///< of a number
    std::optional<SliderScale> scale_;
    QString resolved_;                         ///< what the last run used
    std::function<void(const QString&)> show_; ///< puts a text into the editor
    std::function<void(const QString&)> hint_; ///< shows what an open value resolves to
    int session_ = 0; ///< of the undo stack; a new one each time the editor gets the focus
};

} // namespace gui
