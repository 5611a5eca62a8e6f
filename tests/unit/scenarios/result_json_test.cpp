// SPDX-License-Identifier: Apache-2.0
// Result JSON: the contract of DESIGN.md, the round trip, and what is told about files that are no result.
#include <limits>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <rapidcheck.h>

#include "scenarios/json_text.h"
#include "scenarios/result.h"
#include "scenarios/timeline_json.h"
#include "simulator/base/error.h"

namespace {

using scenario::Result;

Result example() {
    Result r;
    r.name = "Name with \"quotes\", \\ and 昇腾";
    r.inputs = {{"cluster.device", "Device", "h800-sxm", "", "file x", "file"},
                {"cluster.count", "Devices", "2048", "", "", "file"},
                {"workload.training.tokens", "Tokens", "14.8e12 tokens", "tokens", "", "file"},
                {"workload.training.layout.pipeline", "Pipeline", "16", "", "", "file"},
                {"seed", "Seed", "1", "", "", "default"}};
    scenario::Metric step{"step_time", "s", {19.726125, 19.1, 20.4, sim::Basis::Measured}, {}};
    step.explanation.formula = "longest rank of the schedule";
    step.explanation.inputs = {{"trace", 129012, "us", sim::Basis::Measured, "recorded"}};
    step.explanation.parts = {{"overlapped", 13.95, "s", sim::Basis::Measured, ""}};
    step.explanation.uncertainty = {{"clock", 0.3, "s", sim::Basis::Assumed, "prior"}};
    r.metrics = {step, {"gpu_hours", "GPU-hours", {2.788e6, 2.7e6, 2.9e6, sim::Basis::Modelled}, {}}};
    r.breakdown = {{"step",
                    "Where a step goes",
                    {{"part", "Part", ""}, {"time", "Time", "s"}},
                    {{std::string("bubble"), 2.06}, {std::string("overlapped"), 13.95}},
                    "the schedule"}};
    r.comparisons = {{"step_time", 19.926, 19.726125, "s", "arXiv 2505.09343", ""}};
    r.warnings = {"prices are 120 days old"};
    r.provenance = {"0.1.0", "aabb", "ccdd", 18446744073709551615ULL, {{"deepseek-v3-train-h800", "eeff"}},
                    412345,  "0123"};
    return r;
}

std::string messageOf(const std::string& text) {
    try {
        scenario::resultFromJson(text, "r.json");
    } catch (const sim::Error& error) {
        EXPECT_EQ(error.code(), sim::ErrorCode::BadInput);
        return error.what();
    }
    return "accepted";
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
    const std::size_t at = text.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    return text.replace(at, from.size(), to);
}

} // namespace

TEST(ResultJson, KeepsTheContract) {
    const auto json = nlohmann::json::parse(toJson(example()));
    EXPECT_EQ(json["schema"], "purser.result/1");
    for (const char* key : {"scenario", "metrics", "breakdown", "warnings", "provenance"})
        EXPECT_TRUE(json.contains(key)) << key;
    const auto metric = json["metrics"]["step_time"];
    EXPECT_EQ(metric["value"], 19.726125);
    EXPECT_EQ(metric["unit"], "s");
    EXPECT_EQ(metric["low"], 19.1);
    EXPECT_EQ(metric["high"], 20.4);
    EXPECT_EQ(metric["basis"], "measured");
    for (const char* key : {"hwdb_snapshot", "program_version", "seed", "traces"})
        EXPECT_TRUE(json["provenance"].contains(key)) << key;
    EXPECT_EQ(json["breakdown"]["step"]["rows"][0][1], 2.06);
}

TEST(ResultJson, NestsTheScenarioLikeTheYaml) {
    const auto scenario = nlohmann::json::parse(toJson(example()))["scenario"];
    EXPECT_EQ(scenario["purser"], 1);
    EXPECT_EQ(scenario["cluster"]["device"], "h800-sxm");
    EXPECT_EQ(scenario["cluster"]["count"], 2048);                           // a number stays one
    EXPECT_EQ(scenario["workload"]["training"]["tokens"], "14.8e12 tokens"); // a quantity keeps its unit
    EXPECT_EQ(scenario["workload"]["training"]["layout"]["pipeline"], 16);
}

TEST(ResultJson, ReadsBackEqual) {
    const std::string json = toJson(example());
    EXPECT_EQ(toJson(scenario::resultFromJson(json, "r.json")), json);
}

TEST(ResultJson, CarriesAnInfeasibleResult) {
    Result r = example();
    r.metrics.clear();
    r.isFeasible = false;
    r.infeasibleReason = "needs 96 GB, has 80 GB";
    const Result back = scenario::resultFromJson(toJson(r), "r.json");
    EXPECT_FALSE(back.isFeasible);
    EXPECT_EQ(back.infeasibleReason, r.infeasibleReason);
    EXPECT_FALSE(nlohmann::json::parse(toJson(r))["metrics"].contains("step_time")); // absent, not null
}

TEST(ResultJson, KeepsEveryFiniteDouble) {
    const bool holds = rc::check("a double is written in a form that reads back equal", [](double value) {
        RC_PRE(std::isfinite(value));
        Result r = example();
        r.metrics[0].estimate.value = value;
        const Result back = scenario::resultFromJson(toJson(r), "r.json");
        RC_ASSERT(back.metrics[0].estimate.value == value);
    });
    EXPECT_TRUE(holds);
    for (const double value :
         {0.1, 1e16, 1e22, 5e-324, 1.7976931348623157e308, -2.5e-7, 9007199254740993.0}) {
        Result r = example();
        r.metrics[0].estimate.value = value;
        EXPECT_EQ(scenario::resultFromJson(toJson(r), "r.json").metrics[0].estimate.value, value);
    }
}

TEST(ResultJson, RefusesToTellWhatIsNoNumber) {
    for (const double value :
         {std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity()}) {
        Result r = example();
        r.metrics[1].estimate.high = value;
        try {
            toJson(r);
            ADD_FAILURE() << "written";
        } catch (const sim::Error& error) {
            EXPECT_EQ(error.code(), sim::ErrorCode::Internal);
            EXPECT_NE(error.message().find("gpu_hours"), std::string::npos);
        }
    }
}

TEST(ResultJson, RefusesAMetricTwice) {
    Result r = example();
    r.metrics.push_back(r.metrics[0]);
    EXPECT_THROW(toJson(r), sim::Error);
}

TEST(ResultReader, TellsWhatIsNoResult) {
    EXPECT_EQ(messageOf("{"),
              "r.json: not valid JSON: " + messageOf("{").substr(sizeof("r.json: not valid JSON: ") - 1));
    EXPECT_EQ(messageOf("").rfind("r.json: not valid JSON: ", 0), 0U);
    EXPECT_EQ(messageOf("[]"),
              "r.json: found no JSON object, expected a result; give the output of purser run --json");
    EXPECT_EQ(messageOf("{}"),
              "r.json: schema: missing; the file is damaged or no result of purser run --json");
    EXPECT_EQ(
        messageOf("{\"schema\": \"other/1\"}"),
        "r.json: schema: found 'other/1', expected 'purser.result/1'; give the output of purser run --json");
    EXPECT_EQ(
        messageOf("{\"schema\": \"purser.result/2\"}"),
        "r.json: schema: found 'purser.result/2', expected 'purser.result/1'; the result was made by a newer "
        "Purser; update the program");
}

TEST(ResultReader, NamesTheDamagedField) {
    const std::string json = toJson(example());
    EXPECT_EQ(messageOf(replaced(json, "19.726125", "\"fast\"")),
              "r.json: metrics.step_time.value: found a text, expected a number; the file is damaged or no "
              "result of "
              "purser run --json");
    EXPECT_EQ(messageOf(replaced(json, "\"measured\"", "\"guessed\"")),
              "r.json: metrics.step_time.basis: found a text, expected measured, interpolated, modelled or "
              "assumed; the "
              "file is damaged or no result of purser run --json");
    EXPECT_EQ(messageOf(replaced(json, "[\"bubble\", 2.06]", "[\"bubble\"]")),
              "r.json: breakdown.step.rows[0]: found a list, expected a row of 2 cells; the file is damaged "
              "or no result of "
              "purser run --json");
}

TEST(ResultReader, SurvivesAFileCutAnywhere) {
    const std::string json = toJson(example());
    for (std::size_t length = 0; length + 2 < json.size(); length += 7)
        EXPECT_NE(messageOf(json.substr(0, length)), "accepted") << length;
}

TEST(TimelineJson, IsAChromeTrace) {
    const scenario::Timeline timeline{
        "replay", "Replay", {"stream 7", "stream 16"}, {{1, 2.5, 10, "gemm", "forward"}}};
    const auto json = nlohmann::json::parse(timelineJson(timeline));
    const auto& events = json["traceEvents"];
    ASSERT_EQ(events.size(), 4U); // process name, two lanes, one slice
    EXPECT_EQ(events[2]["args"]["name"], "stream 16");
    EXPECT_EQ(events[3]["ph"], "X");
    EXPECT_EQ(events[3]["tid"], 1);
    EXPECT_EQ(events[3]["ts"], 2.5);
    EXPECT_EQ(events[3]["dur"], 10);
}

TEST(JsonText, EscapesAndRefusesDamagedUtf8) {
    std::string out;
    scenario::appendJsonString(out, "a\"\\\n\t\x01é昇");
    EXPECT_EQ(out, "\"a\\\"\\\\\\n\\t\\u0001é昇\"");
    EXPECT_FALSE(scenario::isUtf8("\xc0\x80"));     // overlong
    EXPECT_FALSE(scenario::isUtf8("\xed\xa0\x80")); // surrogate
    EXPECT_FALSE(scenario::isUtf8("\xe6\x98"));     // cut
    EXPECT_TRUE(scenario::isUtf8("\xf0\x9f\x9a\xa2"));
    EXPECT_THROW(scenario::appendJsonString(out, "\xff"), sim::Error);
}
