// SPDX-License-Identifier: Apache-2.0
// Threads take the next number from one counter, so none waits while points are left.
#include "scenarios/sweep_runner.h"

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <optional>
#include <thread>

#include <fmt/format.h>

#include "hwdb/result_store.h"
#include "scenarios/evaluate.h"
#include "simulator/base/error.h"
#include "simulator/base/hash.h"

namespace scenario {

namespace fs = std::filesystem;

namespace {

[[noreturn]] void fail(const std::string& where, std::string message, std::string hint = {}) {
    throw sim::Error(sim::ErrorCode::BadInput, std::move(message), where, std::move(hint));
}

bool isNumber(ValueType type) {
    return type == ValueType::Integer || type == ValueType::Number || type == ValueType::Quantity;
}

void checkName(const Parameter& p, const std::string& name, const hwdb::Catalogue& catalogue) {
    if (p.type == ValueType::Device) catalogue.resolve("accelerator", name);
    if (p.type == ValueType::System) catalogue.resolve("system", name);
    if (p.type == ValueType::Model) catalogue.resolve("model", name);
    if (p.type == ValueType::Trace) catalogue.traceFile(name);
}

/// Names in axes, before anything runs: one message instead of a store of failures.
void checkNames(const SweepSpace& space, const hwdb::Catalogue& catalogue) {
    for (const SweepGroup& group : space.groups)
        for (const SweepAxis& axis : group.axes)
            for (const std::string& value : axis.values) {
                if (value.empty()) continue;
                try {
                    checkName(*findParameter(axis.key), value, catalogue);
                } catch (const sim::Error& error) {
                    fail(axis.where, fmt::format("sweep.{}: {}", axis.key, error.message()), error.hint());
                }
            }
}

std::vector<hwdb::ResultColumn> inputColumns(const SweepSpace& space) {
    std::vector<hwdb::ResultColumn> columns;
    for (const std::string& key : space.keys()) {
        const Parameter* p = findParameter(key);
        const bool isText = !p || !isNumber(p->type);
        columns.push_back({key, isText ? std::string{} : std::string(sim::baseUnit(p->unit)), false, isText});
    }
    return columns;
}

/// The metrics that are asked for, else those of the scenario itself.
std::vector<hwdb::ResultColumn> metricColumns(const SweepSpace& space, const Result& base) {
    std::vector<hwdb::ResultColumn> columns;
    if (space.metrics.empty()) {
        for (const Metric& m : base.metrics)
            columns.push_back({m.name, m.unit, true, false});
        if (columns.empty())
            fail(space.base.file,
                 base.isFeasible ? "sweep: the scenario itself has no metrics"
                                 : "sweep: the scenario itself does not work: " + base.infeasibleReason,
                 "name the metrics to keep: 'metrics: [step_time, ...]' under 'sweep:'");
        return columns;
    }
    std::vector<std::string> names;
    for (const Metric& m : base.metrics)
        names.push_back(m.name);
    for (const std::string& name : space.metrics) {
        const Metric* metric = base.metric(name);
        if (!metric && !names.empty())
            fail(space.base.file, fmt::format("sweep.metrics: there is no metric '{}'", name),
                 fmt::format("the metrics are {}", fmt::join(names, ", ")));
        columns.push_back({name, metric ? metric->unit : std::string{}, true, false});
    }
    return columns;
}

class Evaluator {
  public:
    Evaluator(const SweepSpace& space, const std::vector<hwdb::ResultColumn>& columns, SimulationCache& cache)
        : space_(space), columns_(columns), cache_(cache) {}

    hwdb::StoredPoint evaluatePoint(std::uint64_t k, const hwdb::Catalogue& catalogue,
                                    const std::string& snapshot, const sim::WorkContext& context) const {
        hwdb::StoredPoint point;
        point.number = k;
        const Scenario scenario = space_.at(k);
        addInputs(k, scenario, point);
        std::optional<Result> result;
        if (!space_.isAllowed(scenario)) {
            point.status = "excluded";
        } else {
            try {
                scenario.validate();
                result = complete(scenario, catalogue, *cache_.get(scenario, catalogue, snapshot, context));
                point.status = result->isFeasible ? "ok" : "infeasible";
                point.reason = result->infeasibleReason;
            } catch (const sim::Error& error) {
                if (error.code() != sim::ErrorCode::BadInput) throw;
                point.status = "invalid";
                // Without the place: the same answer wherever the file lies.
                point.reason = error.message();
            }
        }
        addMetrics(result && result->isFeasible ? &*result : nullptr, point);
        return point;
    }

  private:
    void addInputs(std::uint64_t k, const Scenario& scenario, hwdb::StoredPoint& point) const {
        for (const auto& [key, text] : space_.settings(k)) {
            const Parameter* p = findParameter(key);
            if (!p)
                point.cells.emplace_back(text);
            else if (!scenario.has(key))
                point.cells.emplace_back();
            else if (isNumber(p->type))
                point.cells.emplace_back(scenario.number(key));
            else
                point.cells.emplace_back(scenario.text(key));
        }
    }
    void addMetrics(const Result* result, hwdb::StoredPoint& point) const {
        for (const hwdb::ResultColumn& column : columns_) {
            if (!column.isMetric) continue;
            const Metric* metric = result ? result->metric(column.name) : nullptr;
            if (metric) {
                point.cells.emplace_back(metric->estimate.value);
                point.cells.emplace_back(metric->estimate.low);
                point.cells.emplace_back(metric->estimate.high);
            } else {
                point.cells.resize(point.cells.size() + 3);
            }
        }
    }

    const SweepSpace& space_;
    const std::vector<hwdb::ResultColumn>& columns_;
    SimulationCache& cache_;
};

/// The part of an interrupted run, or a new one.
hwdb::ResultStore openPart(const fs::path& part, const hwdb::StoreAbout& about, bool isResumed) {
    std::error_code ignored;
    if (!fs::exists(part, ignored)) return hwdb::ResultStore::create(part, about);
    if (!isResumed)
        fail(part.string(), "an earlier run of this sweep is not finished",
             "go on with --resume, or remove the file");
    auto store = hwdb::ResultStore::open(part, false);
    const auto& found = store.about();
    if (found.inputs != about.inputs || found.catalogue != about.catalogue ||
        found.program != about.program || found.first != about.first || found.last != about.last)
        fail(part.string(), "the unfinished run is of another sweep, hardware database or program",
             "remove the file or choose another --out");
    return store;
}

/// True when `file` is this very sweep, finished.
bool isComplete(const fs::path& file, const hwdb::StoreAbout& about) {
    std::error_code ignored;
    if (!fs::exists(file, ignored)) return false;
    const auto store = hwdb::ResultStore::open(file);
    if (store.about().inputs != about.inputs || store.about().catalogue != about.catalogue ||
        store.about().program != about.program || store.about().first != about.first)
        fail(file.string(), "holds the results of another sweep, hardware database or program",
             "remove the file or choose another --out");
    return store.count() == about.last - about.first;
}

class PointQueue {
  public:
    PointQueue(ShardRange range, hwdb::ResultStore& store, const sim::WorkContext& context)
        : range_(range), store_(store), context_(context), known_(store.numbers()), next_(range.first),
          done_(known_.size()) {}

    std::uint64_t resumed() const { return known_.size(); }

    void work(const Evaluator& evaluator, const CatalogueMaker& makeCatalogue) {
        try {
            const hwdb::Catalogue catalogue = makeCatalogue();
            const std::string snapshot = catalogue.snapshotHash();
            while (!hasFailed_ && !context_.stop.stop_requested()) {
                const std::uint64_t k = next_++;
                if (k >= range_.last) return;
                if (known_.contains(k)) continue;
                keep(evaluator.evaluatePoint(k, catalogue, snapshot, {nullptr, context_.stop}));
            }
        } catch (...) {
            const std::lock_guard lock(mutex_);
            if (!error_) error_ = std::current_exception();
            hasFailed_ = true;
        }
    }
    void throwIfFailed() const {
        context_.throwIfStopped();
        if (error_) std::rethrow_exception(error_);
    }

  private:
    void keep(const hwdb::StoredPoint& point) {
        const std::lock_guard lock(mutex_);
        store_.add(point);
        ++done_;
        const double all = static_cast<double>(range_.last - range_.first);
        if (context_.progress) context_.progress->report(static_cast<double>(done_) / all, "points");
    }

    ShardRange range_;
    hwdb::ResultStore& store_;
    sim::WorkContext context_;
    const std::set<std::uint64_t> known_;
    std::atomic<std::uint64_t> next_;
    std::uint64_t done_;
    std::atomic<bool> hasFailed_ = false;
    std::mutex mutex_;
    std::exception_ptr error_;
};

void removePart(const fs::path& part) {
    std::error_code ignored;
    for (const char* end : {"", "-wal", "-shm"})
        fs::remove(part.string() + end, ignored);
}

hwdb::StoreAbout describe(const SweepSpace& space, const hwdb::Catalogue& catalogue, SimulationCache& cache,
                          ShardRange range, const sim::WorkContext& context) {
    hwdb::StoreAbout about;
    about.scenario = space.base.name;
    about.inputs = space.hash();
    about.catalogue = catalogue.snapshotHash();
    about.program = PURSER_VERSION;
    about.points = space.count(), about.first = range.first, about.last = range.last;
    about.columns = inputColumns(space);
    Result base;
    try {
        space.base.validate();
        base = complete(space.base, catalogue,
                        *cache.get(space.base, catalogue, about.catalogue, {nullptr, context.stop}));
    } catch (const sim::Error& error) { // the scenario may need what the axes give it
        if (error.code() != sim::ErrorCode::BadInput) throw;
        base.isFeasible = false;
        base.infeasibleReason = error.what();
    }
    for (auto& column : metricColumns(space, base))
        about.columns.push_back(std::move(column));
    return about;
}

} // namespace

ShardRange shardRange(std::uint64_t count, std::uint64_t shard, std::uint64_t shards) {
    // count * shard may not fit 64 bits: whole and remaining parts apart.
    const std::uint64_t whole = count / shards, rest = count % shards;
    const auto begin = [&](std::uint64_t i) { return whole * i + rest * i / shards; };
    return {begin(shard), begin(shard + 1)};
}

fs::path shardFile(const fs::path& out, std::uint64_t shard, std::uint64_t shards) {
    if (shards == 1) return out;
    return out.parent_path() /
           fmt::format("{}.shard-{}-of-{}{}", out.stem().string(), shard, shards, out.extension().string());
}

SweepOutcome runSweep(const SweepSpace& space, const SweepRequest& request,
                      const CatalogueMaker& makeCatalogue, SimulationCache& cache,
                      const sim::WorkContext& context) {
    const hwdb::Catalogue catalogue = makeCatalogue();
    checkNames(space, catalogue);
    const ShardRange range = shardRange(space.count(), request.shard, request.shards);
    const hwdb::StoreAbout about = describe(space, catalogue, cache, range, context);
    SweepOutcome outcome;
    outcome.file = shardFile(request.out, request.shard, request.shards);
    outcome.points = range.last - range.first;
    if (isComplete(outcome.file, about)) {
        outcome.wasComplete = true;
        outcome.statuses = hwdb::ResultStore::open(outcome.file).statusCounts();
        return outcome;
    }
    const fs::path part = outcome.file.string() + ".part";
    {
        hwdb::ResultStore store = openPart(part, about, request.isResumed);
        const Evaluator evaluator(space, about.columns, cache);
        PointQueue queue(range, store, context);
        outcome.resumed = queue.resumed();
        std::vector<std::jthread> threads;
        for (int i = 1; i < request.jobs; ++i)
            threads.emplace_back([&] { queue.work(evaluator, makeCatalogue); });
        queue.work(evaluator, makeCatalogue);
        threads.clear(); // joins
        queue.throwIfFailed();
        outcome.statuses = store.statusCounts();
    }
    hwdb::ResultStore::assemble(outcome.file, {part});
    removePart(part);
    outcome.simulated = cache.simulated();
    return outcome;
}

} // namespace scenario
