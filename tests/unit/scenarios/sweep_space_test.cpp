// SPDX-License-Identifier: Apache-2.0
// The points of a sweep by hand, and the messages that bad axes get.
#include <cmath>
#include <set>
#include <string>

#include <gtest/gtest.h>

#include "scenarios/sweep_runner.h"
#include "scenarios/sweep_space.h"
#include "simulator/base/error.h"

namespace {

using scenario::readSweepText;

constexpr const char* Scenario = "purser: 1\n"
                                 "cluster: {device: h800-sxm, count: 2048}\n"
                                 "model: deepseek-v3\n"
                                 "workload:\n"
                                 "  training:\n"
                                 "    tokens: 1e12 tokens\n"
                                 "    sequence_length: 4096 tokens\n"
                                 "    global_batch: 15360 sequences\n"
                                 "    layout: {pipeline: 16, expert: 64, data: 128}\n"
                                 "    kernels: {trace: deepseek-v3-train-h800}\n";
constexpr const char *Device = "cluster.device", *Price = "economics.rental.price";

scenario::SweepSpace spaceOf(const std::string& sweep) {
    return readSweepText(Scenario + ("sweep:\n" + sweep), "s.yaml");
}
std::string at(const scenario::SweepSpace& space, std::uint64_t k, const char* key) {
    return space.at(k).text(key);
}
/// The message of a sweep section that is refused.
std::string refusal(const std::string& sweep) {
    try {
        spaceOf(sweep);
    } catch (const sim::Error& error) {
        EXPECT_EQ(error.code(), sim::ErrorCode::BadInput);
        return error.what();
    }
    return "accepted";
}

TEST(SweepSpace, LastAxisOfAProductVariesFastest) {
    const auto space =
        spaceOf("  cluster.device: [h800-sxm, h20-96gb]\n"
                "  economics.rental.price: [1 USD/GPU-hour, 2 USD/GPU-hour, 3 USD/GPU-hour]\n");
    ASSERT_EQ(space.count(), 6u); // 2 x 3
    EXPECT_EQ(at(space, 1, Device), "h800-sxm");
    EXPECT_EQ(at(space, 1, Price), "2 USD/GPU-hour");
    EXPECT_EQ(at(space, 3, Device), "h20-96gb"); // 3 = 1 * 3 + 0
    EXPECT_EQ(at(space, 3, Price), "1 USD/GPU-hour");
}

TEST(SweepSpace, LinearRangeHasBothEndsAndEvenSteps) {
    const auto space =
        spaceOf("  economics.rental.price: {from: 1 USD/GPU-hour, to: 3 USD/GPU-hour, steps: 5}\n");
    ASSERT_EQ(space.count(), 5u);
    EXPECT_EQ(at(space, 0, Price), "1 USD/GPU-hour");
    EXPECT_EQ(at(space, 1, Price), "1.5 USD/GPU-hour"); // 1 + 2 / 4
    EXPECT_EQ(at(space, 4, Price), "3 USD/GPU-hour");
}

TEST(SweepSpace, LogRangeMultipliesByOneFactor) {
    const auto space = spaceOf(
        "  economics.rental.price: {from: 1 USD/GPU-hour, to: 16 USD/GPU-hour, steps: 5, scale: log}\n");
    for (std::uint64_t k = 0; k < 5; ++k) // 16^(1/4) = 2
        EXPECT_NEAR(space.at(k).number(Price) / space.at(0).number(Price), std::pow(2.0, k), 1e-12);
}

TEST(SweepSpace, ZippedAxesStepTogether) {
    const auto space = spaceOf("  zip:\n"
                               "    - cluster.device: [h800-sxm, h20-96gb]\n"
                               "      economics.rental.price: [1 USD/GPU-hour, 2 USD/GPU-hour]\n");
    ASSERT_EQ(space.count(), 2u);
    EXPECT_EQ(at(space, 1, Device), "h20-96gb");
    EXPECT_EQ(at(space, 1, Price), "2 USD/GPU-hour");
}

TEST(SweepSpace, NamedCasesLeaveWhatTheyDoNotNameAsItIs) {
    const auto space = spaceOf("  cases:\n"
                               "    dear: {economics.rental.price: 9 USD/GPU-hour}\n"
                               "    other device: {cluster.device: h20-96gb}\n");
    ASSERT_EQ(space.count(), 2u);
    EXPECT_EQ(at(space, 0, Device), "h800-sxm");
    EXPECT_EQ(at(space, 0, Price), "9 USD/GPU-hour");
    EXPECT_EQ(at(space, 1, Device), "h20-96gb");
    EXPECT_EQ(space.settings(1).front(), (std::pair<std::string, std::string>("case", "other device")));
}

TEST(SweepSpace, ConstraintComparesProducts) {
    const auto space =
        spaceOf("  workload.training.layout.pipeline: [8, 16]\n"
                "  where: workload.training.layout.pipeline * workload.training.layout.data >= 2048\n");
    EXPECT_FALSE(space.isAllowed(space.at(0))); // 8 * 128 = 1024
    EXPECT_TRUE(space.isAllowed(space.at(1)));  // 16 * 128 = 2048
}

TEST(SweepSpace, DistributionDrawsStayInBoundsAndRepeat) {
    const std::string text =
        "  economics.rental.price: {uniform: [1 USD/GPU-hour, 2 USD/GPU-hour], samples: 1000}\n";
    const auto space = spaceOf(text), again = spaceOf(text);
    double sum = 0.0;
    for (std::uint64_t k = 0; k < 1000; ++k) {
        EXPECT_EQ(at(space, k, Price), at(again, k, Price));
        sum += space.at(k).number(Price);
    }
    // Mean of 1,000 draws of U(1, 2): 1.5 with a standard error of sqrt(1/12/1000) = 0.009; five of them.
    EXPECT_NEAR(sum / 1000.0, 1.5, 0.046);
}

TEST(SweepSpace, TenMillionPointsAreReachedByNumberAlone) {
    const auto space =
        spaceOf("  economics.rental.price: {from: 1 USD/GPU-hour, to: 2 USD/GPU-hour, steps: 10000}\n"
                "  workload.training.tokens: {from: 1e12 tokens, to: 2e12 tokens, steps: 1000}\n");
    ASSERT_EQ(space.count(), 10'000'000u);
    EXPECT_EQ(at(space, 9'999'999, Price), "2 USD/GPU-hour");
    EXPECT_DOUBLE_EQ(space.at(9'999'999).number("workload.training.tokens"), 2e12);
}

TEST(SweepSpace, BadAxesAreRefusedWithTheirPlace) {
    // The sweep section begins at line 11 of the text, its first axis at line 12.
    EXPECT_EQ(refusal("  cluster.devize: [h800-sxm]\n").substr(0, 12), "s.yaml:12:3:");
    EXPECT_NE(refusal("  cluster.count: [8, many]\n").find("s.yaml:12:22: cluster.count: found 'many'"),
              std::string::npos);
    EXPECT_NE(refusal("  economics.rental.price: {from: 1 USD/GPU-hour, steps: 3}\n").find("'to' is missing"),
              std::string::npos);
    EXPECT_NE(refusal("  cluster.count: []\n").find("at least one entry"), std::string::npos);
    EXPECT_NE(
        refusal("  zip:\n    - {cluster.count: [1, 2], cluster.device: [h800-sxm]}\n").find("one length"),
        std::string::npos);
    EXPECT_NE(refusal("  cluster.count: [1]\n  where: cluster.count\n").find("a comparison"),
              std::string::npos);
    EXPECT_NE(refusal("  cluster.count: [1]\n  zip:\n    - {cluster.count: [1]}\n").find("swept twice"),
              std::string::npos);
    EXPECT_NE(refusal("  where: cluster.count > 1\n").find("no axis"), std::string::npos);
}

TEST(SweepSpace, HashChangesWithAPriceAndWithAnAxis) {
    const std::string one = spaceOf("  cluster.count: [1, 2]\n").hash();
    EXPECT_EQ(one, spaceOf("  cluster.count: [1, 2]\n").hash());
    EXPECT_NE(one, spaceOf("  cluster.count: [1, 3]\n").hash());
    EXPECT_NE(one, readSweepText(Scenario + std::string("sweep:\n  cluster.count: [1, 2]\n"), "s.yaml",
                                 {"economics.rental.price=7 USD/GPU-hour"})
                       .hash());
}

TEST(ShardRange, ShardsDivideThePointsWithoutGapOrOverlap) {
    for (const std::uint64_t count : {0u, 1u, 7u, 10u, 1000u})
        for (const std::uint64_t shards : {1u, 2u, 3u, 7u, 40u}) {
            std::uint64_t expected = 0;
            for (std::uint64_t i = 0; i < shards; ++i) {
                const auto range = scenario::shardRange(count, i, shards);
                EXPECT_EQ(range.first, expected);
                EXPECT_LE(range.last - range.first, count / shards + 1); // as even as can be
                expected = range.last;
            }
            EXPECT_EQ(expected, count);
        }
}

} // namespace
