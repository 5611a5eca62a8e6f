// SPDX-License-Identifier: Apache-2.0
// Wiring of the comparison.
#include "gui/views/compare_page.h"

#include <QCheckBox>
#include <QComboBox>
#include <QEvent>
#include <QGridLayout>
#include <QLabel>
#include <QScrollArea>
#include <QSplitter>

#include "gui/models/difference_model.h"
#include "gui/models/result_figures.h"
#include "gui/models/run_model.h"
#include "gui/views/appearance.h"
#include "gui/views/drawable_figures.h"
#include "gui/views/table_view.h"

namespace gui {

ComparePage::ComparePage(RunModel& runs, QWidget* parent)
    : QWidget(parent), runs_(runs), differences_(new DifferenceModel(this)), left_(new QComboBox(this)),
      right_(new QComboBox(this)), onlyDifferences_(new QCheckBox(tr("Only &differences"), this)),
      table_(new TableView(*differences_, tr("Differences"), this)),
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
    onlyDifferences_->setChecked(true);
    // The current run may have changed, or a kept one may be gone.
    connect(&runs_, &QAbstractItemModel::dataChanged, this, &ComparePage::compare);
    connect(&runs_, &QAbstractItemModel::rowsRemoved, this, &ComparePage::compare);

    auto* scroll = new QScrollArea(this);
    scroll->setWidget(bars_);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setAccessibleName(tr("Both breakdowns"));
    auto* splitter = new QSplitter(Qt::Vertical, this);
    splitter->setObjectName(QStringLiteral("compareSplitter"));
    splitter->addWidget(table_);
    splitter->addWidget(scroll);
    splitter->setChildrenCollapsible(false);

    auto* layout = new QGridLayout(this);
    layout->addWidget(leftLabel, 0, 0);
    layout->addWidget(left_, 0, 1);
    layout->addWidget(rightLabel, 1, 0);
    layout->addWidget(right_, 1, 1);
    layout->addWidget(onlyDifferences_, 0, 2);
    layout->addWidget(splitter, 2, 0, 1, 3);
    layout->setColumnStretch(1, 1);
    layout->setRowStretch(2, 1);
    differences_->isDark = isDark(palette());
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
        bars_->clear();
        return;
    }
    differences_->setResults(*left, *right);
    const auto* leftStep = left->table("step");
    const auto* rightStep = right->table("step");
    if (leftStep && rightStep)
        bars_->setFigure(drawable(breakdownBars(*leftStep, *rightStep)));
    else
        bars_->clear();
}

void ComparePage::setStale(bool isStale) {
    gui::setStale(*table_, isStale);
    bars_->setStale(isStale);
}

void ComparePage::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    if (event->type() != QEvent::PaletteChange) return;
    differences_->isDark = isDark(palette());
    table_->viewport()->update();
}

} // namespace gui
