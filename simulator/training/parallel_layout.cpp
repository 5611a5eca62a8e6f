// SPDX-License-Identifier: Apache-2.0
#include "simulator/training/parallel_layout.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <numeric>

namespace sim {

namespace {

/// `ranks` devices, `stride` apart, in domains of `devicesPerDomain`: whole rings need equal parts.
GroupPlace spaced(int ranks, int stride, int devicesPerDomain) {
    GroupPlace place{ranks, std::clamp(devicesPerDomain / std::max(1, stride), 1, ranks)};
    while (ranks % place.perDomain != 0)
        --place.perDomain;
    return place;
}

class LayoutCheck {
  public:
    LayoutCheck(const ParallelLayout& layout, const ModelSpec& model) : l_(layout), m_(model) {}

    std::vector<LayoutProblem> run(ScheduleKind schedule, double sequenceLength, ContextExchange exchange) {
        heads(exchange);
        widths();
        experts();
        context(sequenceLength);
        stages(schedule);
        return std::move(problems_);
    }

  private:
    void refuse(const char* key, const std::string& problem, const std::string& nearest) {
        problems_.push_back({key, problem, nearest});
    }

    /// `what` must fall into `parts` whole parts.
    void divide(const char* key, double whole, int parts, const std::string& what) {
        const int n = static_cast<int>(whole);
        if (n <= 0 || n % parts == 0) return;
        refuse(key,
               "found " + std::to_string(parts) + ", expected a divisor of the " + std::to_string(n) + " " +
                   what,
               "set it to " + std::to_string(nearestDivisor(n, parts)));
    }

    void heads(ContextExchange exchange) {
        const bool splitsHeads = exchange == ContextExchange::AllToAll && l_.context > 1;
        for (const auto& a : m_.attention) {
            const double heads = a.form == AttentionForm::Linear ? a.linearValueHeads : a.heads;
            divide("layout.tensor", heads, l_.tensor, "attention heads");
            if (splitsHeads)
                divide("layout.context", heads / l_.tensor, l_.context, "attention heads of a tensor rank");
            // Fewer key-value heads than ranks are held in copies, but only whole ones.
            const int kv = static_cast<int>(a.kvHeads);
            if (a.form == AttentionForm::Grouped && kv > 0 && kv % l_.tensor != 0 && l_.tensor % kv != 0)
                refuse("layout.tensor",
                       "found " + std::to_string(l_.tensor) + ", expected a divisor or a multiple of the " +
                           std::to_string(kv) + " key-value heads",
                       "set it to " + std::to_string(nearestDivisor(kv, l_.tensor)));
            if (!problems_.empty()) return;
        }
    }

    void widths() {
        if (moeLayers(m_) < m_.layers)
            divide("layout.tensor", m_.denseIntermediate, l_.tensor, "columns of the MLP");
        divide("layout.tensor", m_.hidden, l_.tensor, "hidden columns");
    }

    void experts() {
        if (l_.expert == 1) return;
        if (m_.routedExperts <= 0) {
            refuse("layout.expert",
                   "found " + std::to_string(l_.expert) + ", but " + m_.name + " has no experts",
                   "set it to 1");
            return;
        }
        divide("layout.expert", m_.routedExperts, l_.expert, "routed experts");
        const int ranks = l_.perPipelineRank();
        if (ranks % l_.expert != 0)
            refuse("layout.expert",
                   "found " + std::to_string(l_.expert) +
                       ", expected a divisor of tensor x context x data = " + std::to_string(ranks),
                   "set it to " + std::to_string(nearestDivisor(
                                      std::gcd(ranks, static_cast<int>(m_.routedExperts)), l_.expert)));
    }

    void context(double sequenceLength) {
        const int pieces =
            2 * l_.context * l_.tensor; // two pieces for each context rank balance the causal mask
        if (l_.context == 1 && l_.tensor == 1) return;
        const int parts = l_.context > 1 ? pieces : l_.tensor;
        if (std::fmod(sequenceLength, parts) == 0) return;
        refuse("layout.context",
               "found " + std::to_string(l_.context) + " with tensor " + std::to_string(l_.tensor) +
                   ", but " + std::to_string(static_cast<long long>(sequenceLength)) +
                   " tokens of a sequence do not fall into " + std::to_string(parts) + " parts",
               "use a sequence length that is a multiple of " + std::to_string(parts));
    }

    void stages(ScheduleKind schedule) {
        const int blocks = m_.layers + m_.mtpLayers;
        const int stages = stageCount(schedule, {l_.pipeline, 1, l_.virtualStages});
        if (stages <= blocks) return;
        const int perRank = std::max(1, stages / std::max(1, l_.pipeline));
        refuse("layout.pipeline",
               "found " + std::to_string(stages) + " stages, but " + m_.name + " has only " +
                   std::to_string(blocks) + " blocks",
               "use at most " + std::to_string(std::max(1, blocks / perRank)) + " pipeline ranks");
    }

    const ParallelLayout& l_;
    const ModelSpec& m_;
    std::vector<LayoutProblem> problems_;
};

} // namespace

int nearestDivisor(int whole, int wanted) {
    int best = 1;
    for (int d = 1; d <= whole; ++d)
        if (whole % d == 0 && std::abs(d - wanted) < std::abs(best - wanted)) best = d;
    return best;
}

GroupPlace placeGroup(CommGroup group, const ParallelLayout& layout, int devicesPerDomain) {
    switch (group) {
    case CommGroup::Tensor:
        return spaced(layout.tensor, 1, devicesPerDomain);
    case CommGroup::Context:
        return spaced(layout.context, layout.tensor, devicesPerDomain);
    case CommGroup::Expert:
        return spaced(layout.expert, 1, devicesPerDomain);
    case CommGroup::Data:
        return spaced(layout.data * layout.context, layout.tensor, devicesPerDomain);
    case CommGroup::None:
        break;
    }
    return {};
}

GroupPlace placeExpertReplicas(const ParallelLayout& layout, int devicesPerDomain) {
    return spaced(std::max(1, layout.perPipelineRank() / layout.expert), layout.expert, devicesPerDomain);
}

bool crossesDomain(int fromRank, int toRank, const ParallelLayout& layout, int devicesPerDomain) {
    const int stride = layout.perPipelineRank();
    return fromRank * stride / devicesPerDomain != toRank * stride / devicesPerDomain;
}

std::vector<LayoutProblem> layoutProblems(const ParallelLayout& layout, const ModelSpec& model,
                                          ScheduleKind schedule, double sequenceLength,
                                          ContextExchange exchange) {
    return LayoutCheck(layout, model).run(schedule, sequenceLength, exchange);
}

} // namespace sim
