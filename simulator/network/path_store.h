// SPDX-License-Identifier: Apache-2.0
// Paths of flows in one array; the room of paths given back is used again.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "simulator/cluster/link_index.h"

namespace sim {

class PathStore {
  public:
    /// Where the path begins.
    std::size_t put(std::span<const LinkIndex> path) {
        if (path.size() >= free_.size() || free_[path.size()].empty()) {
            links_.insert(links_.end(), path.begin(), path.end());
            return links_.size() - path.size();
        }
        const std::size_t begin = free_[path.size()].back();
        free_[path.size()].pop_back();
        std::copy(path.begin(), path.end(), links_.begin() + static_cast<std::ptrdiff_t>(begin));
        return begin;
    }
    void giveBack(std::size_t begin, std::size_t length) {
        if (length == 0) return;
        if (free_.size() <= length) free_.resize(length + 1);
        free_[length].push_back(begin);
    }
    std::span<const LinkIndex> at(std::size_t begin, std::size_t length) const {
        return {links_.data() + begin, length};
    }
    LinkIndex operator[](std::size_t i) const { return links_[i]; }
    std::size_t size() const { return links_.size(); }

  private:
    std::vector<LinkIndex> links_;
    std::vector<std::vector<std::size_t>> free_; // by length
};

} // namespace sim
