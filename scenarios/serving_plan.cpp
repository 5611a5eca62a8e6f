// SPDX-License-Identifier: Apache-2.0
#include "scenarios/serving_plan.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "simulator/base/error.h"

namespace scenario {

namespace {

const std::string Serving = "workload.serving.";
constexpr double Giga = 1e9;

class ServingPlanner {
  public:
    ServingPlanner(const Scenario& scenario, const hwdb::Catalogue& catalogue)
        : s_(scenario), catalogue_(catalogue), plan_(std::make_unique<ServingPlan>()) {}

    std::unique_ptr<ServingPlan> run() {
        plan_->model = catalogue_.model(s_.text("model"));
        const std::string device = catalogue_.resolve("accelerator", s_.text("cluster.device"));
        plan_->prefillUnits = integer("prefill.units");
        makeUnit(plan_->unit, device, systemOf(device, true), "layout.");
        if (plan_->prefillUnits > 0) {
            const std::string other =
                s_.has(Serving + "prefill.device")
                    ? catalogue_.resolve("accelerator", s_.text(Serving + "prefill.device"))
                    : device;
            makeUnit(plan_->prefill.emplace(), other, systemOf(other, other == device), "prefill.layout.");
        }
        countUnits();
        takeRequests();
        assemble();
        return std::move(plan_);
    }

  private:
    [[noreturn]] void refuse(const std::string& key, const std::string& message,
                             const std::string& hint = {}) const {
        const bool isKnown = s_.has(key) && !s_.value(key).where.empty();
        throw sim::Error(sim::ErrorCode::BadInput, fmt::format("{}: {}", key, message),
                         isKnown ? s_.value(key).where : s_.file, hint);
    }
    double number(const std::string& key) const { return s_.number(Serving + key); }
    int integer(const std::string& key) const { return static_cast<int>(number(key)); }
    std::optional<double> optional(const std::string& key) const {
        if (!s_.has(Serving + key)) return std::nullopt;
        return number(key);
    }

    std::string systemOf(const std::string& device, bool isClusters) const {
        if (isClusters && s_.has("cluster.system")) {
            const std::string system = catalogue_.resolve("system", s_.text("cluster.system"));
            const std::string held = catalogue_.system(system).deviceId;
            if (held.empty() || catalogue_.resolve("accelerator", held) == device) return system;
        }
        return catalogue_.defaultSystem(device);
    }

    sim::Precision precision(const std::string& key) const {
        const std::string& text = s_.text(Serving + "precision." + key);
        return text == "fp8"    ? sim::Precision::Fp8
               : text == "int8" ? sim::Precision::Int8
               : text == "fp4"  ? sim::Precision::Fp4
                                : sim::Precision::Bf16;
    }
    /// FP8 in blocks where the model is published so, else one scale a row; FP4 as NVFP4.
    sim::Scaling scaling(sim::Precision p) const {
        const bool isInBlocks = plan_->model.weightFormat.find("128") != std::string::npos;
        return p == sim::Precision::Fp8   ? (isInBlocks ? sim::Scaling::Block128 : sim::Scaling::Tensor)
               : p == sim::Precision::Fp4 ? sim::Scaling::Nv16
                                          : sim::Scaling::Any;
    }

    void makeUnit(ServingUnit& unit, const std::string& device, const std::string& system,
                  const std::string& layout) {
        auto& d = unit.division;
        d.tensor = number(layout + "tensor");
        d.dataParallel = number(layout + "data");
        d.expert = plan_->model.routedExperts > 0 ? number(layout + "expert") : 1;
        if (plan_->model.routedExperts > 0 && std::fmod(d.devices(), d.expert) != 0)
            refuse(Serving + layout + "expert",
                   fmt::format("found {}, expected a divisor of tensor x data = {}", d.expert, d.devices()),
                   fmt::format("use {}", d.devices()));
        d.linear = precision("linear");
        d.experts = precision("experts");
        d.cache = precision("cache");
        d.linearScaling = scaling(d.linear);
        d.expertScaling = scaling(d.experts);
        d.dispatchBytes = std::max(1.0, sim::precisionBytes(d.experts));
        d.loadFactor = number("experts.load_factor");
        d.redundantExperts = d.expert > 1 ? number("experts.redundant") : 0;
        const sim::DeviceKernels kernels = catalogue_.deviceKernels(device);
        unit.deviceId = device;
        unit.deviceName = kernels.spec.name;
        if (kernels.spec.confidence == "memory")
            plan_->warnings.push_back(
                fmt::format("the specification of {} is from memory, not from a source", kernels.spec.name));
        takeMemory(unit, kernels.spec);
        const sim::EngineOverhead overhead{sim::Seconds{number("engine.step_overhead")},
                                           sim::Seconds{number("engine.sequence_overhead")}, true,
                                           s_.flag(Serving + "engine.overlap")};
        unit.fabric = catalogue_.exchangeFabric(system);
        if (s_.has("cluster.scale_out_bandwidth"))
            unit.fabric.scaleOut.bandwidth = sim::BytesPerSecond{s_.number("cluster.scale_out_bandwidth")};
        if (s_.has("cluster.scale_up_bandwidth"))
            unit.fabric.scaleUp.bandwidth = sim::BytesPerSecond{s_.number("cluster.scale_up_bandwidth")};
        unit.timer =
            std::make_unique<sim::OperatorStepTimer>(plan_->model, kernels, unit.fabric, d, overhead);
        unit.surface = std::make_unique<sim::StepSurface>(
            *unit.timer, sim::StepSurface::Limits{
                             number("engine.max_batched_tokens") * 1.5, number("engine.max_sequences") * 1.2,
                             std::max(4096.0, 8 * (number("input_tokens") + number("output_tokens")))});
        for (const std::string& note : unit.timer->notes())
            plan_->warnings.push_back(fmt::format("{}: {}", unit.deviceName, note));
    }

    void takeMemory(ServingUnit& unit, const sim::DeviceSpec& spec) {
        const auto& d = unit.division;
        unit.weights = sim::inferenceWeights(plan_->model, d);
        unit.buffers = sim::inferenceBuffers(plan_->model, d, number("engine.max_batched_tokens"),
                                             number("engine.max_sequences"));
        unit.usable = spec.memoryUsable * number("engine.memory_share");
        const double room = (unit.usable - unit.weights - unit.buffers).base();
        const double perToken = sim::inferenceCachePerToken(plan_->model, d).base();
        const auto tokens = perToken > 0 ? static_cast<std::int64_t>(room / perToken) : 0;
        const auto longest = static_cast<std::int64_t>(number("input_tokens") + number("output_tokens"));
        if (room <= 0 || tokens < longest)
            throw sim::Error(sim::ErrorCode::Infeasible,
                             fmt::format("{} does not fit on {}: {:.1f} GB of weights and {:.1f} GB of "
                                         "buffers a device leave {:.1f} of "
                                         "{:.1f} GB for the cache, {:.1f} GB hold one request",
                                         plan_->model.name, spec.name, unit.weights.base() / Giga,
                                         unit.buffers.base() / Giga, room / Giga, unit.usable.base() / Giga,
                                         static_cast<double>(longest) * perToken / Giga),
                             "workload.serving.layout",
                             "use more devices a unit, narrower weights or a narrower cache");
        auto& r = unit.replica;
        r.cacheTokens = static_cast<std::int64_t>(static_cast<double>(tokens) * d.dataParallel);
        r.blockTokens = integer("engine.block_tokens");
        r.maxSequences = static_cast<std::int64_t>(number("engine.max_sequences") * d.dataParallel);
        r.maxBatchedTokens = static_cast<std::int64_t>(number("engine.max_batched_tokens") * d.dataParallel);
        r.isMixed = s_.text(Serving + "engine.prompts") == "mixed";
        r.hasPrefixCache = s_.flag(Serving + "engine.prefix_cache");
        r.draftTokens = number("speculation.draft_tokens");
        r.acceptance = number("speculation.acceptance");
    }

    void countUnits() {
        const double all = s_.number("cluster.count");
        const double prefill = plan_->prefill ? plan_->prefillUnits * plan_->prefill->devices() : 0;
        const double left = all - prefill, each = plan_->unit.devices();
        if (left < each || std::fmod(left, each) != 0)
            refuse("cluster.count",
                   fmt::format(
                       "found {} devices, expected {} of the prefill units and a multiple of {} for units of "
                       "tensor x data",
                       all, prefill, each),
                   fmt::format("set it to {}", prefill + each * std::max(1.0, std::round(left / each))));
        plan_->units = static_cast<int>(left / each);
    }

    void takeRequests() {
        auto& r = plan_->requests;
        const std::string& kind = s_.text(Serving + "arrivals");
        r.arrivals = kind == "closed"  ? sim::ArrivalKind::Closed
                     : kind == "gamma" ? sim::ArrivalKind::Gamma
                                       : sim::ArrivalKind::Poisson;
        const bool isClosed = r.arrivals == sim::ArrivalKind::Closed;
        const char* needed = isClosed ? "concurrency" : "rate";
        if (!s_.has(Serving + needed))
            refuse(Serving + needed, fmt::format("is missing, expected with {} arrivals", kind));
        if (isClosed)
            plan_->concurrency = static_cast<std::uint64_t>(number("concurrency"));
        else
            r.rate = number("rate");
        r.burstiness = r.arrivals == sim::ArrivalKind::Gamma ? number("burstiness") : 1;
        r.dayAmplitude = number("day_amplitude");
        // What does not fit into a unit's cache is refused by the service; no length is cut short.
        const auto length = [&](const char* name) {
            return sim::LengthSpec{number(std::string(name) + "_tokens"),
                                   number(std::string(name) + "_variation")};
        };
        r.input = length("input");
        r.output = length("output");
        r.sharedPrefix = number("shared_prefix");
        r.count = static_cast<std::uint64_t>(number("requests"));
        r.seed = static_cast<std::uint64_t>(s_.number("seed"));
        plan_->target = {sim::Seconds{optional("target.first_token").value_or(0)},
                         sim::Seconds{optional("target.per_token").value_or(0)}};
        plan_->attainment = number("target.attainment");
        plan_->warmUp = number("warm_up");
        plan_->demandRate = optional("demand_rate");
    }

    void assemble() {
        auto& service = plan_->service;
        service.unit = plan_->unit.replica;
        service.units = plan_->units;
        service.timer = plan_->unit.surface.get();
        if (plan_->prefill) {
            service.prefillUnit = plan_->prefill->replica;
            service.prefillUnits = plan_->prefillUnits;
            service.prefillTimer = plan_->prefill->surface.get();
            // Each device of the prefill replica sends its part of the cache over its own card.
            const double perToken =
                sim::inferenceCachePerToken(plan_->model, plan_->prefill->division).base();
            service.transfer = [fabric = plan_->prefill->fabric, perToken](std::int64_t tokens) {
                return sim::pointToPoint(sim::Bytes{perToken * static_cast<double>(tokens)}, true, fabric)
                    .time;
            };
        }
        const std::string& router = s_.text(Serving + "router");
        service.router = router == "round_robin"    ? sim::RouterPolicy::RoundRobin
                         : router == "prefix_aware" ? sim::RouterPolicy::PrefixAware
                                                    : sim::RouterPolicy::LeastLoad;
        if (const auto interval = optional("failures.interval"))
            service.failures = {sim::Seconds{*interval}, sim::Seconds{number("failures.repair")}};
        service.requestOverhead = sim::Seconds{number("engine.request_overhead")};
        service.closedConcurrency = plan_->concurrency;
        service.seed = plan_->requests.seed;
    }

    const Scenario& s_;
    const hwdb::Catalogue& catalogue_;
    std::unique_ptr<ServingPlan> plan_;
};

} // namespace

double ServingPlan::deviceCount() const {
    return units * unit.devices() + (prefill ? prefillUnits * prefill->devices() : 0);
}

std::unique_ptr<ServingPlan> planServing(const Scenario& scenario, const hwdb::Catalogue& catalogue) {
    return ServingPlanner(scenario, catalogue).run();
}

} // namespace scenario
