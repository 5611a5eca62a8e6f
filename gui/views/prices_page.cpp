// SPDX-License-Identifier: Apache-2.0
// Wiring of the price book.
#include "gui/views/prices_page.h"

#include <map>

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QSignalBlocker>
#include <QSplitter>
#include <QVBoxLayout>

#include "gui/models/number_text.h"
#include "gui/models/price_model.h"
#include "gui/views/drawable_figures.h"
#include "gui/views/table_view.h"
#include "simulator/base/error.h"

namespace gui {

PricesPage::PricesPage(const hwdb::Catalogue& catalogue, QWidget* parent)
    : QWidget(parent), catalogue_(catalogue), prices_(new PriceModel(this)), device_(new QComboBox(this)),
      count_(new QLabel(this)), figure_(new FigureView(tr("Price history"), this)),
      table_(new TableView(*prices_, tr("Observations"), this)) {
    auto* label = new QLabel(tr("De&vice"), this);
    label->setBuddy(device_);
    label->setContentsMargins(0, 0, 6, 0);
    device_->setAccessibleName(tr("Device of the prices"));
    device_->setToolTip(tr("Devices with observations in the price book"));
    device_->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    count_->setTextFormat(Qt::PlainText);
    table_->setWidest(PriceModel::Contract, 130);
    table_->setWidest(PriceModel::Kind, 140);
    table_->setWidest(PriceModel::Source, 420);
    auto* top = new QHBoxLayout;
    top->addWidget(label);
    top->addWidget(device_);
    top->addStretch(1);
    top->addWidget(count_);
    auto* splitter = new QSplitter(Qt::Vertical, this);
    splitter->setObjectName(QStringLiteral("pricesSplitter"));
    splitter->addWidget(figure_);
    splitter->addWidget(table_);
    splitter->setStretchFactor(1, 1);
    splitter->setChildrenCollapsible(false);
    auto* layout = new QVBoxLayout(this);
    layout->addLayout(top);
    layout->addWidget(splitter, 1);
    connect(device_, &QComboBox::currentIndexChanged, this, &PricesPage::loadPrices);
}

void PricesPage::showEvent(QShowEvent* event) {
    QWidget::showEvent(event);
    if (device_->count() == 0) loadDevices(); // not at the start: the book is asked for every device
}

void PricesPage::showDevice(const QString& device) {
    if (device_->count() == 0) loadDevices();
    try {
        const int row = device_->findData(text(catalogue_.resolve("accelerator", device.toStdString())));
        if (row >= 0) device_->setCurrentIndex(row);
    } catch (const sim::Error& error) {
        emit failed(text(error.what()));
    }
}

void PricesPage::loadDevices() {
    try {
        const QSignalBlocker quiet(device_);
        int most = 0, best = 0;
        for (const auto& subject : catalogue_.subjects("accelerator")) {
            const int seen = static_cast<int>(catalogue_.rentalHistory(subject.id).size());
            if (seen == 0) continue;
            if (seen > most) most = seen, best = device_->count();
            device_->addItem(QStringLiteral("%1 (%2)").arg(text(subject.name)).arg(seen), text(subject.id));
        }
        device_->setCurrentIndex(device_->count() == 0 ? -1 : best);
    } catch (const sim::Error& error) {
        emit failed(text(error.what()));
    }
    loadPrices();
}

void PricesPage::loadPrices() {
    if (device_->currentIndex() < 0) return;
    try {
        const auto observations = catalogue_.rentalHistory(device_->currentData().toString().toStdString());
        std::map<std::string, int> currencies;
        for (const auto& seen : observations)
            ++currencies[seen.currency];
        std::string usual = "USD";
        for (const auto& [currency, count] : currencies)
            if (count > currencies[usual]) usual = currency;
        figure_->setFigure(drawable(priceHistory(observations, usual)));
        prices_->setObservations(observations);
        count_->setText(tr("%n observation(s)", nullptr, static_cast<int>(observations.size())));
    } catch (const sim::Error& error) {
        emit failed(text(error.what()));
    }
}

} // namespace gui
