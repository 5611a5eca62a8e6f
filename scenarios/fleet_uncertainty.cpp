// SPDX-License-Identifier: Apache-2.0
#include "scenarios/fleet_uncertainty.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "scenarios/fleet_plan_reader.h"
#include "simulator/economics/money_views.h"
#include "simulator/economics/sensitivity_indices.h"
#include "simulator/economics/time_value.h"

namespace scenario {

namespace {

using sim::FleetPlan;

void quantileRow(Table& table, const std::string& name, const sim::SortedSample& sample) {
    std::vector<Cell> row = {name};
    for (const double p : {0.1, 0.5, 0.9}) {
        const auto figure = sample.quantileFigure(p);
        row.emplace_back(figure.value);
        row.emplace_back(figure.standardError);
    }
    table.rows.push_back(std::move(row));
}

std::vector<Column> quantileColumns(const std::string& unit) {
    return {{"figure", "Figure", ""},  {"p10", "P10", unit}, {"p10_error", "+-", unit}, {"p50", "P50", unit},
            {"p50_error", "+-", unit}, {"p90", "P90", unit}, {"p90_error", "+-", unit}};
}

void tellBreaches(const sim::RiskSample& sample, const FleetPlan& plan, MoneyWriter& out) {
    Table& table = out.table("breach", "Probabilities",
                             {{"event", "Event", ""},
                              {"probability", "Probability", "fraction"},
                              {"error", "Standard error", "fraction"}});
    const auto row = [&](const std::string& event, const sim::SampleFigure& p) {
        table.rows.push_back({event, p.value, p.standardError});
    };
    row("NPV below 0", sample.lossProbability());
    if (sample.firstCoverBreach.empty()) return;
    row("cover covenant broken", sample.coverBreachProbability());
    row("loan-to-value covenant broken", sample.loanToValueBreachProbability());
    const auto any = sample.anyBreachProbability();
    row("either broken", any);
    const auto by = sample.coverBreachedBy(plan.months);
    for (int year = 12; year <= plan.months; year += 12) {
        const double broken = by[static_cast<std::size_t>(year)] * static_cast<double>(sample.paths());
        row(fmt::format("cover broken by month {}", year),
            sim::probabilityOf(static_cast<std::size_t>(std::llround(broken)), sample.paths()));
    }
    out.metric(
        "covenant_breach_probability", "fraction",
        sim::Estimate{any.value, std::max(0.0, any.value - 1.2816 * any.standardError),
                      std::min(1.0, any.value + 1.2816 * any.standardError), sim::Basis::Modelled},
        fmt::format("paths that break either covenant / {} paths; the interval is that of the sample, the "
                    "processes are assumptions",
                    sample.paths()));
}

/// What moves, and how it is reached in a plan.
struct Lever {
    const char* name;
    double (*get)(const FleetPlan&);
    void (*scale)(FleetPlan&, double);
};

double pricesOf(const FleetPlan& p) {
    return (p.contracts.empty() ? 0.0 : p.contracts[0].price) + p.spot.price;
}

void scalePrices(FleetPlan& p, double f) {
    for (auto& c : p.contracts)
        c.price *= f;
    p.spot.price *= f;
}

constexpr Lever Levers[] = {
    {"price per GPU", [](const FleetPlan& p) { return p.purchases[0].pricePerGpu; },
     [](FleetPlan& p, double f) { p.purchases[0].pricePerGpu *= f; }},
    {"selling prices", pricesOf, scalePrices},
    {"utilisation", [](const FleetPlan& p) { return p.spot.utilisation; },
     [](FleetPlan& p, double f) { p.spot.utilisation = std::min(1.0, p.spot.utilisation * f); }},
    {"discount rate", [](const FleetPlan& p) { return p.conventions.discountRate; },
     [](FleetPlan& p, double f) { p.conventions.discountRate *= f; }},
    {"energy price",
     [](const FleetPlan& p) { return p.power.pricePerKilowattHour * p.power.itKilowattsPerGpu; },
     [](FleetPlan& p, double f) { p.power.pricePerKilowattHour *= f; }},
    {"colocation", [](const FleetPlan& p) { return p.lines[0].perKilowattMonth * p.power.itKilowattsPerGpu; },
     [](FleetPlan& p, double f) { p.lines[0].perKilowattMonth *= f; }},
    {"maintenance", [](const FleetPlan& p) { return p.lines[1].capexSharePerYear; },
     [](FleetPlan& p, double f) { p.lines[1].capexSharePerYear *= f; }},
    {"staff", [](const FleetPlan& p) { return p.lines[3].perMonth; },
     [](FleetPlan& p, double f) { p.lines[3].perMonth *= f; }},
    {"residual decline", [](const FleetPlan& p) { return p.residual.monthlyDecline; },
     [](FleetPlan& p, double f) {
         p.residual.monthlyDecline = std::min(0.99, p.residual.monthlyDecline * f);
     }},
};

} // namespace

void tellRisk(const Scenario& scenario, const hwdb::Catalogue& catalogue, const sim::LedgerEngine& engine,
              MoneyWriter& out) {
    std::string note;
    const auto terms = riskTermsOf(scenario, catalogue, note);
    if (!note.empty()) out.warn(note);
    const auto sample = sim::operatorRisk(engine, terms);
    if (sample.factor.wasRepaired)
        out.warn(
            fmt::format("no factors can be correlated like that: the nearest correlations were used, the "
                        "greatest change is {:.3f}",
                        sample.factor.greatestChange));
    Table& process = out.table("price_process", "How the spot price moves",
                               {{"figure", "Per year, of the logarithm", ""}, {"value", "Value", ""}});
    for (const auto& [name, figure] :
         {std::pair{"reversion to the trend", terms.spot.reversion},
          std::pair{"volatility", terms.spot.volatility}, std::pair{"trend", terms.spot.drift},
          std::pair{"jumps", terms.spot.jumpsPerYear}, std::pair{"mean jump", terms.spot.jumpMean},
          std::pair{"deviation of jumps", terms.spot.jumpDeviation}})
        process.rows.push_back({std::string(name), figure});
    const sim::SortedSample value(sample.presentValue), levered(sample.leveredValue);
    out.metric("npv_worst_twentieth", out.currency(), value.tailMean(0.05),
               "mean of the worst 5 % of the paths", {}, sim::Basis::Modelled);
    if (*std::ranges::max_element(sample.levelisedCost) > 0.0)
        out.metric(
            "lcoc", out.perGpuHour(), sim::SortedSample(sample.levelisedCost).estimate(sim::Basis::Modelled),
            "per sold GPU-hour: present value of cost less resale / that of hours, median of the markets");
    out.metric("npv", out.currency(), value.estimate(sim::Basis::Modelled),
               fmt::format("unlevered, median of {} correlated markets", sample.paths()));
    Table& money = out.table("risk", "Over correlated markets", quantileColumns(out.currency()),
                             fmt::format("{} paths, Philox4x32-10, seed {}; +- is one standard error",
                                         sample.paths(), terms.seed));
    quantileRow(money, "NPV, unlevered", value);
    quantileRow(money, "NPV, to equity", levered);
    for (std::size_t year = 0; year < sample.revenueByYear.size(); ++year)
        quantileRow(money, fmt::format("revenue of year {}", year + 1),
                    sim::SortedSample(sample.revenueByYear[year]));
    if (!sample.leastCover.empty()) {
        const sim::SortedSample cover(sample.leastCover), share(sample.greatestLoanToValue);
        out.metric("dscr_min", "", cover.estimate(sim::Basis::Modelled), "least cover of each path");
        out.metric("ltv_max", "fraction", share.estimate(sim::Basis::Modelled),
                   "greatest loan to value of each path");
    }
    tellBreaches(sample, engine.plan(), out);
}

void tellSensitivity(const FleetPlan& plan, MoneyWriter& out) {
    constexpr double Fifth = 0.2;
    const bool isSold = pricesOf(plan) > 0.0;
    std::vector<const Lever*> used;
    std::vector<sim::UncertainInput> inputs;
    for (const Lever& lever : Levers)
        if (lever.get(plan) != 0.0) {
            used.push_back(&lever);
            inputs.push_back({lever.name, sim::uniformBetween(1.0 - Fifth, 1.0 + Fifth)});
        }
    const sim::Answer answer = [&](std::span<const double> factors) {
        FleetPlan changed = plan;
        for (std::size_t i = 0; i < used.size(); ++i)
            used[i]->scale(changed, factors[i]);
        const auto ledger = sim::runLedger(changed);
        if (!isSold)
            return sim::levelisedCostOf(ledger, changed.conventions, sim::GpuHourKind::Sold).value_or(0.0);
        return sim::netPresentValue(sim::monthlyRate(changed.conventions.discountRate),
                                    ledger.unleveredFlows());
    };
    // The whole fifth, not the P10 and P90 of it: a bar reads "this input 20 % lower and higher".
    std::vector<sim::TornadoBar> bars;
    std::vector<double> factors(used.size(), 1.0);
    const double base = answer(factors);
    for (std::size_t i = 0; i < used.size(); ++i) {
        sim::TornadoBar bar{used[i]->name};
        factors[i] = 1.0 - Fifth, bar.low = answer(factors) - base;
        factors[i] = 1.0 + Fifth, bar.high = answer(factors) - base;
        factors[i] = 1.0;
        bars.push_back(bar);
    }
    std::ranges::stable_sort(bars, std::greater{}, [](const auto& b) { return b.swing(); });
    const auto shares = sim::sobolIndices(inputs, answer, 256);
    const std::string unit = isSold ? out.currency() : out.perGpuHour();
    Table& table =
        out.table("sensitivity", isSold ? "What moves the NPV" : "What moves the levelised cost",
                  {{"input", "Input", ""},
                   {"lower", "20 % lower", unit},
                   {"higher", "20 % higher", unit},
                   {"first", "Variance alone", "fraction"},
                   {"total", "With interactions", "fraction"}},
                  "shares of variance: Sobol indices, each input uniform and independent within 20 %");
    for (const auto& bar : bars)
        for (const auto& index : shares.indices)
            if (index.name == bar.name)
                table.rows.push_back({bar.name, bar.low, bar.high, index.first, index.total});
}

} // namespace scenario
