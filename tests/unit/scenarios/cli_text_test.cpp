// SPDX-License-Identifier: Apache-2.0
// What the command prints: scales, alignment, explanations and differences, and files written whole.
#include <filesystem>
#include <fstream>
#include <iterator>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <unistd.h>

#include "scenarios/cli/amount.h"
#include "scenarios/cli/compare_command.h"
#include "scenarios/cli/explain_command.h"
#include "scenarios/cli/output_file.h"
#include "scenarios/cli/result_view.h"
#include "simulator/base/error.h"

namespace {

namespace fs = std::filesystem;
using scenario::Result;

Result resultOf(double overlapped, double bubble) {
    Result r;
    r.name = "Test";
    r.metrics = {{"step_time",
                  "s",
                  {overlapped + bubble, overlapped, overlapped + 2 * bubble, sim::Basis::Measured},
                  {}}};
    r.metrics[0].explanation.formula = "sum of the parts";
    r.metrics[0].explanation.parts = {{"overlapped", overlapped, "s", sim::Basis::Measured, "the trace"}};
    r.breakdown = {{"step",
                    "Where a step goes",
                    {{"part", "Part", ""}, {"time", "Time", "s"}},
                    {{std::string("overlapped"), overlapped}, {std::string("bubble"), bubble}},
                    ""}};
    return r;
}

fs::path freshFolder() {
    const fs::path folder = fs::temp_directory_path() / ("purser-cli-text-" + std::to_string(::getpid()));
    fs::remove_all(folder);
    return folder;
}

std::string contentOf(const fs::path& file) {
    std::ifstream stream(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
}

} // namespace

TEST(Amount, ScalesValueAndIntervalTogether) {
    const cli::Amount amount = cli::amountOf({5.576e6, 5.4e6, 12e6, sim::Basis::Modelled}, "USD");
    EXPECT_EQ(amount.text(), "5.576 million USD");
    EXPECT_EQ(amount.range(), "5.4 .. 12");
    EXPECT_EQ(cli::amountText(272.8e9, "tokens/day"), "272.8 billion tokens/day");
    EXPECT_EQ(cli::amountText(180000, "GPU-hours"), "180,000 GPU-hours");
    EXPECT_EQ(cli::amountText(19.926, "s"), "19.93 s");
    EXPECT_EQ(cli::amountText(0.435, "fraction"), "43.5 %");
    EXPECT_EQ(cli::amountText(61.5e9, "B"), "61.5 GB");
}

TEST(Amount, SpellsMetricNamesOut) {
    EXPECT_EQ(cli::metricLabel("step_time"), "Step time");
    EXPECT_EQ(cli::metricLabel("gpu_hours_per_trillion_tokens"), "GPU-hours per trillion tokens");
    EXPECT_EQ(cli::metricLabel("mfu"), "MFU");
    EXPECT_EQ(cli::metricLabel("cost_per_gpu_hour"), "Cost per GPU-hour");
    EXPECT_EQ(cli::metricLabel("tokens_per_gpu_second"), "Tokens per GPU second");
}

TEST(TextTable, AlignsColumnsByWhatIsSeen) {
    cli::TextTable table({{"Name"}, {"Value", true}});
    table.add({{"昇腾"}, {"1"}}); // two ideographs are four columns wide, as "Name" is
    table.add({{"b"}, {"1,000"}});
    EXPECT_EQ(table.text(cli::Style(false), ""), "Name  Value\n"
                                                 "昇腾      1\n"
                                                 "b     1,000\n");
}

TEST(TextTable, ColoursWithoutMovingColumns) {
    cli::TextTable table({{""}, {"", true}});
    table.add({{"a", cli::Ink::Bold}, {"1"}});
    EXPECT_EQ(table.text(cli::Style(true), ""), "\x1b[1ma\x1b[0m  1\n");
    EXPECT_EQ(table.text(cli::Style(false), ""), "a  1\n");
}

TEST(Bar, IsDrawnToAnEighth) {
    EXPECT_EQ(cli::bar(1.0, 4), "████");
    EXPECT_EQ(cli::bar(0.5, 4), "██");
    EXPECT_EQ(cli::bar(0.53125, 4), "██▏"); // 17 of 32 eighths
    EXPECT_EQ(cli::bar(-1.0, 4), "");
    EXPECT_EQ(cli::bar(7.0, 4), "████");
}

TEST(ResultText, PutsThePublishedFigureBesideOurs) {
    Result r = resultOf(18, 2);
    r.comparisons = {{"step_time", 16.0, 20.0, "s", "a paper", ""}};
    const std::string text = cli::resultText(r, cli::Style(false), false);
    EXPECT_NE(text.find("Step time     20  s  18 .. 22    measured       16 s     +25.0 %\n"),
              std::string::npos)
        << text;
    EXPECT_NE(text.find("Published: a paper"), std::string::npos) << text;
    EXPECT_EQ(text.find('\x1b'), std::string::npos);
}

TEST(ResultText, ShowsThatAScenarioDoesNotWork) {
    Result r;
    r.isFeasible = false;
    r.infeasibleReason = "needs 96 GB, has 80 GB";
    EXPECT_NE(cli::resultText(r, cli::Style(false), false).find("Does not work: needs 96 GB, has 80 GB"),
              std::string::npos);
}

TEST(ResultText, ShortensLongTablesUnlessVerbose) {
    Result r = resultOf(18, 2);
    for (int i = 0; i < 20; ++i)
        r.breakdown[0].rows.push_back({std::string("row") + std::to_string(i), 1.0});
    EXPECT_NE(cli::resultText(r, cli::Style(false), false).find("12 more rows"),
              std::string::npos); // 22 - 10
    EXPECT_EQ(cli::resultText(r, cli::Style(false), true).find("more rows"), std::string::npos);
}

TEST(Compare, AttributesTheDifferenceToParts) {
    // overlapped 18 -> 27 (+9), bubble 2 -> 3 (+1): 90 % and 10 % of +10.
    const auto changes = cli::partChanges(resultOf(18, 2), resultOf(27, 3));
    ASSERT_EQ(changes.size(), 2U);
    EXPECT_EQ(changes[0].label, "overlapped");
    EXPECT_DOUBLE_EQ(changes[0].change, 9);
    EXPECT_DOUBLE_EQ(changes[0].share, 0.9);
    EXPECT_EQ(changes[1].label, "bubble");
    EXPECT_DOUBLE_EQ(changes[1].share, 0.1);
}

TEST(Compare, TellsDifferencesAndAbsentMetrics) {
    std::vector<Result> results = {resultOf(18, 2), resultOf(27, 3)};
    results[1].metrics.push_back({"mfu", "fraction", {0.4, 0.4, 0.4, sim::Basis::Modelled}, {}});
    const std::string text = cli::compareText(results, cli::Style(false));
    EXPECT_NE(text.find("+50.0 %"), std::string::npos) << text; // 30 / 20
    EXPECT_NE(text.find("90 % of the difference"), std::string::npos) << text;
    const auto json = nlohmann::json::parse(cli::compareJson(results));
    EXPECT_EQ(json["metrics"]["step_time"][1]["relative_difference"], 0.5);
    EXPECT_TRUE(json["metrics"]["mfu"][0].empty()); // absent, not zero
}

TEST(Explain, TellsFormulaAndParts) {
    const std::string text = cli::explainText(resultOf(18, 2), "step_time", cli::Style(false));
    EXPECT_NE(text.find("sum of the parts"), std::string::npos);
    EXPECT_NE(text.find("overlapped"), std::string::npos);
    EXPECT_EQ(nlohmann::json::parse(cli::explainJson(resultOf(18, 2), "step_time"))["parts"][0]["value"], 18);
}

TEST(Explain, NamesTheNearestMetric) {
    try {
        cli::explainText(resultOf(18, 2), "step_tme", cli::Style(false));
        ADD_FAILURE() << "accepted";
    } catch (const sim::Error& error) {
        EXPECT_STREQ(error.what(), "the result has no metric 'step_tme'; did you mean 'step_time'?");
    }
}

TEST(OutputFile, LeavesNoDraftBehind) {
    const fs::path folder = freshFolder();
    cli::writeFiles(folder / "deep", {{"a.json", "1"}, {"b.json", "2"}});
    EXPECT_EQ(contentOf(folder / "deep" / "a.json"), "1");
    EXPECT_EQ(std::distance(fs::directory_iterator(folder / "deep"), {}), 2);
    fs::remove_all(folder);
}

TEST(OutputFile, WritesNothingWhenOneFileCannotBeWritten) {
    const fs::path folder = freshFolder();
    fs::create_directories(folder);
    // The second name lies in a folder that does not exist, so its draft cannot be made.
    EXPECT_THROW(cli::writeFiles(folder, {{"a.json", "1"}, {"missing/b.json", "2"}}), sim::Error);
    EXPECT_TRUE(fs::is_empty(folder));
    fs::remove_all(folder);
}
