// SPDX-License-Identifier: Apache-2.0
// Correlated Monte Carlo over the monthly engine: spot price, utilisation and residual value move together,
// each path is a market of its own, and the sample says how likely covenants break and what the plan is
// worth.
#pragma once

#include <cstdint>
#include <vector>

#include "simulator/base/progress.h"
#include "simulator/economics/correlation.h"
#include "simulator/economics/ledger.h"
#include "simulator/economics/price_process.h"
#include "simulator/economics/sample_summary.h"

namespace sim {

struct RiskTerms {
    PriceProcess spot;
    ShareProcess utilisation;
    double residualVolatility = 0.0; ///< of the logarithm, per square root of a year; its mean is kept
    double exchangeVolatility =
        0.0; ///< of the rate of purchases abroad, without drift, independent of the rest
    Matrix correlation = {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}; ///< of spot, utilisation, residual value
    std::uint32_t paths = 10000;
    std::uint64_t seed = 1;
    int threads = 1; ///< changes nothing but speed
};

struct RiskSample {
    std::vector<double> levelisedCost; ///< per sold GPU-hour, by path; empty where nothing is sold or used
    std::vector<double> presentValue, leveredValue;            ///< by path
    std::vector<double> leastCover, greatestLoanToValue;       ///< by path; empty without debt
    std::vector<int> firstCoverBreach, firstLoanToValueBreach; ///< month, 0 = none
    std::vector<std::vector<double>> revenueByYear;            ///< by year, then path
    CorrelationFactor factor;

    std::size_t paths() const { return presentValue.size(); }
    SampleFigure coverBreachProbability() const;
    SampleFigure loanToValueBreachProbability() const;
    SampleFigure anyBreachProbability() const;
    SampleFigure lossProbability() const; ///< present value below 0
    /// Share of the paths whose cover has been breached by the end of each month.
    std::vector<double> coverBreachedBy(int months) const;
};

/// Throws Error{BadInput} for processes and correlations that cannot be, Error{Cancelled} when stopped.
RiskSample operatorRisk(const LedgerEngine& engine, const RiskTerms& terms, const WorkContext& context = {});

/// The market of one path; a pure function of seed and path. `market` is overwritten.
void drawMarket(const FleetPlan& plan, const RiskTerms& terms, const CorrelationFactor& factor,
                std::uint32_t path, MarketPath& market);

} // namespace sim
