// SPDX-License-Identifier: Apache-2.0
// Routes through a cluster: shortest ones, and which of several equally short ones a flow takes.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <vector>

#include "simulator/cluster/cluster_graph.h"

namespace sim {

/// How switches choose among equally short next hops.
enum class Spread : std::uint8_t {
    Hash,        ///< ECMP: by a hash of the flow, so that flows can collide
    Destination, ///< by the number of the destination (D-mod-k), as subnet managers of InfiniBand do
    Adaptive,    ///< the link with the least bytes routed over it so far, relative to its bandwidth
};
std::string_view spreadName(Spread spread);
std::optional<Spread> spreadFromName(std::string_view name);

struct RoutePolicy {
    Spread spread = Spread::Hash;
    bool isRailAware = true; ///< over a neighbour's card when that is nearer the destination (PXN)
    std::uint64_t seed = 1;  ///< of the hash
};

struct RouteRequest {
    NodeIndex from = 0, to = 0; ///< devices
    std::uint64_t flow = 0;     ///< tells flows of one pair apart (source port)
    double bytes = 1.0;         ///< weight of adaptive routing
};

/// Shortest paths by number of hops. Devices of one scale-up domain meet there; others over cards and
/// switches. Devices and hosts pass nothing on, but for the neighbour of a rail-aware route. Tables are made
/// on demand, one for all devices that hang at the same switches. One thread at a time.
class Router {
  public:
    /// `graph` must outlive the router.
    Router(const ClusterGraph& graph, RoutePolicy policy);

    /// Appends the links of the route. Throws Error{BadInput} naming both ends when there is none.
    void route(const RouteRequest& request, std::vector<LinkIndex>& path);
    /// Sum of the latencies along `path`.
    Seconds latency(std::span<const LinkIndex> path) const;
    /// Number of separate networks a device's card has ports on: what is sent is striped over them.
    std::size_t planes(NodeIndex device);
    /// The same, over one plane.
    void routeOverPlane(const RouteRequest& request, std::size_t plane, std::vector<LinkIndex>& path);

    const ClusterGraph& graph() const { return graph_; }

  private:
    struct Entry { ///< a way from a device to a switch of the fabric (backward: from it)
        NodeIndex fabricSwitch;
        std::uint32_t depth;
        std::vector<LinkIndex> path;
    };
    struct Host { ///< what a device reaches without leaving its machine
        bool isKnown = false;
        std::vector<NodeIndex> neighbours;                ///< devices of the scale-up domain, ascending
        std::vector<std::vector<LinkIndex>> toNeighbours; ///< beside them
        std::vector<Entry> entries;
        std::size_t table = 0; ///< of distances to this device's entries
    };
    using Table = std::vector<std::uint16_t>; ///< hops from a switch, by number of the switch

    Host& host(NodeIndex device);
    std::size_t tableFor(const std::vector<Entry>& entries);
    std::uint32_t distance(const Entry& entry, const Table& table) const;
    const Entry* bestEntry(const Host& from, const Host& to, std::size_t plane, std::uint32_t& hops) const;
    void overFabric(const RouteRequest& request, const Host& from, const Host& to, std::size_t plane,
                    std::vector<LinkIndex>& path);
    LinkIndex choose(const RouteRequest& request, std::span<const LinkIndex> links, std::size_t hop);
    void commit(const RouteRequest& request, std::span<const LinkIndex> path);

    const ClusterGraph& graph_;
    RoutePolicy policy_;
    std::vector<Host> hosts_; ///< by node
    std::vector<std::uint32_t> switchNumber_;
    std::vector<NodeIndex> switches_;
    std::vector<int> planeOf_; ///< by switch: component of the network of switches
    std::vector<Table> tables_;
    std::map<std::vector<std::pair<NodeIndex, std::uint32_t>>, std::size_t> tableOf_;
    std::vector<double> routedBytes_; ///< by link, of adaptive routing
    std::vector<LinkIndex> choices_;
};

} // namespace sim
