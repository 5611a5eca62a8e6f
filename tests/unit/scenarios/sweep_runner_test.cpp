// SPDX-License-Identifier: Apache-2.0
// A sweep gives the same bytes for any number of threads, shards and resumes, with remembered simulations or
// without; every point is what evaluate() says.
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stop_token>

#include <gtest/gtest.h>
#include <unistd.h>

#include "hwdb/result_store.h"
#include "scenarios/evaluate.h"
#include "scenarios/sweep_runner.h"
#include "simulator/base/error.h"

namespace {

namespace fs = std::filesystem;
using scenario::SimulationCache;

std::string bytesOf(const fs::path& file) {
    std::ifstream stream(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
}

class SweepRunner : public testing::Test {
  protected:
    void SetUp() override {
        const auto* info = testing::UnitTest::GetInstance()->current_test_info();
        folder_ = fs::temp_directory_path() / ("sweep-" + std::to_string(::getpid()) + info->name());
        fs::remove_all(folder_);
        fs::create_directories(folder_);
        const std::string main =
            bytesOf(fs::path(PURSER_SOURCE_DIR) / "scenarios/gallery/deepseek-v3-pretraining-h800.yaml");
        space_ = scenario::readSweepText(main + Sweep, "main.yaml");
    }
    void TearDown() override { fs::remove_all(folder_); }

    static hwdb::Catalogue catalogue() {
        return hwdb::Catalogue::build(":memory:", hwdb::Catalogue::packDirectory());
    }
    scenario::SweepOutcome run(const std::string& name, int jobs = 1, std::uint64_t shard = 0,
                               std::uint64_t shards = 1, const sim::WorkContext& context = {}) {
        return runSweep(space_, {folder_ / name, jobs, shard, shards, true}, catalogue, cache_, context);
    }

    /// Two devices, two layouts (one does not fit the 2,048 devices), three prices, one of them left out.
    static constexpr const char* Sweep =
        "sweep:\n"
        "  cluster.device: [h800-sxm, h20-96gb]\n"
        "  workload.training.layout.pipeline: [16, 8]\n"
        "  economics.rental.price: [1 USD/GPU-hour, 2 USD/GPU-hour, 4 USD/GPU-hour]\n"
        "  where: economics.rental.price < 3\n";
    fs::path folder_;
    scenario::SweepSpace space_;
    SimulationCache cache_;
};

/// Asks to stop after so many reports.
class StopAfter : public sim::Progress {
  public:
    explicit StopAfter(int reports) : left_(reports) {}
    void report(double, std::string_view) override {
        if (--left_ == 0) source.request_stop();
    }
    std::stop_source source;

  private:
    int left_;
};

TEST_F(SweepRunner, PriceNeverSimulatesAgain) {
    const auto outcome = run("a.sqlite");
    EXPECT_EQ(outcome.points, 12u);   // 2 x 2 x 3
    EXPECT_EQ(outcome.simulated, 2u); // one for each device with the layout that fits
    const std::map<std::string, std::uint64_t> expected = {{"ok", 4}, {"invalid", 4}, {"excluded", 4}};
    EXPECT_EQ(outcome.statuses, expected);
}

TEST_F(SweepRunner, PointsAreWhatEvaluateSays) {
    const auto outcome = run("a.sqlite");
    const auto answer =
        hwdb::ResultStore::open(outcome.file)
            .query("SELECT k, step_time, cost_total, cost_total_low FROM point WHERE status = "
                   "'ok' ORDER BY k");
    ASSERT_EQ(answer.rows.size(), 4u);
    const auto facts = catalogue();
    for (const auto& row : answer.rows) {
        const auto k = static_cast<std::uint64_t>(std::get<double>(row[0]));
        const auto result = evaluate(space_.at(k), facts);
        EXPECT_EQ(std::get<double>(row[1]), result.metric("step_time")->estimate.value);
        EXPECT_EQ(std::get<double>(row[2]), result.metric("cost_total")->estimate.value);
        EXPECT_EQ(std::get<double>(row[3]), result.metric("cost_total")->estimate.low);
    }
}

TEST_F(SweepRunner, ThreadsShardsResumesAndCacheHitsGiveTheSameBytes) {
    const std::string whole = bytesOf(run("a.sqlite", 1).file);
    ASSERT_FALSE(whole.empty());
    EXPECT_EQ(whole, bytesOf(run("b.sqlite", 2).file)); // hits of the first run, two threads
    std::vector<fs::path> parts;
    for (const std::uint64_t i : {2u, 0u, 1u})
        parts.push_back(run("c.sqlite", 1, i, 3).file);
    hwdb::ResultStore::assemble(folder_ / "merged.sqlite", parts);
    EXPECT_EQ(whole, bytesOf(folder_ / "merged.sqlite"));
    StopAfter stop(5);
    EXPECT_THROW(run("d.sqlite", 1, 0, 1, {&stop, stop.source.get_token()}), sim::Error);
    const auto resumed = run("d.sqlite", 2);
    EXPECT_EQ(resumed.resumed, 5u);
    EXPECT_EQ(whole, bytesOf(resumed.file));
}

TEST_F(SweepRunner, SimulationsFromTheFolderGiveTheSameBytes) {
    const std::string whole = bytesOf(run("a.sqlite").file);
    SimulationCache first(folder_ / "cache"), second(folder_ / "cache");
    for (SimulationCache* cache : {&first, &second}) {
        const fs::path out = folder_ / "b.sqlite";
        fs::remove(out);
        runSweep(space_, {out, 1, 0, 1, false}, catalogue, *cache);
        EXPECT_EQ(whole, bytesOf(out));
    }
    EXPECT_EQ(first.simulated(), 2u);
    EXPECT_EQ(second.simulated(), 0u); // both were on disk
}

TEST_F(SweepRunner, FinishedStoreIsLeftAloneAndAnotherSweepDoesNotReplaceIt) {
    run("a.sqlite");
    EXPECT_TRUE(run("a.sqlite").wasComplete);
    space_.base.set("economics.rental.price", "7 USD/GPU-hour", scenario::Origin::Set, "--set");
    EXPECT_THROW(run("a.sqlite"), sim::Error);
}

TEST_F(SweepRunner, MergeRefusesMissingShards) {
    const fs::path first = run("c.sqlite", 1, 0, 3).file, last = run("c.sqlite", 1, 2, 3).file;
    EXPECT_THROW(hwdb::ResultStore::assemble(folder_ / "m.sqlite", {first, last}), sim::Error);
    EXPECT_FALSE(fs::exists(folder_ / "m.sqlite"));
}

TEST_F(SweepRunner, UnknownDeviceInAnAxisIsOneMessageBeforeTheFirstPoint) {
    space_.groups[0].axes[0].values[1] = "h20-96gbx";
    try {
        run("a.sqlite");
        FAIL() << "accepted";
    } catch (const sim::Error& error) {
        EXPECT_NE(std::string(error.what()).find("sweep.cluster.device"), std::string::npos) << error.what();
        EXPECT_EQ(error.where(), "main.yaml:22:3") << error.what();
    }
    EXPECT_TRUE(fs::is_empty(folder_));
}

} // namespace
