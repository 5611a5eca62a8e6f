// SPDX-License-Identifier: Apache-2.0
// Modelled expert exchanges beside published bandwidths, with the shipped link efficiencies.
#include <cmath>
#include <cstdio>

#include <gtest/gtest.h>

#include "hwdb/catalogue.h"
#include "simulator/network/expert_exchange.h"

namespace sim {
namespace {

struct PublishedCase {
    const char* name;
    const char* system;
    double ranks, domainLimit, bytesPerToken;
    double gigabytesPerSecond; ///< as the source counts them
    bool perDomain; ///< counts one copy per node reached, own included; else one per device reached
};

// DeepEP V1 README: 4,096 tokens of 7,168, top-8 of 256 experts, top-4 groups; dispatch FP8 with scales
// (7,392 B), combine BF16. Its bandwidth counts the own node (own device for EP8) as if it were remote. The
// H800 scale-up and EP32/EP64 rows are what the efficiencies were derived from; EP16, where forwarding over
// NVLink binds, was not used.
constexpr PublishedCase Cases[] = {
    {"H800 EP8 dispatch", "hgx-h800", 8, 4, 7392, 153, false},
    {"H800 EP8 combine", "hgx-h800", 8, 4, 14336, 158, false},
    {"H800 EP16 dispatch", "hgx-h800", 16, 4, 7392, 43, true},
    {"H800 EP16 combine", "hgx-h800", 16, 4, 14336, 43, true},
    {"H800 EP32 dispatch", "hgx-h800", 32, 4, 7392, 58, true},
    {"H800 EP32 combine", "hgx-h800", 32, 4, 14336, 57, true},
    {"H800 EP64 dispatch", "hgx-h800", 64, 4, 7392, 51, true},
    {"H800 EP64 combine", "hgx-h800", 64, 4, 14336, 50, true},
};

TEST(PublishedExchange, OfDeepEpOnH800IsMetWithinTheStatedSpread) {
    const auto catalogue = hwdb::Catalogue::build(":memory:", PURSER_SOURCE_DIR "/hwdb/data");
    double sum = 0.0;
    for (const auto& c : Cases) {
        const auto fabric = catalogue.exchangeFabric(c.system);
        const CommShape shape{4096, c.bytesPerToken, 8, c.domainLimit, 256, c.ranks};
        const auto cost = allToAll(shape, fabric);
        const int domains = static_cast<int>(c.ranks) / 8;
        const double copies =
            c.perDomain ? expectedDomains(8, domains, static_cast<int>(c.domainLimit), 256 / domains)
                        : expectedDomains(8, 8, 0, 32);
        const double predicted = shape.tokens * c.bytesPerToken * copies / cost.time.base() / 1e9;
        const double error = predicted / c.gigabytesPerSecond - 1.0;
        std::printf("%-20s predicted %6.1f GB/s, published %6.1f, %+5.1f %%\n", c.name, predicted,
                    c.gigabytesPerSecond, 100.0 * error);
        EXPECT_LT(std::abs(error), 0.10) << c.name;
        sum += std::abs(error);
    }
    const double mape = sum / std::size(Cases);
    std::printf("mean absolute error %.1f %%\n", 100.0 * mape);
    EXPECT_LT(mape, 0.05); // measured: 3.6 %
}

} // namespace
} // namespace sim
