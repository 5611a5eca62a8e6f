// SPDX-License-Identifier: Apache-2.0
// The answer of workload.supply: buy now, wait, or take another device, when two export gates may be shut.
#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "scenarios/money_work.h"
#include "scenarios/money_writer.h"
#include "simulator/economics/decision.h"
#include "simulator/economics/export_gate.h"
#include "simulator/economics/sample_summary.h"

namespace scenario {

namespace {

constexpr double DaysPerMonth = 365.25 / 12.0;

class SupplyAnswer {
  public:
    SupplyAnswer(const Scenario& scenario, Result& result) : scenario_(scenario), out_(scenario, result) {
        licence_ = {of("licence_closings"), of("licence_closed_months"), flag("licence_is_open")};
        import_ = {of("import_closings"), of("import_closed_months"), flag("import_is_open")};
    }

    void tell() {
        drawDelays();
        tellGates();
        tellDecision();
        tellPremium();
    }

  private:
    static std::string key(const char* name) { return fmt::format("workload.supply.{}", name); }
    double of(const char* name) const { return scenario_.has(key(name)) ? scenario_.number(key(name)) : 0.0; }
    bool flag(const char* name) const { return scenario_.flag(key(name)); }

    double stopMonths() const { return of("stop_days") / DaysPerMonth; }

    /// Months without servers for goods ordered after the gates, by path.
    void drawDelays() {
        const sim::Random random(static_cast<std::uint64_t>(scenario_.number("seed")),
                                 sim::RandomStream::Prices);
        const auto paths = static_cast<std::uint32_t>(of("paths"));
        for (std::uint32_t path = 0; path < paths; ++path)
            arrivals_.push_back(sim::monthsToSupply(
                {licence_, import_}, std::max(of("transit_months"), stopMonths()), random, path));
    }

    double late(double month) const { return std::max(0.0, month - of("need_months")); }

    void tellGates() {
        const sim::SortedSample arrival(arrivals_);
        const auto need = of("need_months");
        std::size_t inTime = 0;
        for (const double month : arrivals_)
            inTime += month <= need;
        const auto p = sim::probabilityOf(inTime, arrivals_.size());
        out_.metric("supply_in_time_probability", "fraction",
                    sim::Estimate{p.value, std::max(0.0, p.value - 1.2816 * p.standardError),
                                  std::min(1.0, p.value + 1.2816 * p.standardError), sim::Basis::Assumed},
                    "paths in which both gates stand open in time; the interval is that of the sample");
        out_.metric("supply_months", "months", arrival.estimate(sim::Basis::Assumed),
                    "months until goods ordered today arrive");
        Table& table = out_.table(
            "gates", "Export gates",
            {{"figure", "Figure", ""}, {"licence", "Licence", "fraction"}, {"import", "Import", "fraction"}});
        const auto row = [&](const char* name, auto f) {
            table.rows.push_back({std::string(name), f(licence_), f(import_)});
        };
        row("shuts within 12 months", [](const auto& g) { return sim::closesWithin(g, 12); });
        row("open in 12 months", [](const auto& g) { return sim::openAfter(g, 12); });
        row("open in the long run", [](const auto& g) { return sim::longRunOpen(g); });
        row("a closure lasts over 6 months", [](const auto& g) { return sim::closureOutlasts(g, 6); });
        out_.metric("both_gates_open_long_run", "fraction",
                    sim::longRunOpen(licence_) * sim::longRunOpen(import_),
                    "product: the two governments decide apart");
    }

    /// States: on time, scarce, late; cost of one server in each.
    void tellDecision() {
        const double scarce = of("scarce_probability");
        double lateShare = 0.0, lateMonths = 0.0;
        for (const double month : arrivals_)
            if (late(month) > 0.0) lateShare += 1.0, lateMonths += late(month);
        if (lateShare > 0.0) lateMonths /= lateShare;
        lateShare /= static_cast<double>(arrivals_.size());
        const double delay = of("delay_cost_per_month");
        const double later = of("price_later"),
                     dearer = scenario_.has(key("price_dearer")) ? of("price_dearer") : later;
        sim::DecisionTable table;
        table.states = {{"supply in time", (1.0 - lateShare) * (1.0 - scarce)},
                        {"in time but scarce", (1.0 - lateShare) * scarce},
                        {"supply late", lateShare}};
        // An announced stop holds what is bought now as well as what is bought later.
        const double nowLate = late(std::max(of("transit_months"), stopMonths())) * delay;
        table.actions = {"buy now", "wait"};
        table.cost = {{of("price_now") + nowLate, of("price_now") + nowLate, of("price_now") + nowLate},
                      {later, dearer, dearer + lateMonths * delay}};
        if (scenario_.has(key("substitute_price"))) {
            const double cost = of("substitute_price") * of("substitute_ratio") +
                                of("porting_cost") / of("units") + late(of("substitute_months")) * delay;
            table.actions.push_back("substitute");
            table.cost.push_back({cost, cost, cost});
        }
        const auto decision = sim::decide(table);
        const double units = of("units");
        Table& shown =
            out_.table("decision", "Cost of a server, by action and state",
                       {{"action", "Action", ""},
                        {"in_time", "In time", out_.currency()},
                        {"scarce", "Scarce", out_.currency()},
                        {"late", "Late", out_.currency()},
                        {"expected", "Expected", out_.currency()},
                        {"regret", "Greatest regret", out_.currency()}},
                       fmt::format("probabilities {:.3f}, {:.3f}, {:.3f}", table.states[0].probability,
                                   table.states[1].probability, table.states[2].probability));
        for (std::size_t a = 0; a < table.actions.size(); ++a)
            shown.rows.push_back({table.actions[a] + (a == decision.best ? " (cheapest)" : ""),
                                  table.cost[a][0], table.cost[a][1], table.cost[a][2],
                                  decision.expectedCost[a], decision.greatestRegret[a]});
        out_.metric("cost_buy_now", out_.currency(), units * decision.expectedCost[0],
                    "servers x expected cost", {out_.input(key("price_now"))});
        out_.metric("cost_wait", out_.currency(), units * decision.expectedCost[1],
                    "servers x expected cost, months without them at the cost of delay",
                    {out_.input(key("price_later")), out_.input(key("delay_cost_per_month"))});
        if (decision.expectedCost.size() > 2)
            out_.metric("cost_substitute", out_.currency(), units * decision.expectedCost[2],
                        "servers x substitutes per server x price, and porting",
                        {out_.input(key("substitute_price"))});
        out_.metric("value_of_knowing", out_.currency(), units * decision.valueOfPerfectInformation,
                    "EVPI: expected cost of the best action - expected cost with the state known");
        if (lateShare * delay > 0.0)
            out_.metric("break_even_price_now", out_.currency(), decision.expectedCost[1] - nowLate,
                        "price now at which buying and waiting cost the same");
    }

    void tellPremium() {
        const double premium = of("premium");
        if (premium <= 0.0) return;
        const double risk = of("seizure_probability"), offset = of("software_offset");
        const double cost = of("price_now") * (1.0 + premium) / (1.0 - risk);
        out_.metric("risk_adjusted_cost", out_.currency(), cost,
                    "price x (1 + premium) / (1 - probability of loss), per server");
        const double most = 1.0 / (1.0 - offset) * (1.0 - risk) - 1.0;
        out_.metric("software_equivalent_premium", "fraction", most,
                    "premium above which software that saves the same servers at no cost is the cheaper way; "
                    "may be below 0");
        out_.warn(
            "supply outside the export gates is shown for its cost alone: flag for legal review, not advice");
    }

    const Scenario& scenario_;
    MoneyWriter out_;
    sim::ExportGate licence_, import_;
    std::vector<double> arrivals_;
};

} // namespace

void addSupply(const Scenario& scenario, Result& result) {
    SupplyAnswer(scenario, result).tell();
}

} // namespace scenario
