// SPDX-License-Identifier: Apache-2.0
#include "simulator/economics/performance_curve.h"

#include <gtest/gtest.h>

#include "simulator/base/error.h"

namespace sim {
namespace {

// Study 8.6.
TEST(PerformanceCurve, SteffenSlopesOfThePublishedTests) {
    EXPECT_DOUBLE_EQ(steffenSlopes({0, 1, 2}, {0, 1, 4})[1], 2.0);
    EXPECT_EQ(steffenSlopes({0, 1, 2}, {0, 1, 0})[1], 0.0) << "neighbours of opposite sign";
}

TEST(PerformanceCurve, KeepsTheParetoFrontAndNeverLeavesIt) {
    const PerformanceCurve curve({{10, 800}, {15, 100}, {20, 700}, {30, 300}});
    ASSERT_EQ(curve.front().size(), 3U);
    EXPECT_EQ(*curve.throughputAt(10), 800);
    EXPECT_EQ(*curve.throughputAt(20), 700);
    EXPECT_EQ(*curve.throughputAt(30), 300);
    EXPECT_FALSE(curve.throughputAt(9.9));
    EXPECT_FALSE(curve.throughputAt(30.1));
}

// Between falling points the curve falls.
TEST(PerformanceCurve, IsMonotone) {
    const PerformanceCurve curve({{5, 1000}, {10, 990}, {20, 300}, {40, 290}, {80, 10}});
    double before = 1e9;
    for (double x = 5; x <= 80; x += 0.25) {
        const double y = *curve.throughputAt(x);
        EXPECT_LE(y, before + 1e-9) << x;
        before = y;
    }
    EXPECT_EQ(*PerformanceCurve({{5, 7}}).throughputAt(5), 7);
    EXPECT_THROW(PerformanceCurve({}), Error);
}

} // namespace
} // namespace sim
