// SPDX-License-Identifier: Apache-2.0
// Every mistake in a scenario file gives one clear message that names place, finding, expectation and remedy.
#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>

#include "scenarios/scenario.h"
#include "simulator/base/error.h"

namespace {

using scenario::readScenarioText;
using scenario::Scenario;

// 16 x 128 = 2048 devices, 15360 / 128 = 120 micro-batches a pipeline: fits together.
constexpr const char* Valid = R"(purser: 1
name: Test
cluster:
  device: h800-sxm
  count: 2048
model: deepseek-v3
workload:
  training:
    tokens: 14.8e12 tokens
    sequence_length: 4096 tokens
    global_batch: 15360 sequences
    layout: {tensor: 1, pipeline: 16, expert: 64, data: 128, zero: 1}
    kernels: {trace: deepseek-v3-train-h800}
)";

std::string replaced(std::string text, const std::string& from, const std::string& to) {
    const std::size_t at = text.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    return text.replace(at, from.size(), to);
}

/// The whole message of the error that reading gives; "accepted" when there is none.
std::string messageOf(const std::string& yaml, const std::vector<std::string>& overrides = {}) {
    try {
        readScenarioText(yaml, "x.yaml", overrides);
    } catch (const sim::Error& error) {
        EXPECT_EQ(error.code(), sim::ErrorCode::BadInput);
        EXPECT_EQ(std::string(error.what()).find('\n'), std::string::npos) << "a message is one line";
        return error.what();
    }
    return "accepted";
}

std::string messageOfChange(const std::string& from, const std::string& to) {
    return messageOf(replaced(Valid, from, to));
}

} // namespace

TEST(ScenarioReader, ReadsValuesInBaseUnits) {
    const Scenario s = readScenarioText(Valid, "x.yaml");
    EXPECT_EQ(s.name, "Test");
    EXPECT_EQ(s.text("cluster.device"), "h800-sxm");
    EXPECT_EQ(s.number("workload.training.tokens"), 14.8e12);
    EXPECT_EQ(s.number("workload.training.layout.expert"), 64);
    EXPECT_EQ(s.value("cluster.count").where, "x.yaml:5:10"); // line 5, "  count: 2048"
    EXPECT_EQ(s.value("cluster.count").origin, scenario::Origin::File);
}

TEST(ScenarioReader, FillsInDefaultsAndLeavesOptionalInputsOut) {
    const Scenario s = readScenarioText(Valid, "x.yaml");
    EXPECT_EQ(s.number("workload.training.optimizer_bytes_per_parameter"), 8);
    EXPECT_EQ(s.value("seed").origin, scenario::Origin::Default);
    EXPECT_EQ(s.number("economics.rental.window"), 180 * 86400.0);
    EXPECT_FALSE(s.has("economics.rental.price"));
    EXPECT_FALSE(s.has("cluster.system"));
}

TEST(ScenarioReader, RejectsAnUnknownKeyWithTheNearestName) {
    EXPECT_EQ(messageOfChange("count:", "cuont:"),
              "x.yaml:5:3: unknown key 'cluster.cuont'; did you mean 'cluster.count'?");
    EXPECT_EQ(messageOfChange("model:", "modle:"), "x.yaml:6:1: unknown key 'modle'; did you mean 'model'?");
}

TEST(ScenarioReader, FindsAKeyThatStandsInTheWrongSection) {
    EXPECT_EQ(messageOfChange("model:", "pipeline: 16\nmodel:"),
              "x.yaml:6:1: unknown key 'pipeline'; did you mean 'workload.training.layout.pipeline'?");
}

TEST(ScenarioReader, TellsHowToNestADottedKey) {
    EXPECT_EQ(messageOfChange("model:", "cluster.count: 8\nmodel:"),
              "x.yaml:6:1: unknown key 'cluster.count'; nest it: 'cluster:' and below it 'count:'");
}

TEST(ScenarioReader, RejectsADuplicateKey) {
    EXPECT_EQ(messageOfChange("count: 2048", "count: 2048\n  count: 1024"),
              "x.yaml:6:3: cluster.count: found a second time, expected each key once; remove one of them");
}

TEST(ScenarioReader, RejectsADuplicateSection) {
    EXPECT_EQ(messageOfChange("model:", "cluster: {count: 8}\nmodel:"),
              "x.yaml:6:1: cluster: found a second time, expected each key once; remove one of them");
}

TEST(ScenarioReader, RejectsABareNumberWhereAUnitBelongs) {
    EXPECT_EQ(
        messageOfChange("4096 tokens", "4096"),
        "x.yaml:10:22: workload.training.sequence_length: \"4096\" has no unit, expected a number of tokens; "
        "append one of tokens, as in \"4096 tokens\"");
}

TEST(ScenarioReader, RejectsAnUnknownUnit) {
    EXPECT_EQ(
        messageOfChange("4096 tokens", "4096 tokns"),
        "x.yaml:10:22: workload.training.sequence_length: unknown unit 'tokns' in \"4096 tokns\", expected a "
        "number of tokens; did you mean 'tokens'? known units: tokens");
}

TEST(ScenarioReader, RejectsAUnitOfAnotherKind) {
    EXPECT_EQ(messageOfChange("4096 tokens", "4096 GB"),
              "x.yaml:10:22: workload.training.sequence_length: \"4096 GB\" is an amount of data, expected a "
              "number of "
              "tokens; known units: tokens");
}

TEST(ScenarioReader, RejectsOctalAndHexadecimalNumbers) {
    EXPECT_EQ(messageOfChange("count: 2048", "count: 02048"),
              "x.yaml:5:10: cluster.count: found '02048', expected a whole number from 1 to 1,000,000; leave "
              "the leading "
              "zero out");
    EXPECT_EQ(messageOfChange("count: 2048", "count: 0x800"),
              "x.yaml:5:10: cluster.count: found '0x800', expected a whole number from 1 to 1,000,000; write "
              "a plain "
              "decimal number");
}

TEST(ScenarioReader, RejectsExponentsAndWordsForWholeNumbers) {
    EXPECT_EQ(
        messageOfChange("count: 2048", "count: 2e3"),
        "x.yaml:5:10: cluster.count: found '2e3', expected a whole number from 1 to 1,000,000; write 2000");
    EXPECT_EQ(
        messageOfChange("count: 2048", "count: yes"),
        "x.yaml:5:10: cluster.count: found 'yes', expected a whole number from 1 to 1,000,000; write a plain "
        "decimal number");
    EXPECT_NE(messageOfChange("count: 2048", "count: .inf"), "accepted");
    EXPECT_NE(messageOfChange("count: 2048", "count: .nan"), "accepted");
    EXPECT_NE(messageOfChange("count: 2048", "count: 2048.5"), "accepted");
}

TEST(ScenarioReader, RejectsAValueOutOfRange) {
    EXPECT_EQ(messageOfChange("count: 2048", "count: 0"),
              "x.yaml:5:10: cluster.count: found '0', expected a whole number from 1 to 1,000,000");
    EXPECT_EQ(messageOfChange("zero: 1", "zero: 4"),
              "x.yaml:12:68: workload.training.layout.zero: found '4', expected a whole number from 0 to 3");
    EXPECT_NE(messageOfChange("model:", "workload_: 1\nmodel:"), "accepted");
}

TEST(ScenarioReader, RejectsAnUnknownChoiceWithTheNearest) {
    EXPECT_EQ(messageOf(std::string(Valid) + "economics: {rental: {contract: on_demnd}}\n"),
              "x.yaml:14:32: economics.rental.contract: found 'on_demnd', expected one of on_demand, spot, "
              "reserved; did you mean 'on_demand'?");
}

TEST(ScenarioReader, RejectsAScenarioWithoutWork) {
    const std::string message = messageOf("purser: 1\nname: Test\n");
    EXPECT_TRUE(message.starts_with("x.yaml: workload: missing, expected one of training, ")) << message;
    EXPECT_TRUE(message.ends_with("; say what the devices do, e.g. workload.training")) << message;
}

TEST(ScenarioReader, KnowsDefaultsOfAWorkloadOnlyWhereItIsHeld) {
    EXPECT_FALSE(Scenario::defaults().has("workload.training.schedule"));
    const Scenario s = readScenarioText(Valid, "x.yaml");
    EXPECT_TRUE(s.hasWorkload("training"));
    EXPECT_EQ(s.text("workload.training.schedule"), "dualpipe");
}

TEST(ScenarioReader, RejectsADateThatDoesNotExist) {
    // 2026 is no leap year.
    EXPECT_EQ(
        messageOf(std::string(Valid) + "economics: {rental: {date: 2026-02-29}}\n"),
        "x.yaml:14:28: economics.rental.date: found '2026-02-29', expected a date like 2026-11-25; write "
        "year-month-day, a day that exists");
    EXPECT_EQ(messageOf(std::string(Valid) + "economics: {rental: {date: 2024-02-29}}\n"), "accepted");
}

TEST(ScenarioReader, RejectsAListOrAMapWhereAValueBelongs) {
    EXPECT_EQ(messageOfChange("count: 2048", "count: [2048, 1024]"),
              "x.yaml:5:10: cluster.count: found a list, expected a whole number from 1 to 1,000,000");
    EXPECT_EQ(messageOfChange("count: 2048", "count: {a: 1}"),
              "x.yaml:5:10: cluster.count: found a map, expected a whole number from 1 to 1,000,000");
}

TEST(ScenarioReader, RejectsAValueWhereASectionBelongs) {
    EXPECT_EQ(
        messageOfChange("kernels: {trace: deepseek-v3-train-h800}", "kernels: modelled"),
        "x.yaml:13:14: workload.training.kernels: found 'modelled', expected a map; its keys are trace");
}

TEST(ScenarioReader, RejectsAKeyWithoutAValue) {
    EXPECT_EQ(messageOfChange("count: 2048", "count:"), "x.yaml:5:3: cluster.count: found nothing, expected "
                                                        "a whole number from 1 to 1,000,000; give a value or "
                                                        "leave the key out");
    EXPECT_EQ(
        messageOfChange("device: h800-sxm", "device: ''"),
        "x.yaml:4:11: cluster.device: found nothing, expected a value; give a value or leave the key out");
}

TEST(ScenarioReader, RejectsAKeyThatIsNoName) {
    EXPECT_EQ(messageOfChange("model:", "[1, 2]: 3\nmodel:"),
              "x.yaml:6:1: found a list as a key, expected a name");
}

TEST(ScenarioReader, RequiresTheFormatVersion) {
    EXPECT_EQ(messageOfChange("purser: 1\n", ""),
              "x.yaml:1:1: purser: missing, expected the format version 1; begin the file with 'purser: 1'");
    EXPECT_EQ(messageOfChange("purser: 1", "purser: 2"),
              "x.yaml:1:9: purser: found format version 2, expected 1; the file was made for a newer Purser; "
              "update the "
              "program");
    EXPECT_EQ(messageOfChange("purser: 1", "purser: one"),
              "x.yaml:1:9: purser: found 'one', expected format version 1; this Purser reads 'purser: 1'");
}

TEST(ScenarioReader, RequiresWhatHasNoDefault) {
    EXPECT_EQ(messageOfChange("  count: 2048\n", ""),
              "x.yaml: cluster.count: missing, expected a whole number from 1 to 1,000,000; add it to the "
              "file or give "
              "--set cluster.count=...");
}

TEST(ScenarioReader, RejectsFilesThatAreNoMap) {
    EXPECT_EQ(messageOf(""), "x.yaml:1:1: the file is empty, expected a scenario; begin with 'purser: 1'");
    EXPECT_EQ(messageOf("# only a comment\n"), messageOf(""));
    EXPECT_EQ(messageOf("hello\n"),
              "x.yaml:1:1: found 'hello', expected a map of keys; begin with 'purser: 1'");
    EXPECT_EQ(messageOf("- 1\n"), "x.yaml:1:1: found a list, expected a map of keys; begin with 'purser: 1'");
    EXPECT_EQ(messageOf(std::string(Valid) + "---\npurser: 1\n"),
              "x.yaml:15:1: found a second YAML document, expected one scenario; remove the '---'");
}

TEST(ScenarioReader, EndsOnATextInWhichYamlCppFindsDocumentsForEver) {
    // Found by fuzzing: yaml-cpp 0.7 reads nothing and stays where it is, so LoadAll() never returned.
    EXPECT_EQ(messageOf(",:"),
              "x.yaml:1:1: found a second YAML document, expected one scenario; remove the '---'");
}

TEST(ScenarioReader, RejectsDamagedYamlWithItsPlace) {
    const std::string message = messageOfChange("{tensor: 1", "{tensor: 1]");
    EXPECT_EQ(message.rfind("x.yaml:12:", 0), 0U) << message;
    EXPECT_NE(message.find("not valid YAML"), std::string::npos) << message;
    EXPECT_EQ(messageOf("a: b\xff\n"), "x.yaml: found bytes that are not UTF-8; save the file as UTF-8");
}

TEST(ScenarioReader, SurvivesDeepNestingAndSelfReference) {
    EXPECT_NE(messageOf(std::string(100000, '[')), "accepted");
    EXPECT_NE(messageOf("purser: 1\ncluster: &a {device: *a}\n"), "accepted");
    std::string nested;
    for (int i = 0; i < 2000; ++i)
        nested += "{cluster: ";
    EXPECT_NE(messageOf(nested), "accepted");
}

TEST(ScenarioReader, FollowsAnchorsAndAliases) {
    const std::string yaml =
        replaced(replaced(Valid, "data: 128", "data: &n 128"), "expert: 64", "expert: 64, tensor: 1");
    EXPECT_NE(messageOf(yaml), "accepted"); // tensor twice
    const Scenario s = readScenarioText(
        replaced(replaced(Valid, "  count: 2048", "  count: &n 2048"), "model: deepseek-v3", "seed: *n"),
        "x.yaml");
    EXPECT_EQ(s.number("seed"), 2048);
}

TEST(ScenarioReader, ReportsMissingFilesAndDirectories) {
    const auto messageOfFile = [](const std::string& file) -> std::string {
        try {
            scenario::readScenario(file);
        } catch (const sim::Error& error) {
            return error.what();
        }
        return "accepted";
    };
    const std::string missing = messageOfFile("no-such-file.yaml");
    EXPECT_EQ(
        missing.rfind(
            "no-such-file.yaml: there is no such file, expected a scenario; shipped scenarios are in ", 0),
        0U)
        << missing;
    const std::string directory = std::filesystem::temp_directory_path().string();
    EXPECT_EQ(messageOfFile(directory),
              directory + ": is a directory, expected a scenario file; name a file in it");
}

TEST(ScenarioReader, ReadsTheShippedScenarios) {
    int count = 0;
    for (const auto& entry : std::filesystem::directory_iterator(PURSER_SOURCE_DIR "/scenarios/gallery")) {
        if (entry.path().extension() != ".yaml") continue;
        EXPECT_NO_THROW(scenario::readScenario(entry.path())) << entry.path();
        ++count;
    }
    EXPECT_GE(count, 1);
}

TEST(ScenarioSet, OverridesTheFileAndSaysSo) {
    const Scenario s = readScenarioText(Valid, "x.yaml",
                                        {"cluster.device=h20-96gb", "economics.rental.price=2 USD/GPU-hour"});
    EXPECT_EQ(s.text("cluster.device"), "h20-96gb");
    EXPECT_EQ(s.value("cluster.device").where, "--set");
    EXPECT_EQ(s.value("cluster.device").origin, scenario::Origin::Set);
    EXPECT_EQ(s.number("economics.rental.price"), 2);
}

TEST(ScenarioSet, ChecksLikeTheFile) {
    EXPECT_EQ(messageOf(Valid, {"cluster.count"}),
              "--set: found 'cluster.count', expected path.to.key=value; for example --set "
              "cluster.device=h20-96gb");
    EXPECT_EQ(messageOf(Valid, {"cluster.cuont=8"}),
              "--set: unknown key 'cluster.cuont'; did you mean 'cluster.count'?");
    EXPECT_EQ(messageOf(Valid, {"cluster=8"}),
              "--set: 'cluster' is a section, expected one key; its keys are device, count, system, "
              "scale_out_bandwidth, scale_up_bandwidth");
    EXPECT_EQ(messageOf(Valid, {"cluster.count="}),
              "--set: cluster.count: found nothing, expected a value; give a value or leave the key out");
    EXPECT_EQ(
        messageOf(Valid, {"economics.rental.price=2"}),
        "--set: economics.rental.price: \"2\" has no unit, expected a price per GPU-hour; append one of "
        "USD/GPU-hour, USD/GPU-month, USD/GPU-year, as in \"2 USD/GPU-hour\"");
}
