// SPDX-License-Identifier: Apache-2.0
// Expert exchange, ring collectives and point-to-point transfers: bytes over the narrowest level plus
// latency. Leaves out routes and contention between jobs.
#include "simulator/network/expert_exchange.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "simulator/base/error.h"

namespace sim {

namespace {

/// Probability that `draws` distinct items of `total` all miss a given subset of `part` items:
/// C(total-part, draws) / C(total, draws), as a product that neither overflows nor cancels. A fraction of a
/// draw (a mean over layers) is interpolated between the whole numbers beside it.
double missProbability(double total, double part, double draws) {
    const double whole = std::floor(draws);
    double miss = 1.0;
    for (double i = 0.0; i < whole; i += 1.0)
        miss *= std::max(0.0, total - part - i) / (total - i);
    if (draws == whole) return miss;
    const double next = miss * std::max(0.0, total - part - whole) / (total - whole);
    return miss + (draws - whole) * (next - miss);
}

/// Expected number of distinct bins hit when `draws` of `bins * perBin` items are drawn without replacement.
double expectedBins(double draws, double bins, double perBin) {
    return bins * (1.0 - missProbability(bins * perBin, perBin, draws));
}

/// A group spread evenly over scale-up domains.
struct Placement {
    double domains = 1;
    double devices = 1; ///< of the group, in each domain
};

Placement placeGroup(int ranks, int devicesPerDomain) {
    if (devicesPerDomain < 1)
        throw Error(ErrorCode::BadInput, fmt::format("a scale-up domain of {} devices", devicesPerDomain),
                    "fabric", "give at least one device per domain");
    int domains = (ranks + devicesPerDomain - 1) / devicesPerDomain;
    while (ranks % domains != 0)
        ++domains; // ends at one rank per domain
    return {static_cast<double>(domains), static_cast<double>(ranks / domains)};
}

/// One level as one kind of exchange sees it.
LinkUse useOf(const LinkLevel& level, const std::optional<LinkUse>& special) {
    if (special) return *special;
    return {level.efficiency, level.latency, level.sigma, level.basis, level.source};
}

Seconds carry(Bytes bytes, const LinkLevel& level, const LinkUse& use, std::string_view name) {
    if (bytes.base() <= 0.0) return Seconds{0.0};
    const BytesPerSecond rate = level.bandwidth * use.efficiency;
    if (!(rate.base() > 0.0))
        throw Error(
            ErrorCode::BadInput,
            fmt::format("the {} link has no usable bandwidth ({} B/s at efficiency {}) but {} B to carry",
                        name, level.bandwidth.base(), use.efficiency, bytes.base()),
            "fabric", "give the link a bandwidth and an efficiency above zero");
    return bytes / rate;
}

void requirePositive(bool fine, std::string message, std::string hint) {
    if (!fine) throw Error(ErrorCode::BadInput, std::move(message), "expert exchange", std::move(hint));
}

} // namespace

double expectedDomains(double topK, int domains, int limit, int expertsPerDomain) {
    requirePositive(topK > 0 && domains > 0 && expertsPerDomain > 0,
                    fmt::format("top-{} over {} domains of {} experts", topK, domains, expertsPerDomain),
                    "all three must be above zero");
    const int chosen = limit > 0 ? std::min(limit, domains) : domains;
    requirePositive(topK <= static_cast<double>(chosen) * expertsPerDomain,
                    fmt::format("a token cannot go to {} experts: {} domains of {} are in reach", topK,
                                chosen, expertsPerDomain),
                    "lower top-k or raise the domain limit");
    return expectedBins(topK, chosen, expertsPerDomain);
}

// Traffic of the hierarchical kernels described for DeepSeek-V3 (arXiv 2412.19437, 3.2.2; DeepEP "normal"
// kernels): a token crosses the NIC once per remote domain it is routed to, to the device with the sender's
// own index, and is forwarded from there over the scale-up link to every device that holds one of its
// experts. Domains and devices are hit evenly (balanced load), so by symmetry 1/domains of the domains used
// are the sender's own, and 1/devices of the receivers are the forwarding device itself. Both levels stream
// at once: the slower one sets the time. Combine runs the same way back with the same bytes. Checked against
// the DeepEP tables in the unit test; skewed expert load is not modelled here.
ExchangeCost allToAll(const CommShape& shape, const ExchangeFabric& fabric) {
    const int ranks = static_cast<int>(std::lround(shape.groupSize));
    requirePositive(ranks >= 1, fmt::format("an expert-parallel group of {} ranks", shape.groupSize),
                    "give the group at least one rank");
    ExchangeCost cost;
    if (ranks == 1 || shape.tokens <= 0.0 || shape.bytesPerToken <= 0.0) return cost;
    requirePositive(shape.topK > 0 && shape.topK <= shape.experts,
                    fmt::format("top-{} of {} experts", shape.topK, shape.experts),
                    "top-k must be above zero and at most the number of routed experts");

    const Placement place = placeGroup(ranks, fabric.devicesPerDomain);
    const double chosen = shape.domainLimit > 0 ? std::min(shape.domainLimit, place.domains) : place.domains;
    const double perDomain = shape.experts / place.domains;
    requirePositive(shape.topK <= chosen * perDomain,
                    fmt::format("a token cannot go to {} experts: {} domains of {} are in reach", shape.topK,
                                chosen, perDomain),
                    "lower top-k or raise the domain limit");
    const double domainsHit = expectedBins(shape.topK, chosen, perDomain);
    const double devicesHit = expectedBins(shape.topK, chosen * place.devices, perDomain / place.devices);
    const double payload = shape.tokens * shape.bytesPerToken;
    cost.scaleOutBytes = Bytes{payload * domainsHit * (1.0 - 1.0 / place.domains)};
    cost.scaleUpBytes = Bytes{payload * devicesHit * (1.0 - 1.0 / place.devices)};

    const LinkUse up = useOf(fabric.scaleUp, {});
    const LinkUse out = useOf(fabric.scaleOut, {});
    const Seconds upTime = carry(cost.scaleUpBytes, fabric.scaleUp, up, "scale-up");
    const Seconds outTime = carry(cost.scaleOutBytes, fabric.scaleOut, out, "scale-out");
    const LinkUse& binding = outTime > upTime ? out : up;
    // The latency of the outer level was fitted to whole exchanges and holds the forwarding hop.
    const Seconds latency = place.domains > 1 ? out.latency : up.latency;
    cost.time = latency + std::max(upTime, outTime);
    cost.sigma = binding.sigma;
    cost.basis = binding.basis;
    return cost;
}

// Bandwidth part: (n-1)/n * S / B on a ring of n (Patarasuk & Yuan, JPDC 69, 2009); latency n-1 steps of the
// whole-collective latency divided by them, i.e. counted once per level. Two levels, g devices in each of d
// domains: first (g-1)/g * S inside, then every device carries its S/g round the domains, (d-1)/d * S/g; the
// two phases follow each other (hierarchical reduce-scatter of NCCL's tuning guide and of Horovod).
ExchangeCost ringCollective(Bytes bytes, int ranks, int ranksPerDomain, const ExchangeFabric& fabric) {
    requirePositive(ranks >= 1, fmt::format("a ring of {} ranks", ranks), "give the ring at least one rank");
    ExchangeCost cost;
    if (ranks == 1 || bytes.base() <= 0.0) return cost;
    const int inside = std::clamp(ranksPerDomain, 1, ranks);
    requirePositive(ranks % inside == 0,
                    fmt::format("{} ranks do not fill whole domains of {}", ranks, inside),
                    "choose a group that is a multiple of the ranks per domain");
    const double g = inside;
    const double d = static_cast<double>(ranks) / g;
    cost.scaleUpBytes = bytes * ((g - 1.0) / g);
    cost.scaleOutBytes = bytes * ((d - 1.0) / d / g);

    const LinkUse up = useOf(fabric.scaleUp, fabric.scaleUp.ring);
    const LinkUse out = useOf(fabric.scaleOut, fabric.scaleOut.ring);
    const Seconds upTime = carry(cost.scaleUpBytes, fabric.scaleUp, up, "scale-up");
    const Seconds outTime = carry(cost.scaleOutBytes, fabric.scaleOut, out, "scale-out");
    cost.time = upTime + outTime;
    if (g > 1) cost.time += up.latency;
    if (d > 1) cost.time += out.latency;
    // Phases add, so their errors are weighted by their shares of the transfer.
    const double total = (upTime + outTime).base();
    cost.sigma = std::hypot(up.sigma * upTime.base() / total, out.sigma * outTime.base() / total);
    cost.basis = d > 1 ? (g > 1 ? weaker(up.basis, out.basis) : out.basis) : up.basis;
    return cost;
}

ExchangeCost pointToPoint(Bytes bytes, bool crossesDomain, const ExchangeFabric& fabric) {
    ExchangeCost cost;
    if (bytes.base() <= 0.0) return cost;
    const LinkLevel& level = crossesDomain ? fabric.scaleOut : fabric.scaleUp;
    const LinkUse use = useOf(level, level.pointToPoint);
    (crossesDomain ? cost.scaleOutBytes : cost.scaleUpBytes) = bytes;
    cost.time = use.latency + carry(bytes, level, use, crossesDomain ? "scale-out" : "scale-up");
    cost.sigma = use.sigma;
    cost.basis = use.basis;
    return cost;
}

} // namespace sim
