// SPDX-License-Identifier: Apache-2.0
// Checks across values, the hash, and writing a scenario back.
#include <algorithm>

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "scenarios/scenario.h"
#include "simulator/base/error.h"

namespace {

using scenario::Origin;
using scenario::Scenario;

Scenario valid() {
    Scenario s = Scenario::defaults();
    for (const auto& [key, text] : std::initializer_list<std::pair<const char*, const char*>>{
             {"cluster.device", "h800-sxm"},
             {"cluster.count", "2048"},
             {"workload.training.tokens", "14.8e12 tokens"},
             {"workload.training.sequence_length", "4096 tokens"},
             {"workload.training.global_batch", "15360 sequences"},
             {"workload.training.layout.pipeline", "16"},
             {"workload.training.layout.expert", "64"},
             {"workload.training.layout.data", "128"},
             {"workload.training.kernels.trace", "deepseek-v3-train-h800"}})
        s.set(key, text, Origin::File, "x.yaml:1:1");
    return s;
}

std::string problemOf(const std::vector<std::pair<std::string, std::string>>& changes) {
    Scenario s = valid();
    for (const auto& [key, text] : changes)
        s.set(key, text, Origin::Set, "--set");
    try {
        s.validate();
    } catch (const sim::Error& error) {
        EXPECT_EQ(error.code(), sim::ErrorCode::BadInput);
        return error.what();
    }
    return "valid";
}

bool areEqual(const Scenario& a, const Scenario& b) {
    if (a.name != b.name) return false;
    for (const auto& p : scenario::parameters()) {
        if (a.has(p.key) != b.has(p.key)) return false;
        if (a.has(p.key) && (a.text(p.key) != b.text(p.key) || a.number(p.key) != b.number(p.key)))
            return false;
    }
    return true;
}

} // namespace

TEST(ScenarioRules, AcceptTheLayoutOfDeepSeekV3) {
    EXPECT_EQ(problemOf({}), "valid"); // 1 x 16 x 128 = 2048; 64 divides 128; 15360 / 128 = 120 >= 32, even
}

TEST(ScenarioRules, RequireTheLayoutToUseEveryDevice) {
    // 1024 / (1 x 16) = 64 replicas would fit.
    EXPECT_EQ(problemOf({{"cluster.count", "1024"}}),
              "--set: cluster.count: found 1024 devices, expected tensor x pipeline x data of "
              "workload.training.layout = 1 x 16 x "
              "128 = 2048; set cluster.count to 2048 or workload.training.layout.data to 64");
    // 1000 / 16 is no whole number: only the count can be changed.
    EXPECT_EQ(problemOf({{"cluster.count", "1000"}}),
              "--set: cluster.count: found 1000 devices, expected tensor x pipeline x data of "
              "workload.training.layout = 1 x 16 x "
              "128 = 2048; set cluster.count to 2048");
}

TEST(ScenarioRules, RequireTheExpertGroupToDivideTheReplicas) {
    EXPECT_EQ(problemOf({{"workload.training.layout.expert", "48"}}),
              "--set: workload.training.layout.expert: found 48, expected a divisor of data x tensor = 128 x "
              "1 = 128; set "
              "workload.training.layout.expert to a divisor of 128 or workload.training.layout.data to a "
              "multiple of 48");
}

TEST(ScenarioRules, RequireWholeMicroBatches) {
    // 15000 / 128 = 117.19; the nearest multiple is 117 x 128 = 14976.
    EXPECT_EQ(problemOf({{"workload.training.global_batch", "15000 sequences"}}),
              "--set: workload.training.global_batch: found 15,000 sequences, expected a multiple of data x "
              "micro_batch = "
              "128 x 1 = 128; set workload.training.global_batch to 14,976 sequences");
}

TEST(ScenarioRules, RequireAnEvenPipelineForDualPipe) {
    EXPECT_EQ(problemOf({{"workload.training.layout.pipeline", "15"}, {"cluster.count", "1920"}}),
              "--set: workload.training.layout.pipeline: found 15, expected an even number for schedule "
              "dualpipe; set "
              "workload.training.layout.pipeline to 14 or 16");
}

TEST(ScenarioRules, RequireEnoughMicroBatchesForDualPipe) {
    // 3840 / 128 = 30 < 2 x 16 = 32, so 32 x 128 = 4096 sequences are needed.
    EXPECT_EQ(problemOf({{"workload.training.global_batch", "3840 sequences"}}),
              "--set: workload.training.global_batch: gives 30 micro-batches per pipeline, expected an even "
              "number of at "
              "least 2 x pipeline = 32 for schedule dualpipe; set workload.training.global_batch to 4096 "
              "sequences");
    EXPECT_EQ(problemOf({{"workload.training.global_batch", "4096 sequences"}}), "valid");
    // 33 x 128 = 4224: enough, but odd.
    EXPECT_NE(problemOf({{"workload.training.global_batch", "4224 sequences"}})
                  .find("set workload.training.global_batch to 4352"),
              std::string::npos);
}

TEST(ScenarioRules, RequireOneEntryForEachStage) {
    EXPECT_EQ(problemOf({{"workload.training.stage_layers", "4,4,4"}}),
              "--set: workload.training.stage_layers: found 3 entries, expected one for each of the 16 "
              "pipeline stages; add "
              "or remove entries, or write auto");
    EXPECT_EQ(problemOf({{"workload.training.stage_layers", "4,x"}}),
              "--set: workload.training.stage_layers: found 'x' in the list, expected a whole number of "
              "layers; write it "
              "like \"3,4,4,4\" or auto");
    EXPECT_EQ(
        problemOf({{"workload.training.stage_layers", "4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 4, 1"}}),
        "valid");
    EXPECT_NE(problemOf({{"workload.training.stage_layers", "4,"}}), "valid");
}

TEST(ScenarioRules, RequireAtLeastOneStepOfTokens) {
    // 15360 x 4096 = 62,914,560 tokens a step.
    EXPECT_EQ(problemOf({{"workload.training.tokens", "1e6 tokens"}}),
              "--set: workload.training.tokens: found 1,000,000 tokens, expected at least one step of "
              "62,914,560 tokens; "
              "raise the tokens or lower the global batch");
}

TEST(ScenarioHash, IsOfMeaningNotOfSpelling) {
    Scenario a = valid(), b = valid();
    a.set("cluster.scale_out_bandwidth", "400 Gbit/s", Origin::Set, "--set");
    b.set("cluster.scale_out_bandwidth", "50 GB/s", Origin::Set, "--set"); // 400 / 8 = 50
    EXPECT_EQ(a.hash(), b.hash());
    b.set("cluster.scale_out_bandwidth", "51 GB/s", Origin::Set, "--set");
    EXPECT_NE(a.hash(), b.hash());
}

TEST(ScenarioHash, LeavesMoneyAndNamesOut) {
    Scenario a = valid(), b = valid();
    b.set("economics.rental.price", "3 USD/GPU-hour", Origin::Set, "--set");
    b.set("compare_with", "deepseek-v3-training", Origin::Set, "--set");
    b.name = "another name";
    EXPECT_EQ(a.hash(), b.hash());
}

TEST(ScenarioHash, ChangesWithEverySimulationInput) {
    // One other valid value for each kind of input that can touch a simulation.
    const std::string plain = valid().hash();
    for (const auto& p : scenario::parameters()) {
        if (p.category == "Economics" || p.key == "compare_with" || p.choices.size() == 1) continue;
        Scenario s = valid();
        std::string text = "another";
        if (p.type == scenario::ValueType::Choice)
            text = p.choices.back() != p.defaultText ? p.choices.back() : p.choices.front();
        const auto within = [&](double wanted) {
            return sim::formatNumber(
                std::clamp(wanted, p.minimum.value_or(wanted), p.maximum.value_or(wanted)), 15);
        };
        if (p.type == scenario::ValueType::Integer) text = within(3);
        if (p.type == scenario::ValueType::Number) text = within(0.5);
        if (p.type == scenario::ValueType::Boolean) text = p.defaultText == "true" ? "false" : "true";
        if (p.type == scenario::ValueType::Quantity) {
            text = within(7777777) + " " + std::string(sim::baseUnit(p.unit));
            std::erase(text, ',');
        }
        if (p.key == "workload.training.micro_batch") text = "7 sequences";
        s.set(p.key, text, Origin::Set, "--set");
        EXPECT_NE(s.hash(), plain) << p.key;
    }
}

TEST(ScenarioReset, GoesBackToTheDefaultOrToNothing) {
    Scenario s = valid();
    s.set("seed", "7", Origin::Set, "--set");
    s.set("economics.rental.price", "3 USD/GPU-hour", Origin::Set, "--set");
    s.reset("seed");
    s.reset("economics.rental.price");
    EXPECT_EQ(s.number("seed"), 1);
    EXPECT_EQ(s.value("seed").origin, Origin::Default);
    EXPECT_FALSE(s.has("economics.rental.price"));
}

TEST(ScenarioYaml, WritesOnlyWhatDiffersFromTheDefaults) {
    Scenario s = valid();
    s.name = "Test: with a colon";
    s.set("cluster.system", "hgx-h800", Origin::Catalogue, "");
    s.set("seed", "1", Origin::File, "x.yaml:1:1"); // the default, said aloud
    EXPECT_EQ(s.toYaml(), "purser: 1\n"
                          "name: \"Test: with a colon\"\n"
                          "cluster:\n"
                          "  device: h800-sxm\n"
                          "  count: 2048\n"
                          "workload:\n"
                          "  training:\n"
                          "    tokens: 14.8e12 tokens\n"
                          "    sequence_length: 4096 tokens\n"
                          "    global_batch: 15360 sequences\n"
                          "    layout:\n"
                          "      pipeline: 16\n"
                          "      expert: 64\n"
                          "      data: 128\n"
                          "    kernels:\n"
                          "      trace: deepseek-v3-train-h800\n");
}

TEST(ScenarioYaml, ReadsBackEqual) {
    // Any texts in the free inputs, any valid numbers in the others.
    const bool holds = rc::check("a scenario that is written reads back equal", [] {
        Scenario s = valid();
        const auto text = [] {
            const auto characters = *rc::gen::nonEmpty(rc::gen::container<std::string>(
                rc::gen::elementOf(std::string("abzAZ019 .:-_#'\"\\{}[],&*!|>%@`~?=/"))));
            return "a" + characters + "z";
        };
        s.name = text();
        s.set("cluster.device", text(), Origin::File, "x.yaml:1:1");
        s.set("compare_with", text(), Origin::File, "x.yaml:1:1");
        s.set("seed", std::to_string(*rc::gen::inRange(0, 1000000)), Origin::File, "x.yaml:1:1");
        if (*rc::gen::arbitrary<bool>())
            s.set("cluster.scale_out_bandwidth", std::to_string(*rc::gen::inRange(1, 999)) + " Gbit/s",
                  Origin::Set, "--set");
        RC_ASSERT(areEqual(scenario::readScenarioText(s.toYaml(), "x.yaml"), s));
    });
    EXPECT_TRUE(holds);
}

TEST(ScenarioValue, RefusesTextsThatAreNotOneLine) {
    Scenario s = valid();
    EXPECT_THROW(s.set("compare_with", "a\nb", Origin::Set, "--set"), sim::Error);
    EXPECT_THROW(s.set("name", "a\x01", Origin::Set, "--set"), sim::Error);
    EXPECT_THROW(s.set("name", "\xc3\x28", Origin::Set, "--set"), sim::Error);
    EXPECT_THROW(s.set("name", std::string(1001, 'x'), Origin::Set, "--set"), sim::Error);
}
