// SPDX-License-Identifier: Apache-2.0
// Cases are read strictly.
#include <filesystem>
#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "scenarios/procurement/procurement_case.h"
#include "simulator/base/error.h"

namespace scenario {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

const fs::path Gallery = PURSER_SOURCE_DIR "/scenarios/gallery";

class ProcurementCases : public testing::Test {
  protected:
    void SetUp() override {
        folder_ = fs::temp_directory_path() / ("purser-case-" + std::to_string(::getpid()));
        fs::create_directories(folder_);
        fs::copy_file(Gallery / "money-s01-rental-price-fall.yaml", folder_ / "fleet.yaml",
                      fs::copy_options::overwrite_existing);
    }
    void TearDown() override { fs::remove_all(folder_); }
    ProcurementCase read(const std::string& body) {
        std::ofstream(folder_ / "case.yaml") << "purser: 1\nprocurement:\n  name: N\n" << body;
        return readProcurementCase(folder_ / "case.yaml");
    }
    std::string complaint(const std::string& body) {
        try {
            read(body);
        } catch (const sim::Error& error) {
            EXPECT_EQ(error.code(), sim::ErrorCode::BadInput);
            return error.what();
        }
        return "no complaint";
    }

    fs::path folder_;
    const std::string options_ = "  options: [{scenario: fleet.yaml}]\n";
};

TEST_F(ProcurementCases, MistakesNameLineColumnKeyAndRemedy) {
    EXPECT_THAT(
        complaint("  option: []\n"),
        testing::AllOf(HasSubstr("case.yaml:4:3"), HasSubstr("procurement.option"), HasSubstr("'options'")));
    EXPECT_THAT(complaint("  options: [{scenario: none.yaml}]\n"), HasSubstr("there is no file 'none.yaml'"));
    EXPECT_THAT(complaint(options_ + "  decide_by: soon\n"), HasSubstr("expected a date"));
    EXPECT_THAT(complaint(options_ + "  profile: glossy\n"), HasSubstr("expected procurement, bid"));
    EXPECT_THAT(complaint(options_ + "  milestones: [{trigger: a, share: 60 %, week: 0}]\n"),
                HasSubstr("the shares sum to 60 %"));
    EXPECT_THAT(complaint(options_ + "  acceptance: [{test: a}]\n"), HasSubstr("either a metric"));
    EXPECT_THAT(complaint(options_ + "  scoring: {price_weight: 40}\n"), HasSubstr("no quotes to score"));
    EXPECT_THAT(complaint(""), HasSubstr("expected at least one option"));
}

TEST_F(ProcurementCases, WeightsThatDoNotSumToAHundredAreAnError) {
    std::ofstream(folder_ / "q.csv")
        << "vendor,item,part,quantity,unit_price,currency,tax_rate,tax_included,lead_weeks,"
           "warranty_months,valid_until,domestic,note\n"
           "A,server,,1,10,USD,0,no,1,1,2027-01-01,no,\n";
    const std::string body =
        options_ + "  quotes: q.csv\n  scoring: {price_weight: 40, criteria: [{name: t, weight: 50, ";
    EXPECT_THAT(complaint(body + "scores: {A: 1}}]}\n"), HasSubstr("the weights sum to 90"));
    EXPECT_THAT(complaint(body + "scores: {B: 1}}]}\n"), HasSubstr("no quote is from 'B'"));
}

TEST_F(ProcurementCases, TextsInTwoLanguagesOrInOne) {
    const auto c = read(options_ + "  reason: {en: because, zh: 因为}\n  decision: buy\n");
    EXPECT_EQ(c.reason.in(true), "因为");
    EXPECT_EQ(c.decision.in(true), "buy");
}

} // namespace
} // namespace scenario
