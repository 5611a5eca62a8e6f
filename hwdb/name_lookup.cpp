// SPDX-License-Identifier: Apache-2.0
// From any spelling to an id: exact names first, then names that contain every word of what was written.
#include <algorithm>
#include <set>

#include <fmt/format.h>

#include "hwdb/catalogue_impl.h"
#include "simulator/base/error.h"

namespace hwdb {

namespace {

bool isSeparator(char c) {
    return std::string_view(" -_./(),\t").find(c) != std::string_view::npos;
}

char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

/// "H20 96G" -> {"h20", "96g"}; bytes of Chinese characters stay as they are.
std::vector<std::string> words(std::string_view name) {
    std::vector<std::string> result(1);
    for (const char c : name) {
        if (!isSeparator(c))
            result.back() += lower(c);
        else if (!result.back().empty())
            result.emplace_back();
    }
    if (result.back().empty()) result.pop_back();
    return result;
}

std::string key(std::string_view name) {
    return fmt::format("{}", fmt::join(words(name), ""));
}

struct Spelling {
    std::string key, subject;
};

std::vector<Spelling> spellings(const Database& db, std::string_view kind) {
    std::vector<Spelling> result;
    Statement names(db,
                    "SELECT id, short_name, name FROM subject WHERE ?1 = '' OR kind = ?1 ORDER BY position");
    names.bind(1, kind);
    while (names.step())
        for (int column = 0; column < 3; ++column)
            result.push_back({key(names.text(column)), names.text(0)});
    Statement aliases(db, "SELECT alias, subject FROM alias WHERE ?1 = '' OR kind = ?1 ORDER BY alias");
    aliases.bind(1, kind);
    while (aliases.step())
        result.push_back({key(aliases.text(0)), aliases.text(1)});
    return result;
}

std::vector<std::string> shortNames(const Database& db, std::string_view kind,
                                    const std::set<std::string>* only) {
    std::vector<std::string> result;
    Statement read(db, "SELECT id, short_name FROM subject WHERE ?1 = '' OR kind = ?1 ORDER BY position");
    read.bind(1, kind);
    while (read.step())
        if (!only || only->contains(read.text(0))) result.push_back(read.text(1));
    return result;
}

/// The system that is spelled exactly so; empty when there is none.
std::string systemSpelled(const Database& db, const std::string& askedKey) {
    for (const auto& s : spellings(db, "system"))
        if (s.key == askedKey && !askedKey.empty()) return s.subject;
    return {};
}

/// "gb200-nvl72" as a device means what stands in it; empty when no system is spelled so or its device is not
/// known.
std::string deviceOfSystem(const Database& db, const std::string& askedKey) {
    const auto system = systemSpelled(db, askedKey);
    return system.empty() ? system : PreferredFacts(db, system).text("device");
}

} // namespace

std::string Catalogue::defaultSystem(std::string_view name) const {
    const auto& db = *impl_->database;
    const auto id = resolve("accelerator", name);
    // A system named where a device belongs is the system that is meant.
    if (const auto named = systemSpelled(db, key(name));
        !named.empty() && PreferredFacts(db, named).text("device") == id)
        return named;
    auto system = PreferredFacts(db, id).text("default_system");
    if (system.empty())
        throw sim::Error(sim::ErrorCode::BadInput,
                         fmt::format("the catalogue knows no usual system of {}", id), "hwdb",
                         "name one with cluster.system; list them with: purser hw list system");
    return system;
}

std::string Catalogue::resolve(std::string_view kind, std::string_view name) const {
    const auto& db = *impl_->database;
    const auto all = spellings(db, kind);
    const auto asked = words(name);
    const std::string askedKey = key(name);
    std::set<std::string> found;
    for (const auto& s : all)
        if (s.key == askedKey && !askedKey.empty()) found.insert(s.subject);
    if (found.empty() && kind == "accelerator")
        if (const auto device = deviceOfSystem(db, askedKey); !device.empty()) return device;
    if (found.empty() && askedKey.size() >= 3)
        for (const auto& s : all)
            if (std::all_of(asked.begin(), asked.end(),
                            [&](const std::string& w) { return s.key.find(w) != std::string::npos; }))
                found.insert(s.subject);
    if (found.size() == 1) return *found.begin();

    const std::string what = kind == "accelerator" ? "device" : kind.empty() ? "name" : std::string(kind);
    constexpr std::size_t Listed = 8;
    if (!found.empty()) {
        auto candidates = shortNames(db, kind, &found);
        const bool isLong = candidates.size() > Listed;
        if (isLong) candidates.resize(Listed);
        throw sim::Error(sim::ErrorCode::BadInput, fmt::format("the {} \"{}\" is ambiguous", what, name), {},
                         fmt::format("it may mean {}{}", fmt::join(candidates, ", "), isLong ? ", ..." : ""));
    }
    const auto known = shortNames(db, kind, nullptr);
    const auto nearest = sim::nearestName(name, known);
    throw sim::Error(sim::ErrorCode::BadInput, fmt::format("unknown {} \"{}\"", what, name), {},
                     nearest.empty() ? "list the names with: purser hw list"
                                     : fmt::format("did you mean \"{}\"?", nearest));
}

} // namespace hwdb
