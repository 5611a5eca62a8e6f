// SPDX-License-Identifier: Apache-2.0
// Fits find the parameters that made their data, and the cross-validation knows what a fit cannot know.
#include <cmath>

#include "kernel_fixture.h"
#include "simulator/kernels/kernel_fit.h"
#include "simulator/kernels/least_squares.h"

namespace {

using namespace sim;
using namespace sim::fixture;

// y = a x^b with a = 2, b = 1.5 and no noise; priors of 1 so wide that they pull by under 0.1 %.
TEST(FitParameters, FindTheCurveThatMadeTheData) {
    const std::vector<double> xs{1, 2, 4, 8, 16};
    const std::vector<FitParameter> parameters{{1, 10, 0.01, 100}, {1, 10, 0.01, 100}};
    const auto fit = fitParameters(
        parameters,
        [&](std::span<const double> v, std::vector<double>& r) {
            r.clear();
            for (const double x : xs)
                r.push_back(std::log(v[0] * std::pow(x, v[1])) - std::log(2 * std::pow(x, 1.5)));
        },
        0.1);
    EXPECT_NEAR(fit.values[0], 2.0, 2e-3);
    EXPECT_NEAR(fit.values[1], 1.5, 2e-3);
}

// One row among 19 that is e^3 too slow: least squares would move the level by 3/20 = 15 %; the robust loss
// by its slope at most, 0.1 / 19 = 0.5 % (soft-L1 saturates at the noise).
TEST(FitParameters, AreNotMovedFarByOneOutlier) {
    const std::vector<FitParameter> parameters{{1, 10, 0.01, 100}};
    const auto fit = fitParameters(
        parameters,
        [&](std::span<const double> v, std::vector<double>& r) {
            r.assign(20, std::log(v[0]));
            r[0] -= 3.0;
        },
        0.1);
    EXPECT_NEAR(fit.values[0], 1.0, 0.01);
}

/// Products of many shapes as a device of these parameters would run them.
std::vector<KernelObservation> productsOf(const KernelParameters& truth, const DeviceSpec& device) {
    std::vector<KernelObservation> rows;
    std::uint64_t group = 0;
    for (double n = 256; n <= 16384; n *= 2)
        for (double k = 256; k <= 16384; k *= 2) {
            ++group;
            for (double m = 1; m <= 16384; m *= 4) {
                KernelObservation row{gemm(m, n, k), 0, 0, 0, group};
                row.seconds = modelledSeconds(row, truth, device);
                rows.push_back(row);
            }
        }
    return rows;
}

KernelParameters truthOf(const DeviceSpec&) {
    auto truth = fitPrior(OpClass::Gemm);
    truth.computeEfficiency = 0.8;
    truth.memoryEfficiency = 0.75;
    truth.latency = Seconds{4e-6};
    return truth;
}

TEST(FitKernels, FindEfficienciesAndLatencyOfASyntheticDevice) {
    const auto device = roundDevice("round");
    const auto truth = truthOf(device);
    const auto fit = fitKernels(productsOf(truth, device), fitPrior(OpClass::Gemm), device);
    EXPECT_NEAR(fit.computeEfficiency, 0.8, 0.01);
    EXPECT_NEAR(fit.memoryEfficiency, 0.75, 0.01);
    EXPECT_NEAR(fit.latency.base(), 4e-6, 0.05e-6);
}

TEST(CrossValidation, OfRowsThatTheFormCanMakeIsNearlyExact) {
    const auto device = roundDevice("round");
    const auto errors = crossValidate(productsOf(truthOf(device), device), fitPrior(OpClass::Gemm), device);
    EXPECT_LT(summariseErrors(errors.physics).mean, 0.01);
}

// 49 weight shapes whose times are off by a factor of 1.3 in every second one: nothing in the other groups
// tells which, so the withheld error stays near half of log 1.3 = 13 %. A validation by rows would see none.
TEST(CrossValidation, WithholdsWholeGroups) {
    const auto device = roundDevice("round");
    auto rows = productsOf(truthOf(device), device);
    for (auto& row : rows)
        if (row.group % 2 == 0) row.seconds *= 1.3;
    const auto errors = crossValidate(rows, fitPrior(OpClass::Gemm), device);
    EXPECT_GT(summariseErrors(errors.neighbours).mean, 0.09);
}

TEST(CrossValidation, DoesNotJudgeRowsOfASingleGroup) {
    const auto device = roundDevice("round");
    auto rows = productsOf(truthOf(device), device);
    for (auto& row : rows)
        row.group = 7;
    EXPECT_TRUE(crossValidate(rows, fitPrior(OpClass::Gemm), device).physics.empty());
}

TEST(ResidualNeighbours, GiveARowItsOwnResidualAndNothingFarAway) {
    const auto device = roundDevice("round");
    const auto parameters = truthOf(device);
    KernelObservation row{gemm(1024, 1024, 1024), 0, 0, 0, 1};
    row.seconds = 1.5 * modelledSeconds(row, parameters, device);
    const ResidualNeighbours nearest(std::span(&row, 1), parameters, device);
    EXPECT_NEAR(nearest.at(row.op).residual, std::log(1.5), 1e-12);
    EXPECT_NEAR(nearest.at(gemm(1024, 1024, 1024 * 1024)).residual, 0.0, 1e-12);
}

// H = 1 below half of the cache; there HBM's 4 TB/s become 4 + 24 B x 100 SMs x 1 GHz = 6.4 TB/s. Bytes that
// do not fit come from HBM.
TEST(WarmCache, ServesWhatTheLoopTouchesAgain) {
    auto device = roundDevice("round");
    device.lastLevelCache = Bytes{64e6};
    EXPECT_DOUBLE_EQ(warmBandwidth(device, 16e6), 6.4e12);
    EXPECT_DOUBLE_EQ(warmBandwidth(device, 64e6), 4e12);
    EXPECT_DOUBLE_EQ(warmBandwidth(device, 0), 4e12);
}

} // namespace
