// SPDX-License-Identifier: Apache-2.0
// One value for every row of the parameter table: parsing a value against its row, writing the scenario back.
#include "scenarios/scenario.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <optional>
#include <system_error>

#include <fmt/format.h>

#include "scenarios/json_text.h"
#include "simulator/base/error.h"
#include "simulator/base/hash.h"

namespace scenario {

namespace {

[[noreturn]] void fail(const std::string& where, std::string message, std::string hint = {}) {
    throw sim::Error(sim::ErrorCode::BadInput, std::move(message), where, std::move(hint));
}

std::string_view trimmed(std::string_view text) {
    const auto isBlank = [](char c) { return c == ' ' || c == '\t'; };
    while (!text.empty() && isBlank(text.front()))
        text.remove_prefix(1);
    while (!text.empty() && isBlank(text.back()))
        text.remove_suffix(1);
    return text;
}

/// Days since 1970-01-01 of an ISO date, nullopt when there is no such day. Days from civil: H. Hinnant,
/// "chrono-Compatible Low-Level Date Algorithms"; std::chrono does the arithmetic.
std::optional<double> daysOf(std::string_view text) {
    if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
    const auto digits = [&](std::size_t from, std::size_t count) -> int {
        int value = 0;
        for (std::size_t i = from; i < from + count; ++i) {
            if (text[i] < '0' || text[i] > '9') return -1;
            value = 10 * value + (text[i] - '0');
        }
        return value;
    };
    const int year = digits(0, 4), month = digits(5, 2), day = digits(8, 2);
    if (year < 1970 || month < 1 || month > 12 || day < 1) return std::nullopt;
    const bool isLeap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    constexpr int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    const auto lengthOf = [&](int m) { return lengths[m - 1] + (m == 2 && isLeap ? 1 : 0); };
    if (day > lengthOf(month)) return std::nullopt;
    int days = day - 1;
    for (int m = 1; m < month; ++m)
        days += lengthOf(m);
    const int before = year - 1; // leap days up to the end of the year before
    days += 365 * (year - 1970) + (before / 4 - before / 100 + before / 400) -
            (1969 / 4 - 1969 / 100 + 1969 / 400);
    return days;
}

struct Place {
    const Parameter& parameter;
    std::string_view text;
    const std::string& where;

    [[noreturn]] void unexpected(std::string hint = {}) const {
        fail(where, fmt::format("{}: found '{}', expected {}", parameter.key, text, expectation(parameter)),
             std::move(hint));
    }
};

double inRange(double value, const Place& place) {
    const Parameter& p = place.parameter;
    if ((p.minimum && value < *p.minimum) || (p.maximum && value > *p.maximum)) place.unexpected();
    return value;
}

double plainNumber(const Place& place) {
    const std::optional<double> number = sim::parseNumber(place.text);
    if (number) return *number;
    const bool hasLeadingZero =
        place.text.size() > 1 &&
        std::all_of(place.text.begin(), place.text.end(), [](char c) { return c >= '0' && c <= '9'; });
    place.unexpected(hasLeadingZero ? "leave the leading zero out" : "write a plain decimal number");
}

/// Whole numbers are written in digits: an exponent or a fraction is more likely a slip than a count.
double wholeNumber(const Place& place) {
    const double number = plainNumber(place);
    if (place.text.find_first_not_of("-0123456789") != std::string_view::npos) {
        const bool isWhole = number == std::floor(number) && std::abs(number) < 1e15;
        place.unexpected(isWhole ? fmt::format("write {:.0f}", number) : std::string{});
    }
    return number;
}

/// Amounts may be written in any currency that the scenario may have: the number stands in that currency, and
/// validate() sees to it that there is one alone.
std::string inPlainCurrency(std::string_view text) {
    std::string plain(text);
    if (const std::size_t at = plain.find("CNY"); at != std::string::npos) plain.replace(at, 3, "USD");
    return plain;
}

double quantity(const Place& place) {
    try {
        if (isMoney(place.parameter.unit))
            return sim::parseQuantity(inPlainCurrency(place.text), place.parameter.unit, place.where).base;
        return sim::parseQuantity(place.text, place.parameter.unit, place.where).base;
    } catch (const sim::Error& error) {
        throw sim::Error(error.code(), fmt::format("{}: {}", place.parameter.key, error.message()),
                         error.where(), error.hint());
    }
}

std::string nearestHint(std::string_view name, const std::vector<std::string>& candidates) {
    const std::string nearest = sim::nearestName(name, candidates);
    return nearest.empty() ? std::string{} : fmt::format("did you mean '{}'?", nearest);
}

double parseValue(const Place& place) {
    const Parameter& p = place.parameter;
    switch (p.type) {
    case ValueType::Integer:
        return inRange(wholeNumber(place), place);
    case ValueType::Number:
        return inRange(p.unit == sim::UnitKind::None ? plainNumber(place) : quantity(place), place);
    case ValueType::Quantity:
        return inRange(quantity(place), place);
    case ValueType::Boolean:
        if (place.text != "true" && place.text != "false") place.unexpected();
        return place.text == "true" ? 1.0 : 0.0;
    case ValueType::Date: {
        const std::optional<double> days = daysOf(place.text);
        if (!days) place.unexpected("write year-month-day, a day that exists");
        return *days;
    }
    case ValueType::Choice:
        if (std::find(p.choices.begin(), p.choices.end(), place.text) == p.choices.end())
            place.unexpected(nearestHint(place.text, {p.choices.begin(), p.choices.end()}));
        return 0.0;
    case ValueType::Text:
    case ValueType::Device:
    case ValueType::System:
    case ValueType::Model:
    case ValueType::Trace:
        return 0.0;
    }
    return 0.0;
}

bool isNumeric(ValueType type) {
    return type == ValueType::Integer || type == ValueType::Number || type == ValueType::Quantity ||
           type == ValueType::Boolean;
}

/// A plain YAML scalar that reads back as the same text, or the text in double quotes.
std::string yamlScalar(std::string_view text) {
    const auto isPlainCharacter = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               std::string_view(" ._-/+").find(c) != std::string_view::npos;
    };
    const bool isWord = text == "null" || text == "Null" || text == "NULL" || text == "~";
    if (!text.empty() && !isWord && std::all_of(text.begin(), text.end(), isPlainCharacter) &&
        text.front() != ' ' && text.back() != ' ' && text.front() != '-')
        return std::string(text);
    std::string quoted;
    appendJsonString(quoted, text); // a JSON string is a YAML double-quoted scalar
    return quoted;
}

void checkText(std::string_view text, std::string_view key, const std::string& where) {
    if (text.empty())
        fail(where, fmt::format("{}: found nothing, expected a value", key),
             "give a value or leave the key out");
    if (text.size() > 1000)
        fail(where, fmt::format("{}: found a text of {} bytes, expected at most 1000", key, text.size()));
    if (!isUtf8(text))
        fail(where, fmt::format("{}: found bytes that are not UTF-8", key), "save the file as UTF-8");
    for (const char c : text)
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f)
            fail(where,
                 fmt::format("{}: found a control character or line break, expected one line of text", key));
}

} // namespace

bool isMoney(sim::UnitKind kind) {
    using enum sim::UnitKind;
    return kind == Money || kind == MoneyPerGpuHour || kind == MoneyPerEnergy || kind == MoneyPerPower ||
           kind == MoneyPerTokens;
}

std::string_view originName(Origin o) {
    switch (o) {
    case Origin::Default:
        return "default";
    case Origin::File:
        return "file";
    case Origin::Set:
        return "set";
    case Origin::Catalogue:
        return "catalogue";
    }
    return "default";
}

bool Scenario::has(std::string_view key) const {
    return values_.find(key) != values_.end();
}

const Value& Scenario::value(std::string_view key) const {
    const auto found = values_.find(key);
    if (found == values_.end())
        throw sim::Error(sim::ErrorCode::Internal, fmt::format("the scenario has no value for {}", key));
    return found->second;
}

void Scenario::set(std::string_view key, std::string_view text, Origin origin, const std::string& where) {
    text = trimmed(text);
    checkText(text, key, where);
    if (key == "name") {
        name = text;
        return;
    }
    const Parameter* parameter = findParameter(key);
    if (!parameter) fail(where, fmt::format("unknown key '{}'", key), unknownKeyHint(key));
    const double number = parseValue({*parameter, text, where});
    if (const auto workload = workloadOf(key); !workload.empty() && workloads_.emplace(workload).second)
        fillDefaults(workload);
    values_.insert_or_assign(std::string(key), Value{std::string(text), number, origin, where});
}

void Scenario::reset(std::string_view key) {
    const Parameter* parameter = findParameter(key);
    if (!parameter) fail({}, fmt::format("unknown key '{}'", key), unknownKeyHint(key));
    if (const auto found = values_.find(key); found != values_.end()) values_.erase(found);
    if (!parameter->defaultText.empty() && (workloadOf(key).empty() || hasWorkload(workloadOf(key))))
        set(key, parameter->defaultText, Origin::Default, {});
}

Scenario Scenario::defaults() {
    Scenario scenario;
    scenario.fillDefaults({});
    return scenario;
}

void Scenario::fillDefaults(std::string_view workload) {
    for (const Parameter& p : parameters())
        if (!p.defaultText.empty() && workloadOf(p.key) == workload)
            set(p.key, p.defaultText, Origin::Default, {});
}

bool Scenario::hasWorkload(std::string_view workload) const {
    return workloads_.contains(workload);
}

bool Scenario::needs(const Parameter& parameter) const {
    if (!parameter.isRequired) return false;
    const auto workload = workloadOf(parameter.key);
    if (!workload.empty()) return hasWorkload(workload);
    if (!parameter.key.starts_with("cluster.")) return true;
    return std::ranges::any_of(workloads_, [](const std::string& w) { return !isMoneyWork(w); });
}

std::string Scenario::hash() const {
    sim::ContentHash hash;
    hash.add("purser.scenario/1\n");
    for (const Parameter& p : parameters()) {
        // Money comes after the simulation and a comparison beside it: neither can touch it.
        if (p.category == "Economics" || p.key == "compare_with" || !has(p.key)) continue;
        const Value& v = value(p.key);
        // "50 GB/s" and "400 Gbit/s" are the same input.
        const std::string text = isNumeric(p.type) ? fmt::format("{}", v.number) : v.text;
        hash.add(fmt::format("{}={}\n", p.key, text));
    }
    return hash.hex();
}

std::string Scenario::toYaml() const {
    std::string out = "purser: 1\n";
    if (!name.empty()) out += fmt::format("name: {}\n", yamlScalar(name));
    std::vector<std::string_view> open; // sections written last
    for (const Parameter& p : parameters()) {
        if (!has(p.key)) continue;
        const Value& v = value(p.key);
        // What the catalogue filled in is looked up again.
        if (v.origin == Origin::Default || v.origin == Origin::Catalogue || v.text == p.defaultText) continue;
        std::vector<std::string_view> path;
        std::string_view rest = p.key;
        for (std::size_t dot; (dot = rest.find('.')) != std::string_view::npos; rest.remove_prefix(dot + 1))
            path.push_back(rest.substr(0, dot));
        std::size_t shared = 0;
        while (shared < path.size() && shared < open.size() && path[shared] == open[shared])
            ++shared;
        for (std::size_t depth = shared; depth < path.size(); ++depth)
            out += fmt::format("{}{}:\n", std::string(2 * depth, ' '), path[depth]);
        out += fmt::format("{}{}: {}\n", std::string(2 * path.size(), ' '), rest, yamlScalar(v.text));
        open = std::move(path);
    }
    return out;
}

std::string unknownKeyHint(std::string_view key) {
    std::vector<std::string> keys;
    for (const Parameter& p : parameters()) {
        keys.emplace_back(p.key);
        // A key under the wrong section is found by its last word.
        const std::string_view last = p.key.substr(p.key.rfind('.') + 1);
        if (last == key.substr(key.rfind('.') + 1)) return fmt::format("did you mean '{}'?", p.key);
    }
    const std::string hint = nearestHint(key, keys);
    return hint.empty() ? "purser --list-parameters shows all keys" : hint;
}

std::filesystem::path galleryDirectory() {
    namespace fs = std::filesystem;
    if (const char* named = std::getenv("PURSER_GALLERY"); named && *named) return named;
    std::error_code ignored;
    const fs::path program = fs::read_symlink("/proc/self/exe", ignored).parent_path();
    for (const fs::path& beside : {program / ".." / "share" / "purser" / "gallery", program / "gallery"})
        if (!program.empty() && fs::is_directory(beside, ignored))
            return fs::weakly_canonical(beside, ignored);
    return PURSER_GALLERY_SOURCE;
}

} // namespace scenario
