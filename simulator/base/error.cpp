// SPDX-License-Identifier: Apache-2.0
// The nearest valid name, for "did you mean" hints.
#include "simulator/base/error.h"

#include <algorithm>
#include <cstddef>

namespace sim {

namespace {

// std::tolower asks the locale; names here are ASCII.
char lowered(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

/// Insertions, deletions, substitutions and swaps of neighbours (optimal string alignment), case ignored.
std::size_t editDistance(std::string_view a, std::string_view b) {
    const std::size_t width = b.size() + 1;
    std::vector<std::size_t> beforeLast(width), last(width), row(width);
    for (std::size_t j = 0; j < width; ++j)
        row[j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        beforeLast.swap(last);
        last.swap(row);
        row[0] = i;
        for (std::size_t j = 1; j < width; ++j) {
            const char x = lowered(a[i - 1]);
            const char y = lowered(b[j - 1]);
            row[j] = std::min({last[j] + 1, row[j - 1] + 1, last[j - 1] + (x == y ? 0 : 1)});
            if (i > 1 && j > 1 && x == lowered(b[j - 2]) && lowered(a[i - 2]) == y)
                row[j] = std::min(row[j], beforeLast[j - 2] + 1);
        }
    }
    return row.back();
}

} // namespace

std::string nearestName(std::string_view name, const std::vector<std::string>& candidates) {
    std::size_t best = name.size() / 3 + 2; // one more than the farthest that still counts as near
    const std::string* nearest = nullptr;
    for (const std::string& candidate : candidates) {
        const std::size_t distance = editDistance(name, candidate);
        if (distance < best) { // the first of equals wins, so the order of candidates decides, not chance
            best = distance;
            nearest = &candidate;
        }
    }
    return nearest ? *nearest : std::string{};
}

} // namespace sim
