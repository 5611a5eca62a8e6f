// SPDX-License-Identifier: Apache-2.0
// Loans against GPUs: level and sculpted repayment, delayed draws, and the covenants that a lender tests
// every month.
#pragma once

#include <optional>
#include <span>
#include <vector>

namespace sim {

struct Draw {
    int month = 0; ///< paid out at its end; 0 = at the start
    double amount = 0.0;
};

struct LoanTerms {
    std::vector<Draw> draws;
    double annualPercentageRate = 0.0; ///< nominal per year, a twelfth of it per month
    int months = 48;                   ///< of level repayment, from the month after the last draw
    double upfrontFeeShare = 0.0;      ///< of the commitment, paid at month 0
    double undrawnFeeRate = 0.0;       ///< nominal per year on what is committed and not yet drawn
};

/// One month: entry 0 is the start.
struct LoanMonth {
    double drawn = 0.0, interest = 0.0, principal = 0.0, fees = 0.0;
    double balance = 0.0; ///< at the end of the month, after payments and draws
    double service() const { return interest + principal; }
};

/// Interest alone until the last draw, then `months` equal payments. Throws Error{BadInput} for terms that
/// cannot be (no draw, a life under one month, a negative amount).
std::vector<LoanMonth> loanSchedule(const LoanTerms& terms, int horizonMonths);

/// Most debt that monthly `cashFlow` carries at a debt service cover of `cover`: the present value of cash /
/// cover.
double debtCapacity(std::span<const double> cashFlow, double cover, double monthlyInterest);
/// Sculpted repayment: every month pays its cash / cover; balance by month, 0 at the end when the debt is
/// debtCapacity().
std::vector<double> sculptedBalance(std::span<const double> cashFlow, double cover, double monthlyInterest,
                                    double debt);

struct Covenants {
    double coverMinimum = 0.0;       ///< DSCR: cash available for debt service / debt service
    double loanToValueMaximum = 0.0; ///< LTV: balance / market value of the collateral; 0 = not tested
    int cureMonths = 0;              ///< a breach counts once it lasts longer than this
};

/// The first month (from 1) of a breach, and the first one in which it outlasts the cure.
struct Breach {
    std::optional<int> first, uncured;
};
/// `cover` and `loanToValue` hold one entry per month from month 1; an entry of no debt is left out
/// (nullopt).
Breach coverBreach(std::span<const std::optional<double>> cover, const Covenants& covenants);
Breach loanToValueBreach(std::span<const std::optional<double>> loanToValue, const Covenants& covenants);
/// Money that brings the loan back to the covenant: balance - maximum x value, 0 when within it.
double equityCure(double balance, double marketValue, double loanToValueMaximum);

} // namespace sim
