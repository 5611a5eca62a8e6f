// SPDX-License-Identifier: Apache-2.0
// Internal rates of return, all of them. A flow without a change of sign has none and one with several
// changes may have several; both are answers of their own and never a number.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace sim {

/// A payment `time` periods after the start; periods may be parts of a year.
struct DatedFlow {
    double time = 0.0;
    double amount = 0.0;
};

/// Every rate above -100 % at which the flows are worth nothing, ascending.
struct RatesOfReturn {
    enum class Outcome {
        One,
        NoSignChange, ///< all receipts or all payments: no rate can balance them
        NoRoot,       ///< signs change, and yet every rate leaves a value of one sign
        Several,      ///< investing and borrowing at once: no single rate describes the flow
    };
    Outcome outcome = Outcome::NoSignChange;
    std::vector<double> rates;

    std::optional<double> one() const;
    /// The rate when there is exactly one. Throws Error{BadInput} that says which of the others it is.
    double only() const;
    /// In words for the user: "15.0 %", "none: every flow is paid", "several: 10.0 %, 20.0 %".
    std::string inWords() const;
};

/// Roots are isolated, not searched for: the rule of signs for sums of exponentials (Laguerre, "Sur la
/// theorie des equations numeriques", 1883) bounds their number, and between two roots lies one of the
/// derivative. Rates from -99.99 % to 10^8 % per period. REQUIRES: finite amounts and times.
RatesOfReturn rateOfReturn(std::span<const DatedFlow> flows);
/// Equal periods: flow k falls at time k.
RatesOfReturn rateOfReturn(std::span<const double> flows);

/// A payment on a day (days since 1970-01-01).
struct DayFlow {
    long day = 0;
    double amount = 0.0;
};
/// Per year of 365 days from the first flow on, as spreadsheets do it. The flows need not be sorted.
RatesOfReturn rateOfReturn(std::span<const DayFlow> flows);
double netPresentValue(double annualRate, std::span<const DayFlow> flows);

/// Modified rate of return: payments discounted at `financeRate`, receipts compounded at `reinvestRate`.
/// nullopt without both a payment and a receipt.
std::optional<double> modifiedRateOfReturn(std::span<const double> flows, double financeRate,
                                           double reinvestRate);

/// Months (periods) until the running sum of `flows` is no longer negative, for good measure counted from the
/// first flow = 0; nullopt when it never is.
std::optional<int> paybackPeriod(std::span<const double> flows);

} // namespace sim
