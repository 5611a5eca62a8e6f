// SPDX-License-Identifier: Apache-2.0
// The parameter table is whole: unique keys, sections together, defaults that pass their own checks, two
// languages.
#include <fstream>
#include <iterator>
#include <set>

#include <gtest/gtest.h>

#include "scenarios/parameter.h"
#include "scenarios/scenario.h"

namespace {

bool hasChinese(std::string_view text) {
    // CJK ideographs are U+4E00 to U+9FFF: their UTF-8 begins with E4 to E9.
    for (const char c : text)
        if (static_cast<unsigned char>(c) >= 0xe4 && static_cast<unsigned char>(c) <= 0xe9) return true;
    return false;
}

} // namespace

TEST(ParameterTable, HasEachKeyOnceAndSectionsTogether) {
    std::set<std::string_view> keys;
    std::set<std::string> closed;
    std::string before;
    for (const auto& p : scenario::parameters()) {
        EXPECT_TRUE(keys.insert(p.key).second) << p.key;
        const std::string section(p.key.substr(0, p.key.find('.')));
        if (section != before) {
            EXPECT_TRUE(closed.insert(section).second) << p.key << " stands apart from its section";
        }
        before = section;
    }
}

TEST(ParameterTable, IsLabelledAndExplainedInBothLanguages) {
    for (const auto& p : scenario::parameters()) {
        EXPECT_FALSE(p.label.empty() || p.help.empty() || p.category.empty()) << p.key;
        EXPECT_TRUE(hasChinese(p.labelZh) || p.labelZh.starts_with("ZeRO")) << p.key;
        EXPECT_TRUE(hasChinese(p.helpZh)) << p.key;
    }
}

TEST(ParameterTable, GivesItsDefaultsASourceUnlessTheyAreNeutral) {
    for (const auto& p : scenario::parameters())
        EXPECT_FALSE(!p.defaultText.empty() && p.key != "seed" && p.source.empty()) << p.key;
}

TEST(ParameterTable, HasDefaultsThatPassTheirOwnChecks) {
    EXPECT_NO_THROW(scenario::Scenario::defaults());
    for (const auto& p : scenario::parameters())
        EXPECT_FALSE(p.isRequired && !p.defaultText.empty()) << p.key;
}

TEST(ParameterTable, IsFoundByKeyOnly) {
    ASSERT_NE(scenario::findParameter("cluster.count"), nullptr);
    EXPECT_EQ(scenario::findParameter("cluster"), nullptr);
    EXPECT_EQ(scenario::findParameter("count"), nullptr);
}

TEST(ParameterListing, NamesEveryKeyInBothLanguages) {
    for (const char* language : {"en", "zh"}) {
        const std::string listing = scenario::parameterListing(language);
        for (const auto& p : scenario::parameters())
            EXPECT_NE(listing.find(p.key), std::string::npos) << p.key << " in " << language;
    }
}

TEST(ScenarioSchema, ChangesOnlyOnPurpose) {
    // Golden: the schema is a contract with editors and other programs. Renew it with
    // `purser schema > tests/golden/scenario_schema.json` and say in the commit what changed for users.
    std::ifstream file(PURSER_SOURCE_DIR "/tests/golden/scenario_schema.json");
    ASSERT_TRUE(file);
    const std::string golden{std::istreambuf_iterator<char>(file), {}};
    EXPECT_TRUE(scenario::jsonSchema() == golden) << "the schema differs from the golden one";
}
