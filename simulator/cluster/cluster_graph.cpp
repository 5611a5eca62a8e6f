// SPDX-License-Identifier: Apache-2.0
// Adjacency in Boost's compressed rows, checks of names and cables, placement and counts.
#include "simulator/cluster/cluster_graph.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <utility>

#include <boost/graph/adjacency_list.hpp>
#include <boost/graph/compressed_sparse_row_graph.hpp>
#include <boost/graph/connected_components.hpp>

#include "simulator/base/error.h"

namespace sim {

namespace {

template<class Enum, std::size_t N>
std::optional<Enum> fromName(const std::array<std::string_view, N>& names, std::string_view name) {
    const auto* found = std::find(names.begin(), names.end(), name);
    if (found == names.end()) return std::nullopt;
    return static_cast<Enum>(found - names.begin());
}

// In the order of the enumerations.
constexpr std::array<std::string_view, 8> KindNames = {"device",          "host", "nic",   "pcie_switch",
                                                       "scale_up_switch", "leaf", "spine", "core"};
constexpr std::array<std::string_view, 4> MediumNames = {"scale_up", "pcie", "scale_out", "front_end"};

[[noreturn]] void bad(const std::string& what, const std::string& hint) {
    throw Error(ErrorCode::BadInput, what, "", hint);
}

} // namespace

std::string_view nodeKindName(NodeKind kind) {
    return KindNames[static_cast<std::size_t>(kind)];
}
std::optional<NodeKind> nodeKindFromName(std::string_view name) {
    return fromName<NodeKind>(KindNames, name);
}
std::string_view mediumName(Medium medium) {
    return MediumNames[static_cast<std::size_t>(medium)];
}
std::optional<Medium> mediumFromName(std::string_view name) {
    return fromName<Medium>(MediumNames, name);
}

/// The rows of Boost's graph hold links in ascending order; `order` is the same as plain numbers, so that a
/// row is a span.
struct ClusterGraph::Adjacency {
    using Graph = boost::compressed_sparse_row_graph<boost::directedS, boost::no_property, LinkIndex>;

    explicit Adjacency(const ClusterGraph& graph) {
        std::vector<std::pair<NodeIndex, NodeIndex>> ends;
        std::vector<LinkIndex> links(graph.linkCount());
        std::iota(links.begin(), links.end(), LinkIndex{0});
        ends.reserve(links.size());
        for (const LinkIndex link : links)
            ends.emplace_back(graph.from(link), graph.to(link));
        rows = Graph(boost::edges_are_unsorted_multi_pass, ends.begin(), ends.end(), links.begin(),
                     graph.nodes().size());
        begins.reserve(graph.nodes().size() + 1);
        order.reserve(links.size());
        for (NodeIndex node = 0; node < graph.nodes().size(); ++node) {
            begins.push_back(order.size());
            for (auto [edge, end] = boost::out_edges(std::size_t{node}, rows); edge != end; ++edge)
                order.push_back(rows[*edge]);
            std::sort(order.begin() + static_cast<std::ptrdiff_t>(begins.back()), order.end());
        }
        begins.push_back(order.size());
    }

    Graph rows;
    std::vector<std::size_t> begins;
    std::vector<LinkIndex> order;
};

ClusterGraph::ClusterGraph(std::vector<ClusterNode> nodes, std::vector<Cable> cables)
    : nodes_(std::move(nodes)), cables_(std::move(cables)), byName_(nodes_.size()) {
    std::iota(byName_.begin(), byName_.end(), NodeIndex{0});
    std::sort(byName_.begin(), byName_.end(),
              [&](NodeIndex a, NodeIndex b) { return nodes_[a].name < nodes_[b].name; });
    check();
    for (NodeIndex node = 0; node < nodes_.size(); ++node)
        if (nodes_[node].kind == NodeKind::Device) devices_.push_back(node);
    adjacency_ = std::make_unique<Adjacency>(*this);
}
ClusterGraph::~ClusterGraph() = default;
ClusterGraph::ClusterGraph(ClusterGraph&&) noexcept = default;
ClusterGraph& ClusterGraph::operator=(ClusterGraph&&) noexcept = default;

void ClusterGraph::check() const {
    for (std::size_t i = 0; i < byName_.size(); ++i) {
        const std::string& name = nodes_[byName_[i]].name;
        if (name.empty()) bad("a node has no name", "name every node");
        if (i > 0 && nodes_[byName_[i - 1]].name == name)
            bad("the node name '" + name + "' is given twice", "names must differ");
    }
    for (const Cable& cable : cables_) {
        if (cable.a >= nodes_.size() || cable.b >= nodes_.size())
            bad("a cable ends at node number " + std::to_string(std::max(cable.a, cable.b)) +
                    ", but there are " + std::to_string(nodes_.size()) + " nodes",
                "name nodes that are there");
        const std::string name = nodes_[cable.a].name + " - " + nodes_[cable.b].name;
        if (cable.a == cable.b) bad("the link " + name + " joins a node to itself", "leave it out");
        if (!(cable.bandwidth.base() > 0.0))
            bad("the link " + name + " has no bandwidth", "give it one above zero or leave it out");
        if (cable.latency.base() < 0.0) bad("the link " + name + " has a latency below zero", "use 0 s");
        if (cable.count < 1) bad("the link " + name + " has no cables", "count must be 1 or more");
    }
}

std::optional<NodeIndex> ClusterGraph::find(std::string_view name) const {
    const auto place =
        std::lower_bound(byName_.begin(), byName_.end(), name,
                         [&](NodeIndex node, std::string_view wanted) { return nodes_[node].name < wanted; });
    if (place == byName_.end() || nodes_[*place].name != name) return std::nullopt;
    return *place;
}

std::string ClusterGraph::linkName(LinkIndex link) const {
    return nodes_[from(link)].name + " -> " + nodes_[to(link)].name;
}

std::vector<double> ClusterGraph::capacities() const {
    std::vector<double> capacities;
    capacities.reserve(linkCount());
    for (const Cable& cable : cables_)
        capacities.insert(capacities.end(), 2, cable.bandwidth.base());
    return capacities;
}

std::span<const LinkIndex> ClusterGraph::outLinks(NodeIndex node) const {
    const std::size_t begin = adjacency_->begins[node];
    return {adjacency_->order.data() + begin, adjacency_->begins[node + 1] - begin};
}

std::vector<int> ClusterGraph::components() const {
    boost::adjacency_list<boost::vecS, boost::vecS, boost::undirectedS> undirected(nodes_.size());
    for (const Cable& cable : cables_)
        boost::add_edge(cable.a, cable.b, undirected);
    std::vector<int> component(nodes_.size());
    if (!nodes_.empty())
        boost::connected_components(
            undirected, boost::make_iterator_property_map(component.begin(),
                                                          boost::get(boost::vertex_index, undirected)));
    return component;
}

Placement Placement::inOrder(const ClusterGraph& graph, std::size_t ranks) {
    const auto devices = graph.devices();
    if (ranks > devices.size())
        bad("there are " + std::to_string(ranks) + " ranks but " + std::to_string(devices.size()) +
                " devices in the cluster",
            "place at most one rank on a device");
    return {graph, {devices.begin(), devices.begin() + static_cast<std::ptrdiff_t>(ranks)}};
}

Placement::Placement(const ClusterGraph& graph, std::vector<NodeIndex> deviceOfRank)
    : deviceOfRank_(std::move(deviceOfRank)) {
    std::vector<std::int64_t> rankOn(graph.nodes().size(), -1);
    const auto component = graph.components();
    for (std::size_t rank = 0; rank < deviceOfRank_.size(); ++rank) {
        const NodeIndex node = deviceOfRank_[rank];
        const std::string text = "rank " + std::to_string(rank);
        if (node >= graph.nodes().size())
            bad(text + " is placed on node number " + std::to_string(node) + ", which is not there",
                "name a device of the graph");
        const ClusterNode& target = graph.node(node);
        if (target.kind != NodeKind::Device)
            bad(text + " is placed on '" + target.name + "', which is a " +
                    std::string(nodeKindName(target.kind)),
                "name a device");
        if (rankOn[node] >= 0)
            bad("'" + target.name + "' is given to rank " + std::to_string(rankOn[node]) + " and to " + text,
                "a device holds one rank");
        rankOn[node] = static_cast<std::int64_t>(rank);
        if (component[node] != component[deviceOfRank_[0]])
            bad(text + " on '" + target.name + "' cannot be reached from rank 0 on '" +
                    graph.node(deviceOfRank_[0]).name + "'",
                "join the two parts by a link");
    }
}

BillOfMaterials billOfMaterials(const ClusterGraph& graph) {
    BillOfMaterials bill;
    for (const ClusterNode& node : graph.nodes()) {
        const auto units = static_cast<std::size_t>(node.units);
        switch (node.kind) {
        case NodeKind::Device:
            bill.devices += units;
            break;
        case NodeKind::Nic:
            bill.nics += units;
            break;
        case NodeKind::ScaleUpSwitch:
            bill.scaleUpSwitches += units;
            break;
        case NodeKind::Leaf:
            bill.leafSwitches += units;
            break;
        case NodeKind::Spine:
            bill.spineSwitches += units;
            break;
        case NodeKind::Core:
            bill.coreSwitches += units;
            break;
        case NodeKind::Host:
        case NodeKind::PcieSwitch:
            break;
        }
    }
    for (const Cable& cable : graph.cables()) {
        const auto count = static_cast<std::size_t>(cable.count);
        if (cable.medium == Medium::Pcie) continue;
        if (cable.isOptical) bill.transceivers += 2 * count;
        if (cable.medium == Medium::ScaleUp)
            bill.scaleUpCables += count;
        else
            (cable.isOptical ? bill.opticalCables : bill.copperCables) += count;
    }
    return bill;
}

} // namespace sim
