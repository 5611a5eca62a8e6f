// SPDX-License-Identifier: Apache-2.0
// Machines of eight devices under a fabric of small switches, with figures that divide well.
#pragma once

#include "simulator/cluster/fabric.h"
#include "simulator/network/collective.h"

namespace sim::test {

inline MachineSpec smallMachine() {
    MachineSpec machine;
    machine.scaleUpBandwidth = BytesPerSecond{400e9};
    machine.nicBandwidth = BytesPerSecond{50e9};
    machine.scaleUpLatency = Seconds{0.5e-6};
    machine.nicLatency = Seconds{1e-6};
    return machine;
}

inline ClusterGraph smallCluster(int devices, Topology topology = Topology::RailOptimised, int ports = 16) {
    FabricSpec fabric;
    fabric.topology = topology;
    fabric.switchPorts = ports;
    fabric.hopLatency = Seconds{0.25e-6};
    return buildCluster(devices, smallMachine(), fabric);
}

/// Ranks 0..n-1, eight to a domain.
inline Group firstRanks(std::uint32_t n, std::uint32_t perDomain = 8) {
    Group group;
    for (std::uint32_t rank = 0; rank < n; ++rank) {
        group.ranks.push_back(rank);
        group.domains.push_back(rank / perDomain);
    }
    return group;
}

} // namespace sim::test
