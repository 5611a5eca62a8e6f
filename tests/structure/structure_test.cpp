// SPDX-License-Identifier: Apache-2.0
// Walks the project and checks what the design and the style guide promise about its files.
#include <algorithm>
#include <map>
#include <set>

#include <gtest/gtest.h>

#include "tests/structure/include_rules.h"
#include "tests/structure/source_tree.h"

namespace structure {
namespace {

const std::vector<SourceFile>& files() {
    static const std::vector<SourceFile> all = projectFiles(PURSER_SOURCE_DIR);
    return all;
}

TEST(Structure, TheProjectIsFound) {
    // Guards the other tests against walking an empty folder.
    const auto has = [](const std::string& path) {
        return std::any_of(files().begin(), files().end(),
                           [&](const auto& file) { return file.path == path; });
    };
    EXPECT_TRUE(has("simulator/base/error.h"));
    EXPECT_TRUE(has("install-deps"));
    EXPECT_TRUE(has("tests/structure/structure_test.cpp"));
}

TEST(Structure, ArrowsBetweenFoldersPointOneWay) {
    for (const SourceFile& file : files()) {
        if (!file.isCpp() && !file.hasExtension(".in")) continue;
        for (const Include& include : includesOf(file.text)) {
            const std::string broken = brokenRule(file.path, include);
            EXPECT_TRUE(broken.empty())
                << file.path << ":" << include.line << ": includes " << include.header << ": " << broken;
        }
    }
}

TEST(Structure, EverySourceBeginsWithItsLicence) {
    const std::string tag = "SPDX-License-Identifier: Apache-2.0";
    for (const SourceFile& file : files()) {
        const bool script = file.text.starts_with("#!");
        const bool source = file.isCpp() || file.hasExtension(".sql") || file.hasExtension(".cmake") ||
                            file.hasExtension(".in") || file.name() == "CMakeLists.txt" || script;
        if (!source) continue;
        const auto lines = linesOf(file.text);
        const std::size_t at = script ? 1 : 0;
        EXPECT_TRUE(lines.size() > at && lines[at].find(tag) != std::string::npos)
            << file.path << ": the first line is not the SPDX line";
    }
}

TEST(Structure, EveryHeaderSaysInItsSecondLineWhatItIs) {
    for (const SourceFile& file : files()) {
        if (!file.hasExtension(".h")) continue;
        const auto lines = linesOf(file.text);
        EXPECT_TRUE(lines.size() > 1 && lines[1].starts_with("// ") && lines[1].size() > 15) << file.path;
    }
}

TEST(Structure, FileNamesAreUniqueAndLowerSnake) {
    std::map<std::string, std::string> seen;
    for (const SourceFile& file : files()) {
        if (!file.isCpp() || file.name() == "main.cpp") continue; // one per program
        const auto [first, isNew] = seen.emplace(file.name(), file.path);
        EXPECT_TRUE(isNew) << file.path << " has the name of " << first->second;
        const bool lowerSnake =
            file.name().find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_.") == std::string::npos;
        EXPECT_TRUE(lowerSnake) << file.path;
        for (const char* nameless : {"utils", "helpers", "common", "misc"})
            EXPECT_EQ(file.path.find(nameless), std::string::npos) << file.path << " has no name of its own";
    }
}

TEST(Structure, NoFileNamesAPathOfOneMachine) {
    // Put together here, so that this file does not contain what it looks for.
    const std::string slash = "/";
    for (const SourceFile& file : files()) {
        int number = 0;
        for (const std::string& line : linesOf(file.text)) {
            ++number;
            for (const std::string folder : {"work", "tmp", "home", "Users"})
                EXPECT_EQ(line.find(slash + folder + slash), std::string::npos)
                    << file.path << ":" << number << ": " << line;
        }
    }
}

TEST(Structure, NoUnfinishedBusinessIsLeftInTheCode) {
    for (const SourceFile& file : files()) {
        if (!file.isCpp()) continue;
        for (const std::string& word :
             {std::string("TO") + "DO", std::string("FIX") + "ME", std::string("XX") + "X"})
            EXPECT_EQ(file.text.find(word), std::string::npos) << file.path << ": " << word;
    }
}

TEST(Structure, FilesStayShortEnoughToRead) {
    // Over 600 lines a file is split, or stands here with its reason.
    const std::set<std::string> longForAReason = {};
    for (const SourceFile& file : files()) {
        if (!file.isCpp() || longForAReason.count(file.path)) continue;
        EXPECT_LE(linesOf(file.text).size(), 600U) << file.path;
    }
}

TEST(Structure, TheTopFolderHoldsOnlyWhatTheDesignLists) {
    const std::set<std::string> allowed = {"CMakeLists.txt", "CMakePresets.json", "README.md",
                                           "LICENSE",        "CONTRIBUTING.md",   "install-deps"};
    for (const SourceFile& file : files()) {
        if (file.path.find('/') != std::string::npos || file.path.starts_with(".")) continue;
        EXPECT_TRUE(allowed.count(file.path)) << file.path;
    }
}

} // namespace
} // namespace structure
