// SPDX-License-Identifier: Apache-2.0
#include "simulator/training/parallel_layout.h"

#include <gtest/gtest.h>

#include "hwdb/catalogue.h"

namespace {

using sim::CommGroup;

sim::ModelSpec model(const char* name) {
    static const auto catalogue = hwdb::Catalogue::build(":memory:", PURSER_SOURCE_DIR "/hwdb/data");
    return catalogue.model(name);
}

std::vector<sim::LayoutProblem>
problems(const char* name, const sim::ParallelLayout& l, double sequence = 4096,
         sim::ScheduleKind schedule = sim::ScheduleKind::OneForwardOneBackward) {
    return layoutProblems(l, model(name), schedule, sequence, sim::ContextExchange::Ring);
}

// Eight devices in a domain: four tensor ranks fill half of it, so two data replicas share it; expert groups
// are consecutive.
TEST(ParallelLayout, GroupsKnowHowManyOfThemShareADomain) {
    sim::ParallelLayout l;
    l.tensor = 4;
    l.data = 16;
    l.expert = 16;
    EXPECT_EQ(placeGroup(CommGroup::Tensor, l, 8).perDomain, 4);
    EXPECT_EQ(placeGroup(CommGroup::Data, l, 8).ranks, 16);
    EXPECT_EQ(placeGroup(CommGroup::Data, l, 8).perDomain, 2);
    EXPECT_EQ(placeGroup(CommGroup::Expert, l, 8).perDomain, 8);
    EXPECT_EQ(placeExpertReplicas(l, 8).ranks, 4);
    EXPECT_EQ(placeExpertReplicas(l, 8).perDomain, 1);
    l.data = 1;
    l.expert = 1;
    l.pipeline = 4;
    EXPECT_FALSE(crossesDomain(0, 1, l, 8)) << "two pipeline ranks of four devices share eight";
    EXPECT_TRUE(crossesDomain(1, 2, l, 8));
}

TEST(ParallelLayout, LayoutsOfTheGalleryCanBe) {
    EXPECT_TRUE(problems("deepseek-v3", {1, 1, 128, 16, 64, 1, 1}).empty());
    EXPECT_TRUE(problems("llama-3.1-405b", {8, 1, 128, 16, 1, 1, 1}, 8192).empty());
    EXPECT_TRUE(problems("llama-3.1-405b", {8, 16, 8, 16, 1, 1, 1}, 131072).empty());
    EXPECT_TRUE(problems("qwen3-235b-a22b", {4, 1, 8, 8, 32, 1, 1}).empty())
        << "experts fold over tensor ranks";
}

TEST(ParallelLayout, WhatCannotBeIsRefusedWithTheNearest) {
    auto p = problems("llama-3.1-405b", {3, 1, 1, 1, 1, 1, 1});
    ASSERT_FALSE(p.empty());
    EXPECT_EQ(p[0].key, "layout.tensor");
    EXPECT_NE(p[0].nearest.find("2"), std::string::npos) << p[0].nearest;
    p = problems("qwen3-235b-a22b", {1, 1, 48, 1, 48, 1, 1}); // 128 experts
    ASSERT_FALSE(p.empty());
    EXPECT_EQ(p[0].key, "layout.expert");
    p = problems("llama-3.1-405b", {1, 1, 8, 1, 8, 1, 1});
    ASSERT_FALSE(p.empty()) << "a dense model has no experts to divide";
    EXPECT_EQ(p[0].nearest, "set it to 1");
    p = problems("deepseek-v3", {1, 1, 1, 128, 1, 1, 1});
    ASSERT_FALSE(p.empty());
    EXPECT_EQ(p[0].key, "layout.pipeline");
    EXPECT_NE(p[0].nearest.find("62"), std::string::npos) << "61 layers and one MTP module: " << p[0].nearest;
    p = problems("llama-3.1-405b", {8, 16, 1, 1, 1, 1, 1}, 1000);
    ASSERT_FALSE(p.empty());
    EXPECT_EQ(p[0].key, "layout.context");
}

TEST(ParallelLayout, NearestDivisorIsTheSmallerOfTwo) {
    EXPECT_EQ(sim::nearestDivisor(128, 48), 32);
    EXPECT_EQ(sim::nearestDivisor(12, 5), 4);
    EXPECT_EQ(sim::nearestDivisor(7, 3), 1);
}

} // namespace
