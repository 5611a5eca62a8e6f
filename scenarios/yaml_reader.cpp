// SPDX-License-Identifier: Apache-2.0
// Strict reading of scenario files. yaml-cpp keeps duplicate keys, reads 010 as 8 and "no" as false, so only
// its node tree with places is used: every scalar is taken as text and checked against the parameter table.
#include <fstream>
#include <optional>
#include <set>
#include <sstream>
#include <system_error>

#include <fmt/format.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/yaml.h>

#include "scenarios/json_text.h"
#include "scenarios/scenario.h"
#include "simulator/base/error.h"

namespace scenario {

namespace {

constexpr int FormatVersion = 1;
constexpr std::size_t LargestFile = 1 << 20; // a scenario has some forty keys; more is another kind of file

[[noreturn]] void fail(const std::string& where, std::string message, std::string hint = {}) {
    throw sim::Error(sim::ErrorCode::BadInput, std::move(message), where, std::move(hint));
}

/// Where the content of one document begins; nothing else of it is kept.
class DocumentStart final : public YAML::EventHandler {
  public:
    std::optional<YAML::Mark> mark;

    void OnDocumentStart(const YAML::Mark& m) override { documentMark_ = m; }
    void OnDocumentEnd() override { note(documentMark_); }
    void OnNull(const YAML::Mark& m, YAML::anchor_t) override { note(m); }
    void OnAlias(const YAML::Mark& m, YAML::anchor_t) override { note(m); }
    void OnScalar(const YAML::Mark& m, const std::string&, YAML::anchor_t, const std::string&) override {
        note(m);
    }
    void OnSequenceStart(const YAML::Mark& m, const std::string&, YAML::anchor_t,
                         YAML::EmitterStyle::value) override {
        note(m);
    }
    void OnSequenceEnd() override {}
    void OnMapStart(const YAML::Mark& m, const std::string&, YAML::anchor_t,
                    YAML::EmitterStyle::value) override {
        note(m);
    }
    void OnMapEnd() override {}

  private:
    void note(const YAML::Mark& m) {
        if (!mark) mark = m;
    }
    YAML::Mark documentMark_;
};

/// Place of the second document, if there is one. Asks for two and no more: yaml-cpp 0.7 goes on for ever
/// finding empty documents in a text such as ",:", so LoadAll() would never return.
std::optional<YAML::Mark> secondDocument(std::string_view text) {
    std::istringstream stream{std::string(text)};
    YAML::Parser parser(stream);
    DocumentStart first;
    DocumentStart second;
    if (!parser.HandleNextDocument(first) || !parser.HandleNextDocument(second)) return std::nullopt;
    return second.mark;
}

std::string firstLine(std::string_view text) {
    return std::string(text.substr(0, text.find('\n')));
}

std::string describe(const YAML::Node& node) {
    switch (node.Type()) {
    case YAML::NodeType::Map:
        return "a map";
    case YAML::NodeType::Sequence:
        return "a list";
    case YAML::NodeType::Scalar:
        return fmt::format("'{}'", firstLine(node.Scalar()).substr(0, 60));
    default:
        return "nothing";
    }
}

/// Is `path` the beginning of parameters' keys, as "workload.training" is?
bool isSection(std::string_view path) {
    for (const Parameter& p : parameters())
        if (p.key.size() > path.size() && p.key.starts_with(path) && p.key[path.size()] == '.') return true;
    return false;
}

/// Keys that may stand directly inside the section `path` ("" = the top).
std::vector<std::string> childKeys(std::string_view path) {
    std::vector<std::string> keys;
    if (path.empty()) keys = {"purser", "name", "sweep"};
    for (const Parameter& p : parameters()) {
        std::string_view rest = p.key;
        if (!path.empty()) {
            if (!rest.starts_with(path) || rest.size() <= path.size() || rest[path.size()] != '.') continue;
            rest.remove_prefix(path.size() + 1);
        }
        std::string key(rest.substr(0, rest.find('.')));
        if (keys.empty() || keys.back() != key) keys.push_back(std::move(key));
    }
    return keys;
}

class Reader {
  public:
    explicit Reader(std::string fileName) : file_(std::move(fileName)) {}

    Scenario read(std::string_view text, const std::vector<std::string>& overrides) {
        if (!isUtf8(text)) fail(file_, "found bytes that are not UTF-8", "save the file as UTF-8");
        const YAML::Node root = parse(text);
        if (!root.IsMap())
            fail(placeOf(root), fmt::format("found {}, expected a map of keys", describe(root)),
                 "begin with 'purser: 1'");
        scenario_ = Scenario::defaults();
        scenario_.file = file_;
        checkVersion(root);
        readSection(root, "");
        for (const std::string& override : overrides)
            apply(override);
        requireAll();
        scenario_.validate();
        return std::move(scenario_);
    }

  private:
    std::string placeOf(const YAML::Node& node) const {
        const YAML::Mark mark = node.Mark();
        if (mark.is_null()) return file_ + ":1:1";
        return fmt::format("{}:{}:{}", file_, mark.line + 1, mark.column + 1);
    }

    YAML::Node parse(std::string_view text) const {
        try {
            if (const std::optional<YAML::Mark> second = secondDocument(text))
                fail(fmt::format("{}:{}:{}", file_, second->line + 1, second->column + 1),
                     "found a second YAML document, expected one scenario", "remove the '---'");
            YAML::Node document = YAML::Load(std::string(text));
            if (document.IsNull())
                fail(file_ + ":1:1", "the file is empty, expected a scenario", "begin with 'purser: 1'");
            return document;
        } catch (const YAML::Exception& error) {
            const std::string where =
                error.mark.is_null()
                    ? file_
                    : fmt::format("{}:{}:{}", file_, error.mark.line + 1, error.mark.column + 1);
            fail(where, fmt::format("not valid YAML: {}", firstLine(error.msg)));
        }
    }

    void checkVersion(const YAML::Node& root) const {
        const std::string hint = fmt::format("this Purser reads 'purser: {}'", FormatVersion);
        for (const auto& entry : root) {
            if (!entry.first.IsScalar() || entry.first.Scalar() != "purser") continue;
            const std::string where = placeOf(entry.second);
            const auto number =
                entry.second.IsScalar() ? sim::parseNumber(entry.second.Scalar()) : std::nullopt;
            if (number && *number > FormatVersion)
                fail(where,
                     fmt::format("purser: found format version {}, expected {}", entry.second.Scalar(),
                                 FormatVersion),
                     "the file was made for a newer Purser; update the program");
            if (!number || *number != FormatVersion)
                fail(where,
                     fmt::format("purser: found {}, expected format version {}", describe(entry.second),
                                 FormatVersion),
                     hint);
            return;
        }
        fail(file_ + ":1:1", fmt::format("purser: missing, expected the format version {}", FormatVersion),
             fmt::format("begin the file with 'purser: {}'", FormatVersion));
    }

    /// `path` is that of a section, so an alias cannot lead deeper than the table does.
    void readSection(const YAML::Node& map, const std::string& path) {
        std::set<std::string> seen;
        for (const auto& entry : map) {
            const std::string where = placeOf(entry.first);
            if (!entry.first.IsScalar())
                fail(where, fmt::format("found {} as a key, expected a name", describe(entry.first)));
            const std::string& name = entry.first.Scalar();
            const std::string key = path.empty() ? name : path + "." + name;
            if (!seen.insert(name).second)
                fail(where, fmt::format("{}: found a second time, expected each key once", firstLine(key)),
                     "remove one of them");
            if (key == "purser" || key == "sweep") continue; // the sweep has a reader of its own
            const bool isDotted = name.find('.') != std::string::npos;
            if (!isDotted && (key == "name" || findParameter(key))) {
                // yaml-cpp puts a value that is not there at the next token: its key is the better place.
                readValue(entry.second, key, entry.second.IsNull() ? where : placeOf(entry.second));
            } else if (!isDotted && isSection(key)) {
                if (!entry.second.IsMap())
                    fail(entry.second.IsNull() ? where : placeOf(entry.second),
                         fmt::format("{}: found {}, expected a map", key, describe(entry.second)),
                         fmt::format("its keys are {}", fmt::join(childKeys(key), ", ")));
                readSection(entry.second, key);
            } else {
                unknown(where, name, path);
            }
        }
    }

    void readValue(const YAML::Node& node, const std::string& key, const std::string& where) {
        if (node.IsScalar()) {
            scenario_.set(key, node.Scalar(), Origin::File, where);
            return;
        }
        const Parameter* parameter = findParameter(key);
        fail(where,
             fmt::format("{}: found {}, expected {}", key, describe(node),
                         parameter ? expectation(*parameter) : "a text"),
             node.IsNull() ? "give a value or leave the key out" : "");
    }

    [[noreturn]] void unknown(const std::string& where, const std::string& name,
                              const std::string& path) const {
        const std::string shown = firstLine(name).substr(0, 60);
        const std::string key = path.empty() ? shown : path + "." + shown;
        if (name == "<<")
            fail(where, fmt::format("unknown key '{}'", key),
                 "merge keys are not read; write the values out");
        if (findParameter(shown) && name.find('.') != std::string::npos)
            fail(where, fmt::format("unknown key '{}'", key),
                 fmt::format("nest it: '{}:' and below it '{}:'", shown.substr(0, shown.find('.')),
                             shown.substr(shown.find('.') + 1)));
        const std::string nearest = sim::nearestName(shown, childKeys(path));
        fail(where, fmt::format("unknown key '{}'", key),
             nearest.empty()
                 ? unknownKeyHint(key)
                 : fmt::format("did you mean '{}'?", path.empty() ? nearest : path + "." + nearest));
    }

    void apply(const std::string& override) {
        const std::size_t equals = override.find('=');
        if (equals == std::string::npos || equals == 0)
            fail("--set", fmt::format("found '{}', expected path.to.key=value", firstLine(override)),
                 "for example --set cluster.device=h20-96gb");
        const std::string key = override.substr(0, equals);
        if (isSection(key))
            fail("--set", fmt::format("'{}' is a section, expected one key", key),
                 fmt::format("its keys are {}", fmt::join(childKeys(key), ", ")));
        scenario_.set(key, std::string_view(override).substr(equals + 1), Origin::Set, "--set");
    }

    void requireAll() const {
        for (const Parameter& p : parameters())
            if (scenario_.needs(p) && !scenario_.has(p.key))
                fail(file_, fmt::format("{}: missing, expected {}", p.key, expectation(p)),
                     fmt::format("add it to the file or give --set {}=...", p.key));
    }

    std::string file_;
    Scenario scenario_;
};

} // namespace

Scenario readScenarioText(std::string_view yaml, const std::string& fileName,
                          const std::vector<std::string>& overrides) {
    return Reader(fileName).read(yaml, overrides);
}

Scenario readScenario(const std::filesystem::path& file, const std::vector<std::string>& overrides) {
    const std::string name = file.string();
    std::error_code error;
    const auto status = std::filesystem::status(file, error);
    if (!std::filesystem::exists(status))
        fail(name, "there is no such file, expected a scenario",
             fmt::format("shipped scenarios are in {}", galleryDirectory().string()));
    if (std::filesystem::is_directory(status))
        fail(name, "is a directory, expected a scenario file", "name a file in it");
    std::ifstream stream(file, std::ios::binary);
    if (!stream) fail(name, "cannot be opened for reading", "check its permissions");
    std::string text(LargestFile + 1, '\0');
    stream.read(text.data(), static_cast<std::streamsize>(text.size()));
    text.resize(static_cast<std::size_t>(stream.gcount()));
    if (stream.bad()) fail(name, "cannot be read", "check the disk and its permissions");
    if (text.size() > LargestFile) fail(name, "is larger than 1 MiB, expected a scenario of a few kilobytes");
    return readScenarioText(text, name, overrides);
}

} // namespace scenario
