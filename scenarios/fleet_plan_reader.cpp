// SPDX-License-Identifier: Apache-2.0
#include "scenarios/fleet_plan_reader.h"

#include <chrono>
#include <cmath>

#include <fmt/format.h>

#include "simulator/base/error.h"

namespace scenario {

namespace {

constexpr double WattsPerKilowatt = 1e3, JoulesPerKilowattHour = 3.6e6;

class Rows {
  public:
    explicit Rows(const Scenario& scenario) : scenario_(scenario) {}
    double operator()(std::string_view name) const {
        return scenario_.number(fmt::format("workload.fleet.{}", name));
    }
    int whole(std::string_view name) const { return static_cast<int>((*this)(name)); }
    const std::string& text(std::string_view name) const {
        return scenario_.text(fmt::format("workload.fleet.{}", name));
    }

  private:
    const Scenario& scenario_;
};

[[noreturn]] void refuse(const Scenario& scenario, std::string_view key, const std::string& found,
                         const std::string& expected) {
    const Value& value = scenario.value(key);
    throw sim::Error(sim::ErrorCode::BadInput,
                     fmt::format("{}: found '{}', expected {}", key, found, expected),
                     value.where.empty() ? scenario.file : value.where);
}

std::vector<std::string> entriesOf(const std::string& text) {
    std::vector<std::string> entries(1);
    for (const char c : text) {
        if (c == ',')
            entries.emplace_back();
        else if (c != ' ')
            entries.back() += c;
    }
    return entries;
}

std::vector<sim::Milestone> milestonesOf(const Scenario& scenario) {
    const std::string key = "workload.fleet.milestones";
    std::vector<sim::Milestone> milestones;
    for (const std::string& entry : entriesOf(scenario.text(key))) {
        const std::size_t mark = entry.find('@');
        const auto share = sim::parseNumber(entry.substr(0, mark));
        const auto month =
            mark == std::string::npos ? std::optional<double>(0.0) : sim::parseNumber(entry.substr(mark + 1));
        if (!share || !month || *share < 0 || *month < 0 || *month != std::floor(*month))
            refuse(scenario, key, entry, "share@months, like 0.3@0");
        milestones.push_back({*share, static_cast<int>(*month)});
    }
    return milestones;
}

sim::Purchase purchaseOf(const Scenario& scenario, const Rows& row) {
    sim::Purchase p;
    p.orderMonth = row.whole("order_month");
    p.gpus = row("gpus");
    p.pricePerGpu = row("price_per_gpu");
    p.milestones = milestonesOf(scenario);
    p.leadMonths = row.whole("lead_months");
    p.acceptanceMonths = row.whole("acceptance_months");
    p.dutyRate = row("duty_rate");
    p.valueAddedTaxRate = row("vat_rate");
    p.recoverableShare = row("vat_recoverable");
    p.recoveryMonths = row.whole("vat_recovery_months");
    p.isForeign = true; // the plan's exchange rate is 1 unless said
    return p;
}

/// A ladder divides the contracts over its tenors, each with the same share.
std::vector<sim::Contract> laddered(const Scenario& scenario, const std::vector<sim::Contract>& contracts) {
    constexpr const char* Key = "workload.fleet.contract.tenors";
    if (!scenario.has(Key)) return contracts;
    const auto tenors = numbersOf(scenario, Key);
    if (contracts.empty()) return contracts;
    std::vector<sim::Contract> ladder(contracts.begin() + 1,
                                      contracts.end()); // those that fail end on their own
    for (const double months : tenors) {
        if (!(months >= 1.0 && months == std::floor(months)))
            refuse(scenario, Key, sim::formatNumber(months), "whole months of at least 1");
        ladder.push_back(contracts.front());
        ladder.back().share /= static_cast<double>(tenors.size());
        ladder.back().months = static_cast<int>(months);
    }
    return ladder;
}

/// The first machines, and those that take their place when they are sold.
std::vector<sim::Purchase> purchasesOf(const Scenario& scenario, const Rows& row) {
    sim::Purchase first = purchaseOf(scenario, row);
    const int month = row.whole("refresh.month");
    if (month <= 0) return {first};
    if (month <= first.serviceMonth())
        refuse(scenario, "workload.fleet.refresh.month", fmt::format("{}", month),
               fmt::format("a month after {}, in which service begins", first.serviceMonth()));
    sim::Purchase next = first;
    first.retireMonth = month;
    next.orderMonth = std::max(0, month - first.leadMonths - first.acceptanceMonths);
    if (row("refresh.gpus") > 0.0) next.gpus = row("refresh.gpus");
    if (row("refresh.price_per_gpu") > 0.0) next.pricePerGpu = row("refresh.price_per_gpu");
    return {first, next};
}

std::vector<sim::Contract> contractsOf(const Rows& row) {
    sim::Contract c;
    c.share = row("contract.share");
    c.price = row("contract.price");
    c.months = row.whole("contract.months");
    c.recontractShare = row("contract.recontract_share");
    c.recontractMonths = row.whole("contract.recontract_months");
    c.isCappedAtOldPrice = row("contract.is_capped") != 0.0;
    c.prepaidShare = row("contract.prepaid_share");
    c.gapMonths = row.whole("contract.gap_months");
    c.reopenedShare = row("shock.reopened_share");
    if (c.share <= 0.0) return {};
    const double failing = row("contract.defaulting_share");
    sim::Contract kept = c, failed = c;
    kept.share *= 1.0 - failing;
    failed.share *= failing;
    failed.months = std::min(c.months, row.whole("contract.default_month"));
    failed.gapMonths = row.whole("contract.relet_months");
    if (failing <= 0.0) return {kept};
    return {kept, failed};
}

} // namespace

std::vector<double> numbersOf(const Scenario& scenario, std::string_view key) {
    std::vector<double> numbers;
    for (const std::string& entry : entriesOf(scenario.text(key))) {
        const auto number = sim::parseNumber(entry);
        if (!number) refuse(scenario, key, entry, "numbers separated by commas");
        numbers.push_back(*number);
    }
    return numbers;
}

sim::FleetPlan fleetPlanOf(const Scenario& scenario) {
    const Rows row(scenario);
    sim::FleetPlan plan;
    plan.months = row.whole("months");
    plan.conventions = {row("discount_rate"), row("hours_per_month"), row("inflation"),
                        scenario.text("economics.currency")};
    plan.exchangeRate = row("exchange_rate");
    plan.purchases = purchasesOf(scenario, row);
    plan.power = {row("power") / WattsPerKilowatt,
                  row("load"),
                  row("pue"),
                  row("energy_price") * JoulesPerKilowattHour,
                  row("energy_escalation"),
                  row("carbon.grid"),
                  row("carbon.embodied")};
    plan.lines = {{"colocation", 0, 0, row("colocation"), 0, row("colocation_escalation")},
                  {"maintenance", 0, 0, 0, row("maintenance"), 0},
                  {"insurance", 0, 0, 0, row("insurance"), 0},
                  {"staff", row("staff"), 0, 0, 0, 0},
                  {"other", 0, row("other_opex"), 0, 0, 0}};
    plan.availability = row("availability");
    plan.goodput = row("goodput");
    plan.contracts = laddered(scenario, contractsOf(row));
    plan.spot = {row("spot.price"),        row("spot.monthly_decline"), row("spot.utilisation"),
                 row.whole("shock.month"), row("shock.price_change"),   row("shock.utilisation_change")};
    plan.residual = {row("residual.monthly_decline"), row("residual.floor"), row("residual.spot_exponent"),
                     row("residual.start_share")};
    plan.debt = {
        row("debt.loan_to_cost"),
        row("debt.rate"),
        row.whole("debt.months"),
        row("debt.upfront_fee"),
        row("debt.undrawn_fee"),
        {row("debt.cover_minimum"), row("debt.loan_to_value_maximum"), row.whole("debt.cure_months")}};
    plan.tax.rate = row("tax.rate");
    plan.tax.depreciation =
        sim::depreciationNamed(row.text("tax.depreciation"), row.whole("tax.depreciation_years"));
    return plan;
}

sim::RiskTerms riskTermsOf(const Scenario& scenario, const hwdb::Catalogue& catalogue, std::string& note) {
    const Rows row(scenario);
    sim::RiskTerms terms;
    terms.spot = {row("spot.price"),         row("risk.reversion"),      row("risk.volatility"),
                  row("risk.drift"),         row("risk.jumps_per_year"), row("risk.jump_mean"),
                  row("risk.jump_deviation")};
    terms.utilisation = {row("spot.utilisation"), row("risk.utilisation_reversion"),
                         row("risk.utilisation_volatility")};
    terms.residualVolatility = row("risk.residual_volatility");
    terms.exchangeVolatility = row("risk.exchange_volatility");
    const auto r = numbersOf(scenario, "workload.fleet.risk.correlation");
    if (r.size() != 3)
        refuse(scenario, "workload.fleet.risk.correlation", fmt::format("{} numbers", r.size()),
               "three: spot with utilisation, spot with residual value, utilisation with residual value");
    terms.correlation = {{1, r[0], r[1]}, {r[0], 1, r[2]}, {r[1], r[2], 1}};
    terms.paths = static_cast<std::uint32_t>(row("risk.paths"));
    terms.seed = static_cast<std::uint64_t>(scenario.number("seed"));
    if (!scenario.has("workload.fleet.risk.calibrate")) return terms;
    const std::string device = catalogue.resolve("accelerator", row.text("risk.calibrate"));
    std::vector<sim::DatedPrice> history;
    for (const auto& o : catalogue.rentalHistory(device)) {
        if (o.currency != "USD" || o.contract != row.text("risk.calibrate_contract") || o.date.size() < 7)
            continue;
        const double year = std::stod(o.date.substr(0, 4)), month = std::stod(o.date.substr(5, 2));
        const double day = o.date.size() >= 10 ? std::stod(o.date.substr(8, 2)) : 15.0;
        history.push_back({year + (month - 1.0) / 12.0 + (day - 1.0) / 365.25, o.pricePerGpuHour});
    }
    if (const auto fit = sim::calibrate(history, terms.spot)) {
        const double start = terms.spot.start;
        terms.spot = fit->process;
        terms.spot.start = start; // today's price is the scenario's
        note = fmt::format("price process of {} from its {} history: {}", device,
                           row.text("risk.calibrate_contract"), fit->note);
    } else {
        note = fmt::format("the {} history of {} is too short to set a price process ({} observations): the "
                           "scenario's own is used",
                           row.text("risk.calibrate_contract"), device, history.size());
    }
    return terms;
}

} // namespace scenario
