// SPDX-License-Identifier: Apache-2.0
// The price book as a page, and what can be taken out of a figure.
#include <gtest/gtest.h>

#include <QAbstractItemModelTester>
#include <QImage>
#include <QSignalSpy>

#include "gui/models/number_text.h"
#include "gui/models/price_model.h"
#include "gui/views/drawable_figures.h"
#include "gui/views/prices_page.h"
#include "tests/gui/fake_result.h"

namespace gui {
namespace {

hwdb::RentalObservation seen(const char* date, const char* contract, double price, const char* currency) {
    hwdb::RentalObservation o;
    o.date = date;
    o.contract = contract;
    o.pricePerGpuHour = price;
    o.currency = currency;
    o.provider = "somebody";
    o.source = "a list";
    return o;
}

TEST(PriceHistory, OneSeriesAContractAndOtherCurrenciesAreCountedInTheNote) {
    const auto figure =
        priceHistory({seen("2026-01-01", "on_demand", 2, "USD"), seen("2026-02-01", "spot", 1, "USD"),
                      seen("2026-03-01", "on_demand", 3, "USD"), seen("2026-01-01", "spot", 9, "CNY"),
                      seen("", "spot", 1, "USD")},
                     "USD");
    ASSERT_EQ(figure.series.size(), 2U);
    EXPECT_EQ(figure.series[0].points.size(), 2U);
    EXPECT_EQ(figure.series[0].points[1].x - figure.series[0].points[0].x, 59.0); // January and February
    EXPECT_TRUE(text(figure.note).startsWith(QStringLiteral("2 ")));
}

// Every observation stands in the table with its source, newest first.
TEST(PricesPages, ShippedBookIsShownInFullWithSources) {
    const auto catalogue = test::memoryCatalogue();
    PricesPage page(catalogue);
    const QAbstractItemModelTester tester(&page.prices(),
                                          QAbstractItemModelTester::FailureReportingMode::Fatal);
    page.showDevice(QStringLiteral("h100-sxm"));
    const auto& rows = page.prices().rows();
    EXPECT_EQ(rows.size(), catalogue.rentalHistory(catalogue.resolve("accelerator", "h100-sxm")).size());
    ASSERT_GT(rows.size(), 10U);
    for (std::size_t i = 0; i < rows.size(); ++i) {
        EXPECT_FALSE(rows[i].source.empty());
        if (i > 0) {
            EXPECT_LE(rows[i].date, rows[i - 1].date);
        }
    }
    QSignalSpy failed(&page, &PricesPage::failed);
    page.showDevice(QStringLiteral("no such device"));
    EXPECT_EQ(failed.count(), 1);
}

TEST(Figures, GiveTheirPictureTheirDrawingAndTheirValues) {
    report::BreakdownFigure figure;
    figure.title = "Parts";
    figure.unit = "s";
    figure.parts = {{"forward", 1.5, "forward", {}, {}}, {"bubble", 0.25, "bubble", {}, {}}};
    FigureView view(QStringLiteral("Parts"));
    EXPECT_TRUE(view.png().isEmpty());
    view.setFigure(drawable(figure));
    view.resize(500, 200);
    EXPECT_EQ(QImage::fromData(view.png()).size(), QSize(1000, 400)) << "twice the pixels, for print";
    EXPECT_TRUE(view.svg().contains("<svg"));
    EXPECT_EQ(view.values(), QStringLiteral("forward\t1.5\ts\nbubble\t0.25\ts\n"));
}

} // namespace
} // namespace gui
