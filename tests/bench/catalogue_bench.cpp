// SPDX-License-Identifier: Apache-2.0
// The catalogue: built from the packs (first start), opened again, and asked.
#include <benchmark/benchmark.h>
#include <unistd.h>

#include <filesystem>

#include "hwdb/catalogue.h"
#include "hwdb/market_book.h"

namespace {

const std::filesystem::path Packs = hwdb::Catalogue::packDirectory();

const hwdb::Catalogue& shipped() {
    static const auto catalogue = hwdb::Catalogue::build(":memory:", Packs);
    return catalogue;
}

std::filesystem::path folder() {
    return std::filesystem::temp_directory_path() / ("purser-catalogue-bench-" + std::to_string(::getpid()));
}

void FirstStart(benchmark::State& state) {
    for (auto _ : state) {
        std::filesystem::remove_all(folder());
        std::filesystem::create_directories(folder());
        benchmark::DoNotOptimize(hwdb::Catalogue::build(folder() / "catalogue.sqlite", Packs));
    }
    std::filesystem::remove_all(folder());
}
BENCHMARK(FirstStart)->Unit(benchmark::kMillisecond);

void LaterStart(benchmark::State& state) {
    std::filesystem::create_directories(folder());
    hwdb::Catalogue::build(folder() / "catalogue.sqlite", Packs);
    for (auto _ : state)
        benchmark::DoNotOptimize(hwdb::Catalogue::build(folder() / "catalogue.sqlite", Packs));
    std::filesystem::remove_all(folder());
}
BENCHMARK(LaterStart)->Unit(benchmark::kMillisecond);

/// One question as a benchmark.
template<class Question>
void ask(const char* name, Question question) {
    benchmark::RegisterBenchmark(name, [question](benchmark::State& state) {
        for (auto _ : state)
            benchmark::DoNotOptimize(question(shipped()));
    })->Unit(benchmark::kMicrosecond);
}

[[maybe_unused]] const bool AreAsked = [] {
    ask("Device", [](const auto& c) { return c.device("h20 96g"); });
    ask("System", [](const auto& c) { return c.system("gb200-nvl72"); });
    ask("Model", [](const auto& c) { return c.model("deepseek-v3"); });
    ask("Facts", [](const auto& c) { return c.facts("nvidia-h100-sxm5-80gb"); });
    ask("Kernels", [](const auto& c) { return c.deviceKernels("h100-sxm"); });
    ask("Fabric", [](const auto& c) { return c.exchangeFabric("hgx-h100"); });
    ask("RentalPrice", [](const auto& c) { return c.rentalPrice("h100-sxm", "on_demand", "2026-11-01"); });
    ask("ThinRentalPrice", [](const auto& c) { return c.rentalPrice("tpu-v5p", "on_demand", "2026-11-01"); });
    ask("RentalHistory", [](const auto& c) { return c.rentalHistory("h100-sxm"); });
    ask("Purchases", [](const auto& c) { return hwdb::purchaseHistory(c, "h100-sxm", Packs); });
    ask("OperatingCosts", [](const auto&) { return hwdb::operatingCosts("", Packs); });
    ask("ExportFindings", [](const auto& c) {
        return hwdb::exportFindings(hwdb::exportFigures(c, "h20-96gb"), "2026-11-01", Packs);
    });
    return true;
}();

} // namespace
