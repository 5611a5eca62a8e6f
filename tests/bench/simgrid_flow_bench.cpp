// SPDX-License-Identifier: Apache-2.0
// The traffic of flow_bench in SimGrid (model CM02, no latency), for speed and makespans side by side. Prints
// one line: simulated milliseconds and seconds of CPU. Built only where SimGrid is installed.
#include <array>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <string>
#include <vector>

#include <simgrid/s4u.hpp>

namespace sg4 = simgrid::s4u;

namespace {

constexpr double Mebibyte = 1048576.0;
constexpr const char* Bandwidth = "50GBps";

/// The tree of tests/unit/network/two_level_tree.h with its routes written out.
std::vector<sg4::Host*> buildTree(unsigned hosts) {
    const auto leaves = static_cast<unsigned>(std::lround(std::sqrt(hosts)));
    auto* zone = sg4::create_full_zone("tree");
    const auto link = [&](const std::string& name) {
        return zone->create_link(name, Bandwidth)->set_latency(0.0)->seal();
    };
    std::vector<sg4::Host*> nodes;
    std::vector<sg4::Link*> up, down, rise, fall;
    for (unsigned h = 0; h < hosts; ++h) {
        nodes.push_back(zone->create_host("h" + std::to_string(h), 1e9)->seal());
        up.push_back(link("up" + std::to_string(h)));
        down.push_back(link("down" + std::to_string(h)));
    }
    for (unsigned i = 0; i < leaves * leaves; ++i) {
        rise.push_back(link("rise" + std::to_string(i)));
        fall.push_back(link("fall" + std::to_string(i)));
    }
    for (unsigned from = 0; from < hosts; ++from)
        for (unsigned to = 0; to < hosts; ++to) {
            if (from == to) continue;
            const unsigned fromLeaf = from / leaves, toLeaf = to / leaves, spine = to % leaves;
            std::vector<sg4::LinkInRoute> route{sg4::LinkInRoute(up[from])};
            if (fromLeaf != toLeaf) {
                route.emplace_back(rise[fromLeaf * leaves + spine]);
                route.emplace_back(fall[spine * leaves + toLeaf]);
            }
            route.emplace_back(down[to]);
            zone->add_route(nodes[from]->get_netpoint(), nodes[to]->get_netpoint(), nullptr, nullptr, route,
                            false);
        }
    zone->seal();
    return nodes;
}

void exchange(const std::vector<sg4::Host*>& nodes, bool zipf) {
    double harmonic = 0.0;
    for (std::size_t i = 1; i <= nodes.size(); ++i)
        harmonic += 1.0 / static_cast<double>(i);
    std::vector<sg4::CommPtr> flows;
    for (auto* from : nodes)
        for (std::size_t to = 0; to < nodes.size(); ++to) {
            if (from == nodes[to]) continue;
            const double share =
                zipf ? static_cast<double>(nodes.size()) / static_cast<double>(to + 1) / harmonic : 1.0;
            auto flow = sg4::Comm::sendto_init(from, nodes[to]);
            flow->set_payload_size(static_cast<std::uint64_t>(std::llround(Mebibyte * share)));
            flow->vetoable_start();
            flows.push_back(flow);
        }
    sg4::Comm::wait_all(flows);
}

/// Each host keeps `inFlight` flows going until `flows` have been started in all.
void churn(const std::vector<sg4::Host*>& nodes, unsigned inFlight, unsigned flows) {
    std::uint64_t state = 88172645463325252ULL;
    const auto random = [&state] {
        state ^= state << 13, state ^= state >> 7, state ^= state << 17;
        return static_cast<double>(state >> 11) * 0x1p-53;
    };
    std::vector<sg4::CommPtr> going;
    std::vector<std::size_t> sender;
    unsigned started = 0;
    const auto start = [&](std::size_t from) {
        const auto step = static_cast<std::size_t>(random() * static_cast<double>(nodes.size() - 1));
        auto flow = sg4::Comm::sendto_init(nodes[from], nodes[(from + 1 + step) % nodes.size()]);
        flow->set_payload_size(static_cast<std::uint64_t>((0.5 + random()) * Mebibyte));
        flow->vetoable_start();
        going.push_back(flow);
        sender.push_back(from);
        ++started;
    };
    for (std::size_t from = 0; from < nodes.size(); ++from)
        for (unsigned i = 0; i < inFlight; ++i)
            start(from);
    while (!going.empty()) {
        const auto done = static_cast<std::size_t>(sg4::Comm::wait_any(going));
        const std::size_t from = sender[done];
        going.erase(going.begin() + static_cast<std::ptrdiff_t>(done));
        sender.erase(sender.begin() + static_cast<std::ptrdiff_t>(done));
        if (started < flows) start(from);
    }
}

} // namespace

int main(int argc, char** argv) {
    sg4::Engine engine(&argc, argv);
    if (argc < 3) {
        std::fprintf(stderr,
                     "usage: simgrid_flow_bench uniform|zipf|churn HOSTS [FLOWS_IN_FLIGHT_PER_HOST]\n");
        return 2;
    }
    sg4::Engine::set_config("network/model:CM02");
    sg4::Engine::set_config("network/crosstraffic:0");
    const std::string kind = argv[1];
    const auto hosts = static_cast<unsigned>(std::strtoul(argv[2], nullptr, 10));
    const auto inFlight = argc > 3 ? static_cast<unsigned>(std::strtoul(argv[3], nullptr, 10)) : 8U;
    const auto nodes = buildTree(hosts);
    const std::clock_t start = std::clock();
    sg4::Actor::create("traffic", nodes[0], [&] {
        if (kind == "churn")
            churn(nodes, inFlight, 20 * hosts * inFlight);
        else
            exchange(nodes, kind == "zipf");
    });
    engine.run();
    std::printf("%s %u hosts: simulated %.5f ms, CPU %.3f s\n", kind.c_str(), hosts,
                sg4::Engine::get_clock() * 1e3, static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC);
    return 0;
}
