// SPDX-License-Identifier: Apache-2.0
// The rules themselves: each must catch what it is there for.
#include "tests/structure/include_rules.h"

#include <gtest/gtest.h>

namespace structure {
namespace {

bool allows(const std::string& path, const std::string& line) {
    const auto includes = includesOf(line);
    EXPECT_EQ(includes.size(), 1U) << line;
    return includes.size() == 1 && brokenRule(path, includes[0]).empty();
}

TEST(IncludeRules, ArrowsBetweenTopFoldersPointOneWay) {
    EXPECT_TRUE(allows("hwdb/x.cpp", "#include \"simulator/base/error.h\""));
    EXPECT_TRUE(allows("gui/x.cpp", "#include \"reports/report.h\""));
    EXPECT_FALSE(allows("simulator/base/x.h", "#include \"hwdb/catalogue.h\""));
    EXPECT_FALSE(allows("simulator/traces/x.cpp", "#include \"scenarios/result.h\""));
    EXPECT_FALSE(allows("hwdb/x.cpp", "#include \"scenarios/result.h\""));
    EXPECT_FALSE(allows("scenarios/x.cpp", "#include \"reports/report.h\""));
    EXPECT_FALSE(allows("reports/x.cpp", "#include \"gui/models/row_model.h\""));
}

TEST(IncludeRules, TheCommandMayUseReportsAndNobodyTheCommand) {
    EXPECT_TRUE(allows("scenarios/cli/main.cpp", "#include \"reports/report.h\""));
    EXPECT_FALSE(allows("scenarios/cli/main.cpp", "#include \"gui/models/row_model.h\""));
    EXPECT_FALSE(allows("reports/x.cpp", "#include \"scenarios/cli/console.h\""));
    EXPECT_TRUE(allows("scenarios/cli/main.cpp", "#include \"scenarios/cli/console.h\""));
}

TEST(IncludeRules, ASimulatorFolderUsesThoseAboveItOnly) {
    EXPECT_TRUE(allows("simulator/training/x.cpp", "#include \"simulator/traces/replay.h\""));
    EXPECT_TRUE(allows("simulator/training/x.cpp", "#include \"simulator/training/y.h\""));
    EXPECT_FALSE(allows("simulator/engine/x.cpp", "#include \"simulator/cluster/device.h\""));
    EXPECT_FALSE(allows("simulator/kernels/x.cpp", "#include \"simulator/traces/replay.h\""));
    EXPECT_FALSE(allows("simulator/helpers/x.cpp", "#include \"simulator/base/error.h\""));
}

TEST(IncludeRules, ForeignLibrariesStayInTheirHomes) {
    EXPECT_TRUE(allows("hwdb/x.cpp", "#include <sqlite3.h>"));
    EXPECT_FALSE(allows("scenarios/x.cpp", "#include <sqlite3.h>"));
    EXPECT_FALSE(allows("hwdb/x.h", "#include <sqlite3.h>")) << "heavy headers stay out of headers";
    EXPECT_TRUE(allows("scenarios/x.cpp", "#include <yaml-cpp/yaml.h>"));
    EXPECT_FALSE(allows("hwdb/x.cpp", "#include <yaml-cpp/yaml.h>"));
    EXPECT_FALSE(allows("scenarios/x.cpp", "#include <nlohmann/json.hpp>"));
    EXPECT_TRUE(allows("tests/unit/x.cpp", "#include <nlohmann/json.hpp>"));
}

TEST(IncludeRules, QtStaysInReportsAndGuiAndWidgetsInGui) {
    EXPECT_TRUE(allows("reports/x.cpp", "#include <QPainter>"));
    EXPECT_TRUE(allows("gui/x.cpp", "#include <QWidget>"));
    EXPECT_FALSE(allows("reports/x.cpp", "#include <QWidget>"));
    EXPECT_FALSE(allows("reports/x.cpp", "#include <QtWidgets/QAction>"));
    EXPECT_FALSE(allows("simulator/base/x.cpp", "#include <QString>"));
    EXPECT_FALSE(allows("scenarios/x.cpp", "#include <QtCore/QString>"));
    EXPECT_FALSE(allows("gui/x.cpp", "#include <QtWidgets>")) << "umbrella headers are slow";
}

TEST(IncludeRules, QuotedIncludesNameTheWholePath) {
    EXPECT_FALSE(allows("simulator/base/x.cpp", "#include \"error.h\""));
    EXPECT_FALSE(allows("simulator/base/x.cpp", "  #  include \"../hwdb/catalogue.h\""));
}

TEST(IncludeRules, IncludesAreFoundWithTheirLines) {
    const auto includes =
        includesOf("// #include <no>\n#include <a>\n\n # include \"b/c.h\" // why\nint include;\n");
    ASSERT_EQ(includes.size(), 2U);
    EXPECT_EQ(includes[0].header, "a");
    EXPECT_EQ(includes[0].line, 2);
    EXPECT_FALSE(includes[0].quoted);
    EXPECT_EQ(includes[1].header, "b/c.h");
    EXPECT_EQ(includes[1].line, 4);
    EXPECT_TRUE(includes[1].quoted);
}

} // namespace
} // namespace structure
