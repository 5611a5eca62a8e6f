// SPDX-License-Identifier: Apache-2.0
// Counting, running, joining; the work itself is in scenarios/sweep_runner.
#include "scenarios/cli/sweep_command.h"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

#include "hwdb/result_store.h"
#include "scenarios/cli/progress_bar.h"
#include "scenarios/cli/slurm_submission.h"
#include "scenarios/sweep_runner.h"
#include "simulator/base/error.h"

namespace cli {

namespace fs = std::filesystem;

namespace {

struct Shard {
    std::uint64_t index = 0, count = 1;
};

Shard parseShard(const std::string& text) {
    Shard shard;
    if (text.empty()) return shard;
    const char* end = text.data() + text.size();
    const auto first = std::from_chars(text.data(), end, shard.index);
    const bool hasSlash = first.ec == std::errc() && first.ptr != end && *first.ptr == '/';
    const auto second = hasSlash ? std::from_chars(first.ptr + 1, end, shard.count) : first;
    if (!hasSlash || second.ec != std::errc() || second.ptr != end || shard.index >= shard.count ||
        shard.count > 1'000'000)
        throw sim::Error(sim::ErrorCode::BadInput,
                         fmt::format("found '{}', expected I/N with I from 0 to N-1", text), "--shard",
                         "the first of four is 0/4");
    return shard;
}

/// "9,000 ok, 1,000 excluded".
std::string statusText(const std::map<std::string, std::uint64_t>& statuses) {
    std::string text;
    for (const auto& [status, count] : statuses)
        text += fmt::format("{}{} {}", text.empty() ? "" : ", ", count, status);
    return text;
}

int dryRun(const scenario::SweepSpace& space, scenario::ShardRange range, const Console& console) {
    console.print(fmt::format("{} points\n", range.last - range.first));
    for (const std::uint64_t k : {range.first, range.last - 1}) {
        if (range.first == range.last) break;
        std::string line = fmt::format("point {}:", k);
        for (const auto& [key, text] : space.settings(k))
            if (!text.empty()) line += fmt::format(" {}={}", key, text);
        console.note(line);
    }
    return 0;
}

} // namespace

int sweepCommand(const SweepCommandRequest& request, const Console& console) {
    const Shard shard = parseShard(request.shard);
    const scenario::SweepSpace space = scenario::readSweep(request.scenario, request.overrides);
    const fs::path out =
        request.out.empty() ? fs::path(request.scenario.stem().string() + ".sqlite") : request.out;
    if (request.engine == "slurm" && !request.isDryRun) {
        const auto shards = std::min<std::uint64_t>(request.submittedShards, space.count());
        return submitToSlurm({fs::read_symlink("/proc/self/exe"), request.scenario, out, request.overrides,
                              shards, request.jobs},
                             console);
    }
    if (request.isDryRun)
        return dryRun(space, scenario::shardRange(space.count(), shard.index, shard.count), console);
    scenario::SweepRequest run;
    run.out = out;
    run.jobs = request.jobs, run.shard = shard.index, run.shards = shard.count;
    run.isResumed = request.isResumed;
    scenario::SimulationCache cache(request.hasDiskCache ? scenario::SimulationCache::userFolder()
                                                         : fs::path());
    ProgressBar progress(console.hasProgress);
    const auto outcome =
        runSweep(space, run, [] { return hwdb::Catalogue::open(); }, cache, {&progress, console.stop});
    if (outcome.wasComplete)
        console.note(
            fmt::format("complete already: {} points ({})", outcome.points, statusText(outcome.statuses)));
    else
        console.note(fmt::format("{} points ({}); {} from an earlier run, {} simulated anew", outcome.points,
                                 statusText(outcome.statuses), outcome.resumed, outcome.simulated));
    console.print(outcome.file.string() + "\n");
    return outcome.points == 0 || outcome.statuses.contains("ok") || shard.count > 1 ? 0 : 1;
}

int mergeCommand(const std::vector<std::string>& parts, const fs::path& out, const Console& console) {
    hwdb::ResultStore::assemble(out, {parts.begin(), parts.end()});
    const auto store = hwdb::ResultStore::open(out);
    const auto& about = store.about();
    if (about.first != 0 || about.last != about.points) {
        std::error_code ignored;
        fs::remove(out, ignored);
        throw sim::Error(
            sim::ErrorCode::BadInput,
            fmt::format("found points {} to {}, expected all {}", about.first, about.last, about.points),
            out.string(), "give the files of every shard");
    }
    console.note(fmt::format("{} points ({})", about.points, statusText(store.statusCounts())));
    console.print(out.string() + "\n");
    return 0;
}

} // namespace cli
