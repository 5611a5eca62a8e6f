// SPDX-License-Identifier: Apache-2.0
// Builds machines, then one network per plane over their cards.
#include "simulator/cluster/fabric.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "simulator/base/error.h"

namespace sim {

namespace {

constexpr std::array<std::string_view, 4> TopologyNames = {"fat_tree", "rail_optimised", "dragonfly", "none"};

[[noreturn]] void bad(const std::string& what, const std::string& hint) {
    throw Error(ErrorCode::BadInput, what, "", hint);
}

int ceilDivide(int a, int b) {
    return (a + b - 1) / b;
}

/// The smallest divisor of `whole` that is at least `least`.
int divisorFrom(int whole, int least) {
    for (int d = std::max(least, 1); d < whole; ++d)
        if (whole % d == 0) return d;
    return whole;
}

struct LeafPorts {
    int down, up;
};
LeafPorts leafPorts(int ports, double oversubscription) {
    const int down = static_cast<int>(std::lround(ports * oversubscription / (1.0 + oversubscription)));
    return {down, ports - down};
}

class Builder {
  public:
    Builder(int devices, const MachineSpec& machine, const FabricSpec& fabric)
        : devices_(devices), machine_(machine), fabric_(fabric) {}

    ClusterGraph build() {
        checkNumbers();
        addMachines();
        if (fabric_.topology == Topology::None) return {std::move(nodes_), std::move(cables_)};
        const std::vector<int> order = leafOrder();
        for (int plane = 0; plane < fabric_.planes; ++plane) {
            prefix_ = fabric_.planes > 1 ? "plane" + std::to_string(plane) + "." : "";
            fabric_.topology == Topology::Dragonfly ? addDragonfly() : addTree(order);
        }
        if (machine_.frontEndBandwidth.base() > 0.0) addFrontEnd();
        return {std::move(nodes_), std::move(cables_)};
    }

  private:
    int machines() const { return ceilDivide(devices_, machine_.devicesPerNode); }

    void checkNumbers() const {
        if (devices_ < 1) bad("a cluster of " + std::to_string(devices_) + " devices", "give one or more");
        if (machine_.devicesPerNode < 1 || machine_.devicesPerDomain % machine_.devicesPerNode != 0)
            bad("a scale-up domain of " + std::to_string(machine_.devicesPerDomain) +
                    " devices does not hold whole machines of " + std::to_string(machine_.devicesPerNode),
                "make it a multiple");
        if (fabric_.planes < 1) bad("a fabric of no planes", "give one or more");
        if (fabric_.switchPorts < 4)
            bad("switches of " + std::to_string(fabric_.switchPorts) + " ports", "give 4 or more");
        if (!(fabric_.oversubscription >= 1.0))
            bad("an oversubscription below 1", "1 is a non-blocking fabric, 2 has half the uplinks");
        if (leafPorts(fabric_.switchPorts, fabric_.oversubscription).up < 1)
            bad("an oversubscription that leaves no uplinks on switches of " +
                    std::to_string(fabric_.switchPorts) + " ports",
                "lower it");
    }

    NodeIndex add(std::string name, NodeKind kind, int units = 1) {
        nodes_.push_back({std::move(name), kind, units});
        return static_cast<NodeIndex>(nodes_.size() - 1);
    }
    void join(NodeIndex a, NodeIndex b, BytesPerSecond bandwidth, Seconds latency, Medium medium,
              int count = 1, bool isOptical = false) {
        cables_.push_back({a, b, bandwidth, latency, medium, count, isOptical});
    }
    BytesPerSecond portRate() const { return machine_.nicBandwidth / fabric_.planes; }

    void addMachines() {
        const bool hasScaleUp = machine_.scaleUpBandwidth.base() > 0.0 && machine_.devicesPerDomain > 1;
        const bool isTiered = hasScaleUp && machine_.upperScaleUpSwitches > 0;
        const bool hasNics = fabric_.topology != Topology::None && machine_.nicBandwidth.base() > 0.0;
        if (fabric_.topology != Topology::None && !hasNics)
            bad("the machines have no network cards", "give their bandwidth or topology none");
        const int perSwitch = isTiered ? machine_.devicesPerNode : machine_.devicesPerDomain;
        NodeIndex upper = 0, lower = 0;
        for (int d = 0; d < devices_; ++d) {
            const std::string node = "node" + std::to_string(d / machine_.devicesPerNode);
            const std::string within = std::to_string(d % machine_.devicesPerNode);
            const NodeIndex device = add(node + ".gpu" + within, NodeKind::Device);
            if (isTiered && d % machine_.devicesPerDomain == 0)
                upper = add("domain" + std::to_string(d / machine_.devicesPerDomain) + ".upper",
                            NodeKind::ScaleUpSwitch, machine_.upperScaleUpSwitches);
            if (hasScaleUp && d % perSwitch == 0) {
                lower = add((isTiered ? node : "domain" + std::to_string(d / perSwitch)) + ".switch",
                            NodeKind::ScaleUpSwitch, machine_.scaleUpSwitches);
                const int attached = std::min(perSwitch, devices_ - d);
                if (isTiered)
                    join(lower, upper, machine_.scaleUpBandwidth * attached, machine_.scaleUpLatency,
                         Medium::ScaleUp, machine_.scaleUpLinks * attached, machine_.isScaleUpOptical);
            }
            if (hasScaleUp)
                join(device, lower, machine_.scaleUpBandwidth, machine_.scaleUpLatency, Medium::ScaleUp,
                     machine_.scaleUpLinks);
            if (!hasNics) continue;
            nics_.push_back(add(node + ".nic" + within, NodeKind::Nic));
            join(device, nics_.back(), machine_.nicBandwidth, machine_.nicLatency, Medium::Pcie);
        }
    }

    /// Cards in the order in which they fill leaves, a leaf's worth after the other; -1 is a port left empty.
    std::vector<int> leafOrder() const {
        std::vector<int> order;
        const int endpoints = static_cast<int>(nics_.size());
        if (fabric_.topology != Topology::RailOptimised || endpoints <= fabric_.switchPorts) {
            for (int i = 0; i < endpoints; ++i)
                order.push_back(i);
            return order;
        }
        const int down = leafPorts(fabric_.switchPorts, fabric_.oversubscription).down;
        for (int first = 0; first < machines(); first += down)
            for (int rail = 0; rail < machine_.devicesPerNode; ++rail)
                for (int m = first; m < first + down; ++m) {
                    const int card = m * machine_.devicesPerNode + rail;
                    order.push_back(m < machines() && card < endpoints ? card : -1);
                }
        return order;
    }

    void joinNic(int card, NodeIndex leaf) {
        join(nics_[static_cast<std::size_t>(card)], leaf, portRate(), fabric_.hopLatency, Medium::ScaleOut, 1,
             !fabric_.isCopperToLeaf);
    }
    void joinSwitches(NodeIndex lower, NodeIndex upper, int count) {
        join(lower, upper, portRate() * count, fabric_.hopLatency, Medium::ScaleOut, count, true);
    }
    NodeIndex addSwitch(const char* kind, int number, NodeKind nodeKind) {
        return add(prefix_ + kind + std::to_string(number), nodeKind);
    }

    void addTree(const std::vector<int>& order) {
        const int endpoints = static_cast<int>(order.size());
        const int levels = fabric_.levels > 0
                               ? fabric_.levels
                               : fewestLevels(endpoints, fabric_.switchPorts, fabric_.oversubscription);
        if (levels > 3)
            bad(std::to_string(endpoints) + " cards need more than three levels of switches of " +
                    std::to_string(fabric_.switchPorts) + " ports",
                "use switches of more ports, more planes or more oversubscription");
        if (levels < fewestLevels(endpoints, fabric_.switchPorts, fabric_.oversubscription))
            bad(std::to_string(levels) + " levels of switches of " + std::to_string(fabric_.switchPorts) +
                    " ports do not reach " + std::to_string(endpoints) + " cards",
                "use more levels, or 0 for as many as it takes");
        LeafPorts ports = leafPorts(fabric_.switchPorts, fabric_.oversubscription);
        if (levels == 1) ports.down = fabric_.switchPorts;
        std::vector<NodeIndex> leaves;
        for (int first = 0; first < endpoints; first += ports.down) {
            const auto last = order.begin() + std::min(first + ports.down, endpoints);
            if (std::all_of(order.begin() + first, last, [](int card) { return card < 0; })) continue;
            leaves.push_back(addSwitch("leaf", static_cast<int>(leaves.size()), NodeKind::Leaf));
            for (auto card = order.begin() + first; card != last; ++card)
                if (*card >= 0) joinNic(*card, leaves.back());
        }
        if (levels == 2) joinLevel(leaves, ports.up, fabric_.switchPorts, "spine", NodeKind::Spine);
        if (levels == 3) addPods(leaves, ports.up);
    }

    /// A level over `lower`, each of which has `up` ports: as few switches of `ports` ports as divide `up`.
    std::vector<NodeIndex> joinLevel(const std::vector<NodeIndex>& lower, int up, int ports, const char* kind,
                                     NodeKind nodeKind) {
        const int count = divisorFrom(up, ceilDivide(static_cast<int>(lower.size()) * up, ports));
        std::vector<NodeIndex> upper;
        int& number = nodeKind == NodeKind::Core ? cores_ : spines_;
        for (int i = 0; i < count; ++i)
            upper.push_back(addSwitch(kind, number++, nodeKind));
        for (const NodeIndex from : lower)
            for (const NodeIndex to : upper)
                joinSwitches(from, to, up / count);
        return upper;
    }

    /// Pods of leaves under spines with half their ports up; spines of equal number share their cores.
    void addPods(const std::vector<NodeIndex>& leaves, int up) {
        const int half = fabric_.switchPorts / 2;
        std::vector<std::vector<NodeIndex>> groups; // by number of the spine in its pod
        spines_ = cores_ = 0;
        for (std::size_t first = 0; first < leaves.size(); first += static_cast<std::size_t>(half)) {
            const std::size_t last = std::min(leaves.size(), first + static_cast<std::size_t>(half));
            const std::vector<NodeIndex> pod(leaves.begin() + static_cast<std::ptrdiff_t>(first),
                                             leaves.begin() + static_cast<std::ptrdiff_t>(last));
            // A full pod needs one spine for each uplink; a smaller one keeps as many, to meet the same
            // cores.
            groups.resize(static_cast<std::size_t>(up));
            for (std::size_t i = 0; i < groups.size(); ++i) {
                groups[i].push_back(addSwitch("spine", spines_++, NodeKind::Spine));
                for (const NodeIndex leaf : pod)
                    joinSwitches(leaf, groups[i].back(), 1);
            }
        }
        for (const auto& group : groups)
            joinLevel(group, half, fabric_.switchPorts, "core", NodeKind::Core);
    }

    /// Balanced dragonfly: of a switch's ports a quarter go to cards, a quarter to other groups and half to
    /// its group (Kim et al., ISCA 2008: a = 2p = 2h). Groups are joined evenly, every two at least once.
    void addDragonfly() {
        const int endpoints = static_cast<int>(nics_.size());
        const int perSwitch = std::max(1, fabric_.switchPorts / 4);
        const int switches = std::max(1, 2 * perSwitch);
        const int groups = ceilDivide(endpoints, perSwitch * switches);
        const int globals = perSwitch * switches; // cables of a group to others
        if (groups - 1 > globals)
            bad(std::to_string(endpoints) + " cards need " + std::to_string(groups) +
                    " groups of a dragonfly, but a group reaches " + std::to_string(globals),
                "use switches of more ports");
        std::vector<std::vector<NodeIndex>> members(static_cast<std::size_t>(groups));
        int leaves = 0;
        for (auto& group : members) {
            for (int s = 0; s < switches; ++s) {
                const NodeIndex node = addSwitch("leaf", leaves, NodeKind::Leaf);
                for (const NodeIndex other : group)
                    joinSwitches(other, node, 1);
                group.push_back(node);
                for (int e = leaves * perSwitch; e < std::min(endpoints, (leaves + 1) * perSwitch); ++e)
                    joinNic(e, node);
                ++leaves;
            }
        }
        if (groups < 2) return;
        const int between = globals / (groups - 1);
        std::vector<int> next(members.size(), 0); // ports used, taken from the switches in turn
        for (std::size_t a = 0; a < members.size(); ++a)
            for (std::size_t b = a + 1; b < members.size(); ++b)
                for (int i = 0; i < between; ++i)
                    joinSwitches(members[a][static_cast<std::size_t>(next[a]++ % switches)],
                                 members[b][static_cast<std::size_t>(next[b]++ % switches)], 1);
    }

    /// One host and card a machine, under switches that all meet in one (the front end carries no
    /// collective).
    void addFrontEnd() {
        const NodeIndex top = add("frontend", NodeKind::Spine);
        for (int m = 0; m < machines(); ++m) {
            const std::string name = "node" + std::to_string(m);
            const NodeIndex host = add(name + ".host", NodeKind::Host);
            const NodeIndex card = add(name + ".frontend", NodeKind::Nic);
            join(host, card, machine_.frontEndBandwidth, machine_.nicLatency, Medium::Pcie);
            join(card, top, machine_.frontEndBandwidth, fabric_.hopLatency, Medium::FrontEnd, 1, true);
        }
    }

    int devices_;
    const MachineSpec& machine_;
    const FabricSpec& fabric_;
    std::string prefix_;
    std::vector<ClusterNode> nodes_;
    std::vector<Cable> cables_;
    std::vector<NodeIndex> nics_;
    int spines_ = 0, cores_ = 0;
};

} // namespace

std::string_view topologyName(Topology topology) {
    return TopologyNames[static_cast<std::size_t>(topology)];
}
std::optional<Topology> topologyFromName(std::string_view name) {
    const auto* found = std::find(TopologyNames.begin(), TopologyNames.end(), name);
    if (found == TopologyNames.end()) return std::nullopt;
    return static_cast<Topology>(found - TopologyNames.begin());
}

int fewestLevels(int endpoints, int switchPorts, double oversubscription) {
    if (endpoints <= switchPorts) return 1;
    const int down = leafPorts(switchPorts, oversubscription).down;
    if (endpoints <= down * switchPorts) return 2;
    return endpoints <= down * (switchPorts / 2) * switchPorts ? 3 : 4;
}

ClusterGraph buildCluster(int devices, const MachineSpec& machine, const FabricSpec& fabric) {
    return Builder(devices, machine, fabric).build();
}

} // namespace sim
