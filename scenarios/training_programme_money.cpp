// SPDX-License-Identifier: Apache-2.0
// The answer of workload.training_programme: headline and full cost of a run, and a fleet that is said to
// have made it.
#include <fmt/format.h>

#include "scenarios/money_work.h"
#include "scenarios/money_writer.h"
#include "scenarios/simulated_reference.h"
#include "simulator/base/error.h"
#include "simulator/economics/training_budget.h"

namespace scenario {

namespace {

struct Hours {
    sim::Estimate gpuHours;
    std::string source;
};

std::string key(const char* name) {
    return fmt::format("workload.training_programme.{}", name);
}

Hours hoursOf(const Scenario& scenario, const Result& result) {
    if (const Metric* hours = result.metric("gpu_hours"))
        return {hours->estimate, "simulated in this scenario"};
    if (scenario.has(key("result"))) {
        const auto reference = simulatedReference(scenario, key("result"), key("result_hash"));
        if (const Metric* hours = reference.result.metric("gpu_hours"))
            return {hours->estimate, reference.source};
        throw sim::Error(sim::ErrorCode::BadInput,
                         fmt::format("{}: the result holds no gpu_hours", key("result")), scenario.file,
                         "name the result of a training scenario");
    }
    if (!scenario.has(key("gpu_hours")))
        throw sim::Error(sim::ErrorCode::BadInput,
                         fmt::format("{}: missing, expected GPU-hours of the final run", key("gpu_hours")),
                         scenario.file,
                         fmt::format("simulate the training, name a {}, or state them", key("result")));
    const double stated = scenario.number(key("gpu_hours"));
    return {{stated, stated, stated, sim::Basis::Assumed},
            scenario.has(key("source")) ? scenario.text(key("source")) : "stated in the scenario"};
}

} // namespace

void addTrainingProgramme(const Scenario& scenario, Result& result) {
    const Hours hours = hoursOf(scenario, result);
    const auto number = [&](const char* name) { return scenario.number(key(name)); };
    const double price = number("price");
    const sim::ProgrammeTerms terms = {number("experiment_multiple"),
                                       number("failed_run_share"),
                                       number("goodput"),
                                       number("staff"),
                                       number("data_cost"),
                                       number("delay_months"),
                                       number("cost_per_delay_month")};
    const auto budgetAt = [&](double gpuHours) { return sim::trainingBudget(gpuHours, price, terms); };
    const auto budget = budgetAt(hours.gpuHours.value);
    MoneyWriter out(scenario, result);
    const std::vector<Contribution> inputs = {
        {"GPU-hours of the final run", hours.gpuHours.value, "GPU-hours", hours.gpuHours.basis, hours.source},
        out.input(key("price"))};
    const double overrun = 1.0 + number("overrun");
    const auto range = [&](auto part) {
        return sim::Estimate{part(budget), part(budgetAt(hours.gpuHours.low)),
                             part(budgetAt(hours.gpuHours.high * overrun)), sim::Basis::Assumed};
    };
    out.metric("training_cost_headline", out.currency(), range([](const auto& b) { return b.headline; }),
               "GPU-hours of the final run x price; " + hours.source, inputs);
    out.metric("training_cost_full", out.currency(), range([](const auto& b) { return b.full(); }),
               "final run, its restarts, experiments, failed runs, staff, data, delay", inputs);
    out.metric("training_cost_full_over_headline", "", budget.full() / budget.headline, "full / headline");
    Table& table = out.table("training_budget", "What the programme costs",
                             {{"item", "Item", ""}, {"cost", "Cost", out.currency()}}, hours.source);
    table.rows = {{std::string("final run"), budget.headline},
                  {std::string("hours lost to failures"), budget.rerunLoss},
                  {std::string("experiments"), budget.experiments},
                  {std::string("runs given up"), budget.failedRuns},
                  {std::string("staff"), budget.staff},
                  {std::string("data"), budget.data},
                  {std::string("delay"), budget.delay}};
    const double claimed = number("claimed_gpus");
    if (claimed <= 0.0) return;
    out.metric("claimed_fleet_days", "days", hours.gpuHours.value / claimed / 24.0,
               "GPU-hours of the final run / GPUs of the claimed fleet");
    out.metric("claimed_fleet_purchase", out.currency(), claimed * number("claimed_price_per_gpu"),
               "claimed GPUs x purchase price",
               {out.input(key("claimed_gpus")), out.input(key("claimed_price_per_gpu"))});
}

} // namespace scenario
