// SPDX-License-Identifier: Apache-2.0
// Every architecture of the catalogue against the sizes that its publisher prints.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <map>

#include "hwdb/catalogue.h"
#include "tests/unit/hwdb/pack_folder.h"

namespace {

using hwdbtest::errorOf;
using testing::HasSubstr;

const hwdb::Catalogue& shipped() {
    static const auto catalogue =
        hwdb::Catalogue::build(":memory:", std::filesystem::path(PURSER_SOURCE_DIR) / "hwdb/data");
    return catalogue;
}

/// Half a unit of the last digit printed: 671 -> 0.5, 8.03 -> 0.005, 1600 -> 50 (a publisher prints "1.6T").
double roundingOf(const std::string& printed) {
    const auto point = printed.find('.');
    if (point != std::string::npos)
        return 0.5 * std::pow(10.0, -static_cast<double>(printed.size() - point - 1));
    const auto last = printed.find_last_not_of('0');
    return 0.5 * std::pow(10.0, static_cast<double>(printed.size() - last - 1));
}

std::string printed(const std::string& model, std::string_view property) {
    for (const auto& fact : shipped().facts(model))
        if (fact.property == property && fact.isPreferred) return fact.valueText;
    return {};
}

bool agrees(double ours, double published, const std::string& asPrinted) {
    return std::abs(ours / published - 1) <= 0.01 || std::abs(ours - published) <= roundingOf(asPrinted);
}

TEST(ModelRecords, EverySurveyedArchitectureIsThere) {
    EXPECT_EQ(shipped().subjects("model").size(), 43U);
}

// Half a unit of the last digit or 1 %. The exceptions print more than the text model holds.
TEST(ModelRecords, ParametersAgreeWithThePublishedTotals) {
    const std::map<std::string, std::string> explained = {
        {"llama-4-scout", "109 B hold the vision tower and its projector; the text model has 107.8 B"},
        {"step-3", "321 B hold 5 B of vision; the language model has 316 B"},
    };
    int checked = 0;
    for (const auto& s : shipped().subjects("model")) {
        const auto m = shipped().model(s.id);
        if (!m.publishedParameters) continue;
        ++checked;
        const double ours = sim::totalParameters(m) / 1e9;
        EXPECT_EQ(agrees(ours, *m.publishedParameters, printed(s.id, "published_parameters")),
                  !explained.contains(s.id))
            << s.id << ": computed " << ours << ", published " << *m.publishedParameters;
        EXPECT_LT(std::abs(ours / *m.publishedParameters - 1), 0.03) << s.id;
    }
    EXPECT_EQ(checked, 40);
}

// Publishers count the embedding table, the head, both or neither among the active parameters: one of these
// must agree.
TEST(ModelRecords, ActiveParametersAgreeWithThePublishedOnes) {
    const std::map<std::string, std::string> explained = {
        {"deepseek-v2-lite", "2.45 B with the head; 2.4 is cut, not rounded"},
        {"qwen3-30b-a3b", "3.35 B with both tables; 3.3 is cut, not rounded"},
        {"grok-1", "86 B is quoted from memory; the shapes give 82.9 to 84.6 B"},
    };
    int checked = 0;
    for (const auto& s : shipped().subjects("model")) {
        const auto m = shipped().model(s.id);
        if (!m.publishedActive) continue;
        ++checked;
        const auto text = printed(s.id, "published_active_parameters");
        const double withHead = sim::activatedParameters(m) / 1e9, table = sim::embeddingParameters(m) / 1e9;
        bool isFound = false;
        for (const double ours : {withHead - table, withHead, withHead + table})
            isFound |= agrees(ours, *m.publishedActive, text);
        EXPECT_EQ(isFound, !explained.contains(s.id))
            << s.id << ": computed " << withHead - table << ", " << withHead << " or " << withHead + table
            << ", published " << *m.publishedActive;
    }
    EXPECT_EQ(checked, 39);
}

// Every layer has an attention kind, experts fit their groups, and counts of a token never exceed the whole.
TEST(ModelRecords, EveryArchitectureIsWhole) {
    for (const auto& s : shipped().subjects("model")) {
        const auto m = shipped().model(s.shortName);
        ASSERT_FALSE(m.attention.empty()) << s.id;
        EXPECT_TRUE(m.layerAttention.empty() || static_cast<int>(m.layerAttention.size()) == m.layers)
            << s.id;
        EXPECT_LE(m.expertsPerToken, m.routedExperts) << s.id;
        EXPECT_LE(m.groupLimit, std::max(m.expertGroups, m.groupLimit)) << s.id;
        EXPECT_LE(sim::activatedParameters(m), sim::totalParameters(m)) << s.id;
        EXPECT_GT(m.maxContext, 0) << s.id;
        EXPECT_GE(sim::kvCacheBytes(m, 8192, 2).base(), sim::kvBytesPerToken(m, 2).base() * 8192) << s.id;
        EXPECT_FALSE(m.source.empty()) << s.id;
        EXPECT_EQ(m.basis == sim::Basis::Assumed, s.confidence == "memory") << s.id;
    }
}

// One step of doubling the context never makes a prompt token cheaper, nor a decoded one.
TEST(ModelRecords, LongerContextsNeverCostLess) {
    for (const auto& s : shipped().subjects("model")) {
        const auto m = shipped().model(s.id);
        for (double n = 1024; n <= 131072; n *= 2) {
            EXPECT_LE(sim::prefillFlopsPerToken(m, n).base(), sim::prefillFlopsPerToken(m, 2 * n).base())
                << s.id;
            EXPECT_LE(sim::decodeFlopsPerToken(m, n).base(), sim::decodeFlopsPerToken(m, 2 * n).base())
                << s.id;
        }
    }
}

// The orders of kinds: gpt-oss begins with a window and alternates, Qwen3-Next ends each four with full
// attention, DeepSeek-V4-Pro has 31 coarse and 30 fine layers (its compress_ratios).
TEST(ModelRecords, HybridLayersStandInTheirOrder) {
    const auto oss = shipped().model("gpt-oss-120b");
    EXPECT_EQ(sim::attentionOf(oss, 0).window, 128);
    EXPECT_EQ(sim::attentionOf(oss, 1).window, 0);
    const auto next = shipped().model("Qwen3-Next");
    EXPECT_EQ(sim::attentionOf(next, 2).form, sim::AttentionForm::Linear);
    EXPECT_EQ(sim::attentionOf(next, 47).form, sim::AttentionForm::Grouped);
    EXPECT_EQ(sim::layersByAttention(shipped().model("deepseek-v4-pro")), (std::vector{31, 30}));
    EXPECT_EQ(sim::layersByAttention(shipped().model("kimi-k3")), (std::vector{69, 24}));
    EXPECT_EQ(sim::layersByAttention(shipped().model("mimo-v2-flash")), (std::vector{9, 39}));
}

TEST(ModelRecords, ModelsAreFoundUnderTheirUsualNames) {
    for (const auto& [name, id] : std::map<std::string, std::string>{{"DeepSeek V3", "deepseek-v3"},
                                                                     {"Kimi-K2-Instruct", "kimi-k2"},
                                                                     {"qwen3-235b", "qwen3-235b-a22b"},
                                                                     {"Llama 3.1 405B", "llama-3.1-405b"},
                                                                     {"智谱GLM-4.5", "glm-4.5"},
                                                                     {"盘古Ultra MoE", "pangu-ultra-moe"}})
        EXPECT_EQ(shipped().resolve("model", name), id);
}

TEST(ModelRecords, APatternThatMissesLayersIsRefused) {
    auto catalogue =
        hwdb::Catalogue::build(":memory:", std::filesystem::path(PURSER_SOURCE_DIR) / "hwdb/data");
    hwdb::Fact fact;
    fact.subject = "gpt-oss-120b", fact.property = "attention_pattern", fact.valueText = "(window full)*17";
    fact.source = "test";
    catalogue.addFact(fact);
    EXPECT_THAT(errorOf([&] { catalogue.model("gpt-oss-120b"); }).message(),
                HasSubstr("34 layers, expected 36"));
    fact.valueText = "(window fool)*18";
    catalogue.addFact(fact);
    EXPECT_THAT(errorOf([&] { catalogue.model("gpt-oss-120b"); }).message(), HasSubstr("\"fool\""));
}

} // namespace
