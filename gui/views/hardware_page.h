// SPDX-License-Identifier: Apache-2.0
// The hardware database: subjects on the left, their facts with sources on the right. Edits add facts of the
// user's and can be undone.
#pragma once

#include <optional>

#include <QWidget>

#include "hwdb/catalogue.h"

class QComboBox;
class QLabel;
class QLineEdit;
class QToolButton;

namespace gui {

class CatalogueEdits;
class FactModel;
class SubjectModel;
class TableView;

class HardwarePage final : public QWidget {
    Q_OBJECT
  public:
    /// The edits stay with the caller and must outlive the page.
    explicit HardwarePage(CatalogueEdits& edits, QWidget* parent = nullptr);

    void showSubject(const QString& id);
    void add(const hwdb::Fact& fact, qint64 replacedUserFact);
    void removeSelected();
    FactModel& facts() const { return *facts_; }

  signals:
    void failed(const QString& message);

  protected:
    void changeEvent(QEvent* event) override;

  private:
    void loadSubjects();
    void loadFacts();
    void openDialog();
    void updateButtons();
    void drawIcons();
    QWidget* subjectSide();
    QWidget* factSide();

    CatalogueEdits& edits_;
    hwdb::Catalogue& catalogue_;
    SubjectModel* subjects_;
    FactModel* facts_;
    QComboBox* kind_;
    QLineEdit *subjectFilter_, *factFilter_;
    TableView *subjectTable_, *factTable_;
    QToolButton *add_, *remove_;
    QLabel* count_;
};

} // namespace gui
