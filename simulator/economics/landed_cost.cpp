// SPDX-License-Identifier: Apache-2.0
#include "simulator/economics/landed_cost.h"

namespace sim {

LandedCost landedCost(double valueAtBorder, const ImportTerms& terms) {
    LandedCost cost;
    cost.duty = valueAtBorder * terms.dutyRate;
    cost.valueAddedTax = (valueAtBorder + cost.duty) * terms.valueAddedTaxRate;
    cost.recoverableTax = cost.valueAddedTax * terms.recoverableShare;
    cost.paid = valueAtBorder + cost.duty + cost.valueAddedTax;
    cost.cost = cost.paid - cost.recoverableTax;
    return cost;
}

TaxedPrice withoutTax(double priceIncludingTax, double taxRate) {
    const double net = priceIncludingTax / (1.0 + taxRate);
    return {net, priceIncludingTax - net};
}

} // namespace sim
