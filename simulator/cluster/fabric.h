// SPDX-License-Identifier: Apache-2.0
// Descriptions of fabrics, and the graphs they stand for: machines with a scale-up domain, and fat trees,
// planes or a dragonfly between them.
#pragma once

#include <string>

#include "simulator/cluster/cluster_graph.h"

namespace sim {

enum class Topology : std::uint8_t {
    FatTree,       ///< the cards of one machine share a leaf
    RailOptimised, ///< the cards of equal number of many machines share a leaf
    Dragonfly,     ///< groups of switches, all joined with all
    None,          ///< nothing between the scale-up domains
};
std::string_view topologyName(Topology topology);
std::optional<Topology> topologyFromName(std::string_view name);

/// The machines: each device has its share of the scale-up network and one card.
struct MachineSpec {
    int devicesPerNode = 8;
    int devicesPerDomain = 8;         ///< on one scale-up network; a multiple of devicesPerNode
    BytesPerSecond scaleUpBandwidth;  ///< of one device, each way; 0: devices meet over their cards alone
    Seconds scaleUpLatency;           ///< from device to switch
    int scaleUpSwitches = 1;          ///< chips of one domain (of one machine where there are two tiers)
    int scaleUpLinks = 1;             ///< cables of one device
    int upperScaleUpSwitches = 0;     ///< second tier over the machines of a domain, as UB has; 0: one tier
    bool isScaleUpOptical = false;    ///< between the two tiers
    BytesPerSecond nicBandwidth;      ///< of one device, each way
    Seconds nicLatency;               ///< from device to card
    BytesPerSecond frontEndBandwidth; ///< of one machine to the front-end (VPC) network; 0: none in the graph
};

/// The network between the machines.
struct FabricSpec {
    Topology topology = Topology::RailOptimised;
    int planes = 1;                ///< equal networks; a card has a port on each
    int switchPorts = 64;          ///< of one switch, at the rate of a card's port
    int levels = 0;                ///< of switches; 0: as few as reach every card
    double oversubscription = 1.0; ///< of leaves: bandwidth down over bandwidth up
    Seconds hopLatency;            ///< of crossing a cable and the switch at its end
    bool isCopperToLeaf = false;   ///< cards are joined to leaves without transceivers
};

/// Devices are named "node0.gpu0", their cards "node0.nic0", switches "leaf0", "spine0", "core0" with the
/// plane before them where there are several. Leaves have as many ports down as the oversubscription asks for
/// and every upper level is non-blocking (Leiserson, IEEE ToC C-34(10), 1985; Al-Fares et al., SIGCOMM 2008);
/// cables between the same two switches are one, with their count. Throws Error{BadInput} naming the number
/// that does not fit.
ClusterGraph buildCluster(int devices, const MachineSpec& machine, const FabricSpec& fabric);

/// Levels of switches that `endpoints` cards need.
int fewestLevels(int endpoints, int switchPorts, double oversubscription);

} // namespace sim
