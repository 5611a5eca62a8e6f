// SPDX-License-Identifier: Apache-2.0
// Random numbers: published vectors of the generator, hand values of the distribution, addressing.
#include "simulator/base/random.h"

#include <cmath>

#include <gtest/gtest.h>

namespace sim {
namespace {

using Block = std::array<std::uint32_t, 4>;

TEST(Philox, AgreesWithTheKnownAnswersOfItsAuthors) {
    // kat_vectors of the Random123 distribution, philox4x32 with 10 rounds: counter and key of all zeros, of
    // all ones, and of the digits of pi.
    EXPECT_EQ(philox4x32({0, 0, 0, 0}, {0, 0}), (Block{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}));
    constexpr std::uint32_t ones = 0xffffffff;
    EXPECT_EQ(philox4x32({ones, ones, ones, ones}, {ones, ones}),
              (Block{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}));
    EXPECT_EQ(philox4x32({0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, {0xa4093822, 0x299f31d0}),
              (Block{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}));
}

TEST(InverseNormal, AgreesWithTabulatedQuantiles) {
    EXPECT_EQ(inverseNormal(0.5), 0.0);
    EXPECT_NEAR(inverseNormal(0.975), 1.959963984540054, 1e-15); // the 95 % interval
    EXPECT_NEAR(inverseNormal(0.9), 1.2815515655446004, 1e-15);  // the p90 of every Estimate
    EXPECT_NEAR(inverseNormal(1e-10), -6.361340902404056, 1e-14);
}

TEST(InverseNormal, IsTheInverseInAllThreeRegions) {
    // Phi(x) = erfc(-x / sqrt 2) / 2. The regions of AS241 meet at p = 0.075 and at sqrt(-log p) = 5, p
    // = 1.4e-11.
    for (const double p : {0.5, 0.3, 0.0751, 0.0749, 1e-3, 2e-11, 1e-11, 1e-50, 1e-300}) {
        const double back = 0.5 * std::erfc(-inverseNormal(p) / std::sqrt(2.0));
        // d ln Phi / dx grows like |x|: at 1e-300 (x = -37) one ulp of x is 37 * 37 ulp of Phi.
        EXPECT_NEAR(back / p, 1.0, 1e-12) << p;
    }
}

TEST(InverseNormal, IsOddAboutOneHalf) {
    for (const double p : {0.25, 0.0625, 0x1p-20}) // 1 - p is exact for these
        EXPECT_DOUBLE_EQ(inverseNormal(p), -inverseNormal(1.0 - p));
}

TEST(Random, ADrawDependsOnItsAddressAlone) {
    const Random random(42, RandomStream::ExpertLoad);
    const double first = random.uniform(7, 8, 9);
    random.uniform(1);
    EXPECT_EQ(random.uniform(7, 8, 9), first);
    EXPECT_EQ(Random(42, RandomStream::ExpertLoad).uniform(7, 8, 9), first);
}

TEST(Random, SeedStreamAndEveryIndexMatter) {
    const double first = Random(42, RandomStream::ExpertLoad).uniform(7, 8, 9);
    EXPECT_NE(Random(43, RandomStream::ExpertLoad).uniform(7, 8, 9), first);
    EXPECT_NE(Random(42 + (1ULL << 32), RandomStream::ExpertLoad).uniform(7, 8, 9), first);
    EXPECT_NE(Random(42, RandomStream::Routing).uniform(7, 8, 9), first);
    EXPECT_NE(Random(42, RandomStream::ExpertLoad).uniform(8, 8, 9), first);
    EXPECT_NE(Random(42, RandomStream::ExpertLoad).uniform(7, 9, 9), first);
    EXPECT_NE(Random(42, RandomStream::ExpertLoad).uniform(7, 8, 10), first);
}

TEST(Random, UniformTakesTheFirstTwoWordsOfTheBlock) {
    // Seed 0, address 0, stream 1: the block of counter {0, 0, 0, 1}; 52 bits are 32 of the first word and 20
    // of the second, centred in their cell.
    const Block block = philox4x32({0, 0, 0, 1}, {0, 0});
    const double expected =
        (static_cast<double>(block[0]) * 0x1p20 + static_cast<double>(block[1] >> 12) + 0.5) * 0x1p-52;
    EXPECT_EQ(Random(0, RandomStream::ExpertLoad).uniform(0), expected);
}

TEST(Random, MomentsAreThoseOfTheDistribution) {
    constexpr std::uint32_t n = 100'000;
    const Random random(1, RandomStream::Prices);
    double sum = 0.0, squares = 0.0, normals = 0.0, normalSquares = 0.0;
    for (std::uint32_t i = 0; i < n; ++i) {
        const double u = random.uniform(i);
        ASSERT_GT(u, 0.0);
        ASSERT_LT(u, 1.0);
        const double z = random.normal(i, 1);
        sum += u;
        squares += u * u;
        normals += z;
        normalSquares += z * z;
    }
    // Standard errors: mean of u sqrt(1/12/n) = 9.1e-4, of u^2 sqrt(4/45/n) = 9.4e-4, of z sqrt(1/n)
    // = 3.2e-3, of z^2 sqrt(2/n) = 4.5e-3; four of each.
    EXPECT_NEAR(sum / n, 0.5, 3.7e-3);
    EXPECT_NEAR(squares / n, 1.0 / 3.0, 3.8e-3);
    EXPECT_NEAR(normals / n, 0.0, 1.3e-2);
    EXPECT_NEAR(normalSquares / n, 1.0, 1.8e-2);
}

} // namespace
} // namespace sim
