// SPDX-License-Identifier: Apache-2.0
// Wiring of the tables page.
#include "gui/views/tables_page.h"

#include <utility>

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QScrollArea>
#include <QSignalBlocker>
#include <QSortFilterProxyModel>
#include <QSplitter>

#include "gui/models/language.h"
#include "gui/models/number_text.h"
#include "gui/models/result_table_model.h"
#include "gui/views/appearance.h"
#include "gui/views/drawable_figures.h"
#include "gui/views/table_view.h"

namespace gui {

TablesPage::TablesPage(QWidget* parent)
    : QWidget(parent), model_(new ResultTableModel(this)), choice_(new QComboBox(this)),
      source_(new QLabel(this)), table_(new TableView(*model_, tr("Breakdown table"), this)),
      figure_(new FigureView(tr("Figure of the table"), this)) {
    auto* label = new QLabel(tr("&Table"), this);
    label->setBuddy(choice_);
    label->setContentsMargins(0, 0, 6, 0);
    choice_->setAccessibleName(tr("Which table"));
    choice_->setToolTip(tr("Which table to show"));
    choice_->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    source_->setWordWrap(true);
    source_->setTextFormat(Qt::PlainText);

    auto* top = new QHBoxLayout;
    top->addWidget(label);
    top->addWidget(choice_);
    top->addStretch(1);
    auto* layout = new QVBoxLayout(this);
    layout->addLayout(top);
    auto* scroll = new QScrollArea(this);
    scroll->setWidget(figure_);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setFocusPolicy(Qt::NoFocus);
    auto* splitter = new QSplitter(Qt::Vertical, this);
    splitter->setObjectName(QStringLiteral("tablesSplitter"));
    splitter->addWidget(table_);
    splitter->addWidget(scroll);
    splitter->setSizes({400, 400});
    splitter->setChildrenCollapsible(false);
    layout->addWidget(splitter, 1);
    layout->addWidget(source_);
    connect(choice_, &QComboBox::currentIndexChanged, this, &TablesPage::showTable);
}

void TablesPage::setResult(ResultHandle result) {
    const QString kept = choice_->currentData().toString();
    result_ = std::move(result);
    {
        const QSignalBlocker quiet(choice_);
        choice_->clear();
        if (result_)
            for (const auto& table : result_->breakdown)
                choice_->addItem(resultText(table.title), text(table.key));
        const int same = choice_->findData(kept);
        if (same >= 0) choice_->setCurrentIndex(same);
    }
    showTable();
    setStale(false);
}

void TablesPage::showTable() {
    const int i = choice_->currentIndex();
    if (!result_ || i < 0) {
        model_->clear();
        source_->clear();
        figure_->clear();
        return;
    }
    const auto& table = result_->breakdown[static_cast<std::size_t>(i)];
    model_->setTable(table);
    table_->sortByColumn(-1, Qt::AscendingOrder);
    table_->fitColumns();
    figure_->setFigure(drawable(tableFigure(table)));
    figure_->parentWidget()->parentWidget()->setVisible(figure_->hasFigure());
    source_->setText(table.source.empty() ? QString() : tr("Source: %1").arg(text(table.source)));
}

void TablesPage::setStale(bool isStale) {
    gui::setStale(*table_, isStale);
    figure_->setStale(isStale);
}

} // namespace gui
