// SPDX-License-Identifier: Apache-2.0
// The rental operator of cases F and G: 1,024 GPUs, three quarters on contract, 70 % borrowed.
#pragma once

#include "simulator/economics/operator_risk.h"
#include "tests/unit/economics/golden_cases.h"

namespace sim {

inline FleetPlan goldenOperator(int contractMonths = 24, int loanMonths = 48) {
    const auto in = goldenCase("F_operator_deterministic").at("inputs");
    FleetPlan plan;
    plan.months = in.at("T");
    plan.conventions.discountRate = in.at("r");
    Purchase purchase;
    purchase.gpus = in.at("N");
    purchase.pricePerGpu = in.at("capex");
    plan.purchases = {purchase};
    plan.lines = {{"running cost", 0, in.at("opex_m"), 0, 0, 0}};
    plan.availability = in.at("avail");
    Contract contract;
    contract.share = in.at("contract_share");
    contract.price = in.at("contract_price");
    contract.months = contractMonths;
    contract.utilisation = in.at("u_contract");
    contract.recontractShare = in.at("recontract_disc");
    plan.contracts = {contract};
    plan.spot = {in.at("spot0"), in.at("spot_decl"), in.at("u_spot")};
    plan.residual.monthlyDecline = in.at("rv_m_decl");
    plan.residual.floor = in.at("rv_floor");
    plan.debt = {in.at("ltc"), in.at("apr"), loanMonths, 0, 0, {in.at("cov_dscr"), in.at("cov_ltv"), 0}};
    return plan;
}

/// Processes of case G, matched tenors.
inline RiskTerms goldenRisk(std::uint32_t paths) {
    RiskTerms terms;
    terms.spot = {2.42, 1.2, 0.45, -0.18, 0.35, -0.25, 0.15};
    terms.utilisation = {0.70, 1.0, 0.8};
    terms.residualVolatility = 0.20;
    terms.correlation = {{1, 0.7, 0.5}, {0.7, 1, 0.3}, {0.5, 0.3, 1}};
    terms.paths = paths;
    terms.seed = 20261122;
    return terms;
}

inline FleetPlan goldenRiskPlan() {
    FleetPlan plan = goldenOperator(36, 36);
    plan.residual.spotExponent = 0.5;
    return plan;
}

} // namespace sim
