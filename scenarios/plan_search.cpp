// SPDX-License-Identifier: Apache-2.0
#include "scenarios/plan_search.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include <fmt/format.h>

#include "scenarios/parallel_tasks.h"
#include "simulator/base/error.h"
#include "simulator/planning/pareto_front.h"

namespace scenario {

namespace {

const std::string Training = "workload.training.", Serving = "workload.serving.";

std::string whole(double value) {
    return fmt::format("{:.0f}", value);
}

/// Powers of two up to `most` that divide `number`.
std::vector<double> powersOfTwo(double most, double number) {
    std::vector<double> out;
    for (double p = 1; p <= most; p *= 2)
        if (std::fmod(number, p) == 0) out.push_back(p);
    return out;
}
/// All divisors up to `most`.
std::vector<double> divisors(double number, double most) {
    std::vector<double> out;
    for (double d = 1; d <= std::min(number, most); d += 1)
        if (std::fmod(number, d) == 0) out.push_back(d);
    return out;
}

constexpr double MostTensor = 16, MostStages = 64, MostServingUnit = 64;

std::vector<Changes> trainingCandidates(const Scenario& s, const sim::ModelSpec& model) {
    const double devices = s.number("cluster.count"), batch = s.number(Training + "global_batch");
    const bool isMoe = model.routedExperts > 0;
    std::vector<Changes> out;
    for (const double tensor : powersOfTwo(MostTensor, devices))
        for (const double pipeline : divisors(devices / tensor, std::min<double>(MostStages, model.layers))) {
            const double data = devices / tensor / pipeline;
            if (std::fmod(batch, data) != 0) continue;
            for (const double expert :
                 isMoe ? powersOfTwo(model.routedExperts, data * tensor) : std::vector<double>{1})
                for (const char* schedule : {"1f1b", "zb-h1", "dualpipe"})
                    for (const char* recompute : {"none", "selective", "full"}) {
                        const double microBatches = batch / data;
                        const bool isDual = std::string_view(schedule) == "dualpipe";
                        if (isDual && (std::fmod(pipeline, 2) != 0 || std::fmod(microBatches, 2) != 0 ||
                                       microBatches < 2 * pipeline))
                            continue;
                        if (pipeline == 1 && std::string_view(schedule) != "1f1b") continue;
                        out.push_back({{Training + "layout.tensor", whole(tensor)},
                                       {Training + "layout.pipeline", whole(pipeline)},
                                       {Training + "layout.data", whole(data)},
                                       {Training + "layout.expert", whole(expert)},
                                       {Training + "schedule", schedule},
                                       {Training + "recompute", recompute}});
                    }
        }
    return out;
}

std::vector<Changes> servingCandidates(const Scenario&, const sim::ModelSpec& model) {
    const bool isMoe = model.routedExperts > 0;
    std::vector<Changes> out;
    for (double tensor = 1; tensor <= MostTensor; tensor *= 2)
        for (double data = 1; tensor * data <= MostServingUnit; data *= 2) {
            const double unit = tensor * data;
            if (!isMoe && data > 1) continue; // replicas of a dense model share nothing
            std::vector<double> experts = {1};
            if (isMoe && unit > 1)
                experts = data > 1 ? std::vector<double>{unit} : std::vector<double>{1, unit};
            for (const double expert : experts)
                for (const char* overlap : {"false", "true"}) {
                    if (std::string_view(overlap) == "true" && data == 1) continue;
                    out.push_back({{"cluster.count", whole(unit)},
                                   {Serving + "layout.tensor", whole(tensor)},
                                   {Serving + "layout.data", whole(data)},
                                   {Serving + "layout.expert", whole(expert)},
                                   {Serving + "engine.overlap", overlap}});
                }
        }
    return out;
}

Scenario changed(const Scenario& base, const Changes& changes) {
    Scenario s = base;
    for (const auto& [key, value] : changes)
        s.set(key, value, Origin::Set, "--set");
    s.validate();
    return s;
}

class Search {
  public:
    Search(const Scenario& base, const hwdb::Catalogue& catalogue, const PlanRequest& request,
           const sim::WorkContext& context)
        : base_(base), catalogue_(catalogue), request_(request), context_(context),
          isTraining_(base.hasWorkload("training")) {}

    PlanAnswer run() {
        require();
        collect();
        evaluateAll();
        return answer();
    }

  private:
    enum class Verdict { Works, Refused, TooLarge, Missed };
    struct Outcome {
        Verdict verdict = Verdict::Refused;
        PlanOption option;
        std::string costName, costUnit;
    };

    void require() const {
        const bool isServing = base_.hasWorkload("serving");
        if (!isTraining_ && !isServing)
            throw sim::Error(sim::ErrorCode::BadInput, "there is nothing to plan", base_.file,
                             "name a scenario with workload.training or workload.serving");
        if (isTraining_ && base_.has(Training + "kernels.trace"))
            throw sim::Error(sim::ErrorCode::BadInput,
                             fmt::format("{}kernels.trace: a recorded trace fixes the layout", Training),
                             base_.value(Training + "kernels.trace").where,
                             "leave it out: kernels are then modelled");
        if (isServing && !base_.has(Serving + "demand_rate"))
            throw sim::Error(sim::ErrorCode::BadInput, fmt::format("{}demand_rate: is missing", Serving),
                             base_.file, "say for how many requests a second the service is planned");
    }

    void collect() {
        const sim::ModelSpec model = catalogue_.model(base_.text("model"));
        std::vector<Changes> devices;
        for (const std::string& device : request_.devices)
            devices.push_back({{"cluster.device", catalogue_.device(device).shortName}});
        if (devices.empty()) devices.emplace_back();
        for (const Changes& device : devices)
            for (const Changes& layout : planCandidates(base_, model)) {
                Changes all = device;
                all.insert(all.end(), layout.begin(), layout.end());
                candidates_.push_back(std::move(all));
            }
        outcomes_.resize(candidates_.size());
    }

    Outcome evaluateOne(const Changes& changes) const {
        Outcome out;
        out.option.changes = changes;
        std::optional<Scenario> s;
        Result result;
        try {
            s = changed(base_, changes);
            result = evaluate(*s, catalogue_, {.hasRemedies = false}, {nullptr, context_.stop});
        } catch (const sim::Error& error) {
            if (error.code() == sim::ErrorCode::Cancelled || error.code() == sim::ErrorCode::Internal) throw;
            return out; // a layout that cannot be
        }
        if (!result.isFeasible) {
            out.verdict = Verdict::TooLarge;
            return out;
        }
        isTraining_ ? tellTraining(*s, result, out) : tellServing(result, out);
        return out;
    }

    static void tellTraining(const Scenario& s, const Result& result, Outcome& out) {
        const Metric* cost = result.metric("cost_total");
        if (!cost) cost = result.metric("gpu_hours");
        out.verdict = Verdict::Works;
        out.option.time = result.metric("step_time")->estimate.value;
        out.option.cost = cost->estimate.value;
        out.option.devices = s.number("cluster.count");
        out.option.memory = result.metric("memory_peak_per_gpu")->estimate.value;
        out.costName = cost->name;
        out.costUnit = cost->unit;
    }
    static void tellServing(const Result& result, Outcome& out) {
        const Metric* gpus = result.metric("gpus_required");
        if (!gpus) {
            out.verdict = Verdict::Missed;
            return;
        }
        const Metric* rent = result.metric("cost_per_gpu_hour");
        out.verdict = Verdict::Works;
        out.option.devices = gpus->estimate.value;
        out.option.time = result.metric("tpot_p90")->estimate.value;
        out.option.cost = gpus->estimate.value * (rent ? rent->estimate.value : 1.0);
        out.costName = rent ? "rent of gpus_required" : "gpus_required";
        out.costUnit = rent ? "USD/h" : "GPUs";
    }

    void evaluateAll() {
        forEachTask(
            candidates_.size(), request_.threads,
            [&](std::size_t i) { outcomes_[i] = evaluateOne(candidates_[i]); }, context_, "trying layouts");
    }

    PlanAnswer answer() {
        PlanAnswer out;
        out.timeName = isTraining_ ? "step_time" : "tpot_p90";
        out.candidates = candidates_.size();
        for (Outcome& o : outcomes_) {
            out.refused += o.verdict == Verdict::Refused;
            out.tooLarge += o.verdict == Verdict::TooLarge;
            out.missed += o.verdict == Verdict::Missed;
            if (o.verdict != Verdict::Works) continue;
            out.costName = o.costName;
            out.costUnit = o.costUnit;
            out.options.push_back(std::move(o.option));
        }
        if (out.options.empty()) return out;
        std::ranges::stable_sort(out.options, [](const PlanOption& a, const PlanOption& b) {
            return a.cost != b.cost ? a.cost < b.cost : a.time < b.time;
        });
        std::vector<std::vector<double>> points;
        for (const PlanOption& o : out.options)
            points.push_back({o.time, o.cost});
        for (const std::size_t i : sim::paretoFront(points))
            out.options[i].isOnFront = true;
        const auto fastest = std::ranges::min_element(out.options, {}, &PlanOption::time);
        out.fastest = static_cast<std::size_t>(fastest - out.options.begin());
        out.recommended =
            evaluate(changed(base_, out.options.front().changes), catalogue_, {}, {nullptr, context_.stop});
        return out;
    }

    const Scenario& base_;
    const hwdb::Catalogue& catalogue_;
    const PlanRequest& request_;
    const sim::WorkContext& context_;
    bool isTraining_;
    std::vector<Changes> candidates_;
    std::vector<Outcome> outcomes_;
};

} // namespace

std::vector<Changes> planCandidates(const Scenario& scenario, const sim::ModelSpec& model) {
    return scenario.hasWorkload("training") ? trainingCandidates(scenario, model)
                                            : servingCandidates(scenario, model);
}

PlanAnswer searchPlan(const Scenario& scenario, const hwdb::Catalogue& catalogue, const PlanRequest& request,
                      const sim::WorkContext& context) {
    return Search(scenario, catalogue, request, context).run();
}

} // namespace scenario
