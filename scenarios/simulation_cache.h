// SPDX-License-Identifier: Apache-2.0
// Simulations remembered by the content of what touches them: inputs without money, facts, traces, program.
// A change of price is therefore always a hit.
#pragma once

#include <cstddef>
#include <filesystem>
#include <future>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "scenarios/evaluate.h"

namespace scenario {

/// Thread rule: any thread. Two that ask for the same simulation at once share one.
class SimulationCache {
  public:
    struct Limits {
        std::size_t results = 2000;              ///< kept in memory
        std::uintmax_t folderBytes = 256u << 20; ///< kept on disk; the oldest files go first
    };
    /// An empty `folder` keeps results in memory alone.
    explicit SimulationCache(std::filesystem::path folder = {}) : SimulationCache(std::move(folder), {}) {}
    SimulationCache(std::filesystem::path folder, Limits limits);
    /// $XDG_CACHE_HOME/purser/simulations or ~/.cache/purser/simulations; empty when there is neither.
    static std::filesystem::path userFolder();

    /// simulate(), or what it gave before. `snapshot` is catalogue.snapshotHash().
    std::shared_ptr<const Result> get(const Scenario& scenario, const hwdb::Catalogue& catalogue,
                                      const std::string& snapshot, const sim::WorkContext& context);
    std::size_t simulated() const;
    static std::string keyOf(const Scenario& scenario, const hwdb::Catalogue& catalogue,
                             const std::string& snapshot);

  private:
    using Shared = std::shared_future<std::shared_ptr<const Result>>;
    std::shared_ptr<const Result> make(const std::string& key, const Scenario& scenario,
                                       const hwdb::Catalogue& catalogue, const sim::WorkContext& context);
    std::shared_ptr<const Result> fromDisk(const std::string& key) const;
    void toDisk(const std::string& key, const Result& result);
    void trimFolder() const;

    std::filesystem::path folder_;
    Limits limits_;
    mutable std::mutex mutex_;
    std::map<std::string, Shared> results_;
    std::list<std::string> oldestFirst_;
    std::size_t simulated_ = 0, written_ = 0;
};

} // namespace scenario
