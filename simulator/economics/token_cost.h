// SPDX-License-Identifier: Apache-2.0
// From GPU-hours to tokens: cost of a million tokens under each way of sharing the hours out, energy of a
// token, what a service earns at a price list.
#pragma once

namespace sim {

/// Rates per GPU, from a simulated or measured serving result at its service level.
struct TokenRates {
    double inputPerSecond = 0.0, outputPerSecond = 0.0;
    double totalPerSecond() const { return inputPerSecond + outputPerSecond; }
};

/// Cost of a million tokens when the whole GPU-hour is charged to them. Throws Error{BadInput} for a rate
/// that is not positive.
double costPerMillionTokens(double perGpuHour, double tokensPerGpuSecond);

/// The whole hour charged to input or to output tokens: alternatives, never to be added. `perTotal` spreads
/// it over both.
struct WholeHourCost {
    double perMillionInput = 0.0, perMillionOutput = 0.0, perMillionTotal = 0.0;
};
WholeHourCost wholeHourCost(double perGpuHour, const TokenRates& rates);

/// The hour split by the GPU-time of prefill and decode: input and output cost add up to the hour.
struct SplitCost {
    double perMillionInput = 0.0, perMillionOutput = 0.0;
};
/// `prefillShare` of the GPU-time, from the simulated units. REQUIRES: both rates positive.
SplitCost splitCost(double perGpuHour, const TokenRates& rates, double prefillShare);

/// All reserved hours over the tokens served, the busy ones alone, and their ratio: how well the fleet is
/// used.
struct AllocationCost {
    double allocationBased = 0.0, usageBased = 0.0;
    double utilisation() const { return usageBased / allocationBased; }
};
/// Cost of a million tokens at `utilisation` of the reserved hours. REQUIRES: 0 < utilisation <= 1.
AllocationCost allocationCost(double perGpuHour, double tokensPerGpuSecond, double utilisation);
/// Share of the hours that must be busy for a fleet to cost what an API asks; above 1 the API is cheaper.
double breakEvenUtilisationAgainstApi(double usageBasedCost, double apiPrice);

/// Price list of an API, per million tokens.
struct TokenPriceList {
    double cachedInput = 0.0, uncachedInput = 0.0, output = 0.0;
};
/// Tokens of one day, or of one request.
struct TokenVolume {
    double cachedInput = 0.0, uncachedInput = 0.0, output = 0.0;
    double total() const { return cachedInput + uncachedInput + output; }
};
double revenueOf(const TokenVolume& volume, const TokenPriceList& prices);
/// What a million tokens of this mix cost at the list.
double blendedPrice(const TokenVolume& volume, const TokenPriceList& prices);

/// Profit over cost (the "545 %") and over revenue.
struct Margin {
    double onCost = 0.0, onRevenue = 0.0;
};
Margin marginOf(double revenue, double cost);

/// Joules per token and tokens per second of one megawatt; the power of one GPU, all in.
double joulesPerToken(double kilowattsPerGpu, double tokensPerGpuSecond);
double tokensPerSecondPerMegawatt(double kilowattsPerGpu, double tokensPerGpuSecond);

/// Nodes of a service split into prefill and decode, from daily tokens and the rate of one node.
struct SplitFleet {
    double prefillNodes = 0.0, decodeNodes = 0.0;
    double nodes() const { return prefillNodes + decodeNodes; }
};
SplitFleet splitFleet(double inputTokensPerDay, double outputTokensPerDay, double prefillRatePerNode,
                      double decodeRatePerNode);

} // namespace sim
