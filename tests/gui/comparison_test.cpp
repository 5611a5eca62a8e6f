// SPDX-License-Identifier: Apache-2.0
// Several results beside each other, the reasons of a difference, and the command that repeats a run.
#include <gtest/gtest.h>

#include <cmath>

#include <QAbstractItemModelTester>

#include "gui/models/command_line.h"
#include "gui/models/difference_reasons.h"
#include "gui/models/number_text.h"
#include "gui/models/side_by_side_model.h"
#include "tests/gui/fake_result.h"

namespace gui {
namespace {

/// Step time times `factor`, all of it in the bubble.
ResultHandle slower(double factor) {
    auto result = test::fakeResult();
    auto& step = result.metrics[0].estimate;
    const double more = step.value * (factor - 1.0);
    step = {step.value * factor, step.low * factor, step.high * factor, step.basis};
    std::get<double>(result.breakdown[0].rows[2][1]) += more;
    return std::make_shared<const scenario::Result>(result);
}

TEST(SideBySide, SixResultsShowTheirChangeAgainstTheFirst) {
    SideBySideModel model;
    const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
    std::vector<NamedResult> results;
    for (int i = 0; i < 6; ++i)
        results.push_back({QString::number(i), slower(1.0 + 0.5 * i)});
    model.setResults(results);
    ASSERT_EQ(model.columnCount(), SideBySideModel::FirstResult + 6);
    ASSERT_EQ(model.rowCount(), 1) << "only the step time differs";
    const auto cell = [&](int result) {
        return model.index(0, SideBySideModel::FirstResult + result).data().toString();
    };
    EXPECT_EQ(cell(0), QStringLiteral("20"));
    EXPECT_EQ(cell(2), QStringLiteral("40  (%1)").arg(signedPercentText(1.0)));
    EXPECT_TRUE(cell(2).contains(QLatin1Char('+'))) << "the sign stands there, not only a colour";
    model.setOnlyDifferences(false);
    EXPECT_EQ(model.rowCount(), 5); // two inputs, three metrics
}

TEST(SideBySide, FasterAndSlowerHaveTheTwoColoursInBothModes) {
    for (const bool isDark : {false, true}) {
        SideBySideModel model;
        model.isDark = isDark;
        model.setResults({{QStringLiteral("a"), slower(1.0)},
                          {QStringLiteral("b"), slower(2.0)},
                          {QStringLiteral("c"), slower(0.9)}});
        const auto more = model.index(0, 3).data(Qt::ForegroundRole),
                   less = model.index(0, 4).data(Qt::ForegroundRole);
        EXPECT_TRUE(more.isValid() && less.isValid());
        EXPECT_NE(more, less);
        EXPECT_FALSE(model.index(0, 2).data(Qt::ForegroundRole).isValid()) << "the base has none";
    }
}

// Identity: the changes of the parts add up to the change of the step, 20 s.
TEST(Reasons, ChangesOfThePartsAddUpToTheChangeOfTheWhole) {
    const auto left = slower(1.0), right = slower(2.0);
    const auto reasons = differenceReasons(*left, *right, "step");
    ASSERT_EQ(reasons.size(), 1U);
    EXPECT_EQ(reasons[0].part, QStringLiteral("Bubble"));
    EXPECT_DOUBLE_EQ(reasons[0].change(), 20.0);
    EXPECT_TRUE(whyTheyDiffer(*left, *right).contains(QStringLiteral("Bubble +20 s")));
}

TEST(Reasons, EqualResultsHaveNone) {
    const auto same = slower(1.0);
    EXPECT_TRUE(differenceReasons(*same, *same, "step").empty());
    EXPECT_TRUE(whyTheyDiffer(*same, *same).isEmpty());
    EXPECT_TRUE(differenceReasons(*same, *same, "no such table").empty());
}

TEST(CommandLines, HoldTheFileAndWhatWasSetSince) {
    auto scenario = scenario::readScenario(test::fakeOptions().gallery / "deepseek-v3-pretraining-h800.yaml");
    scenario.file = "my plan's.yaml";
    scenario.set("cluster.count", "1024", scenario::Origin::Set, {});
    scenario.set("economics.rental.price", "2 USD/GPU-hour", scenario::Origin::Set, {});
    EXPECT_EQ(commandLine(scenario),
              QStringLiteral("purser run 'my plan'\\''s.yaml' --set cluster.count=1024 "
                             "--set 'economics.rental.price=2 USD/GPU-hour'"));
}

} // namespace
} // namespace gui
