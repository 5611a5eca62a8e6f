// SPDX-License-Identifier: Apache-2.0
// Routes: that they are whole, as short as Boost's breadth-first search says, and spread as their policy
// says.
#include <algorithm>
#include <map>
#include <set>

#include <boost/graph/adjacency_list.hpp>
#include <boost/graph/breadth_first_search.hpp>
#include <gtest/gtest.h>

#include "simulator/base/error.h"
#include "simulator/cluster/fabric.h"
#include "simulator/cluster/router.h"

namespace sim {
namespace {

using namespace literals;

MachineSpec eightGpus() {
    MachineSpec machine;
    machine.scaleUpBandwidth = 450.0_GBps;
    machine.nicBandwidth = 50.0_GBps;
    machine.scaleUpLatency = Seconds{0.5e-6};
    machine.nicLatency = Seconds{1e-6};
    return machine;
}
FabricSpec small(Topology topology) {
    FabricSpec fabric;
    fabric.topology = topology;
    fabric.switchPorts = 16;
    fabric.hopLatency = Seconds{0.25e-6};
    return fabric;
}

void expectWhole(const ClusterGraph& graph, NodeIndex from, NodeIndex to,
                 const std::vector<LinkIndex>& path) {
    NodeIndex at = from;
    for (const LinkIndex link : path) {
        ASSERT_EQ(graph.from(link), at);
        at = graph.to(link);
    }
    EXPECT_EQ(at, to);
}

/// Hops from `source` when no device but the source sends on.
std::vector<int> hopsByBoost(const ClusterGraph& graph, NodeIndex source) {
    boost::adjacency_list<boost::vecS, boost::vecS, boost::directedS> g(graph.nodes().size());
    for (LinkIndex link = 0; link < graph.linkCount(); ++link)
        if (graph.from(link) == source || graph.node(graph.from(link)).kind != NodeKind::Device)
            boost::add_edge(graph.from(link), graph.to(link), g);
    std::vector<int> hops(graph.nodes().size(), 0);
    boost::breadth_first_search(
        g, source,
        boost::visitor(boost::make_bfs_visitor(boost::record_distances(hops.data(), boost::on_tree_edge()))));
    return hops;
}

TEST(Router, FindsPathsAsShortAsABreadthFirstSearch) {
    for (const Topology topology : {Topology::FatTree, Topology::RailOptimised, Topology::Dragonfly})
        for (const Spread spread : {Spread::Hash, Spread::Destination, Spread::Adaptive}) {
            const auto graph = buildCluster(320, eightGpus(), small(topology));
            Router router(graph, {spread, false, 7});
            const auto devices = graph.devices();
            for (std::size_t i = 0; i < devices.size(); i += 37) {
                const auto hops = hopsByBoost(graph, devices[i]);
                for (std::size_t j = 0; j < devices.size(); j += 3) {
                    std::vector<LinkIndex> path;
                    router.route({devices[i], devices[j]}, path);
                    expectWhole(graph, devices[i], devices[j], path);
                    EXPECT_EQ(static_cast<int>(path.size()), hops[devices[j]])
                        << topologyName(topology) << ' ' << spreadName(spread);
                }
            }
        }
}

TEST(Router, RailAwareRoutesLeaveOverTheNeighbourOnTheDestinationsRail) {
    // Two levels, eight machines on a leaf: from rail 0 to rail 5 of another machine under the same leaves
    // the plain way is card, leaf, spine, leaf, card; over the neighbour no spine is needed.
    const auto graph = buildCluster(64, eightGpus(), small(Topology::RailOptimised));
    Router plain(graph, {Spread::Hash, false, 1}), aware(graph, {Spread::Hash, true, 1});
    const NodeIndex from = *graph.find("node0.gpu0"), to = *graph.find("node3.gpu5");
    std::vector<LinkIndex> longer, shorter;
    plain.route({from, to}, longer);
    aware.route({from, to}, shorter);
    const auto passes = [&](const std::vector<LinkIndex>& path, NodeKind kind) {
        return std::any_of(path.begin(), path.end(),
                           [&](LinkIndex link) { return graph.node(graph.to(link)).kind == kind; });
    };
    EXPECT_TRUE(passes(longer, NodeKind::Spine));
    EXPECT_FALSE(passes(shorter, NodeKind::Spine));
    expectWhole(graph, from, to, shorter);
    EXPECT_EQ(graph.node(graph.from(shorter[2])).name, "node0.gpu5");
}

TEST(Router, SumsTheLatenciesOfTheHops) {
    const auto graph = buildCluster(64, eightGpus(), small(Topology::RailOptimised));
    Router router(graph, {});
    std::vector<LinkIndex> path;
    router.route({*graph.find("node0.gpu2"), *graph.find("node1.gpu2")}, path);
    // Device to card, card to leaf, leaf to card, card to device.
    EXPECT_DOUBLE_EQ(router.latency(path).base(), 2 * 1e-6 + 2 * 0.25e-6);
}

TEST(Router, HashSpreadsFlowsOfOnePairAndAdaptiveBalancesThem) {
    const auto graph = buildCluster(128, eightGpus(), small(Topology::FatTree));
    const NodeIndex from = *graph.find("node0.gpu0"), to = *graph.find("node15.gpu0");
    for (const Spread spread : {Spread::Hash, Spread::Adaptive}) {
        Router router(graph, {spread, true, 1});
        std::map<LinkIndex, int> uses;
        for (std::uint64_t flow = 0; flow < 64; ++flow) {
            std::vector<LinkIndex> path;
            router.route({from, to, flow}, path);
            ++uses[path[2]]; // leaf to spine
        }
        EXPECT_EQ(uses.size(), 8U);
        if (spread == Spread::Hash) continue;
        for (const auto& [link, count] : uses)
            EXPECT_EQ(count, 8);
    }
}

TEST(Router, NamesBothEndsOfARouteThatIsNot) {
    const ClusterGraph graph({{"a", NodeKind::Device}, {"b", NodeKind::Device}}, {});
    Router router(graph, {});
    std::vector<LinkIndex> path;
    try {
        router.route({0, 1}, path);
        FAIL();
    } catch (const Error& error) {
        EXPECT_EQ(error.message(), "there is no route from 'a' to 'b'");
    }
}

TEST(Router, StripesOverPlanes) {
    FabricSpec fabric = small(Topology::RailOptimised);
    fabric.planes = 2;
    const auto graph = buildCluster(64, eightGpus(), fabric);
    Router router(graph, {});
    const NodeIndex from = *graph.find("node0.gpu0"), to = *graph.find("node1.gpu0");
    ASSERT_EQ(router.planes(from), 2U);
    std::set<LinkIndex> leaving;
    for (std::size_t plane = 0; plane < 2; ++plane) {
        std::vector<LinkIndex> path;
        router.routeOverPlane({from, to}, plane, path);
        expectWhole(graph, from, to, path);
        leaving.insert(path[1]);
    }
    EXPECT_EQ(leaving.size(), 2U);
}

} // namespace
} // namespace sim
