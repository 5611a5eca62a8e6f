// SPDX-License-Identifier: Apache-2.0
// Typed indices: a KernelId cannot be passed where a StreamId belongs.
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>

namespace sim {

template<class Tag>
struct Id {
    std::uint32_t value = 0;
    constexpr std::size_t index() const { return value; }
    friend constexpr auto operator<=>(Id, Id) = default;
};

using KernelId = Id<struct KernelTag>;
using StreamId = Id<struct StreamTag>;
using RankId = Id<struct RankTag>;

} // namespace sim
