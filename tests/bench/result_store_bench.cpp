// SPDX-License-Identifier: Apache-2.0
// A store of a million points with fifteen metrics: adding, and one GROUP BY over all of them. The bytes of
// the finished file are a counter.
#include <cmath>
#include <cstdint>
#include <filesystem>
#include <string>

#include <benchmark/benchmark.h>
#include <unistd.h>

#include "hwdb/result_store.h"

namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t Points = 1'000'000;
constexpr int Metrics = 15; // as many as the shipped training scenarios have

class Folder {
  public:
    Folder() { fs::create_directories(path); }
    ~Folder() { fs::remove_all(path); }
    fs::path path = fs::temp_directory_path() / ("purser-store-bench-" + std::to_string(::getpid()));
};

const fs::path& millionPoints() {
    static const Folder folder;
    static const fs::path file = [] {
        hwdb::StoreAbout about{"bench", "inputs", "facts", "1", Points, 0, Points, {}};
        about.columns = {{"cluster.device", "", false, true}, {"economics.rental.price", "", false, false}};
        for (int m = 0; m < Metrics; ++m)
            about.columns.push_back({"metric_" + std::to_string(m), "s", true, false});
        const fs::path part = folder.path / "part";
        {
            auto store = hwdb::ResultStore::create(part, about);
            for (std::uint64_t k = 0; k < Points; ++k) {
                hwdb::StoredPoint point{k, "ok", "", {"device-" + std::to_string(k % 20), 1e-6 * double(k)}};
                for (int m = 0; m < 3 * Metrics; ++m)
                    point.cells.emplace_back(std::sqrt(double(k) + m));
                store.add(point);
            }
        }
        hwdb::ResultStore::assemble(folder.path / "whole", {part});
        return folder.path / "whole";
    }();
    return file;
}

void groupMillionPoints(benchmark::State& state) {
    const auto store = hwdb::ResultStore::open(millionPoints());
    for (auto _ : state)
        benchmark::DoNotOptimize(store.query(
            "SELECT \"cluster.device\", count(*), avg(metric_3), min(metric_9) FROM point GROUP BY 1"));
    state.counters["bytes"] = static_cast<double>(fs::file_size(millionPoints()));
}
BENCHMARK(groupMillionPoints)->Unit(benchmark::kMillisecond);

} // namespace
