// SPDX-License-Identifier: Apache-2.0
#include "simulator/economics/token_cost.h"

#include <fmt/format.h>

#include "simulator/base/error.h"

namespace sim {

namespace {

constexpr double Million = 1e6, SecondsPerHour = 3600.0, SecondsPerDay = 86400.0;

double positive(double value, const char* what) {
    if (!(value > 0.0))
        throw Error(ErrorCode::BadInput, fmt::format("found {} of {}, expected more than 0", what, value));
    return value;
}

} // namespace

double costPerMillionTokens(double perGpuHour, double tokensPerGpuSecond) {
    return perGpuHour / (positive(tokensPerGpuSecond, "a token rate") * SecondsPerHour / Million);
}

WholeHourCost wholeHourCost(double perGpuHour, const TokenRates& rates) {
    return {costPerMillionTokens(perGpuHour, rates.inputPerSecond),
            costPerMillionTokens(perGpuHour, rates.outputPerSecond),
            costPerMillionTokens(perGpuHour, rates.totalPerSecond())};
}

SplitCost splitCost(double perGpuHour, const TokenRates& rates, double prefillShare) {
    return {costPerMillionTokens(perGpuHour * prefillShare, rates.inputPerSecond),
            costPerMillionTokens(perGpuHour * (1.0 - prefillShare), rates.outputPerSecond)};
}

AllocationCost allocationCost(double perGpuHour, double tokensPerGpuSecond, double utilisation) {
    const double usage = costPerMillionTokens(perGpuHour, tokensPerGpuSecond);
    return {usage / positive(utilisation, "a utilisation"), usage};
}

double breakEvenUtilisationAgainstApi(double usageBasedCost, double apiPrice) {
    return usageBasedCost / positive(apiPrice, "an API price");
}

double revenueOf(const TokenVolume& v, const TokenPriceList& p) {
    return (v.cachedInput * p.cachedInput + v.uncachedInput * p.uncachedInput + v.output * p.output) /
           Million;
}

double blendedPrice(const TokenVolume& volume, const TokenPriceList& prices) {
    return revenueOf(volume, prices) / positive(volume.total(), "a number of tokens") * Million;
}

Margin marginOf(double revenue, double cost) {
    return {(revenue - cost) / positive(cost, "a cost"), (revenue - cost) / positive(revenue, "a revenue")};
}

double joulesPerToken(double kilowattsPerGpu, double tokensPerGpuSecond) {
    return kilowattsPerGpu * 1000.0 / positive(tokensPerGpuSecond, "a token rate");
}

double tokensPerSecondPerMegawatt(double kilowattsPerGpu, double tokensPerGpuSecond) {
    return tokensPerGpuSecond * 1000.0 / positive(kilowattsPerGpu, "a power");
}

SplitFleet splitFleet(double inputTokensPerDay, double outputTokensPerDay, double prefillRatePerNode,
                      double decodeRatePerNode) {
    return {inputTokensPerDay / SecondsPerDay / positive(prefillRatePerNode, "a prefill rate"),
            outputTokensPerDay / SecondsPerDay / positive(decodeRatePerNode, "a decode rate")};
}

} // namespace sim
