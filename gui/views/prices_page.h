// SPDX-License-Identifier: Apache-2.0
// The price book: what one GPU-hour of a device was offered for, when, by whom, and where that is written.
#pragma once

#include <QWidget>

#include "hwdb/catalogue.h"

class QComboBox;
class QLabel;

namespace gui {

class FigureView;
class PriceModel;
class TableView;

class PricesPage final : public QWidget {
    Q_OBJECT
  public:
    /// The catalogue stays with the caller and must outlive the page.
    explicit PricesPage(const hwdb::Catalogue& catalogue, QWidget* parent = nullptr);
    /// Any spelling that the catalogue knows.
    void showDevice(const QString& device);
    PriceModel& prices() const { return *prices_; }

  signals:
    void failed(const QString& message);

  protected:
    void showEvent(QShowEvent* event) override;

  private:
    void loadDevices();
    void loadPrices();

    const hwdb::Catalogue& catalogue_;
    PriceModel* prices_;
    QComboBox* device_;
    QLabel* count_;
    FigureView* figure_;
    TableView* table_;
};

} // namespace gui
