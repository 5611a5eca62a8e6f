// SPDX-License-Identifier: Apache-2.0
#include "scenarios/fleet_tokens.h"

#include <fmt/format.h>

#include "scenarios/simulated_reference.h"
#include "simulator/economics/money_views.h"

namespace scenario {

namespace {

constexpr std::string_view Prefix = "workload.fleet.";

double inputNumber(const Result& result, std::string_view key) {
    for (const auto& input : result.inputs)
        if (input.key == key) return sim::parseNumber(input.text).value_or(0.0);
    return 0.0;
}

} // namespace

FleetTokens::FleetTokens(const Scenario& scenario, const Result& result) : scenario_(scenario) {
    if (take(result, "simulated in this scenario")) return;
    if (scenario.has("workload.fleet.tokens.result")) {
        const auto reference =
            simulatedReference(scenario, "workload.fleet.tokens.result", "workload.fleet.tokens.result_hash");
        take(reference.result, reference.source);
        return;
    }
    const auto number = [&](std::string_view name) {
        const std::string key = fmt::format("{}tokens.{}", Prefix, name);
        return scenario.has(key) ? scenario.number(key) : 0.0;
    };
    rates_ = {number("input_rate"), number("output_rate")};
    source_ = scenario.has("workload.fleet.tokens.source") ? scenario.text("workload.fleet.tokens.source")
                                                           : "stated in the scenario";
}

bool FleetTokens::take(const Result& result, const std::string& source) {
    const Metric* output = result.metric("output_tokens_per_gpu_second");
    if (!output) return false;
    const Metric* input = result.metric("input_tokens_per_gpu_second");
    rates_ = {input ? input->estimate.value : 0.0, output->estimate.value};
    basis_ = output->estimate.basis;
    const double gpus = inputNumber(result, "cluster.count");
    if (const Metric* power = result.metric("power_mean"); power && gpus > 0)
        kilowatts_ = power->estimate.value / 1e3 / gpus;
    source_ = source;
    isSimulated_ = true;
    return true;
}

void FleetTokens::tell(const sim::FleetPlan& plan, const sim::Ledger& ledger, MoneyWriter& out) const {
    if (rates_.outputPerSecond <= 0.0) return;
    if (!isSimulated_) out.warn("token rates are stated, not simulated: " + source_);
    const auto perUsed = sim::levelisedCostOf(ledger, plan.conventions, sim::GpuHourKind::Sold);
    if (!perUsed) return;
    const std::vector<Contribution> inputs = {
        {"levelised cost of a used GPU-hour", *perUsed, out.perGpuHour(), sim::Basis::Assumed, "lcoc"},
        {"output tokens per GPU", rates_.outputPerSecond, "tokens/s", basis_, source_},
        {"input tokens per GPU", rates_.inputPerSecond, "tokens/s", basis_, source_}};
    const auto whole = [&](double rate) { return sim::costPerMillionTokens(*perUsed, rate); };
    const std::string allocated = "allocation based: all hours, at the plan's utilisation; rates " + source_;
    out.metric("cost_per_million_tokens", out.perMillionTokens(), whole(rates_.totalPerSecond()),
               "whole GPU-hour over input and output tokens; " + allocated, inputs);
    out.metric("cost_per_million_output_tokens", out.perMillionTokens(), whole(rates_.outputPerSecond),
               "whole GPU-hour charged to output tokens, not to be added to the input figure; " + allocated,
               inputs);
    if (rates_.inputPerSecond > 0.0) {
        out.metric("cost_per_million_input_tokens", out.perMillionTokens(), whole(rates_.inputPerSecond),
                   "whole GPU-hour charged to input tokens, not to be added to the output figure; " +
                       allocated,
                   inputs);
        const auto split =
            sim::splitCost(*perUsed, rates_, scenario_.number("workload.fleet.tokens.prefill_share"));
        Table& table = out.table("token_cost", "Cost of a million tokens, split by GPU-time",
                                 {{"tokens", "Tokens", ""}, {"cost", "Cost", out.perMillionTokens()}},
                                 "input and output add up to the hour; prefill share " +
                                     scenario_.text("workload.fleet.tokens.prefill_share"));
        table.rows.push_back({std::string("input"), split.perMillionInput});
        table.rows.push_back({std::string("output"), split.perMillionOutput});
    }
    if (plan.power.itKilowattsPerGpu > 0.0)
        out.metric("energy_per_token", "J",
                   sim::joulesPerToken(plan.power.itKilowattsPerGpu * plan.power.load * plan.power.pue,
                                       rates_.totalPerSecond()),
                   "mean power with PUE / tokens; all tokens", inputs);
    tellApi(*perUsed, out);
}

void FleetTokens::tellApi(double perUsedHour, MoneyWriter& out) const {
    if (!scenario_.has("workload.fleet.api.output_price")) return;
    const auto price = [&](std::string_view name) {
        const std::string key = fmt::format("{}api.{}", Prefix, name);
        return scenario_.has(key) ? scenario_.number(key) : 0.0;
    };
    const double hits = scenario_.number("workload.fleet.api.cache_hits");
    const sim::TokenVolume mix = {rates_.inputPerSecond * hits, rates_.inputPerSecond * (1.0 - hits),
                                  rates_.outputPerSecond};
    const double api =
        sim::blendedPrice(mix, {price("cached_input_price"), price("input_price"), price("output_price")});
    const double own = sim::costPerMillionTokens(perUsedHour, rates_.totalPerSecond());
    out.metric("api_price_blended", out.perMillionTokens(), api, "price list over the same mix of tokens");
    const double utilisation = scenario_.number("workload.fleet.spot.utilisation");
    out.metric("break_even_utilisation_against_api", "fraction", own * utilisation / api,
               "cost at full use / API price; above 100 % the API is cheaper");
    out.metric("saving_against_api", "fraction", 1.0 - own / api,
               "1 - own cost / API price, allocation based");
}

} // namespace scenario
