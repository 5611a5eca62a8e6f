// SPDX-License-Identifier: Apache-2.0
// Simulated time: whole picoseconds, never wrapping round.
#include "simulator/base/instant.h"

#include <limits>

#include <gtest/gtest.h>

namespace sim {
namespace {

using namespace literals;

TEST(Instant, SecondsRoundToTheNearestPicosecond) {
    EXPECT_EQ(Duration::from(1.5_us).picoseconds(), 1'500'000);
    EXPECT_EQ(Duration::from(Seconds{2.6e-12}).picoseconds(), 3);
    EXPECT_EQ(Duration::nanoseconds(7).picoseconds(), 7000);
}

TEST(Instant, DifferenceOfInstantsIsADuration) {
    const Instant begin{1000};
    const Instant end = begin + Duration{500};
    EXPECT_EQ((end - begin).picoseconds(), 500);
    EXPECT_DOUBLE_EQ(Duration{2'000'000}.microseconds(), 2.0);
}

TEST(Instant, AdditionBeyondTheRangeIsAnError) {
    const Instant last{std::numeric_limits<std::int64_t>::max()};
    EXPECT_THROW(last + Duration{1}, Error);
    EXPECT_NO_THROW(last + Duration{0});
}

TEST(Instant, ADurationThatDoesNotFitIsAnError) {
    // The range is 2^63 ps = 9.22e18 ps = 9.22e6 s.
    EXPECT_THROW(Duration::from(Seconds{1e7}), Error);
    EXPECT_NO_THROW(Duration::from(Seconds{9e6}));
}

} // namespace
} // namespace sim
