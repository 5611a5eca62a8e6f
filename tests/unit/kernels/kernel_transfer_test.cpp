// SPDX-License-Identifier: Apache-2.0
// Parameters carried to a device that was not fitted.
#include <cmath>

#include "kernel_fixture.h"
#include "simulator/kernels/kernel_transfer.h"

namespace {

using namespace sim;
using namespace sim::fixture;

TEST(MeanParameters, AreGeometric) {
    auto a = fitPrior(OpClass::Gemm), b = a;
    a.computeEfficiency = 0.4, b.computeEfficiency = 0.9;
    a.latency = Seconds{1e-6}, b.latency = Seconds{4e-6};
    const auto mean = meanParameters(std::vector{a, b});
    EXPECT_NEAR(mean.computeEfficiency, 0.6, 1e-12);
    EXPECT_NEAR(mean.latency.base(), 2e-6, 1e-15);
}

std::vector<KernelObservation> products(double slower) {
    std::vector<KernelObservation> rows;
    const auto device = roundDevice("round");
    for (double m = 1; m <= 65536; m *= 2) {
        KernelObservation row{gemm(m, 4096, 4096), 0, 0, 0, 1};
        row.seconds = slower * modelledSeconds(row, fitPrior(OpClass::Gemm), device);
        rows.push_back(row);
    }
    return rows;
}

TEST(DesignedAnchors, AreDistinctAndReachFromShortToLong) {
    const auto rows = products(1.0);
    const auto chosen = designedAnchors(rows, fitPrior(OpClass::Gemm), roundDevice("round"), 5);
    ASSERT_EQ(chosen.size(), 5u);
    EXPECT_LT(chosen.front(), 3u);
    EXPECT_GT(chosen.back(), 13u);
}

// A device 1.25 times slower than the carried parameters say: without anchors every row misses by
// |1/1.25 - 1| = 20 %; five anchors take most of it back, though the priors (15-25 % wide) hold some.
TEST(Transfer, TakesBackAKnownErrorWithFiveAnchors) {
    auto foreign = fitPrior(OpClass::Gemm);
    foreign.spread = 0.05; // a class whose form misses single rows by little
    const auto errors = judgeTransfer(products(1.25), foreign, roundDevice("round"), 5);
    EXPECT_NEAR(summariseErrors(errors.withoutAnchors).mean, 0.2, 1e-9);
    EXPECT_LT(summariseErrors(errors.withAnchors).mean, 0.05);
    EXPECT_EQ(errors.withAnchors.size(), 12u);
}

// Five rows that fit well say nothing of the rows between them.
TEST(Anchors, AreNoGroundForANarrowInterval) {
    const auto rows = products(1.0);
    const auto fit = fitKernels(std::span(rows).first(5), fitPrior(OpClass::Gemm), roundDevice("round"));
    EXPECT_GE(fit.spread, 0.15);
}

} // namespace
