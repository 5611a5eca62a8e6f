// SPDX-License-Identifier: Apache-2.0
#include "scenarios/rental_money.h"

#include <optional>

#include <fmt/format.h>

#include "simulator/economics/price.h"

namespace scenario {

namespace {

using sim::Estimate;

constexpr double SecondsPerDay = 86400, SecondsPerHour = 3600;

Estimate exact(double value) {
    return {value, value, value, sim::Basis::Assumed};
}

std::optional<sim::RentalPrice> priceOf(const Scenario& s, const hwdb::Catalogue& catalogue) {
    if (!s.has("economics.rental.price")) {
        const int window = static_cast<int>(s.number("economics.rental.window") / SecondsPerDay);
        return catalogue.rentalPrice(catalogue.resolve("accelerator", s.text("cluster.device")),
                                     s.text("economics.rental.contract"), s.text("economics.rental.date"),
                                     window);
    }
    sim::RentalPrice p;
    p.usdPerGpuHour = exact(s.number("economics.rental.price"));
    p.kind = "input";
    p.source = "scenario";
    return p;
}

std::string sourceOf(const sim::RentalPrice& p) {
    if (p.kind == "input") return "scenario";
    return fmt::format("{} observations of {} to {}: {}", p.observations, p.from, p.to, p.source);
}

/// What the book warns of, or that it is silent, goes to the result.
std::optional<sim::RentalPrice> priceOrWarning(const Scenario& s, const hwdb::Catalogue& catalogue,
                                               Result& result) {
    auto price = priceOf(s, catalogue);
    if (!price)
        result.warnings.push_back(fmt::format(
            "the price book holds no {} price of {}: cost metrics are left out",
            s.text("economics.rental.contract"), catalogue.device(s.text("cluster.device")).name));
    else if (!price->warning.empty())
        result.warnings.push_back(price->warning);
    return price;
}

Table costTable(const Estimate& hours, double further, const sim::RentalPrice& p) {
    Table table{"cost",
                "Rental cost",
                {{"item", "Item", ""},
                 {"gpu_hours", "Installed GPU-hours", "GPU-hours"},
                 {"price", "Price", "USD/GPU-hour"},
                 {"cost", "Cost", "USD"},
                 {"cost_low", "P10", "USD"},
                 {"cost_high", "P90", "USD"}},
                {},
                sourceOf(p)};
    const auto row = [&](const std::string& item, const Estimate& itemHours) {
        const auto cost = sim::rentalCost(itemHours, p);
        table.rows.push_back({item, itemHours.value, p.usdPerGpuHour.value, cost.value, cost.low, cost.high});
    };
    row("training tokens", {hours.value - further, hours.low - further, hours.high - further, hours.basis});
    if (further > 0) row("further GPU-hours", exact(further));
    row("total", hours);
    return table;
}

} // namespace

void addRental(const Scenario& scenario, const hwdb::Catalogue& catalogue, Result& result) {
    const Metric* hours = result.metric("gpu_hours");
    if (!hours) return;
    const auto price = priceOrWarning(scenario, catalogue, result);
    if (!price) return;
    const double perHour = price->usdPerGpuHour.value;
    const Contribution priceInput = {fmt::format("rental price ({}{}{})", price->kind,
                                                 price->contract.empty() ? "" : ", ", price->contract),
                                     perHour, "USD/GPU-hour", price->usdPerGpuHour.basis, sourceOf(*price)};

    Metric total{"cost_total", "USD", sim::rentalCost(hours->estimate, *price), hours->explanation};
    total.explanation.formula =
        "installed GPU-hours x rental price; hardware only, no staff, storage or failed runs";
    total.explanation.inputs = {
        {"installed GPU-hours", hours->estimate.value, "GPU-hours", hours->estimate.basis, "gpu_hours"},
        priceInput};
    for (auto& u : total.explanation.uncertainty)
        u.value *= perHour, u.unit = "USD";
    const double further = scenario.has("workload.training.further_gpu_hours")
                               ? scenario.number("workload.training.further_gpu_hours")
                               : 0;
    // Beside where the time goes, before the tables that explain it.
    result.breakdown.insert(result.breakdown.begin() + (result.breakdown.empty() ? 0 : 1),
                            costTable(hours->estimate, further, *price));
    result.workings.push_back(
        {"cost_per_gpu_hour", priceInput.label, "USD/GPU-hour", {perHour}, "", 0, priceInput.source});
    result.workings.push_back(
        {"cost_total", "Cost total", "USD", {total.estimate.value}, "gpu_hours * cost_per_gpu_hour", 0, ""});
    result.metrics.push_back(std::move(total));
    result.metrics.push_back({"cost_per_gpu_hour",
                              "USD/GPU-hour",
                              price->usdPerGpuHour,
                              {"rental price per installed GPU-hour", {priceInput}, {}, {}}});
}

void addTokenCost(const Scenario& scenario, const hwdb::Catalogue& catalogue, Result& result) {
    const Metric* output = result.metric("output_tokens_per_gpu_second");
    const Metric* total = result.metric("total_tokens_per_gpu_second");
    if (!output || !total) return;
    const auto price = priceOrWarning(scenario, catalogue, result);
    if (!price) return;
    const Estimate& rent = price->usdPerGpuHour;
    const Contribution rentInput = {"rental price", rent.value, "USD/GPU-hour", rent.basis, sourceOf(*price)};
    const auto cost = [&](const char* name, const Metric& rate, const std::string& formula) {
        const Estimate& r = rate.estimate;
        const auto of = [](double usd, double tokens) { return usd / SecondsPerHour / tokens * 1e6; };
        Metric m{name,
                 "USD/M-tokens",
                 {of(rent.value, r.value), of(rent.low, r.high), of(rent.high, r.low),
                  weaker(rent.basis, r.basis)},
                 {}};
        m.explanation.formula = formula;
        m.explanation.inputs = {rentInput, {rate.name, r.value, rate.unit, r.basis, "simulation"}};
        m.explanation.uncertainty = {
            {"rental price", of(rent.high - rent.low, r.value), "USD/M-tokens", rent.basis, sourceOf(*price)},
            {"step time", of(rent.value, r.low) - of(rent.value, r.high), "USD/M-tokens", r.basis,
             "simulation"}};
        result.workings.push_back({rate.name, rate.name, rate.unit, {r.value}, "", 0, "simulation"});
        result.workings.push_back({name,
                                   name,
                                   m.unit,
                                   {m.estimate.value},
                                   fmt::format("cost_per_gpu_hour / 3600 / {} * 1000000", rate.name),
                                   0,
                                   ""});
        result.metrics.push_back(std::move(m));
    };
    result.workings.push_back(
        {"cost_per_gpu_hour", "rental price", "USD/GPU-hour", {rent.value}, "", 0, rentInput.source});
    Metric out = *output, all = *total; // the list grows below
    std::string fleet = "rent of all devices";
    if (const Metric* gpus =
            result.metric("gpus_required")) { // what the demand costs on the fleet sized for it
        const double perGpu = scenario.number("workload.serving.demand_rate") / gpus->estimate.value;
        const double answers = scenario.number("workload.serving.output_tokens"),
                     prompts = scenario.number("workload.serving.input_tokens");
        const auto exactly = [](double value) { return Estimate{value, value, value, sim::Basis::Modelled}; };
        out.estimate = exactly(perGpu * answers);
        all.estimate = exactly(perGpu * (answers + prompts));
        out.name += "_at_demand", all.name += "_at_demand";
        fleet = "rent of gpus_required, which serve demand_rate within the target";
    }
    cost("cost_per_million_output_tokens", out, fleet + " / answer tokens: answers pay for prompts too");
    cost("cost_per_million_tokens", all, fleet + " / prompt and answer tokens");
    result.metrics.push_back({"cost_per_gpu_hour",
                              "USD/GPU-hour",
                              rent,
                              {"rental price per installed GPU-hour", {rentInput}, {}, {}}});
}

} // namespace scenario
