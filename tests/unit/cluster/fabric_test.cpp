// SPDX-License-Identifier: Apache-2.0
// Graphs built from fabric descriptions: counts against the arithmetic of fat trees, and bad graphs.
#include <functional>

#include <gtest/gtest.h>

#include "simulator/base/error.h"
#include "simulator/cluster/fabric.h"

namespace sim {
namespace {

using namespace literals;

MachineSpec eightGpus() {
    MachineSpec machine;
    machine.scaleUpBandwidth = 450.0_GBps;
    machine.scaleUpSwitches = 4;
    machine.scaleUpLinks = 18;
    machine.nicBandwidth = 50.0_GBps;
    return machine;
}

std::string messageOf(const std::function<void()>& action) {
    try {
        action();
    } catch (const Error& error) {
        return error.what();
    }
    return "no error";
}

TEST(Fabric, ThreeLevelsOf64PortsFor16384DevicesHave512LeavesAnd512SpinesAnd256Cores) {
    // 32 ports down on each leaf: 16,384 / 32 = 512 leaves, as many uplinks as cards on every level, 32 up on
    // a spine: 512 spines; 16,384 links over 64-port cores: 256.
    const auto graph = buildCluster(16384, eightGpus(), {});
    const auto bill = billOfMaterials(graph);
    EXPECT_EQ(bill.devices, 16384U);
    EXPECT_EQ(bill.nics, 16384U);
    EXPECT_EQ(bill.scaleUpSwitches, 2048U * 4);
    EXPECT_EQ(bill.leafSwitches, 512U);
    EXPECT_EQ(bill.spineSwitches, 512U);
    EXPECT_EQ(bill.coreSwitches, 256U);
    EXPECT_EQ(bill.opticalCables, 3U * 16384);
    EXPECT_EQ(bill.transceivers, 6U * 16384);
    EXPECT_EQ(bill.scaleUpCables, 18U * 16384);
}

TEST(Fabric, NoSwitchHasMoreCablesThanPorts) {
    for (const Topology topology : {Topology::FatTree, Topology::RailOptimised, Topology::Dragonfly})
        for (const double oversubscription : {1.0, 3.0})
            for (const int devices : {8, 64, 200, 512, 2048, 4096}) {
                FabricSpec fabric;
                fabric.topology = topology;
                fabric.oversubscription = oversubscription;
                fabric.switchPorts = 64;
                const auto graph = buildCluster(devices, eightGpus(), fabric);
                for (NodeIndex node = 0; node < graph.nodes().size(); ++node) {
                    if (!isFabricSwitch(graph.node(node).kind)) continue;
                    int ports = 0;
                    for (const LinkIndex link : graph.outLinks(node))
                        ports += graph.cableOf(link).count;
                    EXPECT_LE(ports, 64) << graph.node(node).name << " of " << devices << " devices on "
                                         << topologyName(topology) << " x" << oversubscription;
                }
                const auto component = graph.components();
                for (const NodeIndex device : graph.devices())
                    ASSERT_EQ(component[device], component[graph.devices()[0]]);
            }
}

TEST(Fabric, OversubscriptionOfThreeHasThreeCardsForEveryUplink) {
    FabricSpec fabric;
    fabric.oversubscription = 3.0; // 48 down, 16 up
    const auto graph = buildCluster(768, eightGpus(), fabric);
    const auto bill = billOfMaterials(graph);
    EXPECT_EQ(bill.leafSwitches, 16U);
    EXPECT_EQ(bill.opticalCables, 768U + 16 * 16);
    EXPECT_EQ(bill.spineSwitches, 4U); // 256 uplinks over 64 ports
}

TEST(Fabric, RailOptimisedLeavesHoldCardsOfOneRail) {
    const auto graph = buildCluster(512, eightGpus(), {});
    for (NodeIndex node = 0; node < graph.nodes().size(); ++node) {
        if (graph.node(node).kind != NodeKind::Leaf) continue;
        char rail = 0;
        for (const LinkIndex link : graph.outLinks(node)) {
            const ClusterNode& end = graph.node(graph.to(link));
            if (end.kind != NodeKind::Nic) continue;
            if (rail == 0) rail = end.name.back();
            EXPECT_EQ(end.name.back(), rail) << graph.linkName(link);
        }
    }
}

TEST(Fabric, TwoPlanesShareTheCardsRateAndDoubleTheSwitches) {
    FabricSpec one, two;
    two.planes = 2;
    const auto single = billOfMaterials(buildCluster(512, eightGpus(), one));
    const auto graph = buildCluster(512, eightGpus(), two);
    EXPECT_EQ(billOfMaterials(graph).leafSwitches, 2 * single.leafSwitches);
    for (const Cable& cable : graph.cables())
        if (graph.node(cable.a).kind == NodeKind::Nic) {
            EXPECT_EQ(cable.bandwidth, 25.0_GBps);
        }
}

TEST(Fabric, TwoScaleUpTiersGiveEachMachineItsOwnSwitchUnderTheDomains) {
    MachineSpec machine = eightGpus();
    machine.devicesPerDomain = 384;
    machine.scaleUpSwitches = 7;
    machine.upperScaleUpSwitches = 112;
    machine.isScaleUpOptical = true;
    machine.scaleUpLinks = 9;
    FabricSpec fabric;
    fabric.topology = Topology::None;
    const auto bill = billOfMaterials(buildCluster(384, machine, fabric));
    EXPECT_EQ(bill.scaleUpSwitches, 336U + 112U); // 48 machines of 7: the published count
    EXPECT_EQ(bill.transceivers, 2U * 9 * 384);   // 9 cables a device, one at either end
}

TEST(Fabric, WhatDoesNotFitIsRefusedByName) {
    FabricSpec fabric;
    fabric.switchPorts = 8;
    EXPECT_NE(messageOf([&] { buildCluster(16384, eightGpus(), fabric); }).find("three levels"),
              std::string::npos);
    fabric.levels = 1;
    EXPECT_NE(messageOf([&] { buildCluster(64, eightGpus(), fabric); }).find("do not reach"),
              std::string::npos);
}

TEST(ClusterGraph, RefusesBadElementsByTheirNames) {
    const std::vector<ClusterNode> nodes = {{"a", NodeKind::Device}, {"b", NodeKind::Device}};
    const auto build = [&](Cable cable) { ClusterGraph(nodes, {cable}); };
    EXPECT_NE(messageOf([&] {
                  build({0, 1, {}, {}});
              }).find("the link a - b has no bandwidth"),
              std::string::npos);
    EXPECT_NE(messageOf([&] {
                  build({1, 1, 1.0_GBps, {}});
              }).find("b - b joins a node to itself"),
              std::string::npos);
    EXPECT_NE(messageOf([&] { build({0, 7, 1.0_GBps, {}}); }).find("node number 7"), std::string::npos);
    EXPECT_NE(messageOf([&] {
                  ClusterGraph({{"a", NodeKind::Device}, {"a", NodeKind::Leaf}}, {});
              }).find("'a' is given twice"),
              std::string::npos);
}

TEST(Placement, RefusesRanksThatShareADeviceOrCannotMeet) {
    const ClusterGraph graph(
        {{"a", NodeKind::Device}, {"b", NodeKind::Device}, {"c", NodeKind::Device}, {"s", NodeKind::Leaf}},
        {{0, 3, 1.0_GBps, {}}, {1, 3, 1.0_GBps, {}}});
    EXPECT_NE(messageOf([&] {
                  Placement(graph, {0, 1, 0});
              }).find("'a' is given to rank 0 and to rank 2"),
              std::string::npos);
    EXPECT_NE(messageOf([&] {
                  Placement(graph, {0, 2});
              }).find("rank 1 on 'c' cannot be reached"),
              std::string::npos);
    EXPECT_NE(messageOf([&] {
                  Placement(graph, {0, 3});
              }).find("rank 1 is placed on 's', which is a leaf"),
              std::string::npos);
    EXPECT_NE(messageOf([&] { Placement::inOrder(graph, 4); }).find("4 ranks but 3 devices"),
              std::string::npos);
}

} // namespace
} // namespace sim
