// SPDX-License-Identifier: Apache-2.0
// Runs of months against what can be worked out.
#include <cmath>
#include <numeric>

#include <gtest/gtest.h>

#include "simulator/training/training_run.h"

namespace sim {
namespace {

/// 16,384 devices, one failure of a device in 50,000 hours: one of the job in 3.05 hours.
TrainingRunSetup year() {
    TrainingRunSetup s;
    s.useful = Seconds{365.0 * 86400};
    s.devices = 16384;
    s.deviceMtbf = Seconds{50000.0 * 3600};
    s.checkpoint = Seconds{60};
    s.restart = Seconds{600};
    s.spareNodes = 64;
    s.repair = Seconds{86400};
    return s;
}

TEST(TrainingRun, IntervalsAreThoseOfYoungAndDaly) {
    // C = 60 s, M = 10,000 s: sqrt(2 x 60 x 10,000) = 1,095.445; Daly: x (1 + sqrt(0.003) / 3 + 60 / 180,000)
    // - 60 = 1,095.445 x 1.018590675 - 60 = 1,055.810.
    EXPECT_NEAR(youngInterval(Seconds{60}, Seconds{10000}).base(), 1095.445, 1e-3);
    EXPECT_NEAR(dalyInterval(Seconds{60}, Seconds{10000}).base(),
                1095.4451150 * (1 + std::sqrt(0.003) / 3 + 60.0 / 180000) - 60, 1e-6);
    EXPECT_EQ(dalyInterval(Seconds{60}, Seconds{20}).base(), 20);
}

TEST(TrainingRun, FailuresOfNodesGiveThePublishedTimeBetweenThem) {
    // 6.50 failures in 1,000 node-days: 16,384 devices in nodes of eight fail every 1.8029 hours, 131,072
    // every 0.2254.
    TrainingRunSetup s = year();
    s.deviceMtbf = Seconds{8 * 1000.0 / 6.50 * 86400};
    EXPECT_NEAR(jobMtbf(s).base() / 3600, 1.8029, 5e-5);
    s.devices = 131072;
    EXPECT_NEAR(jobMtbf(s).base() / 3600, 0.2254, 5e-5);
}

TEST(TrainingRun, WithoutFailuresOnlyCheckpointsAreLost) {
    TrainingRunSetup s = year();
    s.deviceMtbf = Seconds{1e18};
    s.useful = Seconds{10000};
    s.interval = Seconds{1000};
    const auto out = simulateRun(s, 1, 0);
    EXPECT_EQ(out.failures, 0);
    EXPECT_EQ(out.checkpoints, 9); // none at the end
    EXPECT_DOUBLE_EQ(out.wall.base(), 10000 + 9 * 60);
}

TEST(TrainingRun, FailuresComeAtTheRateOfAllDevices) {
    // They are counted over the time in which the job works: wall less restarts and waiting.
    const TrainingRunSetup s = year();
    double failures = 0, working = 0;
    for (std::uint32_t i = 0; i < 20; ++i) {
        const auto out = simulateRun(s, 3, i);
        failures += out.failures;
        working += out.wall.base() - out.waiting.base() - out.failures * s.restart.base();
    }
    const double expected = working / jobMtbf(s).base();
    EXPECT_NEAR(failures, expected, 4 * std::sqrt(expected));
}

TEST(TrainingRun, GoodputIsThatOfTheFirstOrderFormula) {
    // 1 / ((1 + C/T) (1 + (T/2 + R)/M)) with C = 60 s, R = 600 s, M = 10,986 s and Daly's T: about half an
    // interval and one restart are lost to each failure.
    const TrainingRunSetup s = year();
    const double m = jobMtbf(s).base(), t = dalyInterval(s.checkpoint, jobMtbf(s)).base();
    const double formula = 1.0 / ((1 + 60 / t) * (1 + (t / 2 + 600) / m));
    const auto values = goodputs(s, 5, 40);
    const double mean = std::accumulate(values.begin(), values.end(), 0.0) / 40;
    EXPECT_NEAR(mean, formula, 0.01);
}

TEST(TrainingRun, DalysIntervalIsBetterThanHalfAndTwiceOfIt) {
    TrainingRunSetup s = year();
    const double best = dalyInterval(s.checkpoint, jobMtbf(s)).base();
    const auto median = [&](double interval) {
        s.interval = Seconds{interval};
        return goodputs(s, 7, 41)[20];
    };
    const double at = median(best);
    EXPECT_GT(at, median(best / 2));
    EXPECT_GT(at, median(best * 2));
}

TEST(TrainingRun, WithoutSparesItWaitsForRepairs) {
    TrainingRunSetup s = year();
    s.spareNodes = 0;
    s.useful = Seconds{10.0 * 86400};
    const auto out = simulateRun(s, 1, 0);
    EXPECT_NEAR(out.waiting.base(), out.failures * s.repair.base(), 1.0);
    s.spareNodes = 1000;
    EXPECT_EQ(simulateRun(s, 1, 0).waiting.base(), 0);
}

TEST(TrainingRun, ACourseIsAFunctionOfItsSeedAndNumber) {
    const TrainingRunSetup s = year();
    EXPECT_EQ(simulateRun(s, 9, 4).wall.base(), simulateRun(s, 9, 4).wall.base());
    EXPECT_NE(simulateRun(s, 9, 4).wall.base(), simulateRun(s, 9, 5).wall.base());
}

} // namespace
} // namespace sim
