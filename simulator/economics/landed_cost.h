// SPDX-License-Identifier: Apache-2.0
// What an imported machine costs at the door: duty and value added tax on top of the price at the border.
#pragma once

namespace sim {

struct ImportTerms {
    double dutyRate = 0.0;          ///< customs duty, tariffs and the like on the value at the border
    double valueAddedTaxRate = 0.0; ///< on value and duty
    double recoverableShare = 0.0;  ///< of the value added tax that comes back: timing, not cost
};

struct LandedCost {
    double duty = 0.0, valueAddedTax = 0.0, recoverableTax = 0.0;
    double paid = 0.0; ///< at the border, all in
    double cost = 0.0; ///< after the recoverable tax has come back
};
/// `valueAtBorder` is cost, insurance and freight (CIF).
LandedCost landedCost(double valueAtBorder, const ImportTerms& terms);

/// A price that includes tax, taken apart.
struct TaxedPrice {
    double net = 0.0, tax = 0.0;
};
TaxedPrice withoutTax(double priceIncludingTax, double taxRate);

} // namespace sim
