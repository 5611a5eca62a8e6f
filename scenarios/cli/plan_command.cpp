// SPDX-License-Identifier: Apache-2.0
#include "scenarios/cli/plan_command.h"

#include <fmt/format.h>

#include "scenarios/cli/amount.h"
#include "scenarios/cli/progress_bar.h"
#include "scenarios/cli/result_source.h"
#include "scenarios/json_text.h"
#include "scenarios/plan_search.h"

namespace cli {

namespace {

using scenario::PlanAnswer;
using scenario::PlanOption;

/// "tensor 8, pipeline 16, ...": keys without their sections.
std::string changesText(const PlanOption& option) {
    std::string text;
    for (const auto& [key, value] : option.changes)
        text += fmt::format("{}{} {}", text.empty() ? "" : ", ", key.substr(key.rfind('.') + 1), value);
    return text;
}

std::string setText(const PlanOption& option) {
    std::string text;
    for (const auto& [key, value] : option.changes)
        text += fmt::format(" --set {}={}", key, value);
    return text;
}

std::string planText(const PlanAnswer& plan, const PlanCommandRequest& request, const Style& style) {
    std::string out =
        fmt::format("{} candidates: {} work, {} do not fit into memory, {} cannot be divided so{}\n\n",
                    plan.candidates, plan.options.size(), plan.tooLarge, plan.refused,
                    plan.missed > 0 ? fmt::format(", {} miss the target", plan.missed) : std::string{});
    if (plan.options.empty()) return out;
    TextTable table({{""},
                     {"Layout"},
                     {"Devices", true},
                     {metricLabel(plan.timeName), true},
                     {fmt::format("{} [{}]", metricLabel(plan.costName), plan.costUnit), true},
                     {"Memory [GB]", true}});
    const auto add = [&](std::size_t i) {
        const PlanOption& o = plan.options[i];
        const bool isBest = i == plan.cheapest || i == plan.fastest;
        table.add({{i == plan.cheapest  ? "cheapest"
                    : i == plan.fastest ? "fastest"
                    : o.isOnFront       ? "front"
                                        : "",
                    isBest ? Ink::Green : Ink::Plain},
                   {changesText(o), isBest ? Ink::Bold : Ink::Plain},
                   {amountText(o.devices, "")},
                   {amountText(o.time, "s")},
                   {amountText(o.cost, "")},
                   {o.memory > 0 ? amountText(o.memory, "") : "-"}});
    };
    const auto rows = std::min<std::size_t>(static_cast<std::size_t>(request.rows), plan.options.size());
    for (std::size_t i = 0; i < rows; ++i)
        add(i);
    for (std::size_t i = rows; i < plan.options.size(); ++i)
        if (plan.options[i].isOnFront || i == plan.fastest) add(i);
    out += table.text(style);
    return out + fmt::format("\nThe cheapest again: purser run {}{}\n", request.file.string(),
                             setText(plan.options[plan.cheapest]));
}

void writeOption(scenario::JsonWriter& json, const PlanOption& o) {
    json.beginObject();
    json.key("set");
    json.beginObject();
    for (const auto& [key, value] : o.changes)
        json.member(key, value);
    json.end();
    json.member("devices", o.devices);
    json.member("time", o.time);
    json.member("cost", o.cost);
    if (o.memory > 0) json.member("memory_peak_per_gpu", o.memory);
    json.key("pareto"), json.boolean(o.isOnFront);
    json.end();
}

std::string planJson(const PlanAnswer& plan) {
    scenario::JsonWriter json;
    json.beginObject();
    json.member("schema", "purser.plan/1");
    json.member("candidates", static_cast<double>(plan.candidates));
    json.member("too_large", static_cast<double>(plan.tooLarge));
    json.member("refused", static_cast<double>(plan.refused));
    json.member("missed_target", static_cast<double>(plan.missed));
    json.member("time", plan.timeName);
    json.member("cost", plan.costName);
    json.member("cost_unit", plan.costUnit);
    if (!plan.options.empty()) {
        json.key("cheapest"), writeOption(json, plan.options[plan.cheapest]);
        json.key("fastest"), writeOption(json, plan.options[plan.fastest]);
    }
    json.key("options");
    json.beginArray();
    for (const PlanOption& o : plan.options)
        writeOption(json, o);
    json.end();
    json.end();
    return json.take();
}

} // namespace

int planCommand(const PlanCommandRequest& request, const Console& console) {
    const scenario::Scenario scenario = scenario::readScenario(request.file, request.overrides);
    ResultSource source(console);
    ProgressBar progress(console.hasProgress);
    const PlanAnswer plan = scenario::searchPlan(scenario, source.catalogue(),
                                                 {request.devices, request.jobs}, {&progress, console.stop});
    console.print(request.isJson ? planJson(plan) : planText(plan, request, console.style));
    return plan.options.empty() ? 1 : 0;
}

} // namespace cli
