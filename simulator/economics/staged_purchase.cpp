// SPDX-License-Identifier: Apache-2.0
#include "simulator/economics/staged_purchase.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "simulator/base/error.h"

namespace sim {

namespace {

void validate(const StagingOption& o) {
    if (o.stages < 1 || o.stages > 200 || o.mostTranches < 1 || o.mostTranches > 100)
        throw Error(ErrorCode::BadInput,
                    fmt::format("found {} stages of up to {} tranches, expected 1 to 200 of 1 to 100",
                                o.stages, o.mostTranches));
    if (!(o.stageMonths > 0.0 && o.trancheGpus > 0.0 && o.demandGpus > 0.0 && o.volatilityPerYear >= 0.0 &&
          o.discountRate > -1.0 && o.priceDeclinePerMonth < 1.0))
        throw Error(ErrorCode::BadInput,
                    "found a staged purchase without length, tranche or demand, expected all above 0");
}

class Tree {
  public:
    explicit Tree(const StagingOption& o)
        : o_(o), discount_(std::pow(1.0 + o.discountRate, -o.stageMonths / 12.0)) {}

    /// Busy GPUs at a node: half of the moves up, a mean of the planned growth at every stage.
    double demand(int stage, int ups) const {
        const double step = o_.volatilityPerYear * std::sqrt(o_.stageMonths / 12.0);
        const double drift = std::log1p(o_.growthPerMonth) * o_.stageMonths - std::log(std::cosh(step));
        return o_.demandGpus * std::exp(drift * stage + step * (2 * ups - stage));
    }
    double price(int stage) const {
        return o_.pricePerGpu * std::pow(1.0 - o_.priceDeclinePerMonth, o_.stageMonths * stage);
    }
    /// Margin of one stage with `tranches`, counted at its beginning.
    double earned(int stage, int ups, int tranches) const {
        const double gpus = tranches * o_.trancheGpus, hours = o_.hoursPerMonth * o_.stageMonths;
        return hours *
               (std::min(gpus, demand(stage, ups)) * o_.marginPerGpuHour - gpus * o_.runningCostPerGpuHour);
    }
    /// Cash of going from `before` to `after` tranches; buying is negative.
    double traded(int stage, int before, int after) const {
        const double gpus = (after - before) * o_.trancheGpus;
        return -gpus * price(stage) * (gpus > 0.0 ? 1.0 : o_.resaleShare);
    }
    double discount() const { return discount_; }

  private:
    const StagingOption& o_;
    double discount_;
};

std::size_t at(int i) {
    return static_cast<std::size_t>(i);
}

/// Expected value of keeping `tranches` from the start to the end.
double keptValue(const StagingOption& o, const Tree& tree, int tranches) {
    std::vector<double> value(at(o.stages) + 1, tree.traded(o.stages, tranches, 0));
    for (int stage = o.stages - 1; stage >= 0; --stage)
        for (int ups = 0; ups <= stage; ++ups)
            value[at(ups)] = tree.earned(stage, ups, tranches) +
                             tree.discount() * 0.5 * (value[at(ups)] + value[at(ups) + 1]);
    return tree.traded(0, 0, tranches) + value[0];
}

} // namespace

StagingValue stagedPurchase(const StagingOption& o) {
    validate(o);
    const Tree tree(o);
    const int most = o.mostTranches;
    // value[ups][held]: of the stage at hand before its decision.
    std::vector<std::vector<double>> value(at(o.stages) + 1, std::vector<double>(at(most) + 1));
    for (auto& node : value)
        for (int held = 0; held <= most; ++held)
            node[at(held)] = tree.traded(o.stages, held, 0);
    StagingValue result;
    result.policy.resize(at(o.stages));
    for (int stage = o.stages - 1; stage >= 0; --stage)
        for (int ups = 0; ups <= stage; ++ups) {
            std::vector<double> next(at(most) + 1), best(at(most) + 1);
            for (int held = 0; held <= most; ++held)
                next[at(held)] =
                    tree.earned(stage, ups, held) +
                    tree.discount() * 0.5 * (value[at(ups)][at(held)] + value[at(ups) + 1][at(held)]);
            for (int before = 0; before <= most; ++before) {
                int choice = before; // of equals, the one that trades nothing
                double top = next[at(before)];
                for (int after = 0; after <= most; ++after)
                    if (const double v = tree.traded(stage, before, after) + next[at(after)]; v > top)
                        top = v, choice = after;
                best[at(before)] = top;
                if (before == 0)
                    result.policy[at(stage)].insert(result.policy[at(stage)].begin(),
                                                    {tree.demand(stage, ups), choice,
                                                     choice > 0 ? StagingAction::Buy : StagingAction::Wait});
            }
            value[at(ups)] = std::move(best);
        }
    result.withOption = value[0][0];
    for (int tranches = 0; tranches <= most; ++tranches)
        if (const double v = keptValue(o, tree, tranches); v > result.committed)
            result.committed = v, result.committedTranches = tranches;
    return result;
}

} // namespace sim
