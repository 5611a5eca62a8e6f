// SPDX-License-Identifier: Apache-2.0
// The answer of workload.staging: what deciding stage by stage is worth, and the map of decisions.
#include <fmt/format.h>

#include "scenarios/money_work.h"
#include "scenarios/money_writer.h"
#include "simulator/economics/staged_purchase.h"

namespace scenario {

namespace {

sim::StagingOption optionOf(const Scenario& scenario) {
    const auto of = [&](const char* name) {
        return scenario.number(fmt::format("workload.staging.{}", name));
    };
    sim::StagingOption o;
    o.stages = static_cast<int>(of("stages"));
    o.stageMonths = of("stage_months");
    o.trancheGpus = of("tranche");
    o.mostTranches = static_cast<int>(of("most_tranches"));
    o.pricePerGpu = of("price_per_gpu");
    o.priceDeclinePerMonth = of("price_decline");
    o.resaleShare = of("resale_share");
    o.demandGpus = of("demand");
    o.growthPerMonth = of("growth");
    o.volatilityPerYear = of("volatility");
    o.marginPerGpuHour = of("margin");
    o.runningCostPerGpuHour = of("running_cost");
    o.discountRate = of("discount_rate");
    return o;
}

} // namespace

void addStaging(const Scenario& scenario, Result& result) {
    const auto option = optionOf(scenario);
    const auto value = sim::stagedPurchase(option);
    MoneyWriter out(scenario, result);
    const std::vector<Contribution> inputs = {out.input("workload.staging.volatility"),
                                              out.input("workload.staging.margin"),
                                              out.input("workload.staging.price_per_gpu")};
    out.metric("npv", out.currency(), value.withOption,
               "expected present value of deciding stage by stage, by dynamic programming over a binomial "
               "tree of demand",
               inputs);
    out.metric("npv_committed", out.currency(), value.committed,
               fmt::format("of the best that is bought at the start and kept: {} tranches",
                           value.committedTranches));
    out.metric("option_value", out.currency(), value.optionValue(), "npv - npv_committed");
    Table& table = out.table("staging", "What to hold, by stage and demand",
                             {{"stage", "Month", ""},
                              {"demand", "Demand", "GPUs"},
                              {"hold", "Hold", "GPUs"},
                              {"action", "From nothing", ""}},
                             "decision of a buyer who comes to the stage without machines");
    for (std::size_t stage = 0; stage < value.policy.size(); ++stage)
        for (const auto& decision : value.policy[stage])
            table.rows.push_back({fmt::format("{:.3g}", static_cast<double>(stage) * option.stageMonths),
                                  decision.demandGpus, decision.tranches * option.trancheGpus,
                                  std::string(decision.action == sim::StagingAction::Buy ? "buy" : "wait")});
}

} // namespace scenario
