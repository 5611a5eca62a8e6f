// SPDX-License-Identifier: Apache-2.0
#include "scenarios/procurement/yaml_fields.h"

#include <algorithm>
#include <set>

#include <fmt/format.h>
#include <yaml-cpp/yaml.h>

#include "hwdb/csv_reader.h"
#include "simulator/base/error.h"
#include "simulator/base/units.h"

namespace scenario {

YamlFields::YamlFields(std::string file, std::string path, const YAML::Node& map,
                       std::initializer_list<std::string_view> known)
    : file_(std::move(file)), path_(std::move(path)), map_(std::make_shared<const YAML::Node>(map)) {
    if (!map_->IsMap())
        throw sim::Error(sim::ErrorCode::BadInput,
                         fmt::format("{}: expected a map", path_.empty() ? "the file" : path_),
                         placeOf(*map_), fmt::format("its keys are {}", fmt::join(known, ", ")));
    std::set<std::string> seen;
    for (const auto& entry : *map_) {
        const std::string key = entry.first.IsScalar() ? entry.first.Scalar() : std::string{};
        const std::string where = placeOf(entry.first);
        if (std::ranges::find(known, std::string_view(key)) == known.end()) {
            const std::string nearest = sim::nearestName(key, {known.begin(), known.end()});
            throw sim::Error(sim::ErrorCode::BadInput, fmt::format("unknown key '{}'", pathOf(key)), where,
                             nearest.empty() ? fmt::format("the keys are {}", fmt::join(known, ", "))
                                             : fmt::format("did you mean '{}'?", nearest));
        }
        if (!seen.insert(key).second)
            throw sim::Error(sim::ErrorCode::BadInput, fmt::format("{}: found a second time", pathOf(key)),
                             where, "remove one of them");
    }
}

std::string YamlFields::placeOf(const YAML::Node& node) const {
    const YAML::Mark mark = node.Mark();
    return mark.is_null() ? file_ : fmt::format("{}:{}:{}", file_, mark.line + 1, mark.column + 1);
}

std::string YamlFields::where() const {
    return placeOf(*map_);
}

std::string YamlFields::where(std::string_view key) const {
    return has(key) ? placeOf(node(key)) : where();
}

void YamlFields::fail(std::string_view key, const std::string& message, const std::string& hint) const {
    throw sim::Error(sim::ErrorCode::BadInput, fmt::format("{}: {}", pathOf(key), message), where(key), hint);
}

YAML::Node YamlFields::node(std::string_view key) const {
    return (*map_)[std::string(key)];
}

std::string YamlFields::pathOf(std::string_view key) const {
    return path_.empty() ? std::string(key) : fmt::format("{}.{}", path_, key);
}

bool YamlFields::has(std::string_view key) const {
    const YAML::Node found = node(key);
    return found.IsDefined() && !found.IsNull();
}

std::string YamlFields::text(std::string_view key) const {
    if (!has(key)) fail(key, "is missing");
    if (!node(key).IsScalar()) fail(key, "expected one value");
    return node(key).Scalar();
}

std::string YamlFields::text(std::string_view key, std::string_view otherwise) const {
    return has(key) ? text(key) : std::string(otherwise);
}

LocalText YamlFields::local(std::string_view key) const {
    if (!has(key)) return {};
    if (node(key).IsScalar()) return {node(key).Scalar(), node(key).Scalar()};
    const YamlFields languages(file_, pathOf(key), node(key), {"en", "zh"});
    return {languages.text("en"), languages.text("zh")};
}

double YamlFields::numberOf(const YAML::Node& node, std::string_view key, double least, double most) const {
    const auto value = node.IsScalar() ? sim::parseNumber(node.Scalar()) : std::nullopt;
    if (!value || *value < least || *value > most)
        throw sim::Error(sim::ErrorCode::BadInput,
                         fmt::format("{}: found '{}', expected a number from {} to {}", pathOf(key),
                                     node.IsScalar() ? node.Scalar() : "a list or map",
                                     sim::formatNumber(least), sim::formatNumber(most)),
                         placeOf(node));
    return *value;
}

double YamlFields::number(std::string_view key, double least, double most) const {
    if (!has(key)) fail(key, "is missing");
    return numberOf(node(key), key, least, most);
}

std::optional<double> YamlFields::optionalNumber(std::string_view key, double least, double most) const {
    if (!has(key)) return std::nullopt;
    return number(key, least, most);
}

double YamlFields::share(std::string_view key) const {
    std::string written = text(key);
    double divisor = 1.0;
    if (written.ends_with('%')) {
        written.pop_back();
        while (written.ends_with(' '))
            written.pop_back();
        divisor = 100.0;
    }
    const auto value = sim::parseNumber(written);
    if (!value || *value < 0.0 || *value > divisor)
        fail(key, fmt::format("found '{}', expected a share from 0 % to 100 %", text(key)));
    return *value / divisor;
}

std::string YamlFields::date(std::string_view key) const {
    const std::string written = text(key);
    if (!hwdb::isDate(written) || written.size() != 10)
        fail(key, fmt::format("found '{}', expected a date", written), "write it as 2026-11-30");
    return written;
}

std::vector<std::string> YamlFields::texts(std::string_view key) const {
    if (!has(key)) return {};
    if (!node(key).IsSequence()) fail(key, "expected a list");
    std::vector<std::string> out;
    for (const auto& entry : node(key)) {
        if (!entry.IsScalar()) fail(key, "expected a list of single values");
        out.push_back(entry.Scalar());
    }
    return out;
}

std::vector<YamlFields> YamlFields::list(std::string_view key,
                                         std::initializer_list<std::string_view> known) const {
    if (!has(key)) return {};
    if (!node(key).IsSequence()) fail(key, "expected a list");
    std::vector<YamlFields> out;
    for (const auto& entry : node(key))
        out.emplace_back(file_, fmt::format("{}[{}]", pathOf(key), out.size() + 1), entry, known);
    return out;
}

std::optional<YamlFields> YamlFields::map(std::string_view key,
                                          std::initializer_list<std::string_view> known) const {
    if (!has(key)) return std::nullopt;
    return YamlFields(file_, pathOf(key), node(key), known);
}

std::vector<std::pair<std::string, double>> YamlFields::numbers(std::string_view key, double least,
                                                                double most) const {
    std::vector<std::pair<std::string, double>> out;
    if (!has(key)) return out;
    if (!node(key).IsMap()) fail(key, "expected a map of names to numbers");
    for (const auto& entry : node(key))
        out.emplace_back(entry.first.Scalar(), numberOf(entry.second, key, least, most));
    return out;
}

} // namespace scenario
