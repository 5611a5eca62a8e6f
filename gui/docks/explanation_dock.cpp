// SPDX-License-Identifier: Apache-2.0
// Shows the explanation as rich text.
#include "gui/docks/explanation_dock.h"

#include <QTextBrowser>

#include "gui/models/number_text.h"
#include "gui/models/result_figures.h"
#include "gui/views/appearance.h"

namespace gui {

ExplanationDock::ExplanationDock(QWidget* parent)
    : QDockWidget(tr("Explanation"), parent), text_(new QTextBrowser(this)) {
    setObjectName(QStringLiteral("explanationDock"));
    text_->setAccessibleName(tr("Explanation of the selected metric"));
    text_->setPlaceholderText(tr("Select a metric to see how it came about."));
    text_->setOpenLinks(false);
    setWidget(text_);
}

void ExplanationDock::explain(const scenario::Metric* metric) {
    if (metric)
        text_->setHtml(text(explanationHtml(*metric)));
    else
        text_->clear();
}

void ExplanationDock::setStale(bool isStale) {
    gui::setStale(*text_, isStale);
}

} // namespace gui
