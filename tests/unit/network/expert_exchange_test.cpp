// SPDX-License-Identifier: Apache-2.0
// Expert exchange, rings and transfers: hand values, identities and monotonicity.
#include "simulator/network/expert_exchange.h"

#include <cmath>

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "simulator/base/error.h"

namespace sim {
namespace {

ExchangeFabric fabricOf(int perDomain, double upGBps, double outGBps) {
    ExchangeFabric fabric;
    fabric.devicesPerDomain = perDomain;
    fabric.scaleUp.bandwidth = BytesPerSecond{upGBps * 1e9};
    fabric.scaleOut.bandwidth = BytesPerSecond{outGBps * 1e9};
    return fabric;
}

// DeepSeek-V3: 4,096 tokens of 7,168 BF16 values, top-8 of 256 experts in at most 4 of 8 nodes.
CommShape deepSeek(double tokens = 4096) {
    return {tokens, 14336, 8, 4, 256, 64};
}

TEST(ExpectedDomains, IsOneWhenOneDomainIsAllowed) {
    EXPECT_DOUBLE_EQ(expectedDomains(8, 8, 1, 32), 1.0);
}

// 4 of 8 nodes with 32 experts each are chosen, then 8 of their 128 experts. A given node is missed with
// C(96,8)/C(128,8) = prod_{i<8} (96-i)/(128-i) = 0.0927, so 4 * (1 - 0.0927) nodes are used.
TEST(ExpectedDomains, OfDeepSeekV3OnEightNodesIsHypergeometric) {
    double miss = 1.0;
    for (int i = 0; i < 8; ++i)
        miss *= (96.0 - i) / (128.0 - i);
    EXPECT_NEAR(miss, 0.0927, 0.0001);
    EXPECT_NEAR(expectedDomains(8, 8, 4, 32), 4.0 * (1.0 - miss), 1e-12);
}

// Two draws from two domains of one expert each: both are hit. From two domains of two: the second draw hits
// the other domain with 2/3, so 1 + 2/3.
TEST(ExpectedDomains, OfTwoDrawsIsCountedByHand) {
    EXPECT_DOUBLE_EQ(expectedDomains(2, 2, 0, 1), 2.0);
    EXPECT_NEAR(expectedDomains(2, 2, 0, 2), 5.0 / 3.0, 1e-12);
}

TEST(ExpectedDomains, RefusesMoreExpertsThanAreInReach) {
    EXPECT_THROW(expectedDomains(8, 8, 1, 4), Error);
    EXPECT_THROW(expectedDomains(0, 8, 1, 4), Error);
}

// Of 3.629 nodes used 1/8 is the sender's own: 3.629 * 7/8 = 3.175 copies of 58.7 MB leave over the NIC, at
// 50 GB/s in 3.73 ms. The 32 devices of the 4 nodes hold 4 experts each; a device is missed with
// C(124,8)/C(128,8), and 1/8 of the receivers are the forwarding devices themselves.
TEST(AllToAll, OfDeepSeekV3IsBoundByTheNic) {
    const auto cost = allToAll(deepSeek(), fabricOf(8, 200, 50));
    const double payload = 4096.0 * 14336.0;
    const double domains = expectedDomains(8, 8, 4, 32);
    EXPECT_NEAR(cost.scaleOutBytes.base(), payload * domains * 7.0 / 8.0, 1.0);
    const double devices = expectedDomains(8, 32, 0, 4);
    EXPECT_NEAR(cost.scaleUpBytes.base(), payload * devices * 7.0 / 8.0, 1.0);
    EXPECT_NEAR(cost.time.base(), cost.scaleOutBytes.base() / 50e9, 1e-12);
    EXPECT_NEAR(cost.time.base(), 3.73e-3, 0.01e-3);
}

TEST(AllToAll, InsideOneScaleUpDomainUsesNoNic) {
    const auto cost = allToAll(deepSeek(), fabricOf(72, 900, 50));
    EXPECT_EQ(cost.scaleOutBytes.base(), 0.0);
    // 64 devices of 4 experts: 64 (1 - C(252,8)/C(256,8)) devices, 63/64 of them remote.
    const double devices = expectedDomains(8, 64, 0, 4);
    EXPECT_NEAR(cost.time.base(), 4096.0 * 14336.0 * devices * (63.0 / 64.0) / 900e9, 1e-12);
}

// 4 nodes reach all of 256 experts: 4 (1 - C(192,8)/C(256,8)); the limit of 4 changes nothing there.
TEST(AllToAll, IgnoresALimitThatDoesNotBind) {
    auto shape = deepSeek();
    shape.groupSize = 32;
    const auto limited = allToAll(shape, fabricOf(8, 200, 50));
    shape.domainLimit = 0;
    EXPECT_EQ(limited.time, allToAll(shape, fabricOf(8, 200, 50)).time);
}

TEST(AllToAll, OfOneRankOrNoTokensTakesNoTime) {
    auto shape = deepSeek();
    shape.groupSize = 1;
    EXPECT_EQ(allToAll(shape, fabricOf(8, 200, 50)).time.base(), 0.0);
    EXPECT_EQ(allToAll(deepSeek(0), fabricOf(8, 200, 50)).time.base(), 0.0);
}

TEST(AllToAll, NamesALinkWithoutBandwidth) {
    try {
        allToAll(deepSeek(), fabricOf(8, 200, 0));
        FAIL() << "a NIC of 0 B/s was accepted";
    } catch (const Error& e) {
        EXPECT_EQ(e.code(), ErrorCode::BadInput);
        EXPECT_NE(e.message().find("scale-out"), std::string::npos);
        EXPECT_FALSE(e.hint().empty());
    }
}

TEST(AllToAll, IsNeverFasterWithMoreTokensOrNarrowerLinks) {
    rc::check("all-to-all is monotone", [] {
        const auto ranks = *rc::gen::element(2, 8, 16, 32, 64, 128);
        const double tokens = *rc::gen::inRange(1, 10000);
        const double more = tokens + *rc::gen::inRange(0, 10000);
        const double nic = *rc::gen::inRange(10, 400);
        CommShape shape{tokens, 7392, 8, 4, 256, static_cast<double>(ranks)};
        const auto slow = allToAll(shape, fabricOf(8, 200, nic));
        RC_ASSERT(allToAll(shape, fabricOf(8, 200, nic * 2)).time <= slow.time);
        shape.tokens = more;
        RC_ASSERT(allToAll(shape, fabricOf(8, 200, nic)).time >= slow.time);
    });
}

// (n-1)/n * S / B = 7/8 * 1 GB / 450 GB/s.
TEST(RingCollective, MeetsTheBandwidthBoundInsideADomain) {
    const auto cost = ringCollective(Bytes{1e9}, 8, 8, fabricOf(8, 450, 50));
    EXPECT_NEAR(cost.time.base(), 0.875 * 1e9 / 450e9, 1e-12);
    EXPECT_EQ(cost.scaleOutBytes.base(), 0.0);
}

// 128 ranks in 16 domains of 8: 7/8 S inside at 200 GB/s, then S/8 * 15/16 over the NIC at 50 GB/s.
TEST(RingCollective, AddsTheTwoLevelsOfAHierarchy) {
    const auto cost = ringCollective(Bytes{1e9}, 128, 8, fabricOf(8, 200, 50));
    EXPECT_NEAR(cost.time.base(), 0.875e9 / 200e9 + 0.125e9 * 15.0 / 16.0 / 50e9, 1e-12);
}

// Data parallelism across nodes with one rank of the group per node crosses NICs alone.
TEST(RingCollective, WithOneRankPerDomainUsesTheNicAlone) {
    const auto cost = ringCollective(Bytes{1e9}, 2, 1, fabricOf(8, 200, 50));
    EXPECT_NEAR(cost.time.base(), 0.5e9 / 50e9, 1e-12);
    EXPECT_EQ(cost.scaleUpBytes.base(), 0.0);
}

TEST(RingCollective, OfOneRankTakesNoTime) {
    EXPECT_EQ(ringCollective(Bytes{1e9}, 1, 1, fabricOf(8, 200, 50)).time.base(), 0.0);
}

TEST(RingCollective, UsesItsOwnEfficiencyWhereOneIsGiven) {
    auto fabric = fabricOf(8, 450, 50);
    fabric.scaleUp.efficiency = 0.5;
    fabric.scaleUp.ring = LinkUse{0.75, Seconds{1e-5}, 0.05, Basis::Measured, "test"};
    const auto cost = ringCollective(Bytes{1e9}, 8, 8, fabric);
    EXPECT_NEAR(cost.time.base(), 1e-5 + 0.875e9 / (450e9 * 0.75), 1e-12);
    EXPECT_EQ(cost.basis, Basis::Measured);
}

TEST(RingCollective, RefusesABrokenHierarchy) {
    EXPECT_THROW(ringCollective(Bytes{1e9}, 12, 8, fabricOf(8, 450, 50)), Error);
    EXPECT_THROW(ringCollective(Bytes{1e9}, 0, 1, fabricOf(8, 450, 50)), Error);
}

// 58.7 MB (4,096 x 7,168 BF16 values) over a 50 GB/s NIC: 1.174 ms.
TEST(PointToPoint, TakesBytesOverBandwidthPlusLatency) {
    auto fabric = fabricOf(8, 200, 50);
    fabric.scaleOut.latency = Seconds{10e-6};
    const auto cost = pointToPoint(Bytes{4096.0 * 7168.0 * 2.0}, true, fabric);
    EXPECT_NEAR(cost.time.base(), 10e-6 + 58720256.0 / 50e9, 1e-12);
    EXPECT_EQ(pointToPoint(Bytes{0.0}, true, fabric).time.base(), 0.0);
    EXPECT_LT(pointToPoint(Bytes{1e8}, false, fabric).time, cost.time);
}

} // namespace
} // namespace sim
