// SPDX-License-Identifier: Apache-2.0
#include "scenarios/serving_answer.h"

#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

#include "simulator/base/error.h"

namespace scenario {

namespace {

constexpr int MostUnits = 1 << 16;
constexpr double StaysOfARun = 15.0;

/// The device's part of each step longer or shorter by a factor; the host's stays.
class ScaledTimer : public sim::StepTimer {
  public:
    ScaledTimer(const sim::StepTimer& timer, double factor) : timer_(timer), factor_(factor) {}
    sim::StepTime time(const sim::StepBatch& batch) const override {
        sim::StepTime t = timer_.time(batch);
        for (sim::Duration* part : {&t.attention, &t.experts, &t.other, &t.exposedCommunication})
            *part = sim::Duration::from(part->seconds() * factor_);
        return t;
    }

  private:
    const sim::StepTimer& timer_;
    double factor_;
};

class Answerer {
  public:
    Answerer(const ServingPlan& plan, const sim::WorkContext& context) : plan_(plan), context_(context) {}

    ServingAnswer run() {
        ServingAnswer answer;
        const auto requests = sim::drawRequests(plan_.requests, plan_.unit.replica.blockTokens);
        const auto outcome = sim::runService(plan_.service, requests, context_);
        answer.summary = sim::summarise(outcome, plan_.service, plan_.target, plan_.warmUp, plan_.warmUp);
        answer.events = outcome.events;
        answer.fingerprint = outcome.fingerprint;
        answer.meanBatch = answer.summary.requestRate *
                           std::max(0.0, answer.summary.endToEnd.mean - answer.summary.firstToken.mean) /
                           plan_.units;
        answer.sigma = plan_.unit.timer->sigma(typicalBatch(answer.meanBatch));
        for (const auto& [target, sign] : {std::pair{&answer.fast, -1.0}, std::pair{&answer.slow, 1.0}}) {
            const double factor = std::exp(sign * sim::NormalP90 * answer.sigma);
            const ScaledTimer unit(*plan_.unit.surface, factor);
            std::optional<ScaledTimer> prefill;
            sim::ServiceSpec spec = plan_.service;
            spec.timer = &unit;
            if (plan_.prefill) spec.prefillTimer = &prefill.emplace(*plan_.prefill->surface, factor);
            *target = sim::summarise(sim::runService(spec, requests, context_), spec, plan_.target,
                                     plan_.warmUp, plan_.warmUp);
        }
        stay_ = answer.summary.endToEnd.p50;
        if (plan_.demandRate) size(answer);
        return answer;
    }

  private:
    sim::StepBatch typicalBatch(double sequences) const {
        sim::StepBatch b;
        b.decodeSequences = b.decodeTokens = std::max<std::int64_t>(1, std::llround(sequences));
        b.decodeContext = static_cast<double>(b.decodeSequences) *
                          (plan_.requests.input.mean + plan_.requests.output.mean / 2);
        return b;
    }

    /// Attainment of the demand on so many units, prompts' units in proportion.
    double attainmentOn(int units) const {
        sim::ServiceSpec spec = plan_.service;
        spec.units = units;
        spec.closedConcurrency = 0;
        if (plan_.prefill) spec.prefillUnits = prefillUnitsFor(units);
        sim::RequestSpec requests = plan_.requests;
        if (requests.arrivals == sim::ArrivalKind::Closed) requests.arrivals = sim::ArrivalKind::Poisson;
        requests.rate = *plan_.demandRate;
        // Long enough for the service to fill: several times as long as a request stays.
        requests.count =
            std::max(requests.count, static_cast<std::uint64_t>(requests.rate * stay_ * StaysOfARun));
        const auto outcome =
            sim::runService(spec, sim::drawRequests(requests, plan_.unit.replica.blockTokens), context_);
        return sim::summarise(outcome, spec, plan_.target, plan_.warmUp, plan_.warmUp).attainment;
    }
    int prefillUnitsFor(int units) const {
        return std::max(
            1, static_cast<int>(std::ceil(static_cast<double>(units) * plan_.prefillUnits / plan_.units)));
    }

    /// Doubles until the target is met, then halves the gap: attainment does not fall with units.
    void size(ServingAnswer& answer) const {
        int high = 1;
        double there = attainmentOn(high);
        while (there < plan_.attainment && high < MostUnits)
            there = attainmentOn(high *= 2);
        if (there < plan_.attainment) return;
        int low = high / 2;
        while (high - low > 1) {
            const int middle = (low + high) / 2;
            const double reached = attainmentOn(middle);
            (reached >= plan_.attainment ? high : low) = middle;
            if (reached >= plan_.attainment) there = reached;
        }
        answer.gpusRequired = high * plan_.unit.devices() +
                              (plan_.prefill ? prefillUnitsFor(high) * plan_.prefill->devices() : 0);
        answer.attainmentThere = there;
    }

    const ServingPlan& plan_;
    const sim::WorkContext& context_;
    double stay_ = 0; ///< seconds that a request stays
};

class Telling {
  public:
    Telling(const ServingPlan& plan, const ServingAnswer& answer, Result& result)
        : plan_(plan), a_(answer), result_(result) {}

    void run() {
        result_.warnings = plan_.warnings;
        latencies();
        rates();
        demand();
        timeTable();
        latencyTable();
        unitTable();
        result_.provenance.events = a_.events;
        result_.provenance.fingerprint = fmt::format("{:016x}", a_.fingerprint);
        if (a_.summary.preemptions > 0)
            result_.warnings.push_back(
                fmt::format("the cache was full {} times: sequences were set back and computed again",
                            a_.summary.preemptions));
        if (plan_.requests.arrivals != sim::ArrivalKind::Closed &&
            a_.summary.requestRate < 0.9 * plan_.requests.rate)
            result_.warnings.push_back(fmt::format(
                "{:.3g} requests a second are finished of {:.3g} that arrive: the service is overloaded and "
                "latencies grow with the length of the run",
                a_.summary.requestRate, plan_.requests.rate));
    }

  private:
    sim::Estimate estimate(double value, double fast, double slow) const {
        return {value, std::min({value, fast, slow}), std::max({value, fast, slow}), sim::Basis::Modelled};
    }
    template<class Value>
    void metric(const char* name, const char* unit, Value value, const std::string& formula) {
        const double known = value(a_.summary);
        if (!std::isfinite(known)) return;
        Metric m{name, unit, estimate(known, value(a_.fast), value(a_.slow)), {}};
        m.explanation.formula = formula;
        m.explanation.inputs = {{"spread of a step's kernels and links", a_.sigma, "sigma of log",
                                 sim::Basis::Modelled, "kernel model"},
                                {"requests counted", static_cast<double>(a_.summary.counted), "requests",
                                 sim::Basis::Modelled, "simulation"}};
        m.explanation.uncertainty = {{"step time at P10 and P90", value(a_.slow) - value(a_.fast), unit,
                                      sim::Basis::Modelled, "two more simulations"}};
        result_.metrics.push_back(std::move(m));
    }

    void percentilesOf(const std::string& name, sim::Percentiles sim::ServingSummary::*which, bool hasMean,
                       const std::string& formula) {
        using S = const sim::ServingSummary&;
        if (hasMean) metric((name + "_mean").c_str(), "s", [which](S s) { return (s.*which).mean; }, formula);
        metric((name + "_p50").c_str(), "s", [which](S s) { return (s.*which).p50; }, formula);
        metric((name + "_p90").c_str(), "s", [which](S s) { return (s.*which).p90; }, formula);
        metric((name + "_p99").c_str(), "s", [which](S s) { return (s.*which).p99; }, formula);
    }

    void latencies() {
        percentilesOf("ttft", &sim::ServingSummary::firstToken, true,
                      "first token - arrival, queueing included");
        percentilesOf("tpot", &sim::ServingSummary::perToken, true,
                      "(last token - first token) / (tokens - 1)");
        percentilesOf("e2e_latency", &sim::ServingSummary::endToEnd, false, "last token - arrival");
    }

    void rates() {
        using S = const sim::ServingSummary&;
        const double gpus = plan_.deviceCount();
        const auto perGpu = [&](const char* name, auto rate, const char* formula) {
            metric(
                name, "tokens/s/GPU", [=](S s) { return rate(s) / gpus; }, formula);
        };
        metric(
            "request_rate", "requests/s", [](S s) { return s.requestRate; }, "finished requests / time");
        perGpu(
            "output_tokens_per_gpu_second", [](S s) { return s.outputRate; },
            "answer tokens / time / all devices");
        perGpu(
            "input_tokens_per_gpu_second", [](S s) { return s.inputRate; },
            "prompt tokens (cached ones too) / time / all devices");
        perGpu(
            "total_tokens_per_gpu_second", [](S s) { return s.inputRate + s.outputRate; },
            "prompt and answer tokens / time / all devices");
        metric(
            "tokens_per_user_second", "tokens/s",
            [](S s) { return s.perToken.mean > 0 ? 1.0 / s.perToken.mean : std::nan(""); }, "1 / tpot_mean");
        metric(
            "kv_cache_utilisation", "fraction", [](S s) { return s.cacheUse; },
            "mean over busy time of decoding units");
        if (plan_.unit.replica.hasPrefixCache)
            metric(
                "prefix_cache_hit_fraction", "fraction", [](S s) { return s.prefixHits; },
                "prompt tokens found / prompt tokens");
        if (plan_.target.firstToken.base() > 0 || plan_.target.perToken.base() > 0) {
            metric(
                "slo_attainment", "fraction", [](S s) { return s.attainment; },
                "requests within the target / all");
            metric(
                "goodput_request_rate", "requests/s", [](S s) { return s.goodRequestRate; },
                "requests within the target / time");
        }
    }

    void demand() {
        if (!plan_.demandRate) return;
        if (!a_.gpusRequired) {
            result_.warnings.push_back(
                "no number of units meets the target: single requests miss it already");
            return;
        }
        Metric m{"gpus_required",
                 "GPUs",
                 {*a_.gpusRequired, *a_.gpusRequired, *a_.gpusRequired, sim::Basis::Modelled},
                 {}};
        m.explanation.formula =
            "fewest units that serve demand_rate with target.attainment of the requests within the "
            "target; searched by simulation";
        m.explanation.inputs = {
            {"demand", *plan_.demandRate, "requests/s", sim::Basis::Assumed, "scenario"},
            {"attainment there", *a_.attainmentThere, "fraction", sim::Basis::Modelled, "simulation"}};
        result_.metrics.push_back(std::move(m));
    }

    void timeTable() {
        static constexpr std::array Parts = {std::pair{"attention and its projections", "forward"},
                                             std::pair{"experts and dense blocks", "overlapped"},
                                             std::pair{"norms, embedding, head, sampling", "other"},
                                             std::pair{"exposed communication", "communication"},
                                             std::pair{"engine overhead", "bubble"}};
        Table table{"step",
                    "Where the busy time of the units goes",
                    {{"part", "Part", ""},
                     {"category", "Category", ""},
                     {"seconds", "Of one second", "s"},
                     {"share", "Share", "fraction"}},
                    {},
                    "simulation"};
        for (std::size_t i = 0; i < Parts.size(); ++i)
            table.rows.push_back({std::string(Parts[i].first), std::string(Parts[i].second),
                                  a_.summary.timeParts[i], a_.summary.timeParts[i]});
        result_.breakdown.push_back(std::move(table));
    }

    void latencyTable() {
        Table table{"latency",
                    "Latencies",
                    {{"what", "Latency", ""},
                     {"mean", "Mean", "s"},
                     {"p50", "P50", "s"},
                     {"p90", "P90", "s"},
                     {"p99", "P99", "s"}},
                    {},
                    "simulation"};
        const auto row = [&](const char* what, const sim::Percentiles& p) {
            table.rows.push_back({std::string(what), p.mean, p.p50, p.p90, p.p99});
        };
        row("queueing until a unit takes the request up", a_.summary.queueing);
        row("first token", a_.summary.firstToken);
        row("per token after the first", a_.summary.perToken);
        row("whole request", a_.summary.endToEnd);
        result_.breakdown.push_back(std::move(table));
    }

    void unitTable() {
        Table table{"units",
                    "Units",
                    {{"kind", "Kind", ""},
                     {"count", "Units", ""},
                     {"devices", "Devices each", ""},
                     {"device", "Device", ""},
                     {"weights", "Weights a device", "GB"},
                     {"buffers", "Buffers a device", "GB"},
                     {"cache", "Cache of a unit", "tokens"}},
                    {},
                    "memory model"};
        const auto row = [&](const char* kind, int count, const ServingUnit& u) {
            table.rows.push_back({std::string(kind), static_cast<double>(count), u.devices(), u.deviceName,
                                  u.weights.base() / 1e9, u.buffers.base() / 1e9,
                                  static_cast<double>(u.replica.cacheTokens)});
        };
        row(plan_.prefill ? "decoding" : "prompts and decoding", plan_.units, plan_.unit);
        if (plan_.prefill) row("prompts", plan_.prefillUnits, *plan_.prefill);
        result_.breakdown.push_back(std::move(table));
    }

    const ServingPlan& plan_;
    const ServingAnswer& a_;
    Result& result_;
};

} // namespace

ServingAnswer answerServing(const ServingPlan& plan, const sim::WorkContext& context) {
    return Answerer(plan, context).run();
}

void tellServing(const ServingPlan& plan, const ServingAnswer& answer, Result& result) {
    Telling(plan, answer, result).run();
}

} // namespace scenario
