// SPDX-License-Identifier: Apache-2.0
// The search for layouts: everything that can be is tried, what is named works, threads change nothing.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "scenarios/plan_search.h"
#include "simulator/base/error.h"

namespace scenario {
namespace {

const hwdb::Catalogue& catalogue() {
    static const hwdb::Catalogue c = hwdb::Catalogue::build(":memory:", hwdb::Catalogue::packDirectory());
    return c;
}

/// Qwen3-30B-A3B on 16 devices: some two hundred layouts.
Scenario small() {
    return readScenario(PURSER_SOURCE_DIR "/scenarios/gallery/training-qwen3-235b.yaml",
                        {"model=qwen3-30b-a3b", "cluster.count=16", "workload.training.layout.data=2",
                         "workload.training.layout.tensor=1", "workload.training.layout.expert=2",
                         "workload.training.global_batch=64 sequences"});
}

double of(const Changes& changes, std::string_view key) {
    for (const auto& [name, value] : changes)
        if (name.ends_with(key)) return std::stod(value);
    return 1;
}

TEST(PlanSearch, CandidatesUseEveryDeviceOnce) {
    const auto candidates = planCandidates(small(), catalogue().model("qwen3-30b-a3b"));
    EXPECT_GT(candidates.size(), 50u);
    for (const Changes& c : candidates)
        EXPECT_EQ(of(c, "layout.tensor") * of(c, "layout.pipeline") * of(c, "layout.data"), 16);
}

TEST(PlanSearch, TheCheapestIsTheLeastOfAllThatWork) {
    // Exhaustively, one after another.
    const Scenario base = small();
    const PlanAnswer plan = searchPlan(base, catalogue(), {{"h200-sxm"}, 2});
    ASSERT_FALSE(plan.options.empty());
    double least = 1e300;
    std::size_t works = 0;
    for (Changes changes : planCandidates(base, catalogue().model("qwen3-30b-a3b"))) {
        changes.insert(changes.begin(), {"cluster.device", "h200-sxm"});
        Scenario s = base;
        for (const auto& [key, value] : changes)
            s.set(key, value, Origin::Set, "");
        try {
            s.validate();
            const Result r = evaluate(s, catalogue(), {.hasRemedies = false});
            if (!r.isFeasible) continue;
            ++works;
            least = std::min(least, r.metric("cost_total")->estimate.value);
        } catch (const sim::Error&) {
        }
    }
    EXPECT_EQ(plan.options.size(), works);
    EXPECT_DOUBLE_EQ(plan.options[plan.cheapest].cost, least);
    EXPECT_TRUE(plan.recommended.isFeasible);
    EXPECT_DOUBLE_EQ(plan.recommended.metric("cost_total")->estimate.value, least);
    EXPECT_EQ(plan.candidates, plan.options.size() + plan.refused + plan.tooLarge + plan.missed);
}

TEST(PlanSearch, ThreadsChangeNothing) {
    const Scenario base = small();
    const PlanAnswer one = searchPlan(base, catalogue(), {{}, 1}),
                     two = searchPlan(base, catalogue(), {{}, 2});
    ASSERT_EQ(one.options.size(), two.options.size());
    for (std::size_t i = 0; i < one.options.size(); ++i) {
        EXPECT_EQ(one.options[i].changes, two.options[i].changes);
        EXPECT_EQ(one.options[i].time, two.options[i].time);
    }
}

TEST(PlanSearch, ServicesAreSizedForTheirDemand) {
    const Scenario base = readScenario(PURSER_SOURCE_DIR "/scenarios/gallery/serving-gpt-oss-120b-h100.yaml",
                                       {"workload.serving.requests=100"});
    const PlanAnswer plan = searchPlan(base, catalogue(), {{"h100-sxm"}, 2});
    ASSERT_FALSE(plan.options.empty());
    EXPECT_EQ(plan.costUnit, "USD/h");
    for (const PlanOption& o : plan.options)
        EXPECT_EQ(std::fmod(o.devices, of(o.changes, "cluster.count")), 0);
}

TEST(PlanSearch, WhatCannotBePlannedIsSaid) {
    const auto complaint = [](const char* file, const std::vector<std::string>& overrides) {
        try {
            searchPlan(readScenario(std::string(PURSER_SOURCE_DIR "/scenarios/gallery/") + file, overrides),
                       catalogue(), {});
        } catch (const sim::Error& error) {
            return std::string(error.what());
        }
        return std::string();
    };
    EXPECT_THAT(complaint("deepseek-v3-pretraining-h800.yaml", {}),
                testing::HasSubstr("a recorded trace fixes the layout"));
    EXPECT_THAT(complaint("money-s21-tender.yaml", {}), testing::HasSubstr("nothing to plan"));
}

} // namespace
} // namespace scenario
