// SPDX-License-Identifier: Apache-2.0
#include "simulator/economics/loan.h"

#include <algorithm>

#include <fmt/format.h>

#include "simulator/base/error.h"
#include "simulator/economics/time_value.h"

namespace sim {

namespace {

void validate(const LoanTerms& terms) {
    const auto fail = [](std::string message) { throw Error(ErrorCode::BadInput, std::move(message)); };
    if (terms.draws.empty()) fail("a loan without a draw");
    if (terms.months < 1) fail(fmt::format("found a loan over {} months, expected at least 1", terms.months));
    if (terms.annualPercentageRate <= -1.0)
        fail(fmt::format("found an interest of {} per year, expected more than -1",
                         terms.annualPercentageRate));
    for (const Draw& draw : terms.draws)
        if (draw.amount < 0.0 || draw.month < 0)
            fail(fmt::format("found a draw of {} in month {}, expected neither below 0", draw.amount,
                             draw.month));
}

template<class IsBreach>
Breach breachOf(std::span<const std::optional<double>> path, int cureMonths, IsBreach isBreach) {
    Breach breach;
    int run = 0;
    for (std::size_t i = 0; i < path.size(); ++i) {
        run = path[i] && isBreach(*path[i]) ? run + 1 : 0;
        const int month = static_cast<int>(i) + 1;
        if (run > 0 && !breach.first) breach.first = month;
        if (run > cureMonths && !breach.uncured) breach.uncured = month;
    }
    return breach;
}

} // namespace

std::vector<LoanMonth> loanSchedule(const LoanTerms& terms, int horizonMonths) {
    validate(terms);
    double commitment = 0.0;
    int lastDraw = 0;
    for (const Draw& draw : terms.draws) {
        commitment += draw.amount;
        lastDraw = std::max(lastDraw, draw.month);
    }
    const double monthly = terms.annualPercentageRate / 12.0;
    const double level = -payment(monthly, terms.months, commitment);
    std::vector<LoanMonth> schedule(static_cast<std::size_t>(horizonMonths) + 1);
    double balance = 0.0, drawn = 0.0;
    for (int t = 0; t <= horizonMonths; ++t) {
        LoanMonth& month = schedule[static_cast<std::size_t>(t)];
        if (t == 0) month.fees = terms.upfrontFeeShare * commitment;
        month.fees += t == 0 ? 0.0 : (commitment - drawn) * terms.undrawnFeeRate / 12.0;
        month.interest = balance * monthly;
        if (t > lastDraw && t <= lastDraw + terms.months)
            month.principal = t == lastDraw + terms.months ? balance : level - month.interest;
        for (const Draw& draw : terms.draws)
            if (draw.month == t) month.drawn += draw.amount;
        drawn += month.drawn;
        balance += month.drawn - month.principal;
        month.balance = balance;
    }
    return schedule;
}

double debtCapacity(std::span<const double> cashFlow, double cover, double monthlyInterest) {
    if (!(cover > 0.0))
        throw Error(ErrorCode::BadInput,
                    fmt::format("found a debt service cover of {}, expected more than 0", cover));
    double value = 0.0;
    for (std::size_t i = cashFlow.size(); i-- > 0;)
        value = (value + cashFlow[i] / cover) / (1.0 + monthlyInterest);
    return value;
}

std::vector<double> sculptedBalance(std::span<const double> cashFlow, double cover, double monthlyInterest,
                                    double debt) {
    std::vector<double> balances;
    for (const double cash : cashFlow)
        balances.push_back(debt = debt * (1.0 + monthlyInterest) - cash / cover);
    return balances;
}

Breach coverBreach(std::span<const std::optional<double>> cover, const Covenants& c) {
    return breachOf(cover, c.cureMonths, [&](double v) { return v < c.coverMinimum; });
}

Breach loanToValueBreach(std::span<const std::optional<double>> loanToValue, const Covenants& c) {
    return breachOf(loanToValue, c.cureMonths,
                    [&](double v) { return c.loanToValueMaximum > 0.0 && v > c.loanToValueMaximum; });
}

double equityCure(double balance, double marketValue, double loanToValueMaximum) {
    return std::max(0.0, balance - loanToValueMaximum * marketValue);
}

} // namespace sim
