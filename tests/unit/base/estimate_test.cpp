// SPDX-License-Identifier: Apache-2.0
// A result is as strong as its weakest ground.
#include "simulator/base/estimate.h"

#include <gtest/gtest.h>

namespace sim {
namespace {

TEST(Estimate, CombinedBasisIsTheWeaker) {
    EXPECT_EQ(weaker(Basis::Measured, Basis::Modelled), Basis::Modelled);
    EXPECT_EQ(weaker(Basis::Assumed, Basis::Interpolated), Basis::Assumed);
    EXPECT_EQ(weaker(Basis::Measured, Basis::Measured), Basis::Measured);
}

TEST(Estimate, BasisNamesAreThoseOfTheResultContract) {
    EXPECT_EQ(basisName(Basis::Measured), "measured");
    EXPECT_EQ(basisName(Basis::Interpolated), "interpolated");
    EXPECT_EQ(basisName(Basis::Modelled), "modelled");
    EXPECT_EQ(basisName(Basis::Assumed), "assumed");
}

} // namespace
} // namespace sim
