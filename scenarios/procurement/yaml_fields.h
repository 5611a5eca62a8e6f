// SPDX-License-Identifier: Apache-2.0
// Strict reading of a map of YAML: every key known, every value of its kind, errors with file, line, column.
#pragma once

#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "scenarios/procurement/procurement_case.h"

namespace YAML {
class Node;
}

namespace scenario {

/// One map of the file. Throws Error{BadInput} from every function when the file is not as expected.
class YamlFields {
  public:
    /// `path` names the map in messages; empty for the whole file. Fails for a key that is not in `known`, or
    /// is there twice.
    YamlFields(std::string file, std::string path, const YAML::Node& map,
               std::initializer_list<std::string_view> known);

    bool has(std::string_view key) const;
    std::string text(std::string_view key) const; ///< required
    std::string text(std::string_view key, std::string_view otherwise) const;
    /// A text, or {en: , zh: }. Empty when left out.
    LocalText local(std::string_view key) const;
    double number(std::string_view key, double least, double most) const; ///< required
    std::optional<double> optionalNumber(std::string_view key, double least, double most) const;
    /// "30 %" or 0.3.
    double share(std::string_view key) const;
    std::string date(std::string_view key) const;               ///< YYYY-MM-DD; required
    std::vector<std::string> texts(std::string_view key) const; ///< a list; empty when left out
    /// The maps of a list; empty when left out.
    std::vector<YamlFields> list(std::string_view key, std::initializer_list<std::string_view> known) const;
    std::optional<YamlFields> map(std::string_view key, std::initializer_list<std::string_view> known) const;
    /// A map of any names to numbers from `least` to `most`, in the order of the file; empty when left out.
    std::vector<std::pair<std::string, double>> numbers(std::string_view key, double least,
                                                        double most) const;

    std::string where() const;
    std::string where(std::string_view key) const;
    [[noreturn]] void fail(std::string_view key, const std::string& message,
                           const std::string& hint = {}) const;

  private:
    YAML::Node node(std::string_view key) const;
    std::string pathOf(std::string_view key) const;
    std::string placeOf(const YAML::Node& node) const;
    double numberOf(const YAML::Node& node, std::string_view key, double least, double most) const;

    std::string file_, path_;
    std::shared_ptr<const YAML::Node> map_;
};

} // namespace scenario
