// SPDX-License-Identifier: Apache-2.0
// Golden results: each tests/golden/NAME.json is what the shipped scenario NAME.yaml answered. A change of
// any figure shows here, with its place. PURSER_RENEW_GOLDEN=1 writes the files anew: say in the commit which
// moved, and why.
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "hwdb/catalogue.h"
#include "scenarios/evaluate.h"

namespace {

namespace fs = std::filesystem;
using nlohmann::json;

const fs::path Folder = PURSER_SOURCE_DIR "/tests/golden";

/// What a scenario answers, without what changes although no answer does: version and hashes.
json answerOf(const std::string& name, const hwdb::Catalogue& catalogue) {
    const auto scenario =
        scenario::readScenario(fs::path(PURSER_SOURCE_DIR "/scenarios/gallery") / (name + ".yaml"));
    json answer = json::parse(toJson(scenario::evaluate(scenario, catalogue)));
    for (const char* key : {"hwdb_snapshot", "program_version"})
        answer["provenance"].erase(key);
    return answer;
}

/// Figures are equal to nine digits: the mathematical library may differ between machines in the last ones.
void compare(const json& found, const json& golden, const std::string& path) {
    if (found.is_number() && golden.is_number()) {
        const double a = found.get<double>(), b = golden.get<double>();
        EXPECT_LE(std::abs(a - b), 1e-9 * std::max(std::abs(a), std::abs(b)))
            << path << ": " << a << ", golden " << b;
        return;
    }
    ASSERT_EQ(found.type(), golden.type()) << path;
    if (golden.is_object()) {
        for (const auto& [key, value] : golden.items()) {
            if (found.contains(key))
                compare(found[key], value, path + "/" + key);
            else
                ADD_FAILURE() << path << "/" << key << " is missing";
        }
        for (const auto& [key, value] : found.items())
            EXPECT_TRUE(golden.contains(key)) << path << "/" << key << " is new";
    } else if (golden.is_array()) {
        ASSERT_EQ(found.size(), golden.size()) << path;
        for (std::size_t i = 0; i < golden.size(); ++i)
            compare(found[i], golden[i], path + "/" + std::to_string(i));
    } else {
        EXPECT_EQ(found, golden) << path;
    }
}

} // namespace

TEST(Golden, EveryShippedScenarioAnswersAsBefore) {
    const auto catalogue = hwdb::Catalogue::build(":memory:", hwdb::Catalogue::packDirectory());
    const bool isRenewed = std::getenv("PURSER_RENEW_GOLDEN") != nullptr;
    for (const auto& entry : fs::directory_iterator(PURSER_SOURCE_DIR "/scenarios/gallery")) {
        if (entry.path().extension() != ".yaml") continue;
        const std::string name = entry.path().stem().string();
        const fs::path file = Folder / (name + ".json");
        const json found = answerOf(name, catalogue);
        if (isRenewed) std::ofstream(file) << found.dump(1) << "\n";
        std::ifstream stream(file);
        if (!stream) GTEST_SKIP() << name << " has no golden file; make it with PURSER_RENEW_GOLDEN=1";
        compare(found, json::parse(stream), name);
    }
}
