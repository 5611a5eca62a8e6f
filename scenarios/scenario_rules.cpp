// SPDX-License-Identifier: Apache-2.0
// Checks of a scenario that span several values: sizes that multiply and divide. What needs the catalogue or
// the model (does it fit in memory?) is checked by the evaluation.
#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "scenarios/scenario.h"
#include "simulator/base/error.h"

namespace scenario {

namespace {

/// Values here are whole numbers below 2^53, so doubles count them exactly.
bool divides(double part, double whole) {
    return part > 0 && std::fmod(whole, part) == 0;
}

std::string count(double value) {
    return sim::formatNumber(value, 16);
}

class TrainingRules {
  public:
    explicit TrainingRules(const Scenario& scenario) : scenario_(scenario) {}

    void check() const {
        wholeSequences();
        recordedOnly();
        devices();
        expertGroup();
        batch();
        stageLayers();
        tokens();
    }

  private:
    static constexpr const char* Layout = "workload.training.layout";

    double of(std::string_view key) const { return scenario_.number(key); }
    double layout(std::string_view name) const { return of(fmt::format("{}.{}", Layout, name)); }
    bool isDualPipe() const { return scenario_.text("workload.training.schedule") == "dualpipe"; }
    bool isRecorded() const { return scenario_.has("workload.training.kernels.trace"); }

    [[noreturn]] void fail(std::string_view key, const std::string& problem, std::string hint) const {
        const std::string& where = scenario_.value(key).where;
        throw sim::Error(sim::ErrorCode::BadInput, fmt::format("{}: {}", key, problem),
                         where.empty() ? scenario_.file : where, std::move(hint));
    }

    void wholeSequences() const {
        for (const char* key : {"workload.training.sequence_length", "workload.training.global_batch",
                                "workload.training.micro_batch"})
            if (of(key) != std::floor(of(key)))
                fail(key, fmt::format("found '{}', expected a whole number", scenario_.text(key)),
                     "round it");
    }

    /// What a recorded trace fixes.
    void recordedOnly() const {
        if (!isRecorded()) return;
        const auto only = [&](const char* key, std::string_view expected) {
            if (scenario_.text(key) != expected)
                fail(key,
                     fmt::format("found '{}', expected {} with a recorded trace", scenario_.text(key),
                                 expected),
                     "leave workload.training.kernels.trace out: kernels are then modelled");
        };
        only("workload.training.schedule", "dualpipe");
        only("workload.training.layout.context", "1");
        only("workload.training.layout.virtual_stages", "1");
        only("workload.training.recompute", "none");
    }

    void devices() const {
        const double tensor = layout("tensor") * layout("context"), pipeline = layout("pipeline"),
                     data = layout("data");
        const double product = tensor * pipeline * data;
        const double devices = of("cluster.count");
        if (product == devices) return;
        const double other = tensor * pipeline;
        const std::string dataHint = divides(other, devices)
                                         ? fmt::format(" or {}.data to {}", Layout, count(devices / other))
                                         : std::string{};
        fail("cluster.count",
             fmt::format("found {} devices, expected tensor x pipeline x data of {} = {} x {} x {} = {}",
                         count(devices), Layout, count(tensor), count(pipeline), count(data), count(product)),
             fmt::format("set cluster.count to {}{}", count(product), dataHint));
    }

    void expertGroup() const {
        const double expert = layout("expert"), ranks = layout("data") * layout("tensor") * layout("context");
        if (divides(expert, ranks)) return;
        fail("workload.training.layout.expert",
             fmt::format("found {}, expected a divisor of data x tensor = {} x {} = {}", count(expert),
                         count(layout("data")), count(layout("tensor")), count(ranks)),
             fmt::format("set {0}.expert to a divisor of {1} or {0}.data to a multiple of {2}", Layout,
                         count(ranks), count(expert)));
    }

    void batch() const {
        const double global = of("workload.training.global_batch"),
                     micro = of("workload.training.micro_batch");
        const double data = layout("data"), pipeline = layout("pipeline");
        const double perRound = data * micro;
        if (!divides(perRound, global))
            fail("workload.training.global_batch",
                 fmt::format("found {} sequences, expected a multiple of data x micro_batch = {} x {} = {}",
                             count(global), count(data), count(micro), count(perRound)),
                 fmt::format("set workload.training.global_batch to {} sequences",
                             count(std::max(1.0, std::round(global / perRound)) * perRound)));
        if (!isDualPipe()) return;
        // DualPipe feeds the pipeline from both ends: ranks pair up, and each direction carries half of the
        // micro-batches (DeepSeek-V3, arXiv 2412.19437, 3.2.1: stages and micro-batches divisible by 2).
        if (!divides(2, pipeline))
            fail("workload.training.layout.pipeline",
                 fmt::format("found {}, expected an even number for schedule dualpipe", count(pipeline)),
                 fmt::format("set {}.pipeline to {} or {}", Layout, count(pipeline > 1 ? pipeline - 1 : 2),
                             count(pipeline + 1)));
        const double microBatches = global / perRound;
        if (!divides(2, microBatches) || microBatches < 2 * pipeline) {
            const double enough = std::max(2 * pipeline, 2 * std::ceil(microBatches / 2));
            fail("workload.training.global_batch",
                 fmt::format("gives {} micro-batches per pipeline, expected an even number of at least 2 x "
                             "pipeline = {} "
                             "for schedule dualpipe",
                             count(microBatches), count(2 * pipeline)),
                 fmt::format("set workload.training.global_batch to {} sequences", count(enough * perRound)));
        }
    }

    void stageLayers() const {
        const char* key = "workload.training.stage_layers";
        const std::string& text = scenario_.text(key);
        if (text == "auto") return;
        const double stages = layout("pipeline");
        std::size_t entries = 0;
        std::string_view rest = text;
        while (true) {
            std::string_view entry = rest.substr(0, rest.find(','));
            while (!entry.empty() && entry.front() == ' ')
                entry.remove_prefix(1);
            while (!entry.empty() && entry.back() == ' ')
                entry.remove_suffix(1);
            const auto layers = sim::parseNumber(entry);
            if (!layers || *layers < 0 || *layers != std::floor(*layers) || *layers > 1e6)
                fail(key, fmt::format("found '{}' in the list, expected a whole number of layers", entry),
                     "write it like \"3,4,4,4\" or auto");
            ++entries;
            if (rest.find(',') == std::string_view::npos) break;
            rest.remove_prefix(rest.find(',') + 1);
        }
        if (isRecorded() && static_cast<double>(entries) != stages)
            fail(key,
                 fmt::format("found {} entries, expected one for each of the {} pipeline stages", entries,
                             count(stages)),
                 "add or remove entries, or write auto");
    }

    void tokens() const {
        const double step = of("workload.training.global_batch") * of("workload.training.sequence_length");
        const double total = of("workload.training.tokens");
        if (total < step)
            fail("workload.training.tokens",
                 fmt::format("found {} tokens, expected at least one step of {} tokens", count(total),
                             count(step)),
                 "raise the tokens or lower the global batch");
    }

    const Scenario& scenario_;
};

/// Amounts are not converted: one scenario has one currency, and what the price book gives is in USD.
void oneCurrency(const Scenario& scenario) {
    const std::string& currency = scenario.text("economics.currency");
    for (const Parameter& p : parameters()) {
        if (!isMoney(p.unit) || !scenario.has(p.key)) continue;
        const Value& value = scenario.value(p.key);
        if (value.origin == Origin::Default || value.text.find(currency) != std::string::npos) continue;
        throw sim::Error(sim::ErrorCode::BadInput,
                         fmt::format("{}: found '{}', expected an amount in {}", p.key, value.text, currency),
                         value.where.empty() ? scenario.file : value.where,
                         "write it in that currency, or set economics.currency");
    }
    const bool isSimulated =
        std::ranges::any_of(workloads(), [&](auto w) { return scenario.hasWorkload(w) && !isMoneyWork(w); });
    if (isSimulated && currency != "USD")
        throw sim::Error(
            sim::ErrorCode::BadInput,
            fmt::format("economics.currency: found {}, expected USD where devices are simulated", currency),
            scenario.value("economics.currency").where,
            "the price book is in USD; name the simulated result in a money scenario instead");
}

} // namespace

void Scenario::validate() const {
    for (const Parameter& p : parameters())
        if (needs(p) && !has(p.key))
            throw sim::Error(sim::ErrorCode::BadInput,
                             fmt::format("{}: missing, expected {}", p.key, expectation(p)), file,
                             "give it a value");
    const bool hasWork = std::ranges::any_of(workloads(), [&](auto w) { return hasWorkload(w); });
    if (!hasWork)
        throw sim::Error(sim::ErrorCode::BadInput,
                         fmt::format("workload: missing, expected one of {}", fmt::join(workloads(), ", ")),
                         file, "say what the devices do, e.g. workload.training");
    oneCurrency(*this);
    if (hasWorkload("training")) TrainingRules(*this).check();
}

} // namespace scenario
