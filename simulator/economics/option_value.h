// SPDX-License-Identifier: Apache-2.0
// Values of options: the closed form of Black and Scholes, and the binomial tree of Cox, Ross and Rubinstein
// for those exercised early, as a staged purchase is.
#pragma once

namespace sim {

enum class OptionKind { Call, Put };

struct OptionTerms {
    OptionKind kind = OptionKind::Call;
    double spot = 0.0, strike = 0.0;
    double rate = 0.0;       ///< continuously compounded per year
    double volatility = 0.0; ///< per square root of a year
    double years = 0.0;
};

/// Black and Scholes (Journal of Political Economy 81, 1973). Throws Error{BadInput} unless spot, strike,
/// volatility and years are positive.
double europeanOption(const OptionTerms& option);
/// Cox, Ross and Rubinstein (Journal of Financial Economics 7, 1979): `steps` in all, exercised after every
/// `exerciseEvery` of them and at the end.
double binomialOption(const OptionTerms& option, int steps, int exerciseEvery = 1);

} // namespace sim
