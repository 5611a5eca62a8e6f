// SPDX-License-Identifier: Apache-2.0
// Money at the speed of a slider: correlated paths of an operator's five years, a rent-versus-buy map.
#include <benchmark/benchmark.h>

#include "simulator/economics/levelised_cost.h"
#include "simulator/economics/operator_risk.h"
#include "simulator/economics/time_value.h"

namespace {

/// 1,024 GPUs, three quarters on contract, 70 % borrowed; round numbers of the golden cases.
sim::FleetPlan operatorPlan() {
    sim::FleetPlan plan;
    plan.conventions.discountRate = 0.12;
    sim::Purchase purchase;
    purchase.gpus = 1024;
    purchase.pricePerGpu = 38000;
    plan.purchases = {purchase};
    plan.lines = {
        {"colocation", 0, 0, 130, 0, 0}, {"support", 0, 0, 0, 0.04, 0}, {"staff", 75000, 0, 0, 0, 0}};
    plan.power = {1.275, 0.8, 1.25, 0.08, 0, 0, 0};
    plan.availability = 0.97;
    sim::Contract contract;
    contract.share = 0.75;
    contract.price = 2.65;
    contract.months = 36;
    contract.recontractShare = 0.95;
    plan.contracts = {contract};
    plan.spot = {2.42, 0.015, 0.7};
    plan.residual = {0.022, 0.08, 0.5, 1.0};
    plan.debt = {0.7, 0.10, 36, 0, 0, {1.25, 0.85, 0}};
    plan.tax = {0.21, sim::macrsFiveYear(), true};
    return plan;
}

/// Argument: threads.
void correlatedPathsOfSixtyMonths(benchmark::State& state) {
    const sim::LedgerEngine engine(operatorPlan());
    sim::RiskTerms terms;
    terms.spot = {2.42, 1.2, 0.45, -0.18, 0.35, -0.25, 0.15};
    terms.utilisation = {0.70, 1.0, 0.8};
    terms.residualVolatility = 0.2;
    terms.correlation = {{1, 0.7, 0.5}, {0.7, 1, 0.3}, {0.5, 0.3, 1}};
    terms.paths = 10000;
    terms.threads = static_cast<int>(state.range(0));
    for (auto _ : state)
        benchmark::DoNotOptimize(sim::operatorRisk(engine, terms).presentValue.data());
}
BENCHMARK(correlatedPathsOfSixtyMonths)
    ->Arg(1)
    ->Arg(2)
    ->Unit(benchmark::kMillisecond)
    ->MeasureProcessCPUTime()
    ->UseRealTime();

/// Owning against renting on 41 x 41 prices and utilisations, each cell a run of the monthly engine.
void rentVersusBuyMapThroughTheLedger(benchmark::State& state) {
    sim::FleetPlan plan = operatorPlan();
    plan.contracts.clear();
    plan.debt = {};
    for (auto _ : state) {
        const sim::LedgerEngine engine(plan);
        sim::Ledger ledger = engine.blank();
        sim::MarketPath market = engine.plannedMarket();
        const double monthly = sim::monthlyRate(plan.conventions.discountRate);
        double sum = 0;
        for (int i = 0; i < 41; ++i)
            for (int k = 0; k < 41; ++k) {
                market.spotPrice.assign(60, 1.0 + 0.1 * i);
                market.spotUtilisation.assign(60, 0.2 + 0.02 * k);
                engine.apply(market, ledger);
                sum += sim::netPresentValue(monthly, ledger.unleveredFlows());
            }
        benchmark::DoNotOptimize(sum);
    }
}
BENCHMARK(rentVersusBuyMapThroughTheLedger)->Unit(benchmark::kMillisecond);

void rentVersusBuyMapInClosedForm(benchmark::State& state) {
    sim::OwnedGpu gpu;
    gpu.capex = 42000;
    gpu.annualRate = 0.1;
    gpu.itKilowatts = 1.275;
    gpu.pue = 1.25;
    gpu.energyPrice = 0.08;
    std::vector<double> prices, utilisations;
    for (int i = 0; i < 41; ++i)
        prices.push_back(1.0 + 0.1 * i), utilisations.push_back(0.2 + 0.02 * i);
    for (auto _ : state)
        benchmark::DoNotOptimize(sim::rentVersusBuyMap(gpu, prices, utilisations).data());
}
BENCHMARK(rentVersusBuyMapInClosedForm)->Unit(benchmark::kMillisecond);

} // namespace
