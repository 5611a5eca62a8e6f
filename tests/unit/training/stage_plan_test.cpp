// SPDX-License-Identifier: Apache-2.0
#include "simulator/training/stage_plan.h"

#include <gtest/gtest.h>

#include "hwdb/catalogue.h"
#include "simulator/base/error.h"

namespace {

const sim::ModelSpec& model() {
    static const auto m =
        hwdb::Catalogue::build(":memory:", PURSER_SOURCE_DIR "/hwdb/data").model("DeepSeek-V3");
    return m;
}

// 61 layers and one MTP module on 16 stages: 62 = 14 x 4 + 2 x 3; the last stage (head) and the first
// (embedding) hold three.
TEST(StagePlan, EvenDivisionLeavesTheEndsWithFewerBlocks) {
    const auto plan = sim::planStages(model(), 16);
    ASSERT_EQ(plan.size(), 16U);
    using enum sim::Block;
    EXPECT_EQ(plan.front().blocks, (std::vector{Dense, Dense, Dense}));
    EXPECT_TRUE(plan.front().hasEmbedding);
    EXPECT_EQ(plan[7].blocks, (std::vector{Moe, Moe, Moe, Moe}));
    EXPECT_EQ(plan.back().blocks, (std::vector{Moe, Moe, Mtp}));
    EXPECT_TRUE(plan.back().hasHead);
    EXPECT_FALSE(plan[14].hasHead);
}

// Parameters of all stages, experts times the group, are the model's 671.0 B and the MTP module: attention,
// MoE block and projection, 11.6 B (embedding and head are shared with the main model).
TEST(StagePlan, StageParametersAddUpToTheModel) {
    double sum = 0;
    for (const auto& stage : sim::planStages(model(), 16)) {
        const auto p = sim::stageParameters(stage, model(), 64);
        sum += p.replicated + 64 * p.experts;
    }
    const double mtp = sim::attentionParameters(model()) + sim::moeSharedParameters(model()) +
                       256 * sim::expertParameters(model()) + sim::mtpExtraParameters(model());
    EXPECT_NEAR(sum, sim::totalParameters(model()) + mtp, 1.0);
}

TEST(StagePlan, GivenCountsMustAddUp) {
    EXPECT_EQ(sim::planStages(model(), 2, {30, 32})[1].blocks.size(), 32U);
    EXPECT_THROW(sim::planStages(model(), 2, {30, 30}), sim::Error);
    EXPECT_THROW(sim::planStages(model(), 3, {30, 32}), sim::Error);
    EXPECT_THROW(sim::planStages(model(), 63), sim::Error);
}

TEST(StagePlan, CountsAreReadFromTextAndNonsenseIsRefused) {
    EXPECT_EQ(sim::parseBlockCounts("3, 4,4"), (std::vector{3, 4, 4}));
    EXPECT_TRUE(sim::parseBlockCounts("auto").empty());
    for (const char* bad : {"3,,4", "3,0", "3,x", "2.5"})
        EXPECT_THROW(sim::parseBlockCounts(bad), sim::Error) << bad;
}

} // namespace
