// SPDX-License-Identifier: Apache-2.0
// Time value of money in closed form: present and future values, annuities, the rates between them. Signs as
// in spreadsheets: money received is positive, money paid negative; payments fall at the end of a period.
#pragma once

#include <span>

namespace sim {

/// Rate of one month that compounds to `annual` over twelve: (1 + r)^(1/12) - 1. REQUIRES: annual > -1.
double monthlyRate(double annual);
/// The year's rate that `monthly` compounds to.
double annualRate(double monthly);

/// Net present value; the first flow is not discounted. Throws Error{BadInput} for a rate of -100 % or less.
double netPresentValue(double rate, std::span<const double> flows);

/// Payment per period that repays `present` and leaves `future` after `periods`.
double payment(double rate, double periods, double present, double future = 0.0);
double presentValue(double rate, double periods, double paymentPerPeriod, double future = 0.0);
double futureValue(double rate, double periods, double paymentPerPeriod, double present = 0.0);
/// Number of periods until `present` and the payments leave `future`. Throws Error{BadInput} when never.
double periodCount(double rate, double paymentPerPeriod, double present, double future = 0.0);
/// Rate at which payments turn `present` into `future`. Throws Error{BadInput} when there is none.
double ratePerPeriod(double periods, double paymentPerPeriod, double present, double future);
/// Part of payment number `period` (from 1) that is interest; the rest repays.
double interestPart(double rate, int period, double periods, double present, double future = 0.0);
double principalPart(double rate, int period, double periods, double present, double future = 0.0);

/// Capital recovery factor r(1+r)^n / ((1+r)^n - 1): what one unit of capital costs per period; 1/n at r = 0.
/// Throws Error{BadInput} for a life that is not positive.
double capitalRecoveryFactor(double rate, double periods);
/// Sinking fund factor r / ((1+r)^n - 1): what to lay by per period for one unit at the end.
double sinkingFundFactor(double rate, double periods);

} // namespace sim
