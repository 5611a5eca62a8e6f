// SPDX-License-Identifier: Apache-2.0
// Shares of links: cases by hand, and repairs against the textbook filling under random change.
#include "simulator/network/max_min_share.h"

#include <cmath>
#include <map>

#include <gtest/gtest.h>

#include "simulator/base/random.h"
#include "tests/unit/network/filling_oracle.h"

namespace sim {
namespace {

using Path = std::vector<LinkIndex>;

// Bertsekas & Gallager's example: link 0 of 1 carries flows A, B, C; link 1 of 2 carries C and D. C gets a
// third on link 0, so D has 2 - 1/3 on link 1.
TEST(MaxMinShare, GivesTheRestOfAWideLinkToWhoIsNotLimitedElsewhere) {
    MaxMinShare share({1.0, 2.0});
    const auto a = share.add(Path{0}, 1, Unlimited);
    const auto b = share.add(Path{0}, 1, Unlimited);
    const auto c = share.add(Path{0, 1}, 1, Unlimited);
    const auto d = share.add(Path{1}, 1, Unlimited);
    share.update();
    EXPECT_DOUBLE_EQ(share.rate(a), 1.0 / 3.0);
    EXPECT_DOUBLE_EQ(share.rate(b), 1.0 / 3.0);
    EXPECT_DOUBLE_EQ(share.rate(c), 1.0 / 3.0);
    EXPECT_DOUBLE_EQ(share.rate(d), 5.0 / 3.0);
    EXPECT_EQ(share.bottleneck(c), 0U);
    EXPECT_EQ(share.bottleneck(d), 1U);
}

// A cap of 1 on a link of 10 leaves 9 to the two others.
TEST(MaxMinShare, LeavesToOthersWhatACapLeavesFree) {
    MaxMinShare share({10.0});
    const auto capped = share.add(Path{0}, 1, 1.0);
    const auto free = share.add(Path{0}, 2, Unlimited);
    share.update();
    EXPECT_DOUBLE_EQ(share.rate(capped), 1.0);
    EXPECT_EQ(share.bottleneck(capped), OwnCap);
    EXPECT_DOUBLE_EQ(share.rate(free), 4.5);
}

TEST(MaxMinShare, OfAFlowOfThreeMembersIsThatOfThreeFlows) {
    MaxMinShare share({8.0});
    const auto three = share.add(Path{0}, 3, Unlimited);
    const auto one = share.add(Path{0}, 1, Unlimited);
    share.update();
    EXPECT_DOUBLE_EQ(share.rate(three), 2.0);
    EXPECT_DOUBLE_EQ(share.rate(one), 2.0);
    EXPECT_DOUBLE_EQ(share.load(0), 8.0);
}

TEST(MaxMinShare, OnAFailedLinkIsZeroAndComesBackWithIt) {
    MaxMinShare share({10.0, 4.0});
    const auto over = share.add(Path{0, 1}, 1, Unlimited);
    const auto beside = share.add(Path{0}, 1, Unlimited);
    share.update();
    share.setCapacity(1, 0.0);
    share.update();
    EXPECT_EQ(share.rate(over), 0.0);
    EXPECT_DOUBLE_EQ(share.rate(beside), 10.0);
    share.setCapacity(1, 4.0);
    share.update();
    EXPECT_DOUBLE_EQ(share.rate(over), 4.0);
    EXPECT_DOUBLE_EQ(share.rate(beside), 6.0);
}

TEST(MaxMinShare, TellsWhichFlowsMovedToAnotherBottleneck) {
    MaxMinShare share({10.0, 4.0});
    const auto flow = share.add(Path{0, 1}, 1, Unlimited);
    share.update();
    ASSERT_EQ(share.moves().size(), 1U);
    EXPECT_EQ(share.moves()[0].from, NoBottleneck);
    share.setCapacity(1, 40.0);
    share.update();
    ASSERT_EQ(share.moves().size(), 1U);
    EXPECT_EQ(share.moves()[0].flow, flow);
    EXPECT_EQ(share.moves()[0].from, 1U);
    EXPECT_EQ(share.moves()[0].to, 0U);
}

/// Random flows come, go and are compared with the oracle; links change now and then.
class Churn {
  public:
    Churn(std::uint32_t seed, std::uint32_t links, std::size_t flows)
        : random_(seed, RandomStream::Prices), links_(links), wanted_(flows), capacities_(links),
          share_(drawCapacities()) {}

    void step() {
        if (draw(20) == 0) {
            const LinkIndex link = draw(links_);
            capacities_[link] = 1.0 + draw(10);
            share_.setCapacity(link, capacities_[link]);
        }
        while (flows_.size() >= wanted_)
            removeOne();
        do
            addOne();
        while (flows_.size() < wanted_);
        share_.update();
    }

    /// Largest relative difference of a rate from the textbook filling.
    double worstError() const {
        std::vector<test::OracleFlow> flows;
        for (const auto& [index, flow] : flows_)
            flows.push_back(flow);
        const auto rates = test::fillByTheBook(capacities_, flows);
        double worst = 0.0;
        std::size_t i = 0;
        for (const auto& [index, flow] : flows_) {
            worst = std::max(worst, std::abs(share_.rate(index) / rates[i] - 1.0));
            ++i;
        }
        return worst;
    }
    const MaxMinShare& share() const { return share_; }

  private:
    std::uint32_t draw(std::uint32_t below) {
        return static_cast<std::uint32_t>(random_.uniform(next_++) * below);
    }
    std::vector<double> drawCapacities() {
        for (double& c : capacities_)
            c = 1.0 + draw(10);
        return capacities_;
    }
    void addOne() {
        test::OracleFlow flow;
        const std::size_t hops = 1 + draw(4);
        while (flow.path.size() < hops) {
            const LinkIndex link = draw(links_);
            if (std::count(flow.path.begin(), flow.path.end(), link) == 0) flow.path.push_back(link);
        }
        flow.members = 1.0 + draw(3);
        if (draw(4) == 0) flow.cap = 0.05 + 0.01 * draw(100);
        flows_[share_.add(flow.path, flow.members, flow.cap)] = flow;
    }
    void removeOne() {
        auto victim = std::next(flows_.begin(), draw(static_cast<std::uint32_t>(flows_.size())));
        share_.remove(victim->first);
        flows_.erase(victim);
    }

    Random random_;
    std::uint32_t next_ = 0;
    std::uint32_t links_;
    std::size_t wanted_;
    std::vector<double> capacities_;
    MaxMinShare share_;
    std::map<FlowIndex, test::OracleFlow> flows_;
};

TEST(MaxMinShare, AfterEveryRepairEqualsTheTextbookFilling) {
    double worst = 0.0;
    std::uint64_t repairs = 0;
    for (std::uint32_t seed = 1; seed <= 12; ++seed) {
        Churn churn(seed, 12 + 4 * seed, 60);
        for (int i = 0; i < 60; ++i) {
            churn.step();
            worst = std::max(worst, churn.worstError());
        }
        repairs += churn.share().statistics().repairs;
    }
    EXPECT_GT(repairs, 600U); // it is the repair that is tested, not the filling from scratch
    EXPECT_LT(worst, 1e-9);
}

} // namespace
} // namespace sim
