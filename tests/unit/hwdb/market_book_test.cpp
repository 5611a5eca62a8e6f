// SPDX-License-Identifier: Apache-2.0
// Purchases, operating costs and export rules: rows read strictly, prices per device, three-valued rules.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "hwdb/market_book.h"
#include "tests/unit/hwdb/pack_folder.h"

namespace {

using hwdbtest::errorOf;
using hwdbtest::PackFolder;
using testing::HasSubstr;
using Answer = hwdb::ExportFinding::Answer;

const hwdb::Catalogue& shipped() {
    static const auto catalogue = hwdb::Catalogue::build(":memory:", hwdb::Catalogue::packDirectory());
    return catalogue;
}
const auto Packs = hwdb::Catalogue::packDirectory();

TEST(Purchases, All106ObservationsAreThereAndClaimsStayMarked) {
    const auto all = hwdb::purchaseHistory(shipped(), "", Packs);
    EXPECT_EQ(all.size(), 106u);
    EXPECT_EQ(std::count_if(all.begin(), all.end(),
                            [](const auto& o) { return o.status.starts_with("seed claim"); }),
              8);
}

// A lot of 8 at 1,000,000 CNY is 125,000 each; a chip is quoted as it is; a rise in per cent prices nothing.
TEST(Purchases, PricePerDeviceFollowsTheLevel) {
    double lowest = 1e9;
    for (const auto& o : hwdb::purchaseHistory(shipped(), "h20 96g", Packs)) {
        if (o.item == "H20 8-GPU server" && o.date == "2025-01-01") {
            EXPECT_DOUBLE_EQ(o.lowPerDevice.value(), 125000.0);
            EXPECT_EQ(o.currency, "CNY");
        }
        if (o.level == "trend" || o.level == "premium") {
            EXPECT_FALSE(o.lowPerDevice) << o.item;
        }
        if (o.lowPerDevice) lowest = std::min(lowest, *o.lowPerDevice);
    }
    EXPECT_LT(lowest, 1e9);
}

TEST(OperatingCosts, All122RowsInOrderLowTypicalHigh) {
    const auto all = hwdb::operatingCosts("", Packs);
    EXPECT_EQ(all.size(), 122u);
    for (const auto& o : all) {
        EXPECT_FALSE(o.low && o.typical && *o.low > *o.typical) << o.category << ": " << o.item;
        EXPECT_FALSE(o.typical && o.high && *o.typical > *o.high) << o.category << ": " << o.item;
    }
    EXPECT_EQ(hwdb::operatingCosts("electricity", Packs).size(), 13u);
}

// The reference row of the pack of events: H20 2368, H100 and H800 15832 (FP8 rate x 8 bits).
TEST(ExportRules, TotalProcessingPerformanceAgreesWithThePublishedExamples) {
    EXPECT_NEAR(hwdb::exportFigures(shipped(), "h20-96gb").tpp.value(), 2368, 1);
    EXPECT_NEAR(hwdb::exportFigures(shipped(), "h100-sxm").tpp.value(), 15832, 15832 * 0.001);
    EXPECT_NEAR(hwdb::exportFigures(shipped(), "h800-sxm").tpp.value(), 15832, 15832 * 0.001);
}

std::vector<Answer> answers(const hwdb::ExportFigures& figures, std::string_view date) {
    std::vector<Answer> result;
    for (const auto& f : hwdb::exportFindings(figures, date, Packs))
        result.push_back(f.answer);
    return result;
}

// October 2022: 600 GB/s of links and TPP 4800 together. A800 had 400 GB/s and passed, A100 did not.
TEST(ExportRules, RulesOfTheirDatesOnly) {
    EXPECT_EQ(answers({4992, {}, 2039, 600}, "2023-01-01"), (std::vector{Answer::Applies}));
    EXPECT_EQ(answers({4992, {}, 2039, 400}, "2023-01-01"), (std::vector{Answer::DoesNotApply}));
    EXPECT_TRUE(answers({4992, {}, 2039, 600}, "2022-10-06").empty());
    EXPECT_EQ(answers({4992, {}, 2039, 400}, "2023-10-17").front(), Answer::Applies);
}

// TPP 2368 alone decides nothing under 3A090.a and .b: the density does, and nobody stated a die area.
TEST(ExportRules, AnUnknownFigureMakesTheAnswerUnknownOnlyWhereItDecides) {
    const auto findings = hwdb::exportFindings({2368, {}, 4000, 900}, "2024-06-01", Packs);
    ASSERT_EQ(findings.size(), 2u);
    for (const auto& f : findings) {
        EXPECT_EQ(f.answer, Answer::Unknown) << f.rule;
        EXPECT_EQ(f.unknownFigures, "density");
    }
    EXPECT_EQ(answers({1000, {}, 4000, 900}, "2024-06-01"),
              (std::vector{Answer::DoesNotApply, Answer::DoesNotApply}));
}

TEST(ExportRules, BadConditionIsNamed) {
    const PackFolder folder;
    folder.write("export_rules.csv", "from,to,jurisdiction,rule,condition,effect,source,status\n"
                                     "2022-01-01,,US,r,speed > 3,e,s,sourced\n");
    const auto error = errorOf([&] { hwdb::exportFindings({}, "2024-01-01", folder.packs()); });
    EXPECT_EQ(error.code(), sim::ErrorCode::BadInput);
    EXPECT_THAT(error.message(), HasSubstr("speed > 3"));
}

} // namespace
