// SPDX-License-Identifier: Apache-2.0
// Dimensions are checked by the compiler, values by hand.
#include "simulator/base/quantity.h"

#include <type_traits>

#include <gtest/gtest.h>

namespace sim {
namespace {

using namespace literals;

template<class A, class B>
concept Addable = requires(A a, B b) { a + b; };

TEST(Quantity, DataDividedByARateIsATime) {
    // 100 MB at 50 GB/s: 1e8 / 5e10 = 2 ms.
    const Seconds time = 100.0_MB / 50.0_GBps;
    EXPECT_DOUBLE_EQ(time.base(), 2e-3);
}

TEST(Quantity, SameDimensionDividedIsAPlainNumber) {
    static_assert(std::is_same_v<decltype(6.0_s / 2.0_s), double>);
    EXPECT_DOUBLE_EQ(6.0_s / 2.0_s, 3.0);
}

TEST(Quantity, UnlikeDimensionsDoNotAdd) {
    static_assert(Addable<Seconds, Seconds>);
    static_assert(!Addable<Seconds, Bytes>);
    static_assert(!Addable<Seconds, double>);
    static_assert(!std::is_convertible_v<double, Seconds>);
}

TEST(Quantity, PowersOfTwoAndOfTenAreKeptApart) {
    EXPECT_DOUBLE_EQ((1.0_GiB).base() - (1.0_GB).base(), 73741824.0);
}

} // namespace
} // namespace sim
