// SPDX-License-Identifier: Apache-2.0
// The front against the comparison of every pair.
#include "simulator/planning/pareto_front.h"

#include <cmath>
#include <cstdint>

#include <gtest/gtest.h>

#include "simulator/base/random.h"

namespace {

using Points = std::vector<std::vector<double>>;

TEST(ParetoFront, KeepsWhatNothingBeatsAndEqualPointsTogether) {
    // (2, 2) is beaten by (1, 2); the two (1, 2) do not beat each other.
    EXPECT_EQ(sim::paretoFront({{2, 2}, {1, 2}, {3, 1}, {1, 2}}), (std::vector<std::size_t>{1, 2, 3}));
    EXPECT_TRUE(sim::paretoFront({}).empty());
}

TEST(ParetoFront, IsThatOfEveryPairCompared) {
    const sim::Random random(7, sim::RandomStream::Sweeps);
    for (std::uint32_t round = 0; round < 20; ++round) {
        Points points(100, std::vector<double>(2 + round % 3));
        for (std::uint32_t i = 0; i < points.size(); ++i)
            for (std::uint32_t c = 0; c < points[i].size(); ++c)
                points[i][c] = std::floor(10 * random.uniform(round, i, c)); // few values: many ties
        std::vector<std::size_t> expected;
        for (std::size_t i = 0; i < points.size(); ++i) {
            bool isBeaten = false;
            for (const auto& other : points) {
                bool isNowhereLarger = true;
                for (std::size_t c = 0; c < other.size(); ++c)
                    isNowhereLarger = isNowhereLarger && other[c] <= points[i][c];
                isBeaten = isBeaten || (isNowhereLarger && other != points[i]);
            }
            if (!isBeaten) expected.push_back(i);
        }
        EXPECT_EQ(sim::paretoFront(points), expected);
    }
}

} // namespace
