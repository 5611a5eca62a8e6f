// SPDX-License-Identifier: Apache-2.0
// Wiring of the result page.
#include "gui/views/result_page.h"

#include <utility>

#include <QHeaderView>
#include <QItemSelectionModel>
#include <QLabel>
#include <QScrollArea>
#include <QSplitter>
#include <QVBoxLayout>

#include "gui/models/metric_model.h"
#include "gui/models/number_text.h"
#include "gui/models/table_figures.h"
#include "gui/views/appearance.h"
#include "gui/views/drawable_figures.h"
#include "gui/views/table_view.h"

namespace gui {

ResultPage::ResultPage(QWidget* parent)
    : QWidget(parent), metrics_(new MetricModel(this)), title_(new QLabel(this)), state_(new QLabel(this)),
      warnings_(new QLabel(this)), table_(new TableView(*metrics_, tr("Metrics"), this)),
      figure_(new FigureView(tr("Breakdown"), this)) {
    QFont font = title_->font();
    font.setPointSizeF(font.pointSizeF() * 1.3);
    font.setBold(true);
    title_->setFont(font);
    title_->setTextFormat(Qt::PlainText);
    state_->setTextFormat(Qt::PlainText);
    for (QLabel* label : {state_, warnings_})
        label->setWordWrap(true);
    warnings_->setTextFormat(Qt::PlainText);
    warnings_->hide();

    auto* scroll = new QScrollArea(this);
    scroll->setWidget(figure_);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setAccessibleName(tr("Breakdown figure"));
    auto* splitter = new QSplitter(Qt::Vertical, this);
    splitter->setObjectName(QStringLiteral("resultSplitter"));
    splitter->addWidget(table_);
    splitter->addWidget(scroll);
    splitter->setStretchFactor(0, 3);
    splitter->setStretchFactor(1, 2);
    splitter->setSizes({440, 400});
    splitter->setChildrenCollapsible(false);

    auto* layout = new QVBoxLayout(this);
    layout->addWidget(title_);
    layout->addWidget(state_);
    layout->addWidget(warnings_);
    layout->addWidget(splitter, 1);
    connect(table_->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            &ResultPage::metricSelected);
    describe();
}

void ResultPage::setResult(ResultHandle result) {
    const QString kept =
        table_->currentIndex().isValid() ? table_->currentIndex().data(KeyRole).toString() : QString();
    result_ = std::move(result);
    if (result_)
        metrics_->setResult(*result_);
    else
        metrics_->clear();
    describe();
    setStale(false);

    const scenario::Table* step = nullptr;
    if (result_ && !result_->breakdown.empty()) {
        step = result_->table("step");
        if (!step) step = &result_->breakdown.front();
    }
    if (step)
        figure_->setFigure(drawable(tableFigure(*step)));
    else
        figure_->clear();

    const QAbstractItemModel& shown = *table_->model();
    int row = 0;
    for (int i = 0; i < shown.rowCount(); ++i)
        if (shown.index(i, 0).data(KeyRole).toString() == kept) row = i;
    if (shown.rowCount() > 0) table_->setCurrentIndex(shown.index(row, 0));
    emit metricSelected();
}

void ResultPage::describe() {
    if (!result_) {
        title_->setText(tr("No scenario yet"));
        state_->setText(tr("Open a scenario from the gallery, with Ctrl+O, or drop a YAML file here."));
        warnings_->hide();
        return;
    }
    title_->setText(text(result_->name));
    state_->setText(result_->isFeasible ? tr("%L1 events simulated · catalogue %2 · scenario %3")
                                              .arg(static_cast<qulonglong>(result_->provenance.events))
                                              .arg(text(result_->provenance.catalogueHash).left(8),
                                                   text(result_->provenance.scenarioHash).left(8))
                                        : tr("Does not work: %1").arg(text(result_->infeasibleReason)));
    QStringList lines;
    for (const auto& warning : result_->warnings)
        lines << tr("Warning: %1").arg(text(warning));
    warnings_->setText(lines.join(QLatin1Char('\n')));
    warnings_->setVisible(!lines.isEmpty());
}

void ResultPage::setStale(bool isStale) {
    gui::setStale(*table_, isStale);
    figure_->setStale(isStale);
}

const scenario::Metric* ResultPage::selectedMetric() const {
    const int row = table_->currentSourceRow();
    return row < 0 ? nullptr : &metrics_->rows()[static_cast<std::size_t>(row)].metric;
}

} // namespace gui
