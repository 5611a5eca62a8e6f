// SPDX-License-Identifier: Apache-2.0
// The `sweep:` section of a scenario file. Everything in it is checked before the first point runs.
#include <algorithm>
#include <fstream>
#include <iterator>
#include <optional>
#include <set>
#include <sstream>

#include <fmt/format.h>
#include <yaml-cpp/yaml.h>

#include "scenarios/sweep_space.h"
#include "simulator/base/error.h"
#include "simulator/base/units.h"

namespace scenario {

namespace {

constexpr std::uint64_t MostSteps = 1'000'000'000;
constexpr const char* AxisForms =
    "write a list, {from:, to:, steps:, scale: linear|log}, {uniform|normal|lognormal: [a, b], samples:} or "
    "{file:}";

class SweepReader {
  public:
    SweepReader(std::string file, SweepSpace& space) : file_(std::move(file)), space_(space) {}

    void read(const YAML::Node& sweep) {
        if (!sweep.IsMap()) fail(sweep, "sweep: expected a map of axes", AxisForms);
        std::set<std::string> seen;
        for (const auto& entry : sweep) {
            const std::string key = scalar(entry.first, "sweep: the name of an axis");
            if (!seen.insert(key).second)
                fail(entry.first, fmt::format("sweep.{}: found a second time", key), "remove one of them");
            if (key == "zip")
                readZips(entry.second);
            else if (key == "cases")
                readCases(entry.second);
            else if (key == "where")
                readConstraints(entry.second);
            else if (key == "metrics")
                space_.metrics = list(entry.second, "sweep.metrics");
            else
                space_.groups.push_back({{axis(entry.first, key, entry.second)}, {}});
        }
        if (space_.groups.empty()) fail(sweep, "sweep: found no axis, expected at least one", AxisForms);
        space_.close();
    }

  private:
    [[noreturn]] void fail(const YAML::Node& node, std::string message, std::string hint = {}) const {
        const YAML::Mark mark = node.Mark();
        const std::string where =
            mark.is_null() ? file_ : fmt::format("{}:{}:{}", file_, mark.line + 1, mark.column + 1);
        throw sim::Error(sim::ErrorCode::BadInput, std::move(message), where, std::move(hint));
    }
    std::string placeOf(const YAML::Node& node) const {
        return fmt::format("{}:{}:{}", file_, node.Mark().line + 1, node.Mark().column + 1);
    }
    std::string scalar(const YAML::Node& node, std::string_view what) const {
        if (!node.IsScalar()) fail(node, fmt::format("{}: expected one value", what));
        return node.Scalar();
    }
    std::vector<std::string> list(const YAML::Node& node, std::string_view what) const {
        if (!node.IsSequence() || node.size() == 0)
            fail(node, fmt::format("{}: expected a list with at least one entry", what));
        std::vector<std::string> out;
        for (const auto& entry : node)
            out.push_back(scalar(entry, what));
        return out;
    }
    /// Throws unless the table takes `text` for `key`.
    void check(const YAML::Node& node, const std::string& key, const std::string& text) const {
        Scenario trial = space_.base;
        trial.set(key, text, Origin::Set, placeOf(node));
    }
    const Parameter& parameterOf(const YAML::Node& node, const std::string& key) const {
        const Parameter* parameter = findParameter(key);
        if (!parameter) fail(node, fmt::format("sweep: unknown key '{}'", key), unknownKeyHint(key));
        return *parameter;
    }

    SweepAxis axis(const YAML::Node& name, const std::string& key, const YAML::Node& node) {
        SweepAxis out;
        out.key = key;
        out.where = placeOf(name);
        out.seed = static_cast<std::uint64_t>(space_.base.number("seed"));
        out.stream = ++streams_;
        parameterOf(name, key);
        if (node.IsSequence()) {
            out.values = list(node, key);
            for (std::size_t i = 0; i < out.values.size(); ++i)
                check(node[i], key, out.values[i]);
            out.count = out.values.size();
        } else if (node.IsMap() && node["file"]) {
            readFile(node["file"], out);
        } else if (node.IsMap() && node["from"]) {
            readRange(node, out);
        } else if (node.IsMap()) {
            readDistribution(node, out);
        } else {
            fail(node, fmt::format("sweep.{}: expected an axis", key), AxisForms);
        }
        return out;
    }

    void readFile(const YAML::Node& node, SweepAxis& out) const {
        const std::filesystem::path path =
            std::filesystem::path(file_).parent_path() / scalar(node, "sweep file");
        std::ifstream stream(path);
        if (!stream) fail(node, fmt::format("sweep.{}: cannot open '{}'", out.key, path.string()));
        for (std::string line; std::getline(stream, line);) {
            if (!line.empty() && line.back() == '\r') line.pop_back();
            if (line.empty() || line.front() == '#') continue;
            check(node, out.key, line);
            out.values.push_back(line);
        }
        if (out.values.empty()) fail(node, fmt::format("sweep.{}: the file has no values", out.key));
        out.count = out.values.size();
    }

    struct Amount {
        double number = 0.0;
        std::string unit;
    };
    Amount amount(const YAML::Node& node, std::string_view key) const {
        const std::string text = scalar(node, key);
        const std::size_t blank = text.find(' ');
        const auto number = sim::parseNumber(std::string_view(text).substr(0, blank));
        if (!number)
            fail(node, fmt::format("sweep.{}: found '{}', expected a number with its unit", key, text),
                 "leave a blank before the unit");
        return {*number, blank == std::string::npos ? std::string{} : text.substr(blank + 1)};
    }
    std::uint64_t countOf(const YAML::Node& map, const char* word, const SweepAxis& axis) const {
        const YAML::Node node = map[word];
        if (!node)
            fail(map, fmt::format("sweep.{}: '{}' is missing, expected a whole number", axis.key, word));
        const auto number = sim::parseNumber(scalar(node, word));
        if (!number || *number < 1 || *number > static_cast<double>(MostSteps) ||
            *number != static_cast<double>(static_cast<std::uint64_t>(*number)))
            fail(node, fmt::format("sweep.{}: {}: found '{}', expected a whole number from 1 to {}", axis.key,
                                   word, node.Scalar(), MostSteps));
        return static_cast<std::uint64_t>(*number);
    }
    void onlyKeys(const YAML::Node& map, const SweepAxis& axis, const std::vector<std::string>& known) const {
        for (const auto& entry : map)
            if (std::find(known.begin(), known.end(), scalar(entry.first, axis.key)) == known.end())
                fail(entry.first, fmt::format("sweep.{}: unknown key '{}'", axis.key, entry.first.Scalar()),
                     AxisForms);
    }
    void takeAmounts(const YAML::Node& first, const YAML::Node& second, SweepAxis& out) const {
        const Amount a = amount(first, out.key), b = amount(second, out.key);
        if (a.unit != b.unit)
            fail(second,
                 fmt::format("sweep.{}: units '{}' and '{}' differ, expected one", out.key, a.unit, b.unit));
        out.a = a.number, out.b = b.number, out.unit = a.unit;
    }

    void readRange(const YAML::Node& map, SweepAxis& out) const {
        onlyKeys(map, out, {"from", "to", "steps", "scale"});
        if (!map["to"]) fail(map, fmt::format("sweep.{}: 'to' is missing", out.key), AxisForms);
        takeAmounts(map["from"], map["to"], out);
        out.count = countOf(map, "steps", out);
        const std::string scale = map["scale"] ? scalar(map["scale"], "scale") : "linear";
        if (scale != "linear" && scale != "log")
            fail(map["scale"],
                 fmt::format("sweep.{}: scale: found '{}', expected linear or log", out.key, scale));
        out.kind = scale == "log" ? SweepAxis::Kind::Logarithmic : SweepAxis::Kind::Linear;
        if (scale == "log" && (out.a <= 0 || out.b <= 0))
            fail(map["from"], fmt::format("sweep.{}: a log range needs both ends above zero", out.key));
        check(map["from"], out.key, scalar(map["from"], out.key));
        check(map["to"], out.key, scalar(map["to"], out.key));
        if (parameterOf(map, out.key).type == ValueType::Integer && out.count > 1)
            for (std::uint64_t i = 0; i < out.count; ++i)
                check(map, out.key, out.text(i));
    }

    void readDistribution(const YAML::Node& map, SweepAxis& out) const {
        using Kind = SweepAxis::Kind;
        for (const auto& [word, kind] : {std::pair{"uniform", Kind::Uniform},
                                         {"normal", Kind::Normal},
                                         {"lognormal", Kind::LogNormal}}) {
            if (!map[word]) continue;
            onlyKeys(map, out, {word, "samples"});
            const YAML::Node pair = map[word];
            if (!pair.IsSequence() || pair.size() != 2)
                fail(pair, fmt::format("sweep.{}: {}: expected two values", out.key, word), AxisForms);
            out.kind = kind;
            if (kind == Kind::LogNormal) { // median with its unit, deviation of the logarithm without
                const Amount median = amount(pair[0], out.key), deviation = amount(pair[1], out.key);
                out.a = median.number, out.b = deviation.number, out.unit = median.unit;
            } else {
                takeAmounts(pair[0], pair[1], out);
            }
            if (kind != Kind::Uniform && out.b < 0)
                fail(pair[1], fmt::format("sweep.{}: the deviation is negative", out.key));
            if (parameterOf(map, out.key).type == ValueType::Integer)
                fail(map, fmt::format("sweep.{}: a whole number cannot follow a distribution", out.key),
                     "write a list");
            check(pair[0], out.key, scalar(pair[0], out.key));
            out.count = countOf(map, "samples", out);
            return;
        }
        fail(map, fmt::format("sweep.{}: found no known kind of axis", out.key), AxisForms);
    }

    void readZips(const YAML::Node& node) {
        if (!node.IsSequence()) fail(node, "sweep.zip: expected a list of maps of axes of one length");
        for (const auto& member : node) {
            if (!member.IsMap() || member.size() == 0) fail(member, "sweep.zip: expected a map of axes");
            SweepGroup group;
            for (const auto& entry : member) {
                const std::string key = scalar(entry.first, "sweep.zip");
                group.axes.push_back(axis(entry.first, key, entry.second));
                if (group.axes.back().count != group.count())
                    fail(entry.first,
                         fmt::format("sweep.zip: {} has {} values and {} has {}, expected one "
                                     "length",
                                     group.axes.front().key, group.count(), key, group.axes.back().count));
            }
            space_.groups.push_back(std::move(group));
        }
    }

    void readCases(const YAML::Node& node) {
        if (!node.IsMap() || node.size() == 0) fail(node, "sweep.cases: expected a map of named cases");
        SweepGroup group;
        for (const auto& member : node) {
            const std::string name = scalar(member.first, "sweep.cases");
            if (std::find(group.caseNames.begin(), group.caseNames.end(), name) != group.caseNames.end())
                fail(member.first, fmt::format("sweep.cases: '{}' is found twice", name));
            if (!member.second.IsMap() || member.second.size() == 0)
                fail(member.second, fmt::format("sweep.cases.{}: expected a map of inputs", name));
            for (const auto& entry : member.second) {
                const std::string key = scalar(entry.first, "sweep.cases"), text = scalar(entry.second, key);
                parameterOf(entry.first, key);
                check(entry.second, key, text);
                caseAxis(group, key, placeOf(entry.first)).values[group.caseNames.size()] = text;
            }
            group.caseNames.push_back(name);
        }
        for (SweepAxis& a : group.axes) {
            a.values.resize(group.caseNames.size());
            a.count = group.caseNames.size();
        }
        space_.groups.push_back(std::move(group));
    }
    static SweepAxis& caseAxis(SweepGroup& group, const std::string& key, const std::string& where) {
        auto found = std::find_if(group.axes.begin(), group.axes.end(),
                                  [&](const SweepAxis& a) { return a.key == key; });
        if (found == group.axes.end()) {
            group.axes.emplace_back();
            found = group.axes.end() - 1;
            found->key = key, found->where = where;
        }
        found->values.resize(group.caseNames.size() + 1);
        return *found;
    }

    void readConstraints(const YAML::Node& node) {
        const bool isList = node.IsSequence();
        for (std::size_t i = 0; i < (isList ? node.size() : 1); ++i)
            space_.constraints.push_back(constraint(isList ? node[i] : node));
    }
    SweepConstraint constraint(const YAML::Node& node) const {
        SweepConstraint out;
        out.text = scalar(node, "sweep.where"), out.where = placeOf(node);
        std::istringstream words(out.text);
        SweepConstraint::Side* side = &out.left;
        bool expectsOperand = true;
        for (std::string word; words >> word; expectsOperand = !expectsOperand) {
            const bool isComparison = std::set<std::string>{"<=", ">=", "==", "!=", "<", ">"}.contains(word);
            if (expectsOperand)
                addFactor(node, *side, word);
            else if (isComparison && out.comparison.empty())
                out.comparison = word, side = &out.right;
            else if (word != "*")
                refuse(node, word);
        }
        if (expectsOperand || out.comparison.empty()) refuse(node, out.text);
        return out;
    }
    void addFactor(const YAML::Node& node, SweepConstraint::Side& side, const std::string& word) const {
        if (const auto number = sim::parseNumber(word)) {
            side.factor *= *number;
            return;
        }
        const Parameter& p = parameterOf(node, word);
        if (p.type != ValueType::Integer && p.type != ValueType::Number && p.type != ValueType::Quantity)
            fail(node, fmt::format("sweep.where: {} is no number", word));
        side.keys.push_back(word);
    }
    [[noreturn]] void refuse(const YAML::Node& node, const std::string& found) const {
        fail(node,
             fmt::format("sweep.where: found '{}', expected a product, a comparison and a product", found),
             "for example: cluster.count <= 8 * workload.training.layout.data");
    }

    std::string file_;
    SweepSpace& space_;
    std::uint32_t streams_ = 0;
};

} // namespace

SweepSpace readSweepText(std::string_view yaml, const std::string& fileName,
                         const std::vector<std::string>& overrides) {
    SweepSpace space;
    space.base = readScenarioText(yaml, fileName, overrides);
    const YAML::Node root = YAML::Load(std::string(yaml));
    const YAML::Node sweep = root["sweep"];
    if (!sweep)
        throw sim::Error(sim::ErrorCode::BadInput, "sweep: missing, expected the axes of a sweep", fileName,
                         "add for example 'sweep: {cluster.device: [h800-sxm, h20-96gb]}'");
    SweepReader(fileName, space).read(sweep);
    return space;
}

SweepSpace readSweep(const std::filesystem::path& file, const std::vector<std::string>& overrides) {
    readScenario(file, overrides); // says what is wrong with the file itself
    std::ifstream stream(file, std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(stream), {}};
    return readSweepText(text, file.string(), overrides);
}

} // namespace scenario
