// SPDX-License-Identifier: Apache-2.0
// The rental price on a date, each rule of hwdb/README.md on a book small enough for a hand calculation.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/hwdb/pack_folder.h"

namespace {

using hwdbtest::errorOf;
using hwdbtest::PackFolder;
using sim::Basis;
using testing::HasSubstr;

constexpr auto Today = "2026-11-25";

/// Five list prices of one month: 2, 3, 4, 6, 10. Median 4; P10 at position 0.4: 2 + 0.4 (3 - 2) = 2.4; P90
/// at position 3.6: 6 + 0.6 (10 - 6) = 8.4.
void quoteFive(const PackFolder& folder) {
    folder.quote("2026-11-01", "A", "on_demand", 10, "USD", "list");
    folder.quote("2026-11-02", "B", "on_demand", 2, "USD", "list");
    folder.quote("2026-11-03", "C", "on_demand", 4, "USD", "provider_mean");
    folder.quote("2026-11-04", "D", "on_demand", 3, "USD", "index");
    folder.quote("2026-11-05", "E", "on_demand", 6, "USD", "marketplace_median");
}

TEST(PriceBook, MedianAndQuantilesOfTheWindow) {
    const PackFolder folder;
    quoteFive(folder);
    const auto price = folder.build().rentalPrice("one", "on_demand", Today);
    ASSERT_TRUE(price);
    EXPECT_DOUBLE_EQ(price->usdPerGpuHour.value, 4.0);
    EXPECT_NEAR(price->usdPerGpuHour.low, 2.4, 1e-12);
    EXPECT_NEAR(price->usdPerGpuHour.high, 8.4, 1e-12);
    EXPECT_EQ(price->usdPerGpuHour.basis, Basis::Measured);
    EXPECT_EQ(price->observations, 5);
    EXPECT_EQ(price->from, "2026-11-01");
    EXPECT_EQ(price->to, "2026-11-05");
    EXPECT_EQ(price->kind, "index, list, marketplace_median, provider_mean");
    EXPECT_EQ(price->warning, "");
}

// What an owner pays, a model and an assumption are no quotes; nor is what lies after the date or long before
// it.
TEST(PriceBook, OnlyComparableQuotesOfTheWindowCount) {
    const PackFolder folder;
    quoteFive(folder);
    folder.quote("2026-11-06", "F", "own_tco", 0.5, "USD", "model_tco");
    folder.quote("2026-11-06", "G", "on_demand", 0.5, "USD", "model");
    folder.quote("2026-11-06", "H", "on_demand", 0.5, "USD", "assumption");
    folder.quote("2026-11-26", "I", "on_demand", 0.5, "USD", "list");
    folder.quote("2026-05-28", "J", "on_demand", 0.5, "USD", "list"); // 181 days before
    folder.quote("2026-11-06", "K", "spot", 0.5, "USD", "list");
    EXPECT_EQ(folder.build().rentalPrice("one", "on_demand", Today)->observations, 5);
    EXPECT_DOUBLE_EQ(folder.build().rentalPrice("one", "on-demand", Today)->usdPerGpuHour.value, 4.0);
}

TEST(PriceBook, FirstDayOfTheWindowCounts) {
    const PackFolder folder;
    quoteFive(folder);
    folder.quote("2026-05-29", "J", "on_demand", 0.5, "USD", "list"); // 180 days before
    EXPECT_EQ(folder.build().rentalPrice("one", "on_demand", Today)->observations, 6);
}

// Provider A asked 100 in October and 10 in November: one offer, its newest price.
TEST(PriceBook, OfferSeenTwiceCountsWithItsNewestPrice) {
    const PackFolder folder;
    quoteFive(folder);
    folder.quote("2026-10-01", "A", "on_demand", 100, "USD", "list");
    const auto price = folder.build().rentalPrice("one", "on_demand", Today);
    EXPECT_EQ(price->observations, 5);
    EXPECT_DOUBLE_EQ(price->usdPerGpuHour.value, 4.0);
}

TEST(PriceBook, RawMedianIsDroppedBesideTheRestatedIndex) {
    const PackFolder folder;
    folder.quote("2026-11-01", "X", "on_demand", 9, "USD", "raw_median");
    EXPECT_DOUBLE_EQ(folder.build().rentalPrice("one", "on_demand", Today)->usdPerGpuHour.value, 9.0);
    folder.quote("2026-11-01", "X", "on_demand", 3, "USD", "index_restated");
    EXPECT_DOUBLE_EQ(folder.build().rentalPrice("one", "on_demand", Today)->usdPerGpuHour.value, 3.0);
}

// 7.28 CNY on the first of January 2024 at the last rate before, 7.28 of 2023-08-31: one dollar.
TEST(PriceBook, CurrencyIsConvertedAtTheRateOfTheObservation) {
    const PackFolder folder;
    folder.quote("2024-01-01", "A", "on_demand", 7.28, "CNY", "list");
    const auto price = folder.build().rentalPrice("one", "on_demand", "2024-01-10");
    EXPECT_DOUBLE_EQ(price->usdPerGpuHour.value, 1.0);
    EXPECT_DOUBLE_EQ(folder.build().rentalPrice("one", "on_demand", Today)->usdPerGpuHour.value, 1.0);
}

TEST(PriceBook, ExchangeRateIsTheLastOneBefore) {
    const PackFolder folder;
    const auto catalogue = folder.build();
    EXPECT_DOUBLE_EQ(catalogue.exchangeRate("USD", "CNY", "2026-07-02"), 7.28);
    EXPECT_DOUBLE_EQ(catalogue.exchangeRate("USD", "CNY", "2026-07-03"), 6.7845);
    EXPECT_DOUBLE_EQ(catalogue.exchangeRate("CNY", "USD", "2026-11-25"), 1.0 / 6.7845);
    EXPECT_DOUBLE_EQ(catalogue.exchangeRate("USD", "USD", "1999-01-01"), 1.0);
    EXPECT_EQ(errorOf([&] { catalogue.exchangeRate("USD", "CNY", "2023-08-30"); }).code(),
              sim::ErrorCode::BadInput);
    EXPECT_EQ(errorOf([&] { catalogue.exchangeRate("USD", "XAU", Today); }).code(), sim::ErrorCode::BadInput);
}

// 2025-01-10 to 2026-11-25: 684 days. The five quotes of that month still give the price, but not as
// measured.
TEST(PriceBook, EmptyWindowFallsBackToOlderQuotesAndSaysSo) {
    const PackFolder folder;
    for (const auto& [provider, price] : {std::pair{"A", 1.0}, {"B", 2.0}, {"C", 3.0}})
        folder.quote("2025-01-10", provider, "on_demand", price, "USD", "list");
    folder.quote("2024-01-10", "D", "on_demand", 50, "USD",
                 "list"); // 366 days before the newest: not with them
    const auto price = folder.build().rentalPrice("one", "on_demand", Today);
    EXPECT_DOUBLE_EQ(price->usdPerGpuHour.value, 2.0);
    EXPECT_EQ(price->observations, 3);
    EXPECT_EQ(price->usdPerGpuHour.basis, Basis::Interpolated);
    EXPECT_THAT(price->warning, HasSubstr("684 days old (2025-01-10)"));
}

// 90 days old is fresh, 91 is stale.
TEST(PriceBook, StaleBeginsAfterNinetyDays) {
    const PackFolder folder;
    quoteFive(folder);
    const auto catalogue = folder.build();
    EXPECT_EQ(catalogue.rentalPrice("one", "on_demand", "2027-02-03")->warning, "");
    EXPECT_THAT(catalogue.rentalPrice("one", "on_demand", "2027-02-04")->warning, HasSubstr("91 days old"));
}

// One quote has no spread of its own. Device two has five, with P10 and P90 at 0.6 and 2.1 of its median (see
// quoteFive): 2 USD become 1.2 to 4.2.
TEST(PriceBook, ThinQuotesBorrowTheSpreadOfOtherDevices) {
    const PackFolder folder;
    folder.quote("2026-11-01", "A", "on_demand", 2, "USD", "list");
    for (const auto* row : {"A,10", "B,2", "C,4", "D,3", "E,6"})
        folder.append("rental.csv", std::string("2026-11-01,day,acme-two,Two,US,") + row[0] +
                                        ",cloud,on_demand,,8," + (row + 2) +
                                        ",USD,list,page,2026-11-01,sourced,");
    const auto price = folder.build().rentalPrice("one", "on_demand", Today);
    EXPECT_DOUBLE_EQ(price->usdPerGpuHour.value, 2.0);
    EXPECT_NEAR(price->usdPerGpuHour.low, 1.2, 1e-12);
    EXPECT_NEAR(price->usdPerGpuHour.high, 4.2, 1e-12);
    EXPECT_EQ(price->usdPerGpuHour.basis, Basis::Interpolated);
    EXPECT_THAT(price->warning, HasSubstr("thin: 1 observation"));
}

TEST(PriceBook, EstimatesServeOnlyWhenThereIsNothingElse) {
    const PackFolder folder;
    folder.quote("2026-11-01", "A", "on_demand", 2, "USD", "assumption");
    const auto price = folder.build().rentalPrice("one", "on_demand", Today);
    EXPECT_DOUBLE_EQ(price->usdPerGpuHour.value, 2.0);
    EXPECT_EQ(price->usdPerGpuHour.basis, Basis::Assumed);
    EXPECT_THAT(price->warning, HasSubstr("no quoted price"));
}

TEST(PriceBook, LeaseStandsInForAMissingContractWithAWarning) {
    const PackFolder folder;
    folder.quote("2026-11-01", "A", "monthly lease", 2, "USD", "list");
    const auto price = folder.build().rentalPrice("one", "on_demand", Today);
    EXPECT_EQ(price->contract, "monthly lease");
    EXPECT_EQ(price->usdPerGpuHour.basis, Basis::Assumed);
    EXPECT_THAT(price->warning, HasSubstr("no on_demand price; monthly lease stands in"));
}

TEST(PriceBook, NothingStandsInForSpotAndSpotForNothing) {
    const PackFolder folder;
    folder.quote("2026-11-01", "A", "on_demand", 2, "USD", "list");
    EXPECT_FALSE(folder.build().rentalPrice("one", "spot", Today));
    const PackFolder other;
    other.quote("2026-11-01", "A", "spot", 2, "USD", "list");
    EXPECT_FALSE(other.build().rentalPrice("one", "on_demand", Today));
}

TEST(PriceBook, NoObservationNoPrice) {
    const PackFolder folder;
    folder.quote("2026-11-26", "A", "on_demand", 2, "USD", "list"); // tomorrow
    EXPECT_FALSE(folder.build().rentalPrice("one", "on_demand", Today));
    EXPECT_FALSE(folder.build().rentalPrice("two", "on_demand", Today));
}

TEST(PriceBook, DateMustBeFull) {
    const PackFolder folder;
    EXPECT_THAT(errorOf([&] { folder.build().rentalPrice("one", "on_demand", "2026-11"); }).message(),
                HasSubstr("found date \"2026-11\""));
}

TEST(PriceBook, HistoryIsAsWrittenAndInOrder) {
    const PackFolder folder;
    folder.quote("2026-11-02", "B", "spot", 7, "CNY", "list");
    folder.quote("2026-11-01", "A", "on_demand", 2, "USD", "list");
    const auto history = folder.build().rentalHistory("one");
    ASSERT_EQ(history.size(), 2u);
    EXPECT_EQ(history[0].date, "2026-11-01");
    EXPECT_EQ(history[1].currency, "CNY");
    EXPECT_EQ(history[1].pricePerGpuHour, 7.0);
    EXPECT_EQ(history[1].gpusInQuote, 8);
}

} // namespace
