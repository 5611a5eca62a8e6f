// SPDX-License-Identifier: Apache-2.0
// The built purser command as its users meet it: exit statuses, one line on standard error, nothing written
// half.
#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include <fcntl.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <sys/wait.h>
#include <unistd.h>

namespace {

namespace fs = std::filesystem;

struct Outcome {
    int status = -1;
    std::string out, err;
};

std::string contentOf(const fs::path& file) {
    std::ifstream stream(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
}

/// A folder of its own for each test, with its own data directory, so that no test sees the user's catalogue.
class PurserCommand : public testing::Test {
  protected:
    void SetUp() override {
        const auto* info = testing::UnitTest::GetInstance()->current_test_info();
        folder_ = fs::temp_directory_path() / ("purser-" + std::to_string(::getpid()) + "-" + info->name());
        fs::remove_all(folder_);
        fs::create_directories(folder_ / "work");
    }
    void TearDown() override { fs::remove_all(folder_); }

    fs::path work() const { return folder_ / "work"; }
    fs::path write(const std::string& name, const std::string& text) const {
        std::ofstream(work() / name, std::ios::binary) << text;
        return work() / name;
    }

    Outcome purser(std::vector<std::string> arguments) const {
        arguments.insert(arguments.begin(), PURSER_COMMAND);
        std::vector<char*> raw;
        for (std::string& argument : arguments)
            raw.push_back(argument.data());
        raw.push_back(nullptr);
        const fs::path out = folder_ / "stdout", err = folder_ / "stderr";
        const pid_t child = ::fork();
        if (child == 0) {
            const auto redirect = [](const fs::path& file, int to) {
                const int descriptor = ::open(file.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
                if (descriptor < 0 || ::dup2(descriptor, to) < 0) ::_exit(126);
            };
            redirect(out, STDOUT_FILENO);
            redirect(err, STDERR_FILENO);
            ::setenv("XDG_DATA_HOME", (folder_ / "data").c_str(), 1);
            ::setenv("QT_QPA_PLATFORM", "offscreen", 1);
            if (::chdir(work().c_str()) != 0) ::_exit(126);
            ::execv(raw[0], raw.data());
            ::_exit(127);
        }
        int state = 0;
        ::waitpid(child, &state, 0);
        return {WIFEXITED(state) ? WEXITSTATUS(state) : -1, contentOf(out), contentOf(err)};
    }

    /// Bad input of any kind: status 2, one line on standard error, nothing on standard output, nothing
    /// written.
    void expectRefusal(const std::vector<std::string>& arguments, const std::string& partOfMessage) const {
        std::vector<fs::path> before(fs::directory_iterator(work()), {});
        const Outcome outcome = purser(arguments);
        EXPECT_EQ(outcome.status, 2) << outcome.err;
        EXPECT_EQ(outcome.out, "");
        EXPECT_EQ(std::count(outcome.err.begin(), outcome.err.end(), '\n'), 1) << outcome.err;
        EXPECT_NE(outcome.err.find(partOfMessage), std::string::npos) << outcome.err;
        EXPECT_EQ(std::distance(fs::directory_iterator(work()), {}),
                  static_cast<std::ptrdiff_t>(before.size()));
    }

  private:
    fs::path folder_;
};

constexpr const char* Gallery = PURSER_SOURCE_DIR "/scenarios/gallery/deepseek-v3-pretraining-h800.yaml";

} // namespace

TEST_F(PurserCommand, RefusesWrongUsage) {
    expectRefusal({}, "no command given");
    expectRefusal({"rnu", "x.yaml"}, "purser: ");
    expectRefusal({"run"}, "SCENARIO is required");
    expectRefusal({"run", Gallery, "--jsn"}, "--jsn");
    expectRefusal({"run", Gallery, "--threads", "none"}, "--threads");
    expectRefusal({"compare", Gallery}, "at least two");
    expectRefusal({"--lang", "fr", "--list-parameters"}, "--lang");
}

TEST_F(PurserCommand, RefusesFilesThatAreNotThere) {
    expectRefusal({"run", "missing.yaml"}, "missing.yaml: there is no such file");
    expectRefusal({"run", "."}, ".: is a directory");
    expectRefusal({"explain", "missing.json", "step_time"}, "missing.json: there is no such file");
    expectRefusal({"report", "missing.yaml", "--format", "html", "--out", "reports"}, "missing.yaml");
}

TEST_F(PurserCommand, RefusesDamagedScenarios) {
    write("empty.yaml", "");
    write("broken.yaml", "purser: 1\ncluster: {device: h800-sxm\n");
    write("newer.yaml", "purser: 2\n");
    write("unknown.yaml", "purser: 1\nclutser: {}\n");
    write("twice.yaml", "purser: 1\nseed: 1\nseed: 2\n");
    write("bytes.yaml", std::string("\xff\xfe\0x", 4));
    expectRefusal({"run", "empty.yaml"}, "empty.yaml:1:1: the file is empty");
    expectRefusal({"run", "broken.yaml"}, "broken.yaml:3:1: not valid YAML");
    expectRefusal({"run", "newer.yaml"}, "newer.yaml:1:9: purser: found format version 2, expected 1");
    expectRefusal({"run", "unknown.yaml"},
                  "unknown.yaml:2:1: unknown key 'clutser'; did you mean 'cluster'?");
    expectRefusal({"run", "twice.yaml"}, "twice.yaml:3:1: seed: found a second time");
    expectRefusal({"run", "bytes.yaml"}, "bytes.yaml: found bytes that are not UTF-8");
}

TEST_F(PurserCommand, RefusesBadOverrides) {
    expectRefusal({"run", Gallery, "--set", "cluster.count=none"}, "--set: cluster.count: found 'none'");
    expectRefusal({"run", Gallery, "--set", "cluster.count"}, "--set: found 'cluster.count'");
    expectRefusal({"run", Gallery, "--set", "economics.rental.price=2"}, "append one of USD/GPU-hour");
    expectRefusal({"run", Gallery, "--set", "cluster.count=1000", "--out", "files"},
                  "expected tensor x pipeline x data");
}

TEST_F(PurserCommand, RefusesUnknownNamesOfTheCatalogue) {
    expectRefusal({"run", Gallery, "--set", "cluster.device=h900-sxm", "--out", "files"}, "h900-sxm");
    expectRefusal({"run", Gallery, "--set", "workload.training.kernels.trace=none"}, "none");
    expectRefusal({"hw", "show", "h900-sxm"}, "h900-sxm");
}

TEST_F(PurserCommand, RefusesResultsThatAreNone) {
    write("cut.json", "{\"schema\": \"purser.result/1\"");
    write("other.json", "{\"schema\": \"other/1\"}");
    expectRefusal({"explain", "cut.json", "step_time"}, "cut.json: not valid JSON");
    expectRefusal({"explain", "other.json", "step_time"}, "other.json: schema: found 'other/1'");
    expectRefusal({"report", "other.json", "--format", "pfd", "--out", "reports"}, "--format: found 'pfd'");
}

TEST_F(PurserCommand, RefusesAFolderItCannotWrite) {
    write("file", "in the way");
    expectRefusal({"run", Gallery, "--out", "file"}, "cannot be written");
    expectRefusal({"run", Gallery, "--out", "file/below"}, "cannot be written");
}

TEST_F(PurserCommand, RunsTheMainJobTheSameWayTwiceAndOnTwoThreads) {
    const Outcome first = purser({"run", Gallery, "--json"});
    ASSERT_EQ(first.status, 0) << first.err;
    EXPECT_EQ(first.err, "");
    const auto json = nlohmann::json::parse(first.out);
    EXPECT_EQ(json["schema"], "purser.result/1");
    for (const char* metric :
         {"step_time", "tokens_per_day", "gpu_hours_per_trillion_tokens", "gpu_hours", "cost_total"})
        EXPECT_TRUE(json["metrics"].contains(metric)) << metric;
    EXPECT_EQ(purser({"run", Gallery, "--json"}).out, first.out);
    EXPECT_EQ(purser({"run", Gallery, "--json", "--threads", "2"}).out, first.out);
}

TEST_F(PurserCommand, WritesTheResultThatItPrints) {
    const Outcome outcome = purser({"run", Gallery, "--json", "--quiet", "--out", "files"});
    ASSERT_EQ(outcome.status, 0) << outcome.err;
    EXPECT_EQ(contentOf(work() / "files" / "result.json"), outcome.out);
    for (const auto& entry : fs::directory_iterator(work() / "files"))
        EXPECT_NO_THROW(nlohmann::json::parse(contentOf(entry.path())).size()) << entry.path();
    const Outcome explained = purser({"explain", "files/result.json", "step_time"});
    EXPECT_EQ(explained.status, 0) << explained.err;
    EXPECT_NE(explained.out.find("Step time"), std::string::npos);
    expectRefusal({"explain", "files/result.json", "step_tme"}, "did you mean 'step_time'?");
}

TEST_F(PurserCommand, ComparesTheSameScenarioWithoutDifferences) {
    const Outcome outcome = purser({"compare", Gallery, Gallery});
    EXPECT_EQ(outcome.status, 0) << outcome.err;
    EXPECT_NE(outcome.out.find("All inputs are equal."), std::string::npos) << outcome.out;
}

TEST_F(PurserCommand, ShowsModelsNetworksAndReplays) {
    const auto models = nlohmann::json::parse(purser({"model", "list", "--json"}).out);
    EXPECT_EQ(models.size(), 43U);
    const auto v3 = nlohmann::json::parse(purser({"model", "show", "deepseek-v3", "--json"}).out);
    EXPECT_NEAR(v3.at("parameters_billion").get<double>(), 671, 1); // as published
    const auto replay = purser({"trace", "replay", "deepseek-v3-train-h800", "--on", "h800-sxm", "--json"});
    EXPECT_EQ(replay.status, 0) << replay.err;
    const auto times = nlohmann::json::parse(replay.out);
    EXPECT_LE(std::abs(times.at("makespan_error").get<double>()), 0.01);
    // On its own device every kernel keeps its time.
    EXPECT_NEAR(times.at("replayed_on_device_seconds").get<double>() /
                    times.at("replayed_seconds").get<double>(),
                1, 0.02);
    const auto network =
        purser({"network", PURSER_SOURCE_DIR "/scenarios/gallery/training-qwen3-235b.yaml", "--json"});
    EXPECT_EQ(network.status, 0) << network.err;
    for (const auto& row : nlohmann::json::parse(network.out)) {
        EXPECT_GT(row.at("seconds").get<double>(), 0);
        EXPECT_LT(row.at("bus_bandwidth_gb_s").get<double>(), 200) << "the H800's NVLink, one way";
    }
}

TEST_F(PurserCommand, PrintsHelpSchemaAndParameters) {
    EXPECT_EQ(purser({"--help"}).status, 0);
    EXPECT_EQ(purser({"run", "--help"}).status, 0);
    EXPECT_NO_THROW(nlohmann::json::parse(purser({"schema"}).out).size());
    EXPECT_NE(purser({"--list-parameters", "--lang", "zh"}).out.find("加速器"), std::string::npos);
    EXPECT_NE(purser({"--version"}).out.find("hardware database"), std::string::npos);
}
