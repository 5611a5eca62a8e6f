// SPDX-License-Identifier: Apache-2.0
// A route is: inside the machine to a switch of the fabric, down the table of distances, inside the other
// machine. Tables cover switches alone; with thousands of devices to a few hundred switches that is what
// makes them cheap.
#include "simulator/cluster/router.h"

#include <algorithm>
#include <array>
#include <limits>
#include <utility>

#include <boost/graph/adjacency_list.hpp>
#include <boost/graph/connected_components.hpp>

#include "simulator/base/error.h"

namespace sim {

namespace {

constexpr std::array<std::string_view, 3> SpreadNames = {"hash", "destination", "adaptive"};
constexpr std::uint16_t Unreached = std::numeric_limits<std::uint16_t>::max();
constexpr std::uint32_t NoSwitch = 0xFFFFFFFFU;

/// Finaliser of splitmix64 (Steele et al., OOPSLA 2014).
std::uint64_t mixed(std::uint64_t x) {
    x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9ULL;
    x = (x ^ (x >> 27)) * 0x94D049BB133111EBULL;
    return x ^ (x >> 31);
}

bool passesOn(NodeKind kind) {
    return kind != NodeKind::Device && kind != NodeKind::Host;
}

} // namespace

std::string_view spreadName(Spread spread) {
    return SpreadNames[static_cast<std::size_t>(spread)];
}
std::optional<Spread> spreadFromName(std::string_view name) {
    const auto* found = std::find(SpreadNames.begin(), SpreadNames.end(), name);
    if (found == SpreadNames.end()) return std::nullopt;
    return static_cast<Spread>(found - SpreadNames.begin());
}

Router::Router(const ClusterGraph& graph, RoutePolicy policy)
    : graph_(graph), policy_(policy), hosts_(graph.nodes().size()),
      switchNumber_(graph.nodes().size(), NoSwitch), routedBytes_(graph.linkCount(), 0.0) {
    for (NodeIndex node = 0; node < graph.nodes().size(); ++node)
        if (isFabricSwitch(graph.node(node).kind)) {
            switchNumber_[node] = static_cast<std::uint32_t>(switches_.size());
            switches_.push_back(node);
        }
    boost::adjacency_list<boost::vecS, boost::vecS, boost::undirectedS> fabric(switches_.size());
    for (const Cable& cable : graph.cables())
        if (switchNumber_[cable.a] != NoSwitch && switchNumber_[cable.b] != NoSwitch)
            boost::add_edge(switchNumber_[cable.a], switchNumber_[cable.b], fabric);
    planeOf_.resize(switches_.size());
    if (!switches_.empty())
        boost::connected_components(fabric, boost::make_iterator_property_map(
                                                planeOf_.begin(), boost::get(boost::vertex_index, fabric)));
}

/// Breadth first from the device through cards and scale-up switches, as far as other devices and the first
/// switch of the fabric.
Router::Host& Router::host(NodeIndex device) {
    Host& host = hosts_[device];
    if (host.isKnown) return host;
    host.isKnown = true;
    struct Reached {
        NodeIndex node;
        std::vector<LinkIndex> path;
    };
    std::vector<Reached> queue{{device, {}}};
    std::vector<NodeIndex> seen{device};
    std::vector<std::pair<NodeIndex, std::vector<LinkIndex>>> neighbours;
    for (std::size_t next = 0; next < queue.size(); ++next) {
        const NodeIndex node = queue[next].node;
        if (next > 0 && !passesOn(graph_.node(node).kind)) continue;
        for (const LinkIndex link : graph_.outLinks(node)) {
            const NodeIndex to = graph_.to(link);
            const bool isEntry = switchNumber_[to] != NoSwitch;
            if (!isEntry && std::find(seen.begin(), seen.end(), to) != seen.end()) continue;
            std::vector<LinkIndex> path = queue[next].path;
            path.push_back(link);
            if (isEntry) {
                const auto depth = static_cast<std::uint32_t>(path.size());
                host.entries.push_back({to, depth, std::move(path)});
                continue;
            }
            seen.push_back(to);
            if (graph_.node(to).kind == NodeKind::Device)
                neighbours.emplace_back(to, std::move(path));
            else
                queue.push_back({to, std::move(path)});
        }
    }
    std::sort(neighbours.begin(), neighbours.end());
    for (auto& [node, path] : neighbours) {
        host.neighbours.push_back(node);
        host.toNeighbours.push_back(std::move(path));
    }
    host.table = tableFor(host.entries);
    return host;
}

/// Hops to the nearest of the entries, theirs included, breadth first by rising depth.
std::size_t Router::tableFor(const std::vector<Entry>& entries) {
    std::vector<std::pair<NodeIndex, std::uint32_t>> key;
    for (const Entry& entry : entries)
        key.emplace_back(entry.fabricSwitch, entry.depth);
    std::sort(key.begin(), key.end());
    const auto [place, isNew] = tableOf_.try_emplace(key, tables_.size());
    if (!isNew) return place->second;
    Table table(switches_.size(), Unreached);
    std::vector<std::vector<std::uint32_t>> atDepth;
    const auto reach = [&](std::uint32_t number, std::size_t depth) {
        if (table[number] <= depth) return;
        table[number] = static_cast<std::uint16_t>(depth);
        if (atDepth.size() <= depth) atDepth.resize(depth + 1);
        atDepth[depth].push_back(number);
    };
    for (const auto& [node, depth] : key)
        reach(switchNumber_[node], depth);
    for (std::size_t depth = 0; depth < atDepth.size(); ++depth)
        for (std::size_t i = 0; i < atDepth[depth].size(); ++i) {
            const std::uint32_t number = atDepth[depth][i];
            if (table[number] < depth) continue;
            for (const LinkIndex link : graph_.outLinks(switches_[number]))
                if (const std::uint32_t to = switchNumber_[graph_.to(link)]; to != NoSwitch)
                    reach(to, depth + 1);
        }
    tables_.push_back(std::move(table));
    return place->second;
}

std::uint32_t Router::distance(const Entry& entry, const Table& table) const {
    const std::uint16_t rest = table[switchNumber_[entry.fabricSwitch]];
    return rest == Unreached ? NoSwitch : entry.depth + rest;
}

/// REQUIRES: `plane` < planes of both, or one network only.
const Router::Entry* Router::bestEntry(const Host& from, const Host& to, std::size_t plane,
                                       std::uint32_t& hops) const {
    const Table& table = tables_[to.table];
    const Entry* best = nullptr;
    std::size_t candidates = 0;
    hops = NoSwitch;
    for (const Entry& entry : from.entries)
        if (const std::uint32_t d = distance(entry, table); d < hops) hops = d;
    if (hops == NoSwitch) return nullptr;
    for (const Entry& entry : from.entries)
        if (distance(entry, table) == hops) ++candidates;
    std::size_t wanted = plane % candidates;
    for (const Entry& entry : from.entries)
        if (distance(entry, table) == hops && wanted-- == 0) best = &entry;
    return best;
}

LinkIndex Router::choose(const RouteRequest& request, std::span<const LinkIndex> links, std::size_t hop) {
    if (links.size() == 1) return links[0];
    switch (policy_.spread) {
    case Spread::Destination: {
        // Each level takes the next digits of the destination, so that leaves and spines do not choose alike.
        std::size_t digits = request.to;
        for (std::size_t i = 0; i < hop; ++i)
            digits /= links.size();
        return links[digits % links.size()];
    }
    case Spread::Adaptive:
        return *std::min_element(links.begin(), links.end(), [&](LinkIndex a, LinkIndex b) {
            return routedBytes_[a] / graph_.cableOf(a).bandwidth.base() <
                   routedBytes_[b] / graph_.cableOf(b).bandwidth.base();
        });
    case Spread::Hash:
        break;
    }
    std::uint64_t h = mixed(policy_.seed + 0x9E3779B97F4A7C15ULL * (request.from + 1ULL));
    h = mixed(h ^ (request.to * 0xD1B54A32D192ED03ULL) ^ mixed(request.flow + 1) ^ (hop << 32));
    return links[h % links.size()];
}

void Router::commit(const RouteRequest& request, std::span<const LinkIndex> path) {
    if (policy_.spread != Spread::Adaptive) return;
    for (const LinkIndex link : path)
        routedBytes_[link] += request.bytes;
}

void Router::overFabric(const RouteRequest& request, const Host& from, const Host& to, std::size_t plane,
                        std::vector<LinkIndex>& path) {
    std::uint32_t hops = 0;
    const Entry* entry = bestEntry(from, to, plane, hops);
    if (entry == nullptr)
        throw Error(ErrorCode::BadInput,
                    "there is no route from '" + graph_.node(request.from).name + "' to '" +
                        graph_.node(request.to).name + "'",
                    "", "join them by links over switches");
    path.insert(path.end(), entry->path.begin(), entry->path.end());
    const Table& table = tables_[to.table];
    std::uint32_t at = switchNumber_[entry->fabricSwitch];
    for (std::size_t hop = 0;; ++hop) {
        for (const Entry& last : to.entries)
            if (switchNumber_[last.fabricSwitch] == at && last.depth == table[at]) {
                for (auto link = last.path.rbegin(); link != last.path.rend(); ++link)
                    path.push_back(*link ^ 1U); // the same cables the other way
                return;
            }
        choices_.clear();
        for (const LinkIndex link : graph_.outLinks(switches_[at]))
            if (const std::uint32_t next = switchNumber_[graph_.to(link)];
                next != NoSwitch && table[next] + 1 == table[at])
                choices_.push_back(link);
        path.push_back(choose(request, choices_, hop));
        at = switchNumber_[graph_.to(path.back())];
    }
}

void Router::routeOverPlane(const RouteRequest& request, std::size_t plane, std::vector<LinkIndex>& path) {
    if (request.from == request.to) return;
    const std::size_t begin = path.size();
    host(request.to);
    const Host& from = host(request.from);
    const Host& to = hosts_[request.to];
    const auto place = std::lower_bound(from.neighbours.begin(), from.neighbours.end(), request.to);
    if (place != from.neighbours.end() && *place == request.to) {
        const auto& direct = from.toNeighbours[static_cast<std::size_t>(place - from.neighbours.begin())];
        path.insert(path.end(), direct.begin(), direct.end());
        commit(request, direct);
        return;
    }
    RouteRequest leaving = request;
    if (policy_.isRailAware) {
        std::uint32_t best = 0;
        bestEntry(from, to, plane, best);
        std::size_t via = from.neighbours.size();
        for (std::size_t i = 0; i < from.neighbours.size(); ++i) {
            std::uint32_t hops = 0;
            bestEntry(host(from.neighbours[i]), to, plane, hops);
            if (hops < best) best = hops, via = i;
        }
        if (via < from.neighbours.size()) {
            path.insert(path.end(), from.toNeighbours[via].begin(), from.toNeighbours[via].end());
            leaving.from = from.neighbours[via];
        }
    }
    overFabric(leaving, hosts_[leaving.from], to, plane, path);
    commit(request, std::span(path).subspan(begin));
}

void Router::route(const RouteRequest& request, std::vector<LinkIndex>& path) {
    const std::size_t networks = planes(request.from);
    const std::size_t plane =
        networks > 1 ? mixed(request.flow + 31ULL * request.to + request.from) % networks : 0;
    routeOverPlane(request, plane, path);
}

std::size_t Router::planes(NodeIndex device) {
    const Host& from = host(device);
    std::vector<int> networks;
    for (const Entry& entry : from.entries)
        networks.push_back(planeOf_[switchNumber_[entry.fabricSwitch]]);
    std::sort(networks.begin(), networks.end());
    networks.erase(std::unique(networks.begin(), networks.end()), networks.end());
    return std::max<std::size_t>(1, networks.size());
}

Seconds Router::latency(std::span<const LinkIndex> path) const {
    Seconds sum;
    for (const LinkIndex link : path)
        sum += graph_.cableOf(link).latency;
    return sum;
}

} // namespace sim
