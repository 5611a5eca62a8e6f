// SPDX-License-Identifier: Apache-2.0
#include "simulator/economics/time_value.h"

#include <cmath>
#include <vector>

#include <fmt/format.h>

#include "simulator/base/error.h"
#include "simulator/economics/rate_of_return.h"

namespace sim {

namespace {

void requireRate(double rate) {
    if (!(rate > -1.0) || !std::isfinite(rate))
        throw Error(ErrorCode::BadInput,
                    fmt::format("found a rate of {} per period, expected more than -1", rate));
}

void requirePeriods(double periods) {
    if (!(periods > 0.0) || !std::isfinite(periods))
        throw Error(ErrorCode::BadInput,
                    fmt::format("found a life of {} periods, expected more than 0", periods));
}

/// Future value of one unit paid at the end of each period: ((1+r)^n - 1) / r, n at r = 0. expm1 and log1p
/// keep the digits of small rates.
double annuityFutureValue(double rate, double periods) {
    return rate == 0.0 ? periods : std::expm1(periods * std::log1p(rate)) / rate;
}

} // namespace

double monthlyRate(double annual) {
    requireRate(annual);
    return std::expm1(std::log1p(annual) / 12.0);
}

double annualRate(double monthly) {
    requireRate(monthly);
    return std::expm1(12.0 * std::log1p(monthly));
}

double netPresentValue(double rate, std::span<const double> flows) {
    requireRate(rate);
    double sum = 0.0;
    for (std::size_t i = flows.size(); i-- > 0;)
        sum = sum / (1.0 + rate) + flows[i];
    return sum;
}

double payment(double rate, double periods, double present, double future) {
    requireRate(rate);
    requirePeriods(periods);
    return -(future + present * std::pow(1.0 + rate, periods)) / annuityFutureValue(rate, periods);
}

double presentValue(double rate, double periods, double paymentPerPeriod, double future) {
    requireRate(rate);
    return -(future + paymentPerPeriod * annuityFutureValue(rate, periods)) / std::pow(1.0 + rate, periods);
}

double futureValue(double rate, double periods, double paymentPerPeriod, double present) {
    requireRate(rate);
    return -(present * std::pow(1.0 + rate, periods) + paymentPerPeriod * annuityFutureValue(rate, periods));
}

double periodCount(double rate, double paymentPerPeriod, double present, double future) {
    requireRate(rate);
    double periods = 0.0;
    if (rate == 0.0) {
        periods = -(future + present) / paymentPerPeriod;
    } else {
        const double perpetual = paymentPerPeriod / rate;
        periods = std::log((perpetual - future) / (perpetual + present)) / std::log1p(rate);
    }
    if (!std::isfinite(periods) || periods < 0.0)
        throw Error(ErrorCode::BadInput,
                    fmt::format("payments of {} at {} per period never turn {} into {}", paymentPerPeriod,
                                rate, present, future),
                    {}, "raise the payment or lower the rate");
    return periods;
}

double ratePerPeriod(double periods, double paymentPerPeriod, double present, double future) {
    requirePeriods(periods);
    std::vector<DatedFlow> flows = {{0.0, present}};
    for (int k = 1; k <= static_cast<int>(periods) && paymentPerPeriod != 0.0; ++k)
        flows.push_back({static_cast<double>(k), paymentPerPeriod});
    flows.push_back({periods, future});
    return rateOfReturn(flows).only();
}

double interestPart(double rate, int period, double periods, double present, double future) {
    if (period < 1 || period > periods)
        throw Error(ErrorCode::BadInput,
                    fmt::format("found payment number {}, expected 1 to {}", period, periods));
    const double balance = futureValue(rate, period - 1, payment(rate, periods, present, future), present);
    return balance * rate;
}

double principalPart(double rate, int period, double periods, double present, double future) {
    return payment(rate, periods, present, future) - interestPart(rate, period, periods, present, future);
}

double capitalRecoveryFactor(double rate, double periods) {
    return -payment(rate, periods, 1.0);
}

double sinkingFundFactor(double rate, double periods) {
    requireRate(rate);
    requirePeriods(periods);
    return 1.0 / annuityFutureValue(rate, periods);
}

} // namespace sim
