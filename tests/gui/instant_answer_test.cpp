// SPDX-License-Identifier: Apache-2.0
// What makes answers instant: sliders, remembered simulations, commands by name.
#include <gtest/gtest.h>

#include <QAbstractItemModelTester>
#include <QLineEdit>
#include <QTemporaryDir>
#include <QTest>

#include "gui/dialogs/command_palette.h"
#include "gui/jobs/answer_memory.h"
#include "gui/models/slider_scale.h"
#include "tests/gui/fake_result.h"

namespace gui {
namespace {

SliderScale scaleOf(const char* key, const char* value) {
    const auto scale = SliderScale::around(*scenario::findParameter(key), QString::fromLatin1(value));
    EXPECT_TRUE(scale.has_value()) << key;
    return *scale;
}

// From a quarter to four times the value in equal ratios: the value is in the middle.
TEST(SliderScales, PriceRunsFromAQuarterToFourTimesInItsOwnUnit) {
    const auto scale = scaleOf("economics.rental.price", "2 USD/GPU-hour");
    EXPECT_EQ(scale.positionOf(QStringLiteral("2 USD/GPU-hour")), SliderScale::Positions / 2);
    EXPECT_EQ(scale.textAt(0), QStringLiteral("0.5 USD/GPU-hour"));
    EXPECT_EQ(scale.textAt(SliderScale::Positions), QStringLiteral("8 USD/GPU-hour"));
}

TEST(SliderScales, WholeNumbersStayWhole) {
    const auto scale = scaleOf("cluster.count", "2048");
    EXPECT_EQ(scale.textAt(SliderScale::Positions / 2), QStringLiteral("2048"));
    EXPECT_EQ(scale.textAt(SliderScale::Positions), QStringLiteral("8192"));
}

// Every position of a slider must be a value that the table accepts.
TEST(SliderScales, EveryPositionIsAcceptedByTheParameter) {
    for (const auto& parameter : scenario::parameters()) {
        if (!SliderScale::suits(parameter) || parameter.defaultText.empty()) continue;
        const auto scale = SliderScale::around(
            parameter, QString::fromUtf8(parameter.defaultText.data(),
                                         static_cast<qsizetype>(parameter.defaultText.size())));
        if (!scale) continue;
        for (const int position : {0, 1, 133, 200, 399, SliderScale::Positions}) {
            auto scenario = scenario::Scenario::defaults();
            EXPECT_NO_THROW(
                scenario.set(parameter.key, scale->textAt(position).toStdString(), scenario::Origin::Set, {}))
                << parameter.key << " at " << position << ": " << scale->textAt(position).toStdString();
        }
    }
}

TEST(SliderScales, TextThatIsNoNumberHasNoScale) {
    const auto& price = *scenario::findParameter("economics.rental.price");
    for (const char* wrong : {"", "USD", "2", "cheap"})
        EXPECT_FALSE(SliderScale::around(price, QString::fromLatin1(wrong))) << wrong;
}

// The price moves the cost in proportion and leaves the step alone; the simulation is made once.
TEST(RememberedSimulations, ChangeOfPriceIsAnsweredWithoutAnother) {
    QTemporaryDir data;
    const QByteArray before = qgetenv("XDG_DATA_HOME");
    qputenv("XDG_DATA_HOME", data.path().toUtf8());
    auto count = std::make_shared<std::size_t>(0);
    const auto evaluate = rememberingEvaluator(count);
    auto scenario = scenario::readScenario(test::fakeOptions().gallery / "deepseek-v3-pretraining-h800.yaml");
    scenario.set("economics.rental.price", "2 USD/GPU-hour", scenario::Origin::Set, {});
    const auto cheap = evaluate(scenario, {});
    scenario.set("economics.rental.price", "4 USD/GPU-hour", scenario::Origin::Set, {});
    const auto dear = evaluate(scenario, {});
    EXPECT_EQ(*count, 1U);
    EXPECT_FALSE(dear.timelines.empty());
    EXPECT_EQ(cheap.metric("step_time")->estimate.value, dear.metric("step_time")->estimate.value);
    EXPECT_NEAR(dear.metric("cost_total")->estimate.value / cheap.metric("cost_total")->estimate.value, 2.0,
                1e-9);
    scenario.set("workload.training.tokens", "1e12 tokens", scenario::Origin::Set, {});
    evaluate(scenario, {});
    EXPECT_EQ(*count, 2U);
    before.isNull() ? qunsetenv("XDG_DATA_HOME") : qputenv("XDG_DATA_HOME", before);
}

// Words in any order find a command; the arrows move, Enter does it.
TEST(CommandPalettes, WordsInAnyOrderFindAndEnterDoes) {
    int done = 0;
    std::vector<Command> commands{{QStringLiteral("Run"), {}, {}, [&] { done = 1; }},
                                  {QStringLiteral("Export report"), {}, {}, [&] { done = 2; }},
                                  {QStringLiteral("Report folder"), {}, {}, [&] { done = 3; }}};
    CommandModel model(commands);
    const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
    auto* palette = new CommandPalette(commands);
    palette->show();
    auto* entry = palette->findChild<QLineEdit*>();
    QTest::keyClicks(entry, QStringLiteral("rep ex"));
    QTest::keyClick(entry, Qt::Key_Return);
    EXPECT_EQ(done, 2);
    QTest::qWait(1); // it deletes itself
    palette = new CommandPalette(commands);
    palette->show();
    entry = palette->findChild<QLineEdit*>();
    QTest::keyClicks(entry, QStringLiteral("report"));
    QTest::keyClick(entry, Qt::Key_Down);
    QTest::keyClick(entry, Qt::Key_Return);
    EXPECT_EQ(done, 3);
}

} // namespace
} // namespace gui
