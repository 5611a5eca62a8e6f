// SPDX-License-Identifier: Apache-2.0
#include "simulator/economics/fleet_plan.h"

#include <cmath>

#include <fmt/format.h>

#include "simulator/base/error.h"

namespace sim {

namespace {

void require(bool holds, std::string_view what, double value, std::string_view expected) {
    if (!holds)
        throw Error(ErrorCode::BadInput, fmt::format("found {} of {}, expected {}", what, value, expected));
}

void checkPurchase(const Purchase& p) {
    require(p.gpus >= 0.0, "a purchase", p.gpus, "0 GPUs or more");
    require(p.pricePerGpu >= 0.0, "a price per GPU", p.pricePerGpu, "0 or more");
    require(p.orderMonth >= 0 && p.leadMonths >= 0 && p.acceptanceMonths >= 0, "a delivery after",
            p.leadMonths + p.acceptanceMonths, "months of 0 or more");
    double paid = 0.0;
    for (const Milestone& m : p.milestones)
        paid += m.share;
    require(std::abs(paid - 1.0) < 1e-9, "a sum of milestones", paid, "1");
    require(p.retireMonth == 0 || p.retireMonth > p.serviceMonth(), "a retirement in month", p.retireMonth,
            "a month after its service began");
}

} // namespace

void validate(const FleetPlan& plan) {
    require(plan.months >= 1 && plan.months <= 1200, "a horizon in months", plan.months, "1 to 1200");
    require(plan.conventions.discountRate > -1.0, "a discount rate", plan.conventions.discountRate,
            "more than -1");
    require(plan.availability > 0.0 && plan.availability <= 1.0, "an availability", plan.availability,
            "above 0 and at most 1");
    require(plan.goodput > 0.0 && plan.goodput <= 1.0, "a goodput", plan.goodput, "above 0 and at most 1");
    require(plan.power.pue >= 1.0, "a PUE", plan.power.pue, "1 or more");
    for (const Purchase& p : plan.purchases)
        checkPurchase(p);
    double contracted = 0.0;
    for (const Contract& c : plan.contracts) {
        contracted += c.share;
        require(c.price >= 0.0, "a contract price", c.price, "0 or more");
        require(c.share >= 0.0, "a contract share", c.share, "0 or more");
    }
    require(contracted <= 1.0 + 1e-9, "contracts for a share of the fleet", contracted, "at most 1");
    require(plan.residual.monthlyDecline < 1.0, "a monthly decline of the residual value",
            plan.residual.monthlyDecline, "less than 1");
    require(plan.debt.loanToCost >= 0.0, "a loan to cost", plan.debt.loanToCost, "0 or more");
    require(plan.tax.rate >= 0.0 && plan.tax.rate < 1.0, "a tax rate", plan.tax.rate, "0 up to 1");
}

} // namespace sim
