// SPDX-License-Identifier: Apache-2.0
// Folding by colour refinement, and running a batch on the flow engine.
#include "simulator/network/flow_batch.h"

#include <algorithm>
#include <bit>
#include <unordered_map>

#include <fmt/format.h>

#include "simulator/base/error.h"
#include "simulator/network/flow_engine.h"

namespace sim {

namespace {

using Colour = std::uint64_t;

// Finaliser of MurmurHash3: a bijection that spreads every bit.
Colour mixed(Colour x) {
    x = (x ^ (x >> 33)) * 0xFF51AFD7ED558CCDULL;
    x = (x ^ (x >> 33)) * 0xC4CEB9FE1A85EC53ULL;
    return x ^ (x >> 33);
}

std::size_t countDistinct(std::vector<Colour> colours) {
    std::sort(colours.begin(), colours.end());
    return static_cast<std::size_t>(std::unique(colours.begin(), colours.end()) - colours.begin());
}

Colour colourOf(const FlowBatch::Kind& kind) {
    Colour c = mixed(std::bit_cast<Colour>(kind.bytes.base()));
    c = mixed(c ^ std::bit_cast<Colour>(kind.latency.base()));
    c = mixed(c ^ std::bit_cast<Colour>(kind.members));
    return mixed(c ^ std::bit_cast<Colour>(kind.cap));
}

Colour colourOf(std::span<const LinkIndex> path, Colour kind, const std::vector<Colour>& links) {
    Colour c = kind;
    for (const LinkIndex l : path)
        c = (c ^ links[l]) * 0x9E3779B97F4A7C15ULL + (c >> 29);
    return mixed(c);
}

std::vector<Colour> kindColours(const FlowBatch& batch) {
    std::vector<Colour> colours;
    for (std::size_t f = 0; f < batch.size(); ++f) {
        const std::uint32_t kind = batch.kindIndex(f);
        if (kind >= colours.size()) colours.resize(kind + 1, 0);
        if (colours[kind] == 0) colours[kind] = colourOf(batch.kind(f));
    }
    return colours;
}

// Until a round tells no more links apart than the one before.
std::vector<Colour> refineLinks(const FlowBatch& batch, std::span<const double> capacities,
                                const std::vector<Colour>& kinds) {
    std::vector<Colour> colours(capacities.size());
    for (std::size_t l = 0; l < capacities.size(); ++l)
        colours[l] = mixed(std::bit_cast<Colour>(capacities[l]));
    std::vector<Colour> sums(colours.size());
    for (std::size_t distinct = 0, before = countDistinct(colours);; before = distinct) {
        std::fill(sums.begin(), sums.end(), 0);
        for (std::size_t f = 0; f < batch.size(); ++f) {
            const auto path = batch.path(f);
            Colour c = colourOf(path, kinds[batch.kindIndex(f)], colours);
            for (const LinkIndex l : path)
                sums[l] += (c = c * 0x9E3779B97F4A7C15ULL + 1); // another one for each position
        }
        for (std::size_t l = 0; l < colours.size(); ++l)
            colours[l] = mixed(colours[l] ^ mixed(sums[l]));
        distinct = countDistinct(colours);
        if (distinct == before || 2 * distinct > colours.size()) return colours;
    }
}

// Classes are numbered in the order in which their first link or flow comes.
std::uint32_t classOf(Colour colour, std::unordered_map<Colour, std::uint32_t>& classes) {
    return classes.emplace(colour, static_cast<std::uint32_t>(classes.size())).first->second;
}

void foldLinks(FoldedBatch& folded, const std::vector<Colour>& colours, std::span<const double> capacities) {
    std::unordered_map<Colour, std::uint32_t> classes;
    folded.classOfLink.resize(colours.size());
    for (std::size_t l = 0; l < colours.size(); ++l) {
        folded.classOfLink[l] = classOf(colours[l], classes);
        folded.capacities.resize(classes.size(), 0.0);
        folded.capacities[folded.classOfLink[l]] += capacities[l];
    }
}

// False when a flow crosses two links of one class: the fold has no weights for that.
bool foldFlows(FoldedBatch& folded, const FlowBatch& batch, const std::vector<Colour>& colours,
               const std::vector<Colour>& kinds) {
    std::unordered_map<Colour, std::uint32_t> classes;
    std::vector<std::size_t> firsts;
    std::vector<double> members;
    folded.classOfFlow.resize(batch.size());
    Colour last = 0;
    std::uint32_t lastClass = 0;
    for (std::size_t f = 0; f < batch.size(); ++f) {
        const Colour c = colourOf(batch.path(f), kinds[batch.kindIndex(f)], colours);
        if (f == 0 || c != last) lastClass = classOf(c, classes);
        last = c;
        folded.classOfFlow[f] = lastClass;
        if (lastClass == firsts.size()) {
            firsts.push_back(f);
            members.push_back(0.0);
            if (2 * firsts.size() > batch.size()) return false;
        }
        members[lastClass] += batch.kind(f).members;
    }
    std::vector<LinkIndex> path;
    for (std::size_t i = 0; i < firsts.size(); ++i) {
        path.clear();
        for (const LinkIndex l : batch.path(firsts[i])) {
            if (std::find(path.begin(), path.end(), folded.classOfLink[l]) != path.end()) return false;
            path.push_back(folded.classOfLink[l]);
        }
        FlowBatch::Kind kind = batch.kind(firsts[i]);
        kind.members = members[i];
        folded.flows.add(path, folded.flows.addKind(kind));
    }
    return true;
}

std::vector<Seconds> finishTimes(const FlowBatch& batch, std::vector<double> capacities) {
    FlowEngine engine(std::move(capacities));
    for (std::size_t f = 0; f < batch.size(); ++f) {
        const FlowBatch::Kind& kind = batch.kind(f);
        engine.start(
            {batch.path(f), kind.bytes, kind.latency, kind.members, kind.cap, static_cast<std::uint32_t>(f)});
    }
    std::vector<Seconds> finish(batch.size());
    for (auto done = engine.advance(); !done.empty(); done = engine.advance())
        for (const FlowDone& d : done)
            finish[d.label] = d.time;
    if (const auto stalled = engine.stalled(); !stalled.empty())
        throw Error(ErrorCode::Infeasible,
                    fmt::format("{} of {} flows have no bandwidth, the first is flow {}", stalled.size(),
                                batch.size(), stalled.front()),
                    "network", "a link of its path has failed: give the flow another route");
    return finish;
}

std::vector<Bytes> carriedBy(const FlowBatch& batch, std::size_t links) {
    std::vector<double> sums(links, 0.0);
    for (std::size_t f = 0; f < batch.size(); ++f)
        for (const LinkIndex l : batch.path(f))
            sums[l] += batch.kind(f).bytes.base() * batch.kind(f).members;
    std::vector<Bytes> carried(links);
    std::transform(sums.begin(), sums.end(), carried.begin(), [](double b) { return Bytes{b}; });
    return carried;
}

Seconds latest(const std::vector<Seconds>& times) {
    return times.empty() ? Seconds{0.0} : *std::max_element(times.begin(), times.end());
}

} // namespace

std::optional<FoldedBatch> foldAlike(const FlowBatch& batch, std::span<const double> capacities) {
    if (batch.size() < 2) return std::nullopt;
    const auto kinds = kindColours(batch);
    const auto colours = refineLinks(batch, capacities, kinds);
    FoldedBatch folded;
    foldLinks(folded, colours, capacities);
    if (!foldFlows(folded, batch, colours, kinds)) return std::nullopt;
    return folded;
}

BatchTimes runBatch(const FlowBatch& batch, std::span<const double> capacities) {
    BatchTimes times;
    times.carried = carriedBy(batch, capacities.size());
    if (const auto folded = foldAlike(batch, capacities)) {
        const auto finish = finishTimes(folded->flows, folded->capacities);
        times.classes = finish.size();
        times.makespan = latest(finish);
        times.finish.reserve(batch.size());
        for (const std::uint32_t c : folded->classOfFlow)
            times.finish.push_back(finish[c]);
        return times;
    }
    times.finish = finishTimes(batch, {capacities.begin(), capacities.end()});
    times.classes = batch.size();
    times.makespan = latest(times.finish);
    return times;
}

Seconds makespanOf(const FlowBatch& batch, std::span<const double> capacities) {
    if (const auto folded = foldAlike(batch, capacities))
        return latest(finishTimes(folded->flows, folded->capacities));
    return latest(finishTimes(batch, {capacities.begin(), capacities.end()}));
}

} // namespace sim
