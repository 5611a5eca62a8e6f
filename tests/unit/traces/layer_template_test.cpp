// SPDX-License-Identifier: Apache-2.0
// Expressions and rows of layer templates.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "simulator/base/error.h"
#include "simulator/traces/layer_template.h"

namespace sim {
namespace {

TEST(LayerTemplate, ProductsBindMoreThanSums) {
    const Symbols s{{"A", 2.0}, {"B", 3.0}};
    EXPECT_EQ(evaluateExpression("A+B*4", s, ""), 14.0);    // 2 + 12
    EXPECT_EQ(evaluateExpression("A*B-B/2*A", s, ""), 3.0); // 6 - 1.5 * 2
    EXPECT_EQ(evaluateExpression("7168", s, ""), 7168.0);
}

TEST(LayerTemplate, UnknownNamesAndDivisionByZeroAreRefused) {
    EXPECT_THROW(evaluateExpression("A+X", {{"A", 1.0}}, "t:1"), Error);
    EXPECT_THROW(evaluateExpression("1/A", {{"A", 0.0}}, "t:1"), Error);
    EXPECT_THROW(evaluateExpression("1+", {}, "t:1"), Error);
    EXPECT_THROW(evaluateExpression("", {}, "t:1"), Error);
}

TEST(LayerTemplate, ARowOfUnknownKindIsNamedWithItsPlace) {
    try {
        readLayerTemplate("template,x,y\nsoup,1\n", "t.csv");
        FAIL() << "read without an error";
    } catch (const Error& e) {
        EXPECT_THAT(e.what(), testing::HasSubstr("t.csv:2"));
    }
}

TEST(LayerTemplate, TheShippedOneIsChosenByNameAndAnnotations) {
    const auto folder = std::filesystem::path(PURSER_SOURCE_DIR) / "hwdb/data/trace_templates";
    const std::vector<std::string> annotations{"attn(F)", "mlp(W)", "combine(B)"};
    EXPECT_TRUE(findLayerTemplate(folder, "x_hidden7168_seqlen4096.json", annotations));
    EXPECT_FALSE(findLayerTemplate(folder, "another.json", annotations));
    EXPECT_FALSE(findLayerTemplate(folder, "x_hidden7168_seqlen4096.json", {"attn(F)"}));
}

} // namespace
} // namespace sim
