// SPDX-License-Identifier: Apache-2.0
// The answer of workload.fleet: cost of its hours, returns, covenants, renting or an API instead, risk.
#include <algorithm>

#include <fmt/format.h>

#include "scenarios/fleet_plan_reader.h"
#include "scenarios/fleet_tokens.h"
#include "scenarios/fleet_uncertainty.h"
#include "scenarios/money_work.h"
#include "scenarios/money_writer.h"
#include "simulator/economics/money_views.h"
#include "simulator/economics/time_value.h"

namespace scenario {

namespace {

std::size_t at(int month) {
    return static_cast<std::size_t>(month);
}

std::string conventionsOf(const sim::FleetPlan& plan) {
    const auto& c = plan.conventions;
    return fmt::format(
        "nominal {}, end of month, {:.4g} % a year effective, {:.4g} h a month, before value added tax "
        "that comes back{}",
        c.currency, 100 * c.discountRate, c.hoursPerMonth,
        plan.tax.rate > 0 ? fmt::format(", after income tax of {:.4g} %", 100 * plan.tax.rate)
                          : ", before income tax");
}

void tellCost(const sim::FleetPlan& plan, const sim::Ledger& ledger, bool hasRisk, MoneyWriter& out) {
    using sim::GpuHourKind;
    const std::string under = "; " + conventionsOf(plan);
    const std::vector<Contribution> inputs = {
        out.input("workload.fleet.price_per_gpu"), out.input("workload.fleet.spot.utilisation"),
        out.input("workload.fleet.availability"), out.input("workload.fleet.residual.monthly_decline")};
    if (!hasRisk)
        out.metric(
            "lcoc", out.perGpuHour(), sim::levelisedCostOf(ledger, plan.conventions, GpuHourKind::Sold),
            "present value of capex, opex and tax less resale / present value of sold GPU-hours" + under,
            inputs);
    if (plan.conventions.inflation != 0.0)
        out.metric("lcoc_real", out.perGpuHour(),
                   sim::realLevelisedCostOf(ledger, plan.conventions, GpuHourKind::Sold),
                   "per sold GPU-hour in money of the start, rising with inflation",
                   {out.input("workload.fleet.inflation")});
    double total = 0.0;
    for (int t = 0; t <= ledger.months(); ++t)
        total += ledger.capex[at(t)] + ledger.opex(t) + ledger.tax[at(t)] - ledger.resale[at(t)];
    out.metric("cost_total", out.currency(), total, "sum of capex, opex and tax less resale, not discounted",
               inputs);
    Table& table =
        out.table("lcoc", "Levelised cost of a GPU-hour",
                  {{"hours", "Per hour", ""}, {"cost", "Cost", out.perGpuHour()}}, conventionsOf(plan));
    for (const auto kind :
         {GpuHourKind::Installed, GpuHourKind::Available, GpuHourKind::Sold, GpuHourKind::Useful})
        if (const auto cost = sim::levelisedCostOf(ledger, plan.conventions, kind))
            table.rows.push_back({std::string(sim::gpuHourKindName(kind)), *cost});
    if (const auto shutdown = sim::shutdownPriceOf(ledger))
        table.rows.push_back({std::string("sold, running cost alone (shutdown price)"), *shutdown});
}

void tellReturns(const sim::FleetPlan& plan, const sim::Ledger& ledger, bool hasRisk, MoneyWriter& out) {
    double revenue = 0.0, margin = 0.0;
    for (int t = 0; t <= ledger.months(); ++t)
        revenue += ledger.revenue(t), margin += ledger.revenue(t) - ledger.opex(t);
    if (revenue <= 0.0) return; // a fleet of one's own use earns nothing here
    out.metric("revenue", out.currency(), revenue, "contracts and spot over the horizon",
               {out.input("workload.fleet.contract.price"), out.input("workload.fleet.spot.price")});
    out.metric("gross_margin", "fraction", margin / revenue, "(revenue - running cost) / revenue");
    const auto view = sim::returnsOf(ledger.unleveredFlows(), plan.conventions);
    if (!hasRisk) out.metric("npv", out.currency(), view.presentValue, "unlevered; " + conventionsOf(plan));
    if (const auto rate = view.annualRateOfReturn())
        out.metric("irr", "fraction", *rate, "unlevered, monthly rate compounded over twelve");
    else
        out.warn("irr: " + view.monthlyRate.inWords());
    if (view.paybackMonth)
        out.metric("payback_months", "months", static_cast<double>(*view.paybackMonth),
                   "first month with a running sum of unlevered flows of 0 or more");
    if (const auto scale = sim::breakEvenPriceScale(plan)) {
        const bool hasContract = !plan.contracts.empty();
        out.metric("break_even_rental_price", out.perGpuHour(),
                   *scale * (hasContract ? plan.contracts[0].price : plan.spot.price),
                   fmt::format("{} price at which the unlevered NPV is 0, all prices in proportion",
                               hasContract ? "contract" : "spot"));
    }
}

void tellYears(const sim::Ledger& ledger, MoneyWriter& out) {
    const std::string& unit = out.currency();
    Table& table = out.table("cash_flow", "Cash flow by year",
                             {{"year", "Year", ""},
                              {"capex", "Capex", unit},
                              {"revenue", "Revenue", unit},
                              {"opex", "Running cost", unit},
                              {"tax", "Tax", unit},
                              {"resale", "Resale", unit},
                              {"debt_service", "Debt service", unit},
                              {"free_cash", "Free cash to equity", unit}});
    const auto levered = ledger.leveredFlows();
    for (int year = 0; 12 * year <= ledger.months() + 11 && 12 * (year - 1) < ledger.months(); ++year) {
        double capex = 0, revenue = 0, opex = 0, tax = 0, resale = 0, service = 0, free = 0;
        const int first = year == 0 ? 0 : 12 * (year - 1) + 1, last = std::min(ledger.months(), 12 * year);
        for (int t = first; t <= last; ++t) {
            capex += ledger.capex[at(t)], revenue += ledger.revenue(t), opex += ledger.opex(t);
            tax += ledger.tax[at(t)], resale += ledger.resale[at(t)], service += ledger.debtService(t);
            free += levered[at(t)];
        }
        table.rows.push_back({year == 0 ? std::string("start") : fmt::format("{}", year), capex, revenue,
                              opex, tax, resale, service, free});
    }
}

void tellDebt(const Scenario& scenario, const sim::FleetPlan& plan, const sim::Ledger& ledger, bool hasRisk,
              MoneyWriter& out) {
    const double cash = scenario.number("workload.fleet.debt.cash_at_start");
    if (cash > 0.0) {
        const auto month = sim::cashRunsOut(ledger, cash);
        if (month)
            out.metric("cash_lasts_months", "months", static_cast<double>(*month),
                       "month in which cash at the start, out of which the equity is paid, runs out");
    }
    if (plan.debt.loanToCost <= 0.0) return;
    const auto view = sim::covenantsOf(ledger, plan.debt.covenants);
    if (!hasRisk) {
        out.metric("dscr_min", "", view.leastCover, "least of monthly cash available / debt service");
        out.metric("ltv_max", "fraction", view.greatestLoanToValue,
                   "greatest of monthly balance / resale value");
    }
    const auto month = [](const std::optional<int>& m) { return m ? fmt::format("month {}", *m) : "never"; };
    Table& table = out.table("covenants", "Covenants under the plan",
                             {{"covenant", "Covenant", ""},
                              {"limit", "Limit", "fraction"},
                              {"worst", "Worst", "fraction"},
                              {"first", "First breach", ""},
                              {"uncured", "Beyond cure", ""}});
    if (view.leastCover)
        table.rows.push_back({std::string("debt service cover"), plan.debt.covenants.coverMinimum,
                              *view.leastCover, month(view.cover.first), month(view.cover.uncured)});
    if (view.greatestLoanToValue)
        table.rows.push_back({std::string("loan to value"), plan.debt.covenants.loanToValueMaximum,
                              *view.greatestLoanToValue, month(view.loanToValue.first),
                              month(view.loanToValue.uncured)});
    if (view.greatestCure > 0.0)
        out.metric("equity_cure", out.currency(), view.greatestCure,
                   "most equity that one month needs to return to the loan-to-value limit");
    if (const auto levered = sim::returnsOf(ledger.leveredFlows(), plan.conventions).annualRateOfReturn())
        out.metric("irr_levered", "fraction", *levered, "on equity, monthly rate compounded over twelve");
}

/// The price at which the hours could be rented: stated, or the price book's in USD.
std::optional<sim::Estimate> rentOf(const Scenario& scenario, const hwdb::Catalogue& catalogue,
                                    MoneyWriter& out, std::vector<Contribution>& inputs) {
    if (scenario.has("workload.fleet.rent.price")) {
        const double price = scenario.number("workload.fleet.rent.price");
        inputs = {out.input("workload.fleet.rent.price")};
        return sim::Estimate{price, price, price, sim::Basis::Assumed};
    }
    if (!scenario.has("workload.fleet.rent.device")) return std::nullopt;
    if (out.currency() != "USD") {
        out.warn("the price book is in USD: state workload.fleet.rent.price in " + out.currency());
        return std::nullopt;
    }
    constexpr double SecondsPerDay = 86400.0;
    const auto device = catalogue.resolve("accelerator", scenario.text("workload.fleet.rent.device"));
    const auto& contract = scenario.text("economics.rental.contract");
    const auto price =
        catalogue.rentalPrice(device, contract, scenario.text("economics.rental.date"),
                              static_cast<int>(scenario.number("economics.rental.window") / SecondsPerDay));
    if (!price) {
        out.warn(fmt::format("the price book holds no {} price of {}", contract, device));
        return std::nullopt;
    }
    if (!price->warning.empty()) out.warn(price->warning);
    const auto& p = price->usdPerGpuHour;
    inputs = {{fmt::format("rental price of {} ({})", device, contract), p.value, "USD/GPU-hour", p.basis,
               fmt::format("{} observations of {} to {}: {}", price->observations, price->from, price->to,
                           price->source)}};
    return p;
}

void tellRent(const Scenario& scenario, const hwdb::Catalogue& catalogue, const sim::FleetPlan& plan,
              const sim::Ledger& ledger, MoneyWriter& out) {
    std::vector<Contribution> inputs;
    const auto price = rentOf(scenario, catalogue, out, inputs);
    const auto available = sim::levelisedCostOf(ledger, plan.conventions, sim::GpuHourKind::Available);
    if (!price || !available || price->low <= 0.0) return;
    const sim::Estimate even = {*available / price->value, *available / price->high, *available / price->low,
                                sim::Basis::Assumed};
    out.metric("break_even_utilisation", "fraction", even,
               "levelised cost of an available GPU-hour / rental price; above 100 % owning never pays",
               inputs);
    if (even.value > 1.0)
        out.warn("owning never costs less than this rental price: break-even utilisation is above 100 %");
    Table& table = out.table("rent_or_buy", "Rent or buy, by utilisation",
                             {{"utilisation", "Utilisation", "fraction"},
                              {"own", "Owned", out.perGpuHour()},
                              {"rent", "Rented", out.perGpuHour()},
                              {"cheaper", "Cheaper", ""}});
    for (const double utilisation : {0.2, 0.4, 0.6, 0.8, 1.0}) {
        const double own = *available / utilisation;
        table.rows.push_back(
            {utilisation, own, price->value, std::string(own < price->value ? "own" : "rent")});
    }
}

void tellCarbon(const sim::FleetPlan& plan, const sim::Ledger& ledger, MoneyWriter& out) {
    if (plan.power.gramsCarbonPerKilowattHour <= 0.0 && plan.power.embodiedKilogramsPerGpu <= 0.0) return;
    const auto view = sim::carbonOf(ledger, plan);
    out.metric("carbon_operation", "t CO2e", view.operationTonnes, "kWh x PUE x grid factor, location based");
    out.metric("carbon_embodied", "t CO2e", view.embodiedTonnes, "embodied per GPU x GPUs");
    out.metric("carbon_per_useful_gpu_hour", "kg CO2e/GPU-hour", view.kilogramsPerUsefulHour,
               "(operation + embodied) / useful GPU-hours");
}

} // namespace

void addFleetMoney(const Scenario& scenario, const hwdb::Catalogue& catalogue, Result& result) {
    MoneyWriter out(scenario, result);
    sim::FleetPlan plan = fleetPlanOf(scenario);
    const FleetTokens tokens(scenario, result);
    if (plan.power.itKilowattsPerGpu <= 0.0) plan.power.itKilowattsPerGpu = tokens.kilowattsPerGpu();
    const sim::LedgerEngine engine(plan);
    sim::Ledger ledger = engine.blank();
    engine.apply(engine.plannedMarket(), ledger);
    const bool hasRisk = scenario.number("workload.fleet.risk.paths") > 0.0;
    tellCost(plan, ledger, hasRisk, out);
    tellReturns(plan, ledger, hasRisk, out);
    if (hasRisk) tellRisk(scenario, catalogue, engine, out);
    tellDebt(scenario, plan, ledger, hasRisk, out);
    tellRent(scenario, catalogue, plan, ledger, out);
    tokens.tell(plan, ledger, out);
    tellCarbon(plan, ledger, out);
    tellYears(ledger, out);
    tellSensitivity(plan, out);
}

} // namespace scenario
