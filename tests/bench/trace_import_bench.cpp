// SPDX-License-Identifier: Apache-2.0
// Import speed on a large file: the events of a recorded trace repeated, each copy later than the one before,
// with Python frames between them as large recordings have. Says bytes a second of uncompressed JSON.
#include <benchmark/benchmark.h>

#include <sys/resource.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>

#include "simulator/traces/compressed_reader.h"
#include "simulator/traces/import.h"
#include "simulator/traces/kineto_events.h"

namespace {

const std::filesystem::path Recorded =
    std::filesystem::path(PURSER_SHARED_DATA) / "traces/deepseek/train.json.zst";

/// The recording in plain text.
std::string recordedText() {
    std::string text;
    const auto source = sim::openTraceFile(Recorded);
    for (auto chunk = source->next(); !chunk.empty(); chunk = source->next())
        text += chunk;
    return text;
}

/// A file of at least `megabytes`, the recorded events over and over.
std::filesystem::path repeated(const std::string& text, std::size_t megabytes) {
    const auto file = std::filesystem::temp_directory_path() /
                      ("purser_trace_bench_" + std::to_string(megabytes) + ".json");
    const auto begin = text.find('[', text.find("\"traceEvents\"")) + 1;
    const std::string head = text.substr(0, begin), body = text.substr(begin, text.rfind(']') - begin);
    std::ofstream out(file, std::ios::binary);
    out << head << body;
    for (std::size_t written = 0; written < megabytes * 1'000'000; written += body.size())
        out << ',' << body;
    out << "]}";
    return file;
}

double peakMegabytes() {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return static_cast<double>(usage.ru_maxrss) / 1024.0;
}

/// Splitting and parsing alone: what grows with the file.
void readEvents(benchmark::State& state) {
    if (!std::filesystem::exists(Recorded)) return state.SkipWithError("the recorded trace is not here");
    const auto file = repeated(recordedText(), static_cast<std::size_t>(state.range(0)));
    const auto bytes = std::filesystem::file_size(file);
    for (auto _ : state) {
        sim::KinetoEvents events;
        sim::EventSplitter splitter(events);
        const auto source = sim::openTraceFile(file);
        for (auto chunk = source->next(); !chunk.empty(); chunk = source->next())
            splitter.feed(chunk);
        splitter.finish();
        benchmark::DoNotOptimize(events.take().events);
    }
    state.SetBytesProcessed(static_cast<std::int64_t>(bytes) * state.iterations());
    state.counters["peak_MiB"] = peakMegabytes();
    std::filesystem::remove(file);
}
BENCHMARK(readEvents)->Arg(100)->Arg(400)->Unit(benchmark::kMillisecond);

/// The whole way; the copies are the same events, so they fall together to one trace again.
void importWhole(benchmark::State& state) {
    if (!std::filesystem::exists(Recorded)) return state.SkipWithError("the recorded trace is not here");
    const auto file = repeated(recordedText(), static_cast<std::size_t>(state.range(0)));
    const auto bytes = std::filesystem::file_size(file);
    for (auto _ : state)
        benchmark::DoNotOptimize(sim::importTrace(file).ops.size());
    state.SetBytesProcessed(static_cast<std::int64_t>(bytes) * state.iterations());
    state.counters["peak_MiB"] = peakMegabytes();
    std::filesystem::remove(file);
}
BENCHMARK(importWhole)->Arg(100)->Arg(400)->Unit(benchmark::kMillisecond);

} // namespace
