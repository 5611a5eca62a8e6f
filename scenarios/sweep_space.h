// SPDX-License-Identifier: Apache-2.0
// The points of a sweep: axes and a constraint, never a list. Point k is computed from k, so ten million
// points take no memory and every shard, thread and resume means the same scenario by the same number.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "scenarios/scenario.h"

namespace scenario {

/// One input and the values it takes, by position.
struct SweepAxis {
    enum class Kind { List, Linear, Logarithmic, Uniform, Normal, LogNormal };
    std::string key;
    std::string where; ///< file:line:column of the axis
    Kind kind = Kind::List;
    std::vector<std::string> values; ///< of a List; an empty text leaves the input as it is
    /// First and last; bounds; mean and deviation; median and deviation of the logarithm.
    double a = 0.0, b = 0.0;
    std::string unit; ///< as written behind the numbers
    std::uint64_t count = 0;
    std::uint64_t seed = 0;
    std::uint32_t stream = 0; ///< tells the draws of two axes apart

    /// The value at position i as the user would write it. REQUIRES: i < count.
    std::string text(std::uint64_t i) const;
};

/// Axes that step together: one axis, a zip, or the inputs of named cases.
struct SweepGroup {
    std::vector<SweepAxis> axes;        ///< all of one count
    std::vector<std::string> caseNames; ///< of named cases
    std::uint64_t count() const { return axes.front().count; }
};

/// "product of inputs and numbers" compared with another such product.
struct SweepConstraint {
    struct Side {
        double factor = 1.0;
        std::vector<std::string> keys;
    };
    std::string text, where, comparison; ///< comparison: <=, >=, ==, !=, <, >
    Side left, right;
    bool holds(const Scenario& scenario) const;
};

class SweepSpace {
  public:
    Scenario base;
    std::vector<SweepGroup> groups;           ///< the last one varies fastest
    std::vector<SweepConstraint> constraints; ///< points that break one keep their number and are left out
    std::vector<std::string> metrics;         ///< to keep; empty means those of the base scenario

    /// Points of the product, those that a constraint leaves out included.
    std::uint64_t count() const { return count_; }
    /// Swept inputs in the order of the file, each with its text at point k. REQUIRES: k < count().
    std::vector<std::pair<std::string, std::string>> settings(std::uint64_t k) const;
    /// Scenario number k. Throws Error{BadInput} when its inputs do not fit together.
    Scenario at(std::uint64_t k) const;
    bool isAllowed(const Scenario& scenario) const;
    std::vector<std::string> keys() const;
    /// Hash of everything that decides what the points are, money included.
    std::string hash() const;
    /// Throws Error{BadInput} when the points are more than can be numbered or an input is swept twice.
    void close();

  private:
    std::uint64_t count_ = 0;
};

/// Reads scenario and `sweep:` section. Every value of every list, and the ends of every range, are checked
/// against the parameter table first. Throws Error{BadInput} with file:line:column.
SweepSpace readSweep(const std::filesystem::path& file, const std::vector<std::string>& overrides = {});
SweepSpace readSweepText(std::string_view yaml, const std::string& fileName,
                         const std::vector<std::string>& overrides = {});

} // namespace scenario
