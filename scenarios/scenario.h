// SPDX-License-Identifier: Apache-2.0
// A scenario: a value for every parameter, checked, with the place each came from. Reading one either gives a
// whole valid scenario or one clear error.
#pragma once

#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "scenarios/parameter.h"

namespace scenario {

enum class Origin { Default, File, Set, Catalogue };
std::string_view originName(Origin o);

struct Value {
    std::string text;    ///< as written, e.g. "400 Gbit/s"
    double number = 0.0; ///< in base units for numeric types; 0/1 for Boolean
    Origin origin = Origin::Default;
    std::string where; ///< file:line:column, or "--set"
};

class Scenario {
  public:
    /// Every parameter has a value after construction except optional ones without default, and those of a
    /// workload that the scenario does not hold (has() is false).
    std::string name;
    std::string file; ///< empty when made in memory

    bool has(std::string_view key) const;
    /// REQUIRES: has(key).
    const Value& value(std::string_view key) const;
    double number(std::string_view key) const { return value(key).number; }
    const std::string& text(std::string_view key) const { return value(key).text; }
    bool flag(std::string_view key) const { return value(key).number != 0.0; }
    /// Does the scenario hold this kind of work ("training")? It does once one of its keys was set.
    bool hasWorkload(std::string_view workload) const;
    /// Must the scenario have a value for this parameter? Rows of a workload only count where it is held.
    bool needs(const Parameter& parameter) const;

    /// Parses and checks `text` against the parameter's row. Throws Error{BadInput}.
    void set(std::string_view key, std::string_view text, Origin origin, const std::string& where);
    void reset(std::string_view key); ///< back to the default
    /// Checks that span several values (sizes that divide...). Throws Error{BadInput}.
    void validate() const;
    /// Hash of every value that can touch a simulation.
    std::string hash() const;
    /// YAML that reads back to an equal scenario; only values that differ from the default.
    std::string toYaml() const;

    static Scenario defaults();

  private:
    void fillDefaults(std::string_view workload);

    std::map<std::string, Value, std::less<>> values_;
    std::set<std::string, std::less<>> workloads_;
};

/// `overrides` are "path.to.key=value". Throws Error{BadInput} with file:line:column.
Scenario readScenario(const std::filesystem::path& file, const std::vector<std::string>& overrides = {});
Scenario readScenarioText(std::string_view yaml, const std::string& fileName,
                          const std::vector<std::string>& overrides = {});
/// Does the unit hold a currency?
bool isMoney(sim::UnitKind kind);
/// What to write instead of the unknown `key`: the nearest key, or where all of them are listed.
std::string unknownKeyHint(std::string_view key);
/// Shipped scenarios: $PURSER_GALLERY, beside the program, or the source tree.
std::filesystem::path galleryDirectory();

} // namespace scenario
