// SPDX-License-Identifier: Apache-2.0
// Shipped cases are answered as their scenarios are.
#include <filesystem>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "scenarios/procurement/procurement_answer.h"

namespace scenario {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

const fs::path Gallery = PURSER_SOURCE_DIR "/scenarios/gallery";

class ProcurementAnswers : public testing::Test {
  protected:
    static ProcurementAnswer answer(const char* file) {
        static const hwdb::Catalogue catalogue =
            hwdb::Catalogue::build(":memory:", hwdb::Catalogue::packDirectory());
        return answerProcurement(readProcurementCase(Gallery / "procurement" / file), catalogue);
    }
};

TEST_F(ProcurementAnswers, AcceptanceThresholdsAreTheWorseEndOfTheInterval) {
    const ProcurementAnswer a = answer("pretraining-rented.yaml");
    ASSERT_NE(a.best(), nullptr);
    for (const AcceptanceThreshold& t : a.acceptance) {
        if (!t.predicted) continue;
        const auto& e = a.best()->metric(t.test.metric)->estimate;
        EXPECT_EQ(t.threshold, t.test.metric == "step_time" ? e.high : e.low) << t.test.metric;
        EXPECT_NEAR(t.tolerance, t.threshold / e.value - 1.0, 1e-15);
    }
    EXPECT_EQ(a.choice.criterion, "cost_total");
    EXPECT_EQ(a.results.size(), 4u);
}

TEST_F(ProcurementAnswers, ServingOptionsStandAtEqualServiceLevel) {
    // Each fleet carries the whole demand within the target, and is no larger than the search says it must
    // be.
    const ProcurementAnswer a = answer("deepseek-r1-serving.yaml");
    ASSERT_EQ(a.results.size(), 6u);
    for (const Result& r : a.results) {
        EXPECT_GE(r.metric("slo_attainment")->estimate.value, 0.9) << r.name;
        EXPECT_NEAR(r.metric("request_rate")->estimate.value, 20, 2) << r.name;
        for (const ResolvedInput& input : r.inputs)
            if (input.key == "cluster.count") {
                EXPECT_EQ(std::stod(input.text), r.metric("gpus_required")->estimate.value) << r.name;
            }
    }
}

TEST_F(ProcurementAnswers, PaymentsSumToTheAward) {
    const ProcurementAnswer a = answer("server-tender.yaml");
    ASSERT_FALSE(a.scoring.scores.empty());
    double paid = 0.0;
    for (const Payment& p : a.payments)
        paid += p.amount.value();
    EXPECT_NEAR(paid, a.scoring.scores.front().amount, 1e-6);
    EXPECT_THAT(a.scoring.incomplete, testing::ElementsAre("丙公司"));
    EXPECT_THAT(a.warnings, testing::Contains(HasSubstr("before the decision on 2026-12-28")));
}

TEST_F(ProcurementAnswers, AtTheFlipPriceTheNextOptionIsAsGood) {
    // Two rents of one simulated run: the cheaper one is as good as the other at the other's rent.
    ProcurementCase c = readProcurementCase(Gallery / "procurement" / "pretraining-rented.yaml");
    c.acceptance.clear();
    c.options.resize(2);
    for (OptionRequest& option : c.options)
        option.file = Gallery / "deepseek-v3-pretraining-h800.yaml";
    c.options[0].overrides = {"economics.rental.price=2 USD/GPU-hour"};
    c.options[1].overrides = {"economics.rental.price=2.6 USD/GPU-hour"};
    const ProcurementAnswer a =
        answerProcurement(c, hwdb::Catalogue::build(":memory:", hwdb::Catalogue::packDirectory()));
    ASSERT_TRUE(a.flip.has_value());
    EXPECT_NEAR(a.flip->now, 2.0, 1e-12);
    EXPECT_NEAR(a.flip->flip, 2.6, 1e-9);
    EXPECT_NEAR(a.choice.margin.value(), 0.3, 1e-9);
    EXPECT_THAT(a.differingInputs, testing::ElementsAre("economics.rental.price"));
}

} // namespace
} // namespace scenario
