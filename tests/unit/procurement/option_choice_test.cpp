// SPDX-License-Identifier: Apache-2.0
// Which option is best, and how sure that is.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "scenarios/procurement/option_choice.h"
#include "simulator/base/error.h"

namespace scenario {
namespace {

Result option(const char* name, const char* metric, double value, double low, double high,
              const char* unit = "USD") {
    Result r;
    r.name = name;
    r.metrics.push_back({metric, unit, {value, low, high, sim::Basis::Modelled}, {}});
    return r;
}

TEST(OptionChoice, LeastCostIsBestAndTheMarginIsThatToTheNext) {
    const auto choice =
        chooseOption({option("A", "cost_total", 120, 110, 130), option("B", "cost_total", 100, 95, 105),
                      option("C", "cost_total", 150, 140, 160)},
                     "");
    EXPECT_EQ(choice.criterion, "cost_total");
    EXPECT_THAT(choice.ranked, testing::ElementsAre(1u, 0u, 2u));
    EXPECT_NEAR(choice.margin.value(), 0.2, 1e-12);
    EXPECT_TRUE(choice.isClear); // 105 < 110
}

TEST(OptionChoice, MostOfAYieldIsBestAndMeetingIntervalsAreNotClear) {
    const auto choice =
        chooseOption({option("A", "npv", -5, -9, -1), option("B", "npv", -10, -12, -8)}, "npv");
    EXPECT_THAT(choice.ranked, testing::ElementsAre(0u, 1u));
    EXPECT_NEAR(choice.margin.value(), -1.0, 1e-12); // worse by as much as it is
    EXPECT_FALSE(choice.isClear);
}

TEST(OptionChoice, InfeasibleOptionsAreNeverRanked) {
    Result no = option("A", "cost_total", 1, 1, 1);
    no.isFeasible = false;
    no.infeasibleReason = "does not fit";
    const auto choice = chooseOption({no, option("B", "cost_total", 100, 95, 105)}, "");
    EXPECT_THAT(choice.ranked, testing::ElementsAre(1u));
    ASSERT_EQ(choice.excluded.size(), 1u);
    EXPECT_EQ(choice.excluded[0].second, "does not fit");
    EXPECT_FALSE(choice.margin.has_value());
}

TEST(OptionChoice, UnlikeCurrenciesAndUnknownCriteriaAreErrors) {
    EXPECT_THROW(
        chooseOption({option("A", "cost_total", 1, 1, 1), option("B", "cost_total", 1, 1, 1, "CNY")}, ""),
        sim::Error);
    EXPECT_THROW(chooseOption({option("A", "cost_total", 1, 1, 1)}, "beauty"), sim::Error);
}

} // namespace
} // namespace scenario
