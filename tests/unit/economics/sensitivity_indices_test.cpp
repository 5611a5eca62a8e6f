// SPDX-License-Identifier: Apache-2.0
#include "simulator/economics/sensitivity_indices.h"

#include <cmath>
#include <numbers>
#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "simulator/base/error.h"

namespace sim {
namespace {

using testing::ElementsAre;

// Study 8.8: the first points in three dimensions.
TEST(SobolSequence, FirstPoints) {
    SobolSequence sequence(3);
    EXPECT_THAT(sequence.next(), ElementsAre(0.5, 0.5, 0.5));
    EXPECT_THAT(sequence.next(), ElementsAre(0.75, 0.25, 0.25));
}

// In every dimension the first 2^k - 1 points and zero fall one into each of 2^k intervals.
TEST(SobolSequence, EveryDimensionIsEvenlyStratified) {
    SobolSequence sequence(SobolSequence::MostDimensions);
    std::vector<std::set<int>> cells(SobolSequence::MostDimensions, std::set<int>{0});
    for (int i = 1; i < 1024; ++i) {
        const auto& point = sequence.next();
        for (std::size_t d = 0; d < point.size(); ++d)
            cells[d].insert(static_cast<int>(point[d] * 1024));
    }
    for (const auto& cell : cells)
        EXPECT_EQ(cell.size(), 1024U);
    EXPECT_THROW(SobolSequence(22), Error);
    EXPECT_THROW(SobolSequence(0), Error);
}

// Study 8.8: Ishigami, a = 7, b = 0.1: variance 13.844588, first 0.313905 / 0.442411 / 0, total 0.557589 /
// 0.442411 / 0.243684.
TEST(SobolIndices, OfIshigamisFunction) {
    const auto angle = uniformBetween(-std::numbers::pi, std::numbers::pi);
    const auto result = sobolIndices(
        {{"x1", angle}, {"x2", angle}, {"x3", angle}},
        [](std::span<const double> x) {
            return std::sin(x[0]) + 7 * std::pow(std::sin(x[1]), 2) +
                   0.1 * std::pow(x[2], 4) * std::sin(x[0]);
        },
        8192);
    EXPECT_NEAR(result.variance, 13.844588, 0.02);
    const std::vector<double> first = {0.313905, 0.442411, 0.0}, total = {0.557589, 0.442411, 0.243684};
    for (std::size_t i = 0; i < 3; ++i) {
        EXPECT_NEAR(result.indices[i].first, first[i], 0.005) << i;
        EXPECT_NEAR(result.indices[i].total, total[i], 0.005) << i;
        EXPECT_LE(result.indices[i].firstLow, first[i] + 0.005);
        EXPECT_GE(result.indices[i].totalHigh, total[i] - 0.005);
    }
    EXPECT_EQ(result.evaluations, 8192U * 5);
}

// A sum of independent inputs: shares are those of the variances, 1 : 4, and first and total are one.
TEST(SobolIndices, OfASumAreTheSharesOfTheVariances) {
    const auto result = sobolIndices(
        {{"small", uniformBetween(0, 1)}, {"large", uniformBetween(0, 2)}},
        [](std::span<const double> x) { return x[0] + x[1]; }, 4096);
    EXPECT_NEAR(result.indices[0].first, 0.2, 0.01);
    EXPECT_NEAR(result.indices[1].total, 0.8, 0.01);
}

TEST(SobolIndices, AnAnswerThatDoesNotVaryIsSaid) {
    EXPECT_THROW(sobolIndices(
                     {{"x", uniformBetween(0, 1)}}, [](std::span<const double>) { return 1.0; }, 64),
                 Error);
    EXPECT_THROW(sobolIndices(
                     {}, [](std::span<const double>) { return 1.0; }, 64),
                 Error);
    EXPECT_THROW(sobolIndices(
                     std::vector<UncertainInput>(11, {"x", uniformBetween(0, 1)}),
                     [](std::span<const double> x) { return x[0]; }, 64),
                 Error);
}

TEST(Tornado, LongestBarFirst) {
    const auto bars = tornado({{"a", uniformBetween(0, 1)}, {"b", uniformBetween(0, 10)}},
                              [](std::span<const double> x) { return x[0] - x[1]; });
    EXPECT_EQ(bars[0].name, "b");
    EXPECT_NEAR(bars[0].low, 0.5 - 1, 1e-12);
    EXPECT_NEAR(bars[0].high, 0.5 - 9, 1e-12);
    EXPECT_NEAR(bars[1].swing(), 0.8, 1e-12);
}

// Triangle 0.5, 1.1, 1.8: the mode has probability 0.6 / 1.3; the median of a symmetric one is its middle.
TEST(Distributions, QuantilesByHand) {
    EXPECT_NEAR(triangular(0.5, 1.1, 1.8)(0.6 / 1.3), 1.1, 1e-12);
    EXPECT_NEAR(triangular(0, 1, 2)(0.5), 1.0, 1e-12);
    EXPECT_NEAR(logNormal(2, 3)(0.9), 3, 1e-12);
    EXPECT_NEAR(logNormal(2, 3)(0.1), 4.0 / 3, 1e-12);
    EXPECT_THROW(triangular(2, 1, 3), Error);
    EXPECT_THROW(logNormal(2, 1), Error);
}

} // namespace
} // namespace sim
