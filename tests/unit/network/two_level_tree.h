// SPDX-License-Identifier: Apache-2.0
// A fat tree of two levels as bare link numbers, with the route spread by destination (D-mod-k): the network
// of the published comparison with other simulators.
#pragma once

#include <array>
#include <cmath>
#include <cstdint>
#include <span>
#include <vector>

#include "simulator/network/flow_batch.h"
#include "simulator/network/max_min_share.h"

namespace sim::test {

/// `leaves` leaves of `leaves` hosts and as many spines; every link 50 GB/s each way unless said otherwise.
class TwoLevelTree {
  public:
    explicit TwoLevelTree(std::uint32_t hosts, double bandwidth = 50e9)
        : hosts_(hosts), leaves_(static_cast<std::uint32_t>(std::lround(std::sqrt(hosts)))),
          capacities_(2 * hosts + 2 * leaves_ * leaves_, bandwidth) {}

    std::uint32_t hosts() const { return hosts_; }
    const std::vector<double>& capacities() const { return capacities_; }

    /// Holds until the next call.
    std::span<const LinkIndex> path(std::uint32_t from, std::uint32_t to) {
        const std::uint32_t fromLeaf = from / leaves_, toLeaf = to / leaves_, spine = to % leaves_;
        std::size_t hops = 0;
        path_[hops++] = from;
        if (fromLeaf != toLeaf) {
            path_[hops++] = 2 * hosts_ + fromLeaf * leaves_ + spine;
            path_[hops++] = 2 * hosts_ + leaves_ * leaves_ + spine * leaves_ + toLeaf;
        }
        path_[hops++] = hosts_ + to;
        return {path_.data(), hops};
    }

    /// `bytesTo(host)` bytes from every host to every other.
    template<class BytesTo>
    FlowBatch allToAll(BytesTo bytesTo) {
        FlowBatch batch;
        batch.reserve(std::size_t{hosts_} * (hosts_ - 1), 4);
        std::vector<std::uint32_t> kinds;
        for (std::uint32_t to = 0; to < hosts_; ++to)
            kinds.push_back(batch.addKind({Bytes{bytesTo(to)}, Seconds{0.0}, 1.0, Unlimited}));
        for (std::uint32_t from = 0; from < hosts_; ++from)
            for (std::uint32_t to = 0; to < hosts_; ++to)
                if (from != to) batch.add(path(from, to), kinds[to]);
        return batch;
    }

  private:
    std::uint32_t hosts_, leaves_;
    std::vector<double> capacities_;
    std::array<LinkIndex, 4> path_{};
};

constexpr double Mebibyte = 1048576.0;

/// Bytes to host `to` when receivers are loaded by Zipf's law with exponent 1 and a pair exchanges 1 MiB on
/// average.
inline double zipfBytes(std::uint32_t to, std::uint32_t hosts) {
    double harmonic = 0.0;
    for (std::uint32_t i = 1; i <= hosts; ++i)
        harmonic += 1.0 / i;
    return Mebibyte * hosts / (to + 1.0) / harmonic;
}

} // namespace sim::test
