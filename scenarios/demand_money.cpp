// SPDX-License-Identifier: Apache-2.0
// The answer of workload.demand: GPUs over months against doing nothing about efficiency, and the money of
// both.
#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "scenarios/money_work.h"
#include "scenarios/money_writer.h"
#include "simulator/base/random.h"
#include "simulator/economics/demand_cost.h"
#include "simulator/economics/rate_of_return.h"
#include "simulator/economics/sample_summary.h"
#include "simulator/economics/sensitivity_indices.h"
#include "simulator/economics/time_value.h"

namespace scenario {

namespace {

constexpr std::uint32_t ElasticityDraws = 2000;

class DemandAnswer {
  public:
    DemandAnswer(const Scenario& scenario, Result& result) : scenario_(scenario), out_(scenario, result) {
        demand_.months = static_cast<int>(of("months"));
        demand_.gpusToday = of("gpus");
        demand_.monthlyGrowth = of("growth");
        demand_.efficiencyGain = of("efficiency_gain");
        demand_.gainMonth = static_cast<int>(of("gain_month"));
        demand_.scalingLoss = of("scaling_loss");
        demand_.elasticity = of("elasticity");
        demand_.responseLag = of("response_lag");
        demand_.peakToMean = of("peak_to_mean");
        demand_.burstHeadroom = of("burst_headroom");
        demand_.batchShare = of("batch_share");
        demand_.gpusPerNode = static_cast<int>(of("gpus_per_node"));
        demand_.nodeAvailability = of("node_availability");
        demand_.spareConfidence = of("spare_confidence");
        prices_ = {of("price_per_gpu"),       of("price_decline"),
                   of("running_cost"),        of("burst_price"),
                   of("margin_per_gpu_hour"), of("sublet_price"),
                   of("sublet_share"),        of("resale_price"),
                   of("engineering_cost"),    730.0};
    }

    void tell() {
        const auto plain = withoutGain();
        const double today = sim::demandMonths(plain, {}).neededGpus.front();
        staging_ = {of("owned") > 0.0 ? of("owned") : today, static_cast<int>(of("lead_months")),
                    of("tranche"), of("resale_price") > 0.0};
        const auto months = sim::demandMonths(demand_, staging_);
        const auto cost = sim::demandCost(months, prices_);
        tellFleet(months);
        tellGain(months);
        tellMoney(months, cost, plain);
        tellMonths(months);
    }

  private:
    static std::string key(const char* name) { return fmt::format("workload.demand.{}", name); }
    double of(const char* name) const { return scenario_.number(key(name)); }

    sim::DemandTerms withoutGain() const {
        sim::DemandTerms plain = demand_;
        plain.efficiencyGain = 1.0;
        return plain;
    }

    void tellFleet(const sim::DemandMonths& m) {
        const double most = *std::ranges::max_element(m.neededGpus);
        out_.metric(
            "gpus_required", "GPUs", m.neededGpus.back(),
            "in the last month: mean demand x daily peak x (1 + headroom) in whole nodes, and spares",
            {out_.input(key("gpus")), out_.input(key("peak_to_mean")), out_.input(key("node_availability"))});
        out_.metric("gpus_required_most", "GPUs", most, "greatest of all months");
        out_.metric("spare_gpus", "GPUs", m.spareGpus.back(),
                    "least spares with P(nodes up >= nodes needed) at the confidence, binomial");
    }

    void tellGain(const sim::DemandMonths& m) {
        const double gain = 1.0 + (demand_.efficiencyGain - 1.0) * (1.0 - demand_.scalingLoss);
        if (gain == 1.0) return;
        const double same = sim::cardsAfterGain(demand_.gpusToday, gain);
        out_.metric("gpus_for_same_work", "GPUs", same,
                    "GPUs today / gain: +x % throughput is not -x % GPUs");
        out_.metric("gpu_reduction", "fraction", 1.0 - same / demand_.gpusToday, "1 - 1 / gain");
        out_.metric("gpu_change_with_rebound", "fraction", sim::Estimate(rebound(gain)),
                    "gain^(elasticity - 1) - 1; the break-even elasticity is 1");
        out_.metric("busy_gpus_last_month", "GPUs", m.busyGpus.back(),
                    "with growth, gain, response and its lag");
        Table& table = out_.table("same_work", "The same work on fewer cards",
                                  {{"statement", "Statement", ""},
                                   {"gain", "Throughput gain", "fraction"},
                                   {"gpus", "GPUs", "GPUs"}});
        table.rows.push_back({std::string("this gain"), gain - 1.0, same});
        const double fewer = demand_.gpusToday * (2.0 - gain);
        if (fewer > 0.0)
            table.rows.push_back(
                {fmt::format("GPU-hours - {:.0f} %, often meant by the same words", 100 * (gain - 1.0)),
                 sim::gainForCards(demand_.gpusToday, fewer) - 1.0, fewer});
    }

    sim::Estimate rebound(double gain) const {
        const double low = of("elasticity_low"), high = of("elasticity_high");
        const double middle = sim::reboundChange(gain, demand_.elasticity);
        if (!(high > low)) return {middle, middle, middle, sim::Basis::Assumed};
        const auto quantile = sim::triangular(low, demand_.elasticity, high);
        const sim::Random random(static_cast<std::uint64_t>(scenario_.number("seed")),
                                 sim::RandomStream::Prices);
        std::vector<double> changes;
        for (std::uint32_t i = 0; i < ElasticityDraws; ++i)
            changes.push_back(sim::reboundChange(gain, quantile(random.uniform(i))));
        return sim::SortedSample(std::move(changes)).estimate(sim::Basis::Assumed);
    }

    void tellMoney(const sim::DemandMonths& m, const sim::DemandCost& cost, const sim::DemandTerms& plain) {
        const auto plainMonths = sim::demandMonths(plain, staging_);
        auto without = prices_;
        without.engineering = 0.0;
        const auto base = sim::demandCost(plainMonths, without);
        Table& table = out_.table("demand_cost", "Money over the horizon",
                                  {{"item", "Item", ""},
                                   {"cost", "With the gain", out_.currency()},
                                   {"base", "Without it", out_.currency()}});
        const auto row = [&](const char* item, double a, double b) {
            table.rows.push_back({std::string(item), a, b});
        };
        row("purchases", cost.purchases, base.purchases);
        row("running cost", cost.running, base.running);
        row("bursts rented", cost.bursts, base.bursts);
        row("margin lost", cost.lostMargin, base.lostMargin);
        row("engineering", cost.engineering, base.engineering);
        row("less sublet", -cost.sublet, -base.sublet);
        row("less machines sold", -cost.resale, -base.resale);
        row("total", cost.total(), base.total());
        out_.metric("cost_total", out_.currency(), cost.total(),
                    "purchases, running, bursts, lost margin, less sublet and resale");
        const double short_ = cost.shortHours;
        if (short_ > 0.0) out_.metric("shortfall_gpu_hours", "GPU-hours", short_, "needed and not owned");
        if (cost.idleHours > 0.0)
            out_.metric("idle_gpu_hours", "GPU-hours", cost.idleHours, "owned, neither busy nor filled");
        if (cost.batchHours > 0.0)
            out_.metric("night_gpu_hours", "GPU-hours", cost.batchHours,
                        "below the daily peak, filled with training or batch work");
        double owned = 0.0, busy = 0.0;
        for (std::size_t i = 0; i < m.ownedGpus.size(); ++i)
            owned += m.ownedGpus[i], busy += m.busyGpus[i] + m.batchGpus[i];
        if (owned > 0.0)
            out_.metric("fleet_utilisation", "fraction", std::min(1.0, busy / owned),
                        "busy and filled GPUs / owned");
        if (demand_.efficiencyGain == 1.0) return;
        std::vector<double> saved;
        for (std::size_t i = 0; i < cost.flows.size(); ++i)
            saved.push_back(cost.flows[i] - base.flows[i]);
        out_.metric("saving", out_.currency(), base.total() - cost.total(),
                    "cost without the gain - cost with it");
        out_.metric("npv", out_.currency(),
                    sim::netPresentValue(sim::monthlyRate(of("discount_rate")), saved),
                    "of the gain: saved money against engineering cost, monthly effective");
        if (const auto month = sim::paybackPeriod(saved); month && saved.front() < 0.0)
            out_.metric("payback_months", "months", static_cast<double>(*month), "of the engineering cost");
    }

    void tellMonths(const sim::DemandMonths& m) {
        Table& table = out_.table("fleet_months", "Fleet by month",
                                  {{"month", "Month", ""},
                                   {"busy", "Busy", "GPUs"},
                                   {"needed", "Needed", "GPUs"},
                                   {"owned", "Owned", "GPUs"},
                                   {"ordered", "Ordered", "GPUs"},
                                   {"short", "Short", "GPUs"},
                                   {"idle", "Idle", "GPUs"}});
        for (std::size_t i = 0; i < m.busyGpus.size(); ++i)
            table.rows.push_back({fmt::format("{}", i + 1), m.busyGpus[i], m.neededGpus[i], m.ownedGpus[i],
                                  m.orderedGpus[i], m.shortGpus[i], m.idleGpus[i]});
    }

    const Scenario& scenario_;
    MoneyWriter out_;
    sim::DemandTerms demand_;
    sim::StagingTerms staging_;
    sim::DemandPrices prices_;
};

} // namespace

void addDemand(const Scenario& scenario, Result& result) {
    DemandAnswer(scenario, result).tell();
}

} // namespace scenario
