// SPDX-License-Identifier: Apache-2.0
#include "simulator/economics/depreciation.h"

#include <numeric>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "simulator/base/error.h"
#include "tests/unit/economics/golden_cases.h"

namespace sim {
namespace {

double sumOf(const DepreciationSchedule& s) {
    return std::accumulate(s.begin(), s.end(), 0.0);
}

// F17: IRS Publication 946, table A-1, five-year property.
TEST(Depreciation, DecliningBalanceGivesTheMacrsTable) {
    using testing::DoubleNear;
    EXPECT_THAT(decliningBalance(5),
                testing::ElementsAre(DoubleNear(0.2, 1e-15), DoubleNear(0.32, 1e-15),
                                     DoubleNear(0.192, 1e-15), DoubleNear(0.1152, 1e-15),
                                     DoubleNear(0.1152, 1e-15), DoubleNear(0.0576, 1e-15)));
    EXPECT_DOUBLE_EQ(macrsFiveYear()[3], 0.1152);
}

// The same publication for seven-year property, to its two digits of a
// percent: 14.29 24.49 17.49 12.49 8.93 8.92 8.93 4.46.
TEST(Depreciation, DecliningBalanceGivesTheSevenYearTable) {
    const auto shares = decliningBalance(7);
    const std::vector<double> table = {0.1429, 0.2449, 0.1749, 0.1249, 0.0893, 0.0892, 0.0893, 0.0446};
    ASSERT_EQ(shares.size(), table.size());
    for (std::size_t i = 0; i < table.size(); ++i)
        EXPECT_NEAR(shares[i], table[i], 1.01e-4);
}

TEST(Depreciation, EverySharesAddUpToTheCostLessSalvage) {
    for (const int years : {1, 3, 5, 7, 10, 15})
        EXPECT_NEAR(sumOf(decliningBalance(years)), 1.0, 1e-12) << years;
    EXPECT_NEAR(sumOf(straightLine(4, 0.1)), 0.9, 1e-12);
    EXPECT_NEAR(sumOf(chinaElectronics()), 0.95, 1e-12);
    EXPECT_NEAR(sumOf(withBonus(0.4, macrsFiveYear())), 1.0, 1e-12);
    EXPECT_THAT(withBonus(1.0, macrsFiveYear()), testing::ElementsAre(1.0));
}

// Case C of the study.
TEST(Depreciation, PresentValuesOfTheGoldenSchedules) {
    const auto golden = goldenCase("C_lcoc_after_tax");
    auto fiveYears = macrsFiveYear();
    fiveYears.resize(5);
    expectGolden(presentValueOf({1.0}, 0.1), golden["us21_bonus100"]["pv_dep"]);
    expectGolden(presentValueOf(fiveYears, 0.1), golden["us21_macrs5_5yrs"]["pv_dep"]);
    expectGolden(presentValueOf(straightLine(5), 0.1), golden["us21_SL5"]["pv_dep"]);
    expectGolden(presentValueOf(chinaElectronics(), 0.1), golden["cn25_SL3_5pct_salvage"]["pv_dep"]);
}

TEST(Depreciation, ImpossibleLivesAreSaid) {
    EXPECT_THROW(straightLine(0), Error);
    EXPECT_THROW(straightLine(-3), Error);
    EXPECT_THROW(straightLine(3, 1.2), Error);
    EXPECT_THROW(chinaElectronics(2), Error);
    EXPECT_THROW(withBonus(1.5, {}), Error);
    EXPECT_THROW(depreciationNamed("sum_of_digits", 5), Error);
}

} // namespace
} // namespace sim
