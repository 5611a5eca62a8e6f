// SPDX-License-Identifier: Apache-2.0
#include "scenarios/serving_validation.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <set>

#include <fmt/format.h>

#include "scenarios/parallel_tasks.h"
#include "scenarios/serving_answer.h"
#include "simulator/base/error.h"

namespace scenario {

namespace {

const std::string Serving = "workload.serving.";
/// Benchmarks of these runs draw lengths from 80 to 100 % of the longest and send ten requests for each in
/// flight.
constexpr double LengthVariation = 0.06, RequestsPerSlot = 10, MostRequests = 4000, FewestRequests = 30;

std::string whole(double value) {
    return fmt::format("{:.0f}", value);
}

std::string refusalOf(const hwdb::ServingRun& run) {
    if (run.isSaturated) return "the record says that its queue was saturated";
    if (run.concurrency < 1) return "its concurrency was not recorded";
    if (run.pipeline > 1) return "serving over pipeline ranks is not modelled";
    if (run.precision.empty()) return "its number format was not recorded";
    if (run.units < 1 || run.units != std::floor(run.units))
        return "its devices do not fill units of the recorded layout";
    return {};
}

Scenario scenarioOf(const hwdb::ServingRun& run) {
    const double devices =
        run.units * run.tensor * run.data + run.prefillUnits * run.prefillTensor * run.prefillData;
    const double requests = std::clamp(RequestsPerSlot * run.concurrency, FewestRequests, MostRequests);
    Scenario s = Scenario::defaults();
    const auto set = [&](const std::string& key, const std::string& value) {
        s.set(key, value, Origin::Set, "run");
    };
    set("cluster.device", run.device);
    set("cluster.count", whole(devices));
    set("model", run.model);
    set(Serving + "arrivals", "closed");
    set(Serving + "concurrency", whole(run.concurrency));
    set(Serving + "requests", whole(std::max(requests, run.concurrency * 2)));
    set(Serving + "warm_up", "0");
    set(Serving + "input_tokens", whole(run.input) + " tokens");
    set(Serving + "output_tokens", whole(run.output) + " tokens");
    set(Serving + "input_variation", fmt::format("{}", LengthVariation));
    set(Serving + "output_variation", fmt::format("{}", LengthVariation));
    set(Serving + "layout.tensor", whole(run.tensor));
    set(Serving + "layout.data", whole(run.data));
    set(Serving + "layout.expert", whole(run.expert));
    set(Serving + "prefill.units", whole(run.prefillUnits));
    set(Serving + "prefill.layout.tensor", whole(run.prefillTensor));
    set(Serving + "prefill.layout.data", whole(run.prefillData));
    set(Serving + "prefill.layout.expert", whole(run.prefillExpert));
    set(Serving + "precision.linear", run.linearFormat);
    set(Serving + "precision.experts", run.expertFormat);
    set(Serving + "engine.max_sequences", "4096");
    return s;
}

PredictedRun predict(const hwdb::ServingRun& run, const hwdb::Catalogue& catalogue) {
    PredictedRun p;
    p.run = run;
    p.refusal = refusalOf(run);
    try {
        p.isPlain = run.isMtpKnownOff || catalogue.model(run.model).mtpLayers == 0;
        if (!p.refusal.empty()) return p;
        const auto plan = planServing(scenarioOf(run), catalogue);
        const auto requests = sim::drawRequests(plan->requests, plan->unit.replica.blockTokens);
        const auto s = sim::summarise(sim::runService(plan->service, requests), plan->service, {}, 0, 0);
        p.firstToken = s.firstToken.mean;
        p.perToken = s.perToken.mean;
        p.firstTokenError = p.firstToken / run.firstToken - 1;
        p.perTokenError = p.perToken / run.perToken - 1;
        // Little's law turns both into tokens a second at the run's concurrency.
        const auto stay = [&](double first, double each) { return first + each * (run.output - 1); };
        p.throughputError = stay(run.firstToken, run.perToken) / stay(p.firstToken, p.perToken) - 1;
    } catch (const sim::Error& error) {
        if (error.code() == sim::ErrorCode::Cancelled || error.code() == sim::ErrorCode::Internal) throw;
        p.refusal = error.message();
    }
    return p;
}

double median(std::vector<double> values) {
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::ranges::nth_element(values, middle);
    return *middle;
}

} // namespace

std::vector<PredictedRun> predictRuns(const std::vector<hwdb::ServingRun>& runs,
                                      const hwdb::Catalogue& catalogue, int threads,
                                      const sim::WorkContext& context) {
    std::vector<PredictedRun> out(runs.size());
    forEachTask(
        runs.size(), threads, [&](std::size_t i) { out[i] = predict(runs[i], catalogue); }, context,
        "predicting measured runs");
    return out;
}

std::vector<RunErrors> runErrors(const std::vector<PredictedRun>& runs) {
    std::vector<RunErrors> out;
    const auto add = [&](const std::string& slice, const std::function<bool(const PredictedRun&)>& has) {
        std::vector<double> each, eachSize, first, firstSize, rate;
        for (const PredictedRun& p : runs) {
            if (!p.refusal.empty() || !has(p)) continue;
            each.push_back(p.perTokenError), eachSize.push_back(std::abs(p.perTokenError));
            first.push_back(p.firstTokenError), firstSize.push_back(std::abs(p.firstTokenError));
            rate.push_back(std::abs(p.throughputError));
        }
        if (each.empty()) return;
        out.push_back({slice, each.size(), median(eachSize), median(each), median(firstSize), median(first),
                       median(rate)});
    };
    const auto isApart = [](const PredictedRun& p) { return p.run.prefillUnits > 0; };
    std::set<std::string> engines, devices, models;
    for (const PredictedRun& p : runs)
        engines.insert(p.run.engine), devices.insert(p.run.device), models.insert(p.run.model);
    add("no guessed tokens", [](const auto& p) { return p.isPlain; });
    add("  prompts and decoding together", [&](const auto& p) { return p.isPlain && !isApart(p); });
    add("  prompts apart", [&](const auto& p) { return p.isPlain && isApart(p); });
    for (const std::string& e : engines)
        add("  " + e, [&](const auto& p) { return p.isPlain && p.run.engine == e; });
    for (const std::string& d : devices)
        add("  " + d, [&](const auto& p) { return p.isPlain && p.run.device == d; });
    for (const std::string& m : models)
        add("  " + m, [&](const auto& p) { return p.isPlain && p.run.model == m; });
    add("guessing not recorded", [](const auto& p) { return !p.isPlain; });
    return out;
}

} // namespace scenario
