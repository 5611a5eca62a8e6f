// SPDX-License-Identifier: Apache-2.0
// Offers on one basis and their points, against figures worked out by hand.
#include <filesystem>
#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "scenarios/procurement/offer_scoring.h"
#include "simulator/base/error.h"

namespace scenario {
namespace {

using testing::HasSubstr;

Quote quote(const char* vendor, const char* item, double quantity, double price,
            const char* currency = "CNY") {
    Quote q;
    q.vendor = vendor;
    q.item = item;
    q.quantity = quantity;
    q.unitPrice = price;
    q.currency = currency;
    q.validUntil = "2026-12-31";
    return q;
}

double yuanFor(const std::string& currency) {
    return currency == "USD" ? 7.0 : 1.0;
}

TEST(Offers, TaxIsTakenOutOrAddedSoThatBothCompare) {
    // 113 with 13 % tax in it is 100 and 13; 100 without it is the same.
    std::vector<Quote> quotes = {quote("A", "server", 2, 113), quote("B", "server", 2, 100)};
    quotes[0].taxRate = quotes[1].taxRate = 0.13;
    quotes[0].isTaxIncluded = true;
    const auto offers = normaliseOffers(quotes, {}, yuanFor);
    ASSERT_EQ(offers.size(), 2u);
    for (const Offer& offer : offers) {
        EXPECT_NEAR(offer.beforeTax, 200.0, 1e-9);
        EXPECT_NEAR(offer.total(), 226.0, 1e-9);
    }
}

TEST(Offers, CurrenciesAreConvertedAndRequiredQuantitiesCount) {
    const auto offers =
        normaliseOffers({quote("A", "server", 1, 10, "USD")}, {{"server", 3}, {"switch", 2}}, yuanFor);
    EXPECT_DOUBLE_EQ(offers.at(0).beforeTax, 3 * 10 * 7.0);
    EXPECT_THAT(offers.at(0).missingItems, testing::ElementsAre("switch")); // shown as missing, not as 0
    EXPECT_FALSE(offers.at(0).isComplete());
}

TEST(Offers, WorstLineSetsDeliveryWarrantyValidityAndOrigin) {
    std::vector<Quote> quotes = {quote("A", "server", 1, 1), quote("A", "switch", 1, 1)};
    quotes[0].leadWeeks = 4, quotes[1].leadWeeks = 9;
    quotes[0].warrantyMonths = 36, quotes[1].warrantyMonths = 12;
    quotes[1].validUntil = "2026-11-30";
    quotes[0].isDomestic = true;
    const Offer offer = normaliseOffers(quotes, {}, yuanFor).at(0);
    EXPECT_EQ(offer.leadWeeks, 9);
    EXPECT_EQ(offer.warrantyMonths, 12);
    EXPECT_EQ(offer.validUntil, "2026-11-30");
    EXPECT_FALSE(offer.isDomestic);
}

TEST(Offers, AnItemQuotedTwiceIsNamedWithBothPlaces) {
    std::vector<Quote> quotes = {quote("A", "server", 1, 1), quote("A", "server", 1, 2)};
    quotes[0].where = "offers.csv:2", quotes[1].where = "offers.csv:5";
    try {
        normaliseOffers(quotes, {}, yuanFor);
        FAIL() << "no error";
    } catch (const sim::Error& error) {
        EXPECT_EQ(error.where(), "offers.csv:5");
        EXPECT_THAT(error.message(), HasSubstr("offers.csv:2"));
    }
}

Scoring sampleScoring() {
    Scoring scoring;
    scoring.priceWeight = 40;
    scoring.domesticPreference = 0.2;
    scoring.criteria = {{{"Technical", "技术"}, 60, {{"A", 90}, {"B", 70}}, ""}};
    scoring.shares = {0.6, 0.4};
    return scoring;
}

TEST(OfferScores, FollowOrder87WithThePreference) {
    // A asks 100, B (domestic) 110 and is evaluated at 88: B has all 40 points of the price, A 40 x 88/100
    // = 35.2; with 0.6 x 90 and 0.6 x 70, A has 89.2 and B 82.
    Offer a{"A", 100, 0, 0, 0, "", false, {}, {}}, b{"B", 110, 0, 0, 0, "", true, {}, {}};
    const OfferScoring scored = scoreOffers(sampleScoring(), {a, b});
    ASSERT_EQ(scored.scores.size(), 2u);
    EXPECT_EQ(scored.scores[0].vendor, "A");
    EXPECT_NEAR(scored.scores[0].price, 35.2, 1e-12);
    EXPECT_NEAR(scored.scores[0].total, 89.2, 1e-12);
    EXPECT_NEAR(scored.scores[1].total, 82.0, 1e-12);
    EXPECT_NEAR(scored.scores[0].amount, 60.0, 1e-12);
    EXPECT_EQ(scored.scores[0].amountInWords, "陆拾元整");
}

TEST(OfferScores, OrderTurnsWhereTheWeightOfThePriceIsLargeEnough) {
    // At weight w: A 0.88 w + 0.9 (100 - w), B w + 0.7 (100 - w): equal where 0.12 w = 0.2 (100 - w), w
    // = 62.5.
    Offer a{"A", 100, 0, 0, 0, "", false, {}, {}}, b{"B", 110, 0, 0, 0, "", true, {}, {}};
    for (const WeightOrder& order : scoreOffers(sampleScoring(), {a, b}).orders)
        EXPECT_EQ(order.vendors.front(), order.priceWeight < 62.5 ? "A" : "B") << order.priceWeight;
}

TEST(OfferScores, IncompleteOffersHaveNoPoints) {
    Offer a{"A", 100, 0, 0, 0, "", false, {}, {}}, b{"B", 10, 0, 0, 0, "", true, {"switch"}, {}};
    const OfferScoring scored = scoreOffers(sampleScoring(), {a, b});
    EXPECT_EQ(scored.scores.size(), 1u);
    EXPECT_THAT(scored.incomplete, testing::ElementsAre("B"));
    EXPECT_NEAR(scored.scores[0].price, 40.0, 1e-12);
}

class QuoteFiles : public testing::Test {
  protected:
    void SetUp() override {
        folder_ = std::filesystem::temp_directory_path() / ("purser-quotes-" + std::to_string(::getpid()));
        std::filesystem::create_directories(folder_);
    }
    void TearDown() override { std::filesystem::remove_all(folder_); }
    std::vector<Quote> read(const std::string& name, const std::string& text) {
        std::ofstream(folder_ / name) << text;
        return readQuotes(folder_ / name);
    }
    std::string complaint(const std::string& name, const std::string& text) {
        try {
            read(name, text);
        } catch (const sim::Error& error) {
            return error.what();
        }
        return "";
    }

    std::filesystem::path folder_;
    const std::string head_ =
        "vendor,item,part,quantity,unit_price,currency,tax_rate,tax_included,lead_weeks,"
        "warranty_months,valid_until,domestic,note\n";
};

TEST_F(QuoteFiles, CsvAndYamlSayTheSame) {
    const auto csv = read("q.csv", head_ + "A,server,x8,2,1000,USD,0.13,no,6,36,2026-12-31,yes,\n");
    const auto yaml =
        read("q.yaml", "- {vendor: A, item: server, part: x8, quantity: 2, unit_price: 1000, currency: USD, "
                       "tax_rate: 0.13, tax_included: no, lead_weeks: 6, warranty_months: 36, "
                       "valid_until: 2026-12-31, domestic: yes}\n");
    ASSERT_EQ(csv.size(), 1u);
    ASSERT_EQ(yaml.size(), 1u);
    for (const auto& q : {csv[0], yaml[0]}) {
        EXPECT_EQ(q.vendor + q.item + q.part + q.currency + q.validUntil, "Aserverx8USD2026-12-31");
        EXPECT_EQ(q.quantity * q.unitPrice * q.leadWeeks * q.warrantyMonths * q.taxRate,
                  2 * 1000. * 6 * 36 * 0.13);
        EXPECT_TRUE(q.isDomestic);
        EXPECT_FALSE(q.isTaxIncluded);
    }
}

TEST_F(QuoteFiles, ErrorsNameFileRowAndColumn) {
    EXPECT_THAT(complaint("q.csv", head_ + "A,server,,2,ten,USD,0.13,no,6,36,2026-12-31,yes,\n"),
                testing::AllOf(HasSubstr("q.csv:2"), HasSubstr("unit_price: found 'ten'")));
    EXPECT_THAT(complaint("q.csv", head_ + "A,server,,2,1,USD,13,no,6,36,2026-12-31,yes,\n"),
                testing::AllOf(HasSubstr("q.csv:2"), HasSubstr("tax_rate: found '13'")));
    EXPECT_THAT(complaint("q.csv", head_ + "A,server,,2,1,USD,0.13,no,6,36,31.12.2026,yes,\n"),
                HasSubstr("valid_until"));
    EXPECT_THAT(complaint("q.yaml", "- {vendor: A, prize: 2}\n"), HasSubstr("unknown key 'prize'"));
    EXPECT_THAT(complaint("q.txt", ""), HasSubstr("expected .csv or .yaml"));
}

} // namespace
} // namespace scenario
