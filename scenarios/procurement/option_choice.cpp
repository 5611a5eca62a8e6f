// SPDX-License-Identifier: Apache-2.0
#include "scenarios/procurement/option_choice.h"

#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

#include "simulator/base/error.h"

namespace scenario {

namespace {

constexpr std::array<std::string_view, 6> Criteria = {
    "cost_per_million_output_tokens", "cost_per_million_tokens", "cost_total", "lcoc", "npv", "step_time"};

bool allHave(const std::vector<Result>& options, std::string_view name) {
    return std::ranges::all_of(options, [&](const Result& r) { return !r.isFeasible || r.metric(name); });
}

std::string criterionOf(const std::vector<Result>& options, std::string_view asked) {
    if (!asked.empty()) return std::string(asked);
    for (const std::string_view name : Criteria)
        if (allHave(options, name)) return std::string(name);
    return std::string(Criteria.back());
}

} // namespace

bool isLessBetter(std::string_view metric) {
    constexpr std::array<std::string_view, 19> Starts = {
        "cost",       "step_time", "gpu_hours", "wall_clock",      "bubble", "exposed", "memory_peak",
        "ttft",       "tpot",      "e2e",       "gpus_required",   "power",  "energy",  "payback",
        "break_even", "lcoc",      "ltv",       "covenant_breach", "carbon"};
    return std::ranges::any_of(Starts, [&](std::string_view start) { return metric.starts_with(start); });
}

OptionChoice chooseOption(const std::vector<Result>& options, std::string_view asked) {
    OptionChoice choice;
    choice.criterion = criterionOf(options, asked);
    for (std::size_t i = 0; i < options.size(); ++i) {
        const Metric* metric = options[i].metric(choice.criterion);
        if (!options[i].isFeasible)
            choice.excluded.emplace_back(i, options[i].infeasibleReason);
        else if (!metric)
            choice.excluded.emplace_back(i, fmt::format("has no {}", choice.criterion));
        else if (!choice.unit.empty() && metric->unit != choice.unit)
            throw sim::Error(sim::ErrorCode::BadInput,
                             fmt::format("{} of '{}' is in {}, that of the options before it in {}",
                                         choice.criterion, options[i].name, metric->unit, choice.unit),
                             {}, "give all options the same economics.currency");
        else {
            choice.unit = metric->unit;
            choice.ranked.push_back(i);
        }
    }
    if (choice.ranked.empty()) {
        const bool isAnyFeasible = std::ranges::any_of(options, &Result::isFeasible);
        if (!isAnyFeasible) return choice;
        throw sim::Error(sim::ErrorCode::BadInput,
                         fmt::format("no option has the metric '{}'", choice.criterion), {},
                         "name one that purser run prints for them under criterion:");
    }
    const auto estimate = [&](std::size_t i) { return options[i].metric(choice.criterion)->estimate; };
    const bool isLess = isLessBetter(choice.criterion);
    std::ranges::stable_sort(choice.ranked, [&](std::size_t a, std::size_t b) {
        return isLess ? estimate(a).value < estimate(b).value : estimate(a).value > estimate(b).value;
    });
    if (choice.ranked.size() < 2) return choice;
    const auto best = estimate(choice.ranked[0]), next = estimate(choice.ranked[1]);
    if (best.value != 0.0) choice.margin = (next.value - best.value) / std::abs(best.value);
    choice.isClear = isLess ? best.high < next.low : best.low > next.high;
    return choice;
}

} // namespace scenario
