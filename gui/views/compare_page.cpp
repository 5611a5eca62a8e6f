// SPDX-License-Identifier: Apache-2.0
// Wiring of the comparison.
#include "gui/views/compare_page.h"

#include <utility>
#include <vector>

#include <QCheckBox>
#include <QComboBox>
#include <QEvent>
#include <QGridLayout>
#include <QLabel>
#include <QScrollArea>
#include <QSplitter>
#include <QTabBar>
#include <QTabWidget>
#include <QVBoxLayout>

#include "gui/models/difference_model.h"
#include "gui/models/difference_reasons.h"
#include "gui/models/result_figures.h"
#include "gui/models/run_model.h"
#include "gui/models/side_by_side_model.h"
#include "gui/views/appearance.h"
#include "gui/views/drawable_figures.h"
#include "gui/views/table_view.h"

namespace gui {

ComparePage::ComparePage(RunModel& runs, QWidget* parent)
    : QWidget(parent), runs_(runs), differences_(new DifferenceModel(this)), all_(new SideBySideModel(this)),
      left_(new QComboBox(this)), right_(new QComboBox(this)),
      onlyDifferences_(new QCheckBox(tr("Only &differences"), this)),
      table_(new TableView(*differences_, tr("Differences"), this)),
      allTable_(new TableView(*all_, tr("Results side by side"), this)), why_(new QLabel(this)),
      bars_(new FigureView(tr("Both breakdowns"), this)) {
    auto* leftLabel = new QLabel(tr("&Left"), this);
    auto* rightLabel = new QLabel(tr("&Right"), this);
    leftLabel->setBuddy(left_);
    rightLabel->setBuddy(right_);
    left_->setAccessibleName(tr("Left result"));
    right_->setAccessibleName(tr("Right result"));
    for (QComboBox* side : {left_, right_}) {
        side->setModel(&runs_);
        side->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
        side->setMinimumContentsLength(30);
        connect(side, &QComboBox::currentIndexChanged, this, &ComparePage::compare);
    }
    onlyDifferences_->setToolTip(tr("Hide inputs and metrics that are equal on both sides"));
    onlyDifferences_->setAccessibleName(tr("Only differences"));
    connect(onlyDifferences_, &QCheckBox::toggled, differences_, &DifferenceModel::setOnlyDifferences);
    connect(onlyDifferences_, &QCheckBox::toggled, all_, &SideBySideModel::setOnlyDifferences);
    onlyDifferences_->setChecked(true);
    // The current run may have changed, one may be new, or a kept one may be gone.
    connect(&runs_, &QAbstractItemModel::dataChanged, this, &ComparePage::compare);
    connect(&runs_, &QAbstractItemModel::rowsInserted, this, &ComparePage::compareAll);
    connect(&runs_, &QAbstractItemModel::rowsRemoved, this, &ComparePage::compare);

    auto* tabs = new QTabWidget(this);
    tabs->setDocumentMode(true);
    tabs->setAccessibleName(tr("Ways to compare"));
    tabs->tabBar()->setAccessibleName(tr("Ways to compare"));
    tabs->addTab(two(), tr("Two results"));
    tabs->addTab(several(), tr("Side by side"));
    auto* layout = new QGridLayout(this);
    layout->addWidget(leftLabel, 0, 0);
    layout->addWidget(left_, 0, 1);
    layout->addWidget(rightLabel, 1, 0);
    layout->addWidget(right_, 1, 1);
    layout->addWidget(onlyDifferences_, 0, 2);
    layout->addWidget(tabs, 2, 0, 1, 3);
    layout->setColumnStretch(1, 1);
    layout->setRowStretch(2, 1);
    differences_->isDark = all_->isDark = isDark(palette());
}

QWidget* ComparePage::two() {
    auto* scroll = new QScrollArea(this);
    scroll->setWidget(bars_);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setAccessibleName(tr("Both breakdowns"));
    why_->setWordWrap(true);
    why_->setTextFormat(Qt::PlainText);
    why_->setContentsMargins(6, 4, 6, 4);
    auto* below = new QWidget(this);
    auto* layout = new QVBoxLayout(below);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(why_);
    layout->addWidget(scroll, 1);
    auto* splitter = new QSplitter(Qt::Vertical, this);
    splitter->setObjectName(QStringLiteral("compareSplitter"));
    splitter->addWidget(table_);
    splitter->addWidget(below);
    splitter->setChildrenCollapsible(false);
    return splitter;
}

QWidget* ComparePage::several() {
    auto* note =
        new QLabel(tr("The result on the left is the base, then the current one and those kept last."));
    note->setWordWrap(true);
    note->setContentsMargins(6, 4, 6, 4);
    auto* page = new QWidget(this);
    auto* layout = new QVBoxLayout(page);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(note);
    layout->addWidget(allTable_, 1);
    return page;
}

void ComparePage::choose(int left, int right) {
    left_->setCurrentIndex(left);
    right_->setCurrentIndex(right);
    compare();
}

void ComparePage::compare() {
    const auto left = runs_.result(left_->currentIndex()), right = runs_.result(right_->currentIndex());
    if (!left || !right) {
        differences_->clear();
        all_->setResults({});
        why_->hide();
        bars_->clear();
        return;
    }
    differences_->setResults(*left, *right);
    why_->setText(whyTheyDiffer(*left, *right));
    why_->setVisible(!why_->text().isEmpty());
    compareAll();
    const auto* leftStep = left->table("step");
    const auto* rightStep = right->table("step");
    if (leftStep && rightStep)
        bars_->setFigure(drawable(breakdownBars(*leftStep, *rightStep)));
    else
        bars_->clear();
}

void ComparePage::compareAll() {
    const int base = left_->currentIndex();
    if (!runs_.result(base)) return all_->setResults({});
    std::vector<NamedResult> shown{{left_->currentText(), runs_.result(base)}};
    const auto add = [&](int row) {
        if (row == base || !runs_.result(row) || shown.size() == SideBySideModel::Most) return;
        shown.push_back({runs_.index(row, 0).data().toString(), runs_.result(row)});
    };
    add(0);
    for (int row = runs_.rowCount() - 1; row > 0; --row)
        add(row);
    all_->setResults(std::move(shown));
}

QString ComparePage::why() const {
    return why_->text();
}

void ComparePage::setStale(bool isStale) {
    gui::setStale(*table_, isStale);
    gui::setStale(*allTable_, isStale);
    gui::setStale(*why_, isStale);
    bars_->setStale(isStale);
}

void ComparePage::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    if (event->type() != QEvent::PaletteChange) return;
    differences_->isDark = all_->isDark = isDark(palette());
    table_->viewport()->update();
    allTable_->viewport()->update();
}

} // namespace gui
