// SPDX-License-Identifier: Apache-2.0
// Files of the cache appear by rename, so several processes may share the folder; one that cannot be read is
// a miss.
#include "scenarios/simulation_cache.h"

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <system_error>
#include <vector>

#include <unistd.h>

#include <fmt/format.h>

#include "simulator/base/error.h"
#include "simulator/base/hash.h"

namespace scenario {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t WritesBetweenTrims = 64;

/// Size and time of a file: another program or trace of the same name is another file.
std::string identityOf(const fs::path& file) {
    std::error_code ignored;
    const auto size = fs::file_size(file, ignored);
    const auto time = fs::last_write_time(file, ignored).time_since_epoch().count();
    return fmt::format("{}:{}", size, time);
}

const std::string& programIdentity() {
    static const std::string identity = PURSER_VERSION + (" " + identityOf("/proc/self/exe"));
    return identity;
}

} // namespace

SimulationCache::SimulationCache(fs::path folder, Limits limits)
    : folder_(std::move(folder)), limits_(limits) {}

fs::path SimulationCache::userFolder() {
    if (const char* cache = std::getenv("XDG_CACHE_HOME"); cache && *cache == '/')
        return fs::path(cache) / "purser" / "simulations";
    if (const char* home = std::getenv("HOME"); home && *home == '/')
        return fs::path(home) / ".cache" / "purser" / "simulations";
    return {};
}

std::string SimulationCache::keyOf(const Scenario& scenario, const hwdb::Catalogue& catalogue,
                                   const std::string& snapshot) {
    std::string inputs =
        fmt::format("purser.simulation/1 {} {} {}", programIdentity(), snapshot, scenario.hash());
    for (const Parameter& p : parameters())
        if (p.type == ValueType::Trace && scenario.has(p.key))
            inputs += ' ' + identityOf(catalogue.traceFile(scenario.text(p.key)));
    return sim::contentHash(inputs);
}

std::shared_ptr<const Result> SimulationCache::get(const Scenario& scenario, const hwdb::Catalogue& catalogue,
                                                   const std::string& snapshot,
                                                   const sim::WorkContext& context) {
    const std::string key = keyOf(scenario, catalogue, snapshot);
    std::promise<std::shared_ptr<const Result>> promise;
    Shared known;
    {
        const std::lock_guard lock(mutex_);
        if (const auto found = results_.find(key); found != results_.end()) {
            known = found->second;
        } else {
            results_.emplace(key, promise.get_future().share());
            oldestFirst_.push_back(key);
            if (oldestFirst_.size() > limits_.results) {
                results_.erase(oldestFirst_.front());
                oldestFirst_.pop_front();
            }
        }
    }
    if (known.valid()) return known.get();
    try {
        auto result = make(key, scenario, catalogue, context);
        promise.set_value(result);
        return result;
    } catch (...) {
        promise.set_exception(std::current_exception());
        throw;
    }
}

std::size_t SimulationCache::simulated() const {
    const std::lock_guard lock(mutex_);
    return simulated_;
}

std::shared_ptr<const Result> SimulationCache::make(const std::string& key, const Scenario& scenario,
                                                    const hwdb::Catalogue& catalogue,
                                                    const sim::WorkContext& context) {
    if (auto kept = fromDisk(key)) return kept;
    auto result = std::make_shared<const Result>(simulate(scenario, catalogue, {}, context));
    {
        const std::lock_guard lock(mutex_);
        ++simulated_;
    }
    toDisk(key, *result);
    return result;
}

std::shared_ptr<const Result> SimulationCache::fromDisk(const std::string& key) const {
    if (folder_.empty()) return nullptr;
    std::ifstream stream(folder_ / (key + ".json"), std::ios::binary);
    if (!stream) return nullptr;
    const std::string text{std::istreambuf_iterator<char>(stream), {}};
    try {
        return std::make_shared<const Result>(resultFromJson(text, key));
    } catch (const sim::Error&) {
        return nullptr;
    }
}

void SimulationCache::toDisk(const std::string& key, const Result& result) {
    if (folder_.empty()) return;
    std::error_code error; // a cache that cannot be written is slower, not wrong
    fs::create_directories(folder_, error);
    const fs::path target = folder_ / (key + ".json");
    const fs::path draft = target.string() + fmt::format(".{}.tmp", ::getpid());
    std::ofstream(draft, std::ios::binary) << toJson(result);
    fs::rename(draft, target, error);
    const std::lock_guard lock(mutex_);
    if (++written_ % WritesBetweenTrims == 0) trimFolder();
}

void SimulationCache::trimFolder() const {
    struct Entry {
        fs::file_time_type time;
        std::uintmax_t bytes;
        fs::path path;
    };
    std::vector<Entry> entries;
    std::uintmax_t total = 0;
    std::error_code error;
    for (const auto& file : fs::directory_iterator(folder_, error)) {
        entries.push_back({file.last_write_time(error), file.file_size(error), file.path()});
        total += error ? 0 : entries.back().bytes;
    }
    std::sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) { return a.time < b.time; });
    for (const Entry& entry : entries) {
        if (total <= limits_.folderBytes) break;
        if (fs::remove(entry.path, error)) total -= entry.bytes;
    }
}

} // namespace scenario
