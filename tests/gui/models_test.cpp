// SPDX-License-Identifier: Apache-2.0
// Every table model: Qt's contract and what the cells say.
#include <gtest/gtest.h>

#include <algorithm>
#include <memory>

#include <QAbstractItemModelTester>
#include <QColor>

#include "gui/models/difference_model.h"
#include "gui/models/fact_model.h"
#include "gui/models/gallery_model.h"
#include "gui/models/metric_model.h"
#include "gui/models/number_text.h"
#include "gui/models/result_figures.h"
#include "gui/models/result_table_model.h"
#include "gui/models/run_model.h"
#include "gui/models/subject_model.h"
#include "tests/gui/fake_result.h"

namespace gui {
namespace {

using Mode = QAbstractItemModelTester::FailureReportingMode;

QString shown(const QAbstractItemModel& model, int row, int column) {
    return model.index(row, column).data().toString();
}

TEST(MetricModel, KeepsTheContractOfModels) {
    MetricModel model;
    QAbstractItemModelTester tester(&model, Mode::Fatal);
    model.setResult(test::fakeResult());
    model.clear();
    model.setResult(test::fakeResult());
    EXPECT_EQ(model.rowCount(), 3);
}

// 20 s against 16 s published: 20 / 16 - 1 = +25 %.
TEST(MetricModel, ShowsValueIntervalBasisAndPublishedDifference) {
    MetricModel model;
    model.setResult(test::fakeResult());
    EXPECT_EQ(shown(model, 0, MetricModel::Name), QStringLiteral("Step time"));
    EXPECT_EQ(model.index(0, MetricModel::Value).data(SortRole).toDouble(), 20.0);
    EXPECT_EQ(shown(model, 0, MetricModel::Unit), QStringLiteral("s"));
    EXPECT_EQ(shown(model, 0, MetricModel::Interval), intervalText({20, 19, 22, {}}));
    EXPECT_EQ(shown(model, 0, MetricModel::Basis), QStringLiteral("modelled"));
    EXPECT_EQ(shown(model, 0, MetricModel::Difference), signedPercentText(0.25));
    EXPECT_TRUE(shown(model, 0, MetricModel::Difference).startsWith(QLatin1Char('+')));
}

// An exact figure has no interval and a metric nobody published has no difference: empty, never zero.
TEST(MetricModel, LeavesOutWhatDoesNotExist) {
    MetricModel model;
    model.setResult(test::fakeResult());
    EXPECT_EQ(shown(model, 2, MetricModel::Interval), QString());
    EXPECT_EQ(shown(model, 1, MetricModel::Published), QString());
}

TEST(MetricLabel, SpellsTheNamesOfTheContract) {
    EXPECT_EQ(metricLabel("tokens_per_gpu_second"), QStringLiteral("Tokens per GPU second"));
    EXPECT_EQ(metricLabel("mfu"), QStringLiteral("MFU"));
    EXPECT_EQ(metricLabel("ttft_p50"), QStringLiteral("TTFT P50"));
    EXPECT_EQ(metricLabel("gpus_required"), QStringLiteral("GPUs required"));
}

TEST(ResultTableModel, KeepsTheContractAndTakesShortRows) {
    ResultTableModel model;
    QAbstractItemModelTester tester(&model, Mode::Fatal);
    auto result = test::fakeResult();
    result.breakdown[0].rows[1].pop_back(); // a row that ends early
    model.setTable(result.breakdown[0]);
    EXPECT_EQ(model.columnCount(), 3);
    EXPECT_EQ(model.headerData(1, Qt::Horizontal).toString(), QStringLiteral("Time (s)"));
    EXPECT_EQ(shown(model, 1, 2), QString());
    model.setTable(result.breakdown[1]);
    EXPECT_EQ(model.columnCount(), 2);
    model.clear();
    EXPECT_EQ(model.rowCount(), 0);
}

// Right has half the devices and twice the step time: +20 s, +100 %; the device input is equal on both sides.
TEST(DifferenceModel, ShowsSignPercentageAndChangedInputs) {
    DifferenceModel model;
    QAbstractItemModelTester tester(&model, Mode::Fatal);
    auto left = test::fakeResult(), right = test::fakeResult();
    right.inputs[1].text = "1024";
    right.metrics[0].estimate = {40, 38, 44, sim::Basis::Modelled};
    model.setResults(left, right);
    EXPECT_EQ(model.rowCount(), 5); // two inputs, three metrics
    model.setOnlyDifferences(true);
    ASSERT_EQ(model.rowCount(), 2);
    EXPECT_EQ(shown(model, 0, DifferenceModel::Right), QStringLiteral("1024"));
    EXPECT_EQ(shown(model, 1, DifferenceModel::Difference), signedNumberText(20.0));
    EXPECT_EQ(shown(model, 1, DifferenceModel::Percentage), signedPercentText(1.0));
    // 40 lies outside P10-P90 of the left result, 19 to 22.
    EXPECT_TRUE(model.index(1, DifferenceModel::Difference)
                    .data(Qt::ToolTipRole)
                    .toString()
                    .startsWith(QStringLiteral("Outside")));
}

// Colour-blind readers: more and less differ in hue of the blue-orange pair, and both modes have their own
// pair.
TEST(DifferenceModel, ColoursMoreAndLessApartInBothModes) {
    DifferenceModel model;
    auto left = test::fakeResult(), right = test::fakeResult();
    right.metrics[0].estimate.value = 40;
    right.metrics[1].estimate.value = 1;
    model.setOnlyDifferences(true);
    model.setResults(left, right);
    for (const bool dark : {false, true}) {
        model.isDark = dark;
        const auto more =
            model.index(0, DifferenceModel::Difference).data(Qt::ForegroundRole).value<QColor>();
        const auto less =
            model.index(1, DifferenceModel::Difference).data(Qt::ForegroundRole).value<QColor>();
        EXPECT_GT(more.blue(), more.red());
        EXPECT_GT(less.red(), less.blue());
    }
}

TEST(DifferenceModel, MetricOfOneSideHasNoDifference) {
    DifferenceModel model;
    auto left = test::fakeResult(), right = test::fakeResult();
    right.metrics.erase(right.metrics.begin());
    model.setOnlyDifferences(true);
    model.setResults(left, right);
    ASSERT_EQ(model.rowCount(), 1);
    EXPECT_EQ(shown(model, 0, DifferenceModel::Right), QString());
    EXPECT_EQ(shown(model, 0, DifferenceModel::Percentage), QString());
}

hwdb::Fact shippedFact() {
    hwdb::Fact fact;
    fact.id = 7;
    fact.subject = "h800-sxm";
    fact.property = "memory_bandwidth";
    fact.valueText = "3350";
    fact.value = 3350.0;
    fact.unit = "GB/s";
    fact.source = "data sheet";
    fact.confidence = "high";
    fact.isPreferred = true;
    return fact;
}

TEST(FactModel, KeepsTheContractOfModels) {
    FactModel model;
    QAbstractItemModelTester tester(&model, Mode::Fatal);
    model.setFacts({shippedFact(), shippedFact()});
    model.setFacts({});
    EXPECT_EQ(model.rowCount(), 0);
}

TEST(FactModel, EditAsksForANewFactAndChangesNothing) {
    FactModel model;
    model.setFacts({shippedFact()});
    hwdb::Fact asked;
    qint64 replaced = -1;
    QObject::connect(&model, &FactModel::entered, &model, [&](const hwdb::Fact& f, qint64 r) {
        asked = f;
        replaced = r;
    });
    model.setData(model.index(0, FactModel::Value), QStringLiteral("3000"), Qt::EditRole);
    EXPECT_EQ(replaced, 0) << "a shipped fact is never replaced";
    EXPECT_EQ(asked.valueText, "3000");
    EXPECT_EQ(asked.value, 3000.0);
    EXPECT_TRUE(asked.isUserEntry);
    EXPECT_EQ(asked.confidence, "user");
    EXPECT_EQ(asked.property, "memory_bandwidth");
    EXPECT_NE(asked.source, "data sheet") << "the edit does not rest on the shipped source";
    EXPECT_EQ(shown(model, 0, FactModel::Value), QStringLiteral("3350"));
}

TEST(FactModel, SourceOfAShippedFactIsReadOnlyAndAnEqualValueIsNoEdit) {
    FactModel model;
    model.setFacts({shippedFact()});
    int edits = 0;
    QObject::connect(&model, &FactModel::entered, &model, [&] { ++edits; });
    EXPECT_FALSE(model.flags(model.index(0, FactModel::Source)) & Qt::ItemIsEditable);
    model.setData(model.index(0, FactModel::Source), QStringLiteral("hearsay"), Qt::EditRole);
    model.setData(model.index(0, FactModel::Value), QStringLiteral("3350"), Qt::EditRole);
    model.setData(model.index(0, FactModel::Value), QStringLiteral("  "), Qt::EditRole);
    EXPECT_EQ(edits, 0);
}

TEST(SubjectModel, FirstRowStandsForAll) {
    SubjectModel model;
    QAbstractItemModelTester tester(&model, Mode::Fatal);
    model.setSubjects({{"nvidia-h800", "h800-sxm", "H800 SXM", "NVIDIA", "accelerator", "high"}});
    ASSERT_EQ(model.rowCount(), 2);
    EXPECT_EQ(model.index(0, 0).data(KeyRole).toString(), QString());
    EXPECT_EQ(shown(model, 1, SubjectModel::Name), QStringLiteral("H800 SXM"));
}

TEST(RunModel, KeepsResultsOnceAndCurrentFirst) {
    RunModel model;
    QAbstractItemModelTester tester(&model, Mode::Fatal);
    EXPECT_EQ(model.keepCurrent(), -1);
    auto changed = test::fakeResult();
    changed.inputs[0] = {"cluster.device", "Device", "h20-96gb", "", "", "set"};
    const auto first = std::make_shared<const scenario::Result>(test::fakeResult());
    const auto second = std::make_shared<const scenario::Result>(changed);
    model.setCurrent(first);
    EXPECT_EQ(model.keepCurrent(), 1);
    EXPECT_EQ(model.keepCurrent(), 1) << "the same result is kept once";
    model.setCurrent(second);
    EXPECT_EQ(model.keepCurrent(), 2);
    EXPECT_EQ(model.result(0), second);
    EXPECT_EQ(model.result(1), first);
    EXPECT_TRUE(shown(model, 2, 0).contains(QStringLiteral("cluster.device = h20-96gb")));
    model.remove(1);
    EXPECT_EQ(model.result(1), second);
    EXPECT_EQ(model.result(9), nullptr);
}

TEST(GalleryModel, ListsTheShippedScenariosByName) {
    GalleryModel model;
    QAbstractItemModelTester tester(&model, Mode::Fatal);
    model.load(test::fakeOptions().gallery);
    ASSERT_GE(model.rowCount(), 1);
    bool hasMainJob = false;
    for (const auto& row : model.rows()) {
        EXPECT_TRUE(row.error.isEmpty()) << row.error.toStdString();
        hasMainJob = hasMainJob || row.file.endsWith(QStringLiteral("deepseek-v3-pretraining-h800.yaml"));
    }
    EXPECT_TRUE(hasMainJob);
    model.load("no/such/directory");
    EXPECT_EQ(model.rowCount(), 0);
}

TEST(ResultFigures, BreakdownCarriesLabelValueUnitAndCategory) {
    const auto figure = breakdownFigure(test::fakeResult().breakdown[0]);
    ASSERT_EQ(figure.parts.size(), 3U);
    EXPECT_EQ(figure.unit, "s");
    EXPECT_EQ(figure.parts[0].label, "Overlapped");
    EXPECT_EQ(figure.parts[0].value, 12.0);
    EXPECT_EQ(figure.parts[2].category, "bubble");
}

TEST(ResultFigures, BarsHaveAnEmptyPlaceWhereOneSideHasNoPart) {
    auto left = test::fakeResult().breakdown[0], right = left;
    right.rows.pop_back();
    right.rows.push_back({std::string("Optimizer"), 1.0, std::string("optimizer")});
    const auto figure = breakdownBars(left, right);
    ASSERT_EQ(figure.groups.size(), 4U);
    EXPECT_FALSE(figure.groups[2].bars[1].has_value()); // bubble only left
    EXPECT_FALSE(figure.groups[3].bars[0].has_value()); // optimizer only right
}

TEST(ResultFigures, TimelineDropsSlicesOfLanesThatDoNotExist) {
    auto timeline = test::fakeResult().timelines[0];
    timeline.slices.push_back({9, 0, 1, "stray", "other"});
    const auto figure = timelineFigure(timeline);
    ASSERT_EQ(figure->lanes().size(), 2U);
    EXPECT_EQ(figure->lanes()[0].spans.size(), 3U);
    EXPECT_EQ(figure->end(), 1000.0);
}

TEST(ResultFigures, ExplanationEscapesAndNamesEveryPart) {
    auto metric = test::fakeResult().metrics[0];
    metric.explanation.formula = "a < b";
    const std::string html = explanationHtml(metric);
    for (const char* part : {"a &lt; b", "global batch", "overlapped", "expert load", "modelled"})
        EXPECT_NE(html.find(part), std::string::npos) << part;
}

} // namespace
} // namespace gui
