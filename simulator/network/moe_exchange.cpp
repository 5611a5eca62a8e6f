// SPDX-License-Identifier: Apache-2.0
// Node-limited routing and forwarding: arXiv 2412.19437, 3.2.2; low-latency kernels: DeepEP README.
#include "simulator/network/moe_exchange.h"

#include <algorithm>
#include <cmath>

#include "simulator/base/error.h"
#include "simulator/network/expert_exchange.h"

namespace sim {

namespace {

struct Copies {
    double payload;   ///< bytes of one rank's tokens, each counted once
    double toRanks;   ///< of it to all ranks together, one a rank that holds an expert of the token
    double toDomains; ///< of it to all domains together
};

int whole(double x, const char* what) {
    if (x < 1.0 || x != std::floor(x))
        throw Error(ErrorCode::BadInput, "the group leaves " + std::to_string(x) + " experts on " + what, "",
                    "choose a group that divides the experts");
    return static_cast<int>(x);
}

Copies copiesOf(const CommShape& shape, std::size_t ranks, std::size_t domains) {
    const int perRank = whole(shape.experts / static_cast<double>(ranks), "a rank");
    const int devices = static_cast<int>(ranks / domains);
    int chosen = static_cast<int>(domains);
    if (shape.domainLimit > 0) chosen = std::min(chosen, static_cast<int>(shape.domainLimit));
    return {shape.tokens * shape.bytesPerToken, expectedDomains(shape.topK, chosen * devices, 0, perRank),
            expectedDomains(shape.topK, chosen, 0, perRank * devices)};
}

double loadOf(std::span<const double> load, std::size_t member) {
    return load.empty() ? 1.0 : load[member];
}

/// Every member to every other `bytes` times the receiver's load, over the members.
Phase everyPair(double bytes, const Group& group, std::span<const double> load) {
    Phase phase;
    const auto n = static_cast<double>(group.size());
    for (std::size_t i = 0; i < group.size(); ++i)
        for (std::size_t j = 0; j < group.size(); ++j)
            if (i != j)
                phase.transfers.push_back(
                    {group.ranks[i], group.ranks[j], Bytes{bytes * loadOf(load, j) / n}});
    return phase;
}

Phase overRails(const Copies& copies, const Group& group, std::span<const double> load) {
    const auto domains = evenDomains(group);
    const auto n = static_cast<double>(group.size());
    const auto count = static_cast<double>(domains.size());
    std::vector<std::vector<double>> loads; // beside domains
    for (const auto& domain : domains) {
        loads.emplace_back();
        for (const std::uint32_t rank : domain) {
            const auto member = std::find(group.ranks.begin(), group.ranks.end(), rank);
            loads.back().push_back(loadOf(load, static_cast<std::size_t>(member - group.ranks.begin())));
        }
    }
    Phase phase;
    for (std::size_t to = 0; to < domains.size(); ++to) {
        double domainLoad = 0.0;
        for (const double l : loads[to])
            domainLoad += l / static_cast<double>(loads[to].size());
        for (std::size_t rail = 0; rail < domains[to].size(); ++rail) {
            for (std::size_t from = 0; from < domains.size(); ++from)
                if (from != to)
                    phase.transfers.push_back(
                        {domains[from][rail], domains[to][rail],
                         Bytes{copies.payload * copies.toDomains * domainLoad / count}});
            // Forwards what all senders of its rail sent, and its own tokens.
            for (std::size_t k = 0; k < domains[to].size(); ++k)
                if (k != rail)
                    phase.transfers.push_back(
                        {domains[to][rail], domains[to][k],
                         Bytes{count * copies.payload * copies.toRanks * loads[to][k] / n}});
        }
    }
    return phase;
}

} // namespace

Phase planDispatch(const CommShape& shape, ExpertTransport transport, const Group& group,
                   std::span<const double> load) {
    if (group.size() < 2) return {};
    switch (transport) {
    case ExpertTransport::LowLatency:
        return everyPair(shape.tokens * shape.bytesPerToken * shape.topK, group, load);
    case ExpertTransport::OneDomain: {
        const Copies copies = copiesOf(shape, group.size(), 1);
        return everyPair(copies.payload * copies.toRanks, group, load);
    }
    case ExpertTransport::Normal:
        break;
    }
    return overRails(copiesOf(shape, group.size(), evenDomains(group).size()), group, load);
}

Phase reversed(Phase phase) {
    for (Transfer& t : phase.transfers)
        std::swap(t.from, t.to);
    return phase;
}

} // namespace sim
