// SPDX-License-Identifier: Apache-2.0
// Training with modelled kernels through the scenario: any model, layout and device, refusals with remedies.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "scenarios/evaluate.h"
#include "simulator/base/error.h"

namespace scenario {
namespace {

using testing::HasSubstr;

const hwdb::Catalogue& catalogue() {
    static const hwdb::Catalogue c = hwdb::Catalogue::build(":memory:", hwdb::Catalogue::packDirectory());
    return c;
}

Result answer(const std::string& file, const std::vector<std::string>& overrides) {
    const auto scenario = readScenario(PURSER_SOURCE_DIR "/scenarios/gallery/" + file, overrides);
    return evaluate(scenario, catalogue());
}

TEST(ModelledTraining, EveryModelRunsOnEveryDevice) {
    for (const char* model : {"llama-3.1-405b", "qwen3-235b", "deepseek-v3", "kimi-k2"})
        for (const char* device :
             {"h800-sxm", "h100-sxm", "h20-96gb", "b200-sxm", "gb200", "ascend-910b", "ascend-910c"}) {
            const Result r =
                answer(std::string("training-") + model + ".yaml", {std::string("cluster.device=") + device});
            ASSERT_TRUE(r.isFeasible) << model << " on " << device << ": " << r.infeasibleReason;
            const auto value = [&](const char* name) { return r.metric(name)->estimate.value; };
            // 6 operations a parameter and token cannot run above the peak.
            EXPECT_GT(value("mfu"), 0.02) << model << " on " << device;
            EXPECT_LT(value("mfu"), 1.0) << model << " on " << device;
            const double gpuSecondsPerToken =
                r.metric("gpu_hours_per_trillion_tokens")->estimate.value * 3600 / 1e12;
            EXPECT_NEAR(gpuSecondsPerToken * value("tokens_per_gpu_second"), 1.0, 1e-9)
                << model << " on " << device;
            const auto& step = r.metric("step_time")->estimate;
            EXPECT_LT(step.low, step.value);
            EXPECT_GT(step.high, step.value);
            EXPECT_EQ(step.basis, sim::Basis::Modelled);
        }
}

TEST(ModelledTraining, WhatDoesNotFitSaysByHowMuchWhereAndWhatWould) {
    const Result r = answer("training-llama-3.1-405b.yaml",
                            {"workload.training.recompute=none", "cluster.device=h100-sxm"});
    EXPECT_FALSE(r.isFeasible);
    EXPECT_THAT(r.infeasibleReason, HasSubstr("pipeline rank"));
    EXPECT_THAT(r.infeasibleReason, HasSubstr("of activations of"));
    EXPECT_THAT(r.infeasibleReason, HasSubstr("workload.training.recompute=selective"));
    // And the change named does fit.
    EXPECT_TRUE(answer("training-llama-3.1-405b.yaml",
                       {"workload.training.recompute=selective", "cluster.device=h100-sxm"})
                    .isFeasible);
}

TEST(ModelledTraining, RecomputationCostsTimeAndSavesMemory) {
    const auto run = [](const char* recompute) {
        return answer("training-llama-3.1-405b.yaml",
                      {std::string("workload.training.recompute=") + recompute, "cluster.device=b200-sxm"});
    };
    const Result none = run("none"), full = run("full");
    EXPECT_GT(full.metric("step_time")->estimate.value, none.metric("step_time")->estimate.value);
    EXPECT_LT(full.metric("memory_peak_per_gpu")->estimate.value,
              none.metric("memory_peak_per_gpu")->estimate.value);
}

TEST(ModelledTraining, LayoutsThatCannotBeAreRefusedWithTheNearest) {
    try {
        answer("training-llama-3.1-405b.yaml", {"workload.training.layout.tensor=7",
                                                "workload.training.layout.data=16", "cluster.count=1792"});
        FAIL() << "no error";
    } catch (const sim::Error& error) {
        EXPECT_THAT(error.message(), HasSubstr("layout.tensor"));
        EXPECT_FALSE(error.hint().empty());
    }
}

TEST(ModelledTraining, ARecordedTraceFixesWhatItRecorded) {
    EXPECT_THROW(answer("deepseek-v3-pretraining-h800.yaml", {"workload.training.recompute=full"}),
                 sim::Error);
    EXPECT_THROW(answer("deepseek-v3-pretraining-h800.yaml", {"workload.training.schedule=1f1b"}),
                 sim::Error);
}

} // namespace
} // namespace scenario
