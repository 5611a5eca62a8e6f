// SPDX-License-Identifier: Apache-2.0
// Max-min rates by the textbook: raise all rates together, stop flows at full links. Slow, and independent of
// the program's solver.
#pragma once

#include <algorithm>
#include <limits>
#include <vector>

#include "simulator/network/path_store.h"

namespace sim::test {

struct OracleFlow {
    std::vector<LinkIndex> path;
    double members = 1.0;
    double cap = std::numeric_limits<double>::infinity();
};

inline std::vector<double> fillByTheBook(const std::vector<double>& capacities,
                                         const std::vector<OracleFlow>& flows) {
    std::vector<double> rates(flows.size(), 0.0);
    std::vector<bool> isStopped(flows.size(), false);
    for (std::size_t left = flows.size(); left > 0;) {
        // The highest common rate that every link and cap still allows.
        double rate = std::numeric_limits<double>::infinity();
        std::vector<double> allowed(capacities.size());
        for (std::size_t l = 0; l < capacities.size(); ++l) {
            double room = capacities[l], members = 0.0;
            for (std::size_t f = 0; f < flows.size(); ++f)
                if (std::count(flows[f].path.begin(), flows[f].path.end(), l) > 0)
                    isStopped[f] ? room -= flows[f].members * rates[f] : members += flows[f].members;
            allowed[l] =
                members > 0.0 ? std::max(0.0, room) / members : std::numeric_limits<double>::infinity();
            rate = std::min(rate, allowed[l]);
        }
        for (std::size_t f = 0; f < flows.size(); ++f)
            if (!isStopped[f]) rate = std::min(rate, flows[f].cap);
        for (std::size_t f = 0; f < flows.size(); ++f) {
            if (isStopped[f]) continue;
            bool stops = flows[f].cap <= rate * (1.0 + 1e-14);
            for (const LinkIndex l : flows[f].path)
                stops = stops || allowed[l] <= rate * (1.0 + 1e-14);
            rates[f] = rate;
            if (stops) isStopped[f] = true, --left;
        }
    }
    return rates;
}

} // namespace sim::test
