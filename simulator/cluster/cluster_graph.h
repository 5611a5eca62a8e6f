// SPDX-License-Identifier: Apache-2.0
// The cluster as a graph: devices, their network cards, switches, and the cables between them. Knows no flows
// and no bytes; who built it is fabric.h or a file of the user's.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "simulator/base/quantity.h"
#include "simulator/cluster/link_index.h"

namespace sim {

using NodeIndex = std::uint32_t;

enum class NodeKind : std::uint8_t {
    Device,        ///< an accelerator; passes nothing on unless a route asks it to
    Host,          ///< the processors of a machine; passes nothing on
    Nic,           ///< a network card
    PcieSwitch,    ///< between devices and cards of one machine
    ScaleUpSwitch, ///< NVSwitch, UB switch
    Leaf,          ///< switches of the network between machines, by height
    Spine,
    Core,
};
std::string_view nodeKindName(NodeKind kind);
std::optional<NodeKind> nodeKindFromName(std::string_view name);
/// A switch of the network between machines.
constexpr bool isFabricSwitch(NodeKind kind) {
    return kind >= NodeKind::Leaf;
}

struct ClusterNode {
    std::string name;
    NodeKind kind = NodeKind::Device;
    int units = 1; ///< chips, cards or boxes that it stands for
};

enum class Medium : std::uint8_t { ScaleUp, Pcie, ScaleOut, FrontEnd };
std::string_view mediumName(Medium medium);
std::optional<Medium> mediumFromName(std::string_view name);

/// A cable, or several side by side that traffic is striped over; both directions at once.
struct Cable {
    NodeIndex a = 0, b = 0;
    BytesPerSecond bandwidth; ///< each way, of all cables together
    Seconds latency;          ///< of crossing it, the switch at its end included
    Medium medium = Medium::ScaleOut;
    int count = 1;
    bool isOptical = false; ///< needs a transceiver at either end
};

/// Immutable once built. Cable i is two links: 2i from a to b, 2i + 1 from b to a.
class ClusterGraph {
  public:
    /// Throws Error{BadInput} naming the element: a name given twice or left out, a cable without bandwidth,
    /// from a node to itself or to a node that is not there.
    ClusterGraph(std::vector<ClusterNode> nodes, std::vector<Cable> cables);
    ~ClusterGraph();
    ClusterGraph(ClusterGraph&&) noexcept;
    ClusterGraph& operator=(ClusterGraph&&) noexcept;

    std::span<const ClusterNode> nodes() const { return nodes_; }
    std::span<const Cable> cables() const { return cables_; }
    const ClusterNode& node(NodeIndex node) const { return nodes_[node]; }
    /// All devices, in the order of the nodes.
    std::span<const NodeIndex> devices() const { return devices_; }
    std::optional<NodeIndex> find(std::string_view name) const;

    std::size_t linkCount() const { return 2 * cables_.size(); }
    const Cable& cableOf(LinkIndex link) const { return cables_[link / 2]; }
    NodeIndex from(LinkIndex link) const { return link % 2 == 0 ? cableOf(link).a : cableOf(link).b; }
    NodeIndex to(LinkIndex link) const { return link % 2 == 0 ? cableOf(link).b : cableOf(link).a; }
    /// "leaf0 -> spine3".
    std::string linkName(LinkIndex link) const;
    /// Bytes per second of every link, as the flow engine wants them.
    std::vector<double> capacities() const;

    /// Links that leave the node, in the order of the cables.
    std::span<const LinkIndex> outLinks(NodeIndex node) const;
    /// Nodes of one number can reach one another over any nodes.
    std::vector<int> components() const;

  private:
    struct Adjacency;
    void check() const;
    std::vector<ClusterNode> nodes_;
    std::vector<Cable> cables_;
    std::vector<NodeIndex> devices_;
    std::vector<NodeIndex> byName_; ///< sorted by name
    std::unique_ptr<Adjacency> adjacency_;
};

/// Which device each rank runs on.
class Placement {
  public:
    /// Rank i on device i of the graph. Throws Error{BadInput} when there are not as many devices.
    static Placement inOrder(const ClusterGraph& graph, std::size_t ranks);
    /// Throws Error{BadInput} naming the rank and the node: not a device, placed twice, or out of reach of
    /// rank 0.
    Placement(const ClusterGraph& graph, std::vector<NodeIndex> deviceOfRank);

    std::size_t ranks() const { return deviceOfRank_.size(); }
    NodeIndex device(std::size_t rank) const { return deviceOfRank_[rank]; }

  private:
    std::vector<NodeIndex> deviceOfRank_;
};

/// How many of each thing the cluster is made of, for the cost model.
struct BillOfMaterials {
    std::size_t devices = 0, nics = 0, scaleUpSwitches = 0, leafSwitches = 0, spineSwitches = 0,
                coreSwitches = 0;
    std::size_t scaleUpCables = 0, copperCables = 0, opticalCables = 0, transceivers = 0;
};
BillOfMaterials billOfMaterials(const ClusterGraph& graph);

} // namespace sim
