// SPDX-License-Identifier: Apache-2.0
// The shares from scratch: progressive filling (Bertsekas & Gallager, Data Networks, 6.5.2).
#include <algorithm>
#include <cmath>

#include "simulator/network/max_min_share.h"

namespace sim {

void MaxMinShare::fix(FlowIndex index, double rate, LinkIndex by) {
    Flow& flow = flows_[index];
    flow.isFixed = true;
    flow.rate = rate;
    noteMove(index, by);
    for (const LinkIndex l : path(index)) {
        fillRoom_[l] -= flow.members * rate;
        fillMembers_[l] -= flow.members;
    }
}

// Flows whose cap is below the fair share of every link left keep their cap.
void MaxMinShare::fillCapped(std::size_t& next, double share) {
    for (; next < cappedOrder_.size() && flows_[cappedOrder_[next]].cap <= share; ++next)
        if (!flows_[cappedOrder_[next]].isFixed)
            fix(cappedOrder_[next], flows_[cappedOrder_[next]].cap, OwnCap);
}

// All rates rise together; the link that fills first fixes its flows. The fair share of a link left over
// never falls while others are filled, so a heap entry is at worst too small and is put back when it comes
// up.
void MaxMinShare::solveFully() {
    ++statistics_.fullSolves;
    const auto later = [](const Marked& a, const Marked& b) { return a.key > b.key; };
    fillMembers_.assign(links_.size(), 0.0);
    fillRoom_.resize(links_.size());
    fillHeap_.clear();
    cappedOrder_.clear();
    for (LinkIndex l = 0; l < links_.size(); ++l) {
        fillRoom_[l] = links_[l].capacity;
        for (const FlowIndex f : links_[l].flows) {
            fillMembers_[l] += flows_[f].members;
            flows_[f].isFixed = false;
        }
        if (fillMembers_[l] > 0.0) fillHeap_.push_back({fillRoom_[l] / fillMembers_[l], l});
    }
    if (cappedFlows_ > 0) {
        for (FlowIndex f = 0; f < flows_.size(); ++f)
            if (flows_[f].cap < Unlimited) cappedOrder_.push_back(f);
        for (const FlowIndex f : freeFlows_)
            flows_[f].cap = Unlimited;
        std::erase_if(cappedOrder_, [this](FlowIndex f) { return flows_[f].cap == Unlimited; });
        std::stable_sort(cappedOrder_.begin(), cappedOrder_.end(),
                         [this](FlowIndex a, FlowIndex b) { return flows_[a].cap < flows_[b].cap; });
        for (const FlowIndex f : cappedOrder_)
            flows_[f].isFixed = false;
    }
    std::make_heap(fillHeap_.begin(), fillHeap_.end(), later);
    fillLevels_.assign(links_.size(), Unlimited);
    std::size_t nextCapped = 0;
    while (!fillHeap_.empty()) {
        const Marked next = fillHeap_.front();
        fillCapped(nextCapped, next.key);
        std::pop_heap(fillHeap_.begin(), fillHeap_.end(), later);
        fillHeap_.pop_back();
        if (fillMembers_[next.link] == 0.0) continue; // whole numbers: exact
        const double share = std::max(0.0, fillRoom_[next.link]) / fillMembers_[next.link];
        if (share > next.key) {
            fillHeap_.push_back({share, next.link});
            std::push_heap(fillHeap_.begin(), fillHeap_.end(), later);
            continue;
        }
        fillLevels_[next.link] = share;
        for (const FlowIndex f : links_[next.link].flows)
            if (!flows_[f].isFixed) fix(f, share, next.link);
    }
    fillCapped(nextCapped, Unlimited);
    for (LinkIndex l = 0; l < links_.size(); ++l) {
        links_[l].load = links_[l].capacity - fillRoom_[l];
        if (fillLevels_[l] != links_[l].level) noteLevel(l, fillLevels_[l]);
    }
}

} // namespace sim
