// SPDX-License-Identifier: Apache-2.0
// Balanced and random expert loads; the study found simulated loads to predict grouped products (10-17 %)
// where interpolation between measured ones fails (16-40 %): kernel study, section 2.
#include "simulator/kernels/expert_loads.h"

#include <algorithm>
#include <cmath>

#include "simulator/base/random.h"

namespace sim {

LoadSummary summarise(std::span<const double> rowsOfExperts) {
    LoadSummary s;
    for (const double rows : rowsOfExperts) {
        s.rows += rows;
        s.active += rows > 0.0 ? 1.0 : 0.0;
        s.largest = std::max(s.largest, rows);
    }
    return s;
}

// An expert stays empty with probability (1 - 1/E)^r.
double expectedActiveExperts(double rows, double experts) {
    if (experts <= 1.0) return rows > 0.0 ? experts : 0.0;
    return -experts * std::expm1(rows * std::log1p(-1.0 / experts));
}

std::vector<double> balancedLoads(double pairs, int experts) {
    std::vector<double> loads(static_cast<std::size_t>(std::max(0, experts)));
    const double each = loads.empty() ? 0.0 : std::floor(pairs / experts);
    double left = pairs - each * experts;
    for (double& rows : loads) {
        rows = each + std::min(1.0, std::max(0.0, left));
        left -= 1.0;
    }
    return loads;
}

// Poisson loads in their normal limit, rescaled to the pairs there are: each expert's rows are a mean and its
// square root times a normal draw, never below zero. Exact to a row for means above about 10.
std::vector<double> randomLoads(double pairs, int experts, double exponent, std::uint64_t seed,
                                std::uint64_t layer) {
    std::vector<double> loads(static_cast<std::size_t>(std::max(0, experts)));
    const Random random(seed, RandomStream::ExpertLoad);
    double weights = 0.0;
    for (std::size_t e = 0; e < loads.size(); ++e)
        weights += loads[e] = std::pow(static_cast<double>(e + 1), -exponent);
    double total = 0.0;
    for (std::size_t e = 0; e < loads.size(); ++e) {
        const double mean = pairs * loads[e] / weights;
        const double draw = random.normal(static_cast<std::uint32_t>(e), static_cast<std::uint32_t>(layer));
        total += loads[e] = std::max(0.0, mean + std::sqrt(mean) * draw);
    }
    if (total > 0.0)
        for (double& rows : loads)
            rows *= pairs / total;
    return loads;
}

Operator groupedGemm(const LoadSummary& loads, double n, double k, Precision precision, Scaling scaling) {
    Operator op;
    op.opClass = OpClass::GroupedGemm;
    op.input = op.weight = precision;
    op.scaling = scaling;
    op.shape = GemmShape{loads.rows, n, k, std::max(1.0, loads.active)};
    return op;
}

Operator moeExperts(const LoadSummary& loads, double hidden, double inter, Precision precision,
                    Scaling scaling) {
    Operator op;
    op.opClass = OpClass::MoeExperts;
    op.input = op.weight = precision;
    op.scaling = scaling;
    op.shape = MoeShape{loads.rows, loads.active, hidden, inter};
    return op;
}

} // namespace sim
