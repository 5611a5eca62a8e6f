// SPDX-License-Identifier: Apache-2.0
#include "simulator/economics/export_gate.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "simulator/base/error.h"

namespace sim {

namespace {

double openingsPerYear(const ExportGate& gate) {
    return gate.meanClosedMonths > 0.0 ? 12.0 / gate.meanClosedMonths : HUGE_VAL;
}

/// One gate on one path: when it next changes, drawn as needed.
struct GatePath {
    const ExportGate& gate;
    std::uint32_t path, index;
    bool isOpen;
    double nextChange = 0.0; // months
    std::uint32_t draws = 0;

    void step(const Random& random) {
        const double hazardPerMonth =
            isOpen ? gate.closingsPerYear / 12.0 : 1.0 / std::max(gate.meanClosedMonths, 1e-9);
        nextChange = hazardPerMonth > 0.0
                         ? nextChange - std::log(random.uniform(path, draws++, index)) / hazardPerMonth
                         : HUGE_VAL;
    }
};

} // namespace

void validate(const ExportGate& gate) {
    if (gate.closingsPerYear < 0.0 || gate.meanClosedMonths < 0.0)
        throw Error(
            ErrorCode::BadInput,
            fmt::format("found a gate that closes {} times a year for {} months, expected neither below 0",
                        gate.closingsPerYear, gate.meanClosedMonths));
}

double closesWithin(const ExportGate& gate, double months) {
    validate(gate);
    return -std::expm1(-gate.closingsPerYear * months / 12.0);
}

double longRunOpen(const ExportGate& gate) {
    validate(gate);
    const double opens = openingsPerYear(gate);
    if (std::isinf(opens)) return 1.0;
    return opens / (opens + gate.closingsPerYear);
}

double openAfter(const ExportGate& gate, double months) {
    const double steady = longRunOpen(gate);
    const double opens = openingsPerYear(gate);
    if (std::isinf(opens)) return 1.0;
    const double decay = std::exp(-(opens + gate.closingsPerYear) * months / 12.0);
    return steady + ((gate.isOpen ? 1.0 : 0.0) - steady) * decay;
}

double closureOutlasts(const ExportGate& gate, double months) {
    validate(gate);
    return gate.meanClosedMonths > 0.0 ? std::exp(-months / gate.meanClosedMonths) : 0.0;
}

double monthsToSupply(const std::vector<ExportGate>& gates, double transitMonths, const Random& random,
                      std::uint32_t path) {
    std::vector<GatePath> paths;
    for (std::uint32_t i = 0; i < gates.size(); ++i) {
        validate(gates[i]);
        paths.push_back({gates[i], path, i, gates[i].isOpen});
        paths.back().step(random);
    }
    // Goods that are on their way when a gate closes wait before it: supply comes at the first moment from
    // `transitMonths` on at which all stand open.
    constexpr double Never = 1200.0;
    double now = transitMonths;
    while (now < Never) {
        double wait = 0.0;
        for (GatePath& p : paths) {
            while (p.nextChange <= now) {
                p.isOpen = !p.isOpen;
                p.step(random);
            }
            if (!p.isOpen) wait = std::max(wait, p.nextChange - now);
        }
        if (wait == 0.0) return now;
        now += wait;
    }
    return Never;
}

} // namespace sim
