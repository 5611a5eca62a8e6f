// SPDX-License-Identifier: Apache-2.0
// Tables and JSON of the hardware database. Recalled facts and those of the user are marked wherever they
// stand.
#include "scenarios/cli/hw_command.h"

#include <algorithm>
#include <array>
#include <span>

#include <fmt/format.h>

#include "hwdb/catalogue.h"
#include "hwdb/plausibility.h"
#include "scenarios/cli/console.h"
#include "scenarios/json_text.h"
#include "simulator/base/error.h"
#include "simulator/base/units.h"

namespace cli {

namespace {

using hwdb::Fact;
using scenario::JsonWriter;

constexpr std::string_view MarkNote = "* recalled, not sourced    + added by you\n";

std::string mark(std::string_view confidence) {
    return confidence == "memory" ? "*" : confidence == "user" ? "+" : "";
}

/// What a list shows of each kind.
struct Shown {
    std::string_view property, heading;
};
constexpr std::array AcceleratorColumns = {Shown{"peak_bf16", "BF16"},
                                           Shown{"peak_fp8", "FP8"},
                                           Shown{"memory", "memory"},
                                           Shown{"memory_bandwidth", "bandwidth"},
                                           Shown{"scale_up_bandwidth", "scale-up"},
                                           Shown{"tdp", "TDP"}};
constexpr std::array SystemColumns = {Shown{"device", "device"}, Shown{"devices_per_node", "per node"},
                                      Shown{"scale_up_domain", "domain"},
                                      Shown{"scale_out_bandwidth", "scale-out"}};
constexpr std::array LinkColumns = {Shown{"link_bandwidth", "one direction"}, Shown{"port_rate", "port"},
                                    Shown{"latency", "latency"}, Shown{"category", "category"}};

constexpr std::array ModelColumns = {Shown{"layers", "layers"}, Shown{"hidden", "hidden"},
                                     Shown{"routed_experts", "experts"},
                                     Shown{"experts_per_token", "per token"}};

std::span<const Shown> columnsOf(std::string_view kind) {
    if (kind == "system") return SystemColumns;
    if (kind == "link") return LinkColumns;
    if (kind == "model") return ModelColumns;
    return AcceleratorColumns;
}

std::string valueText(const Fact& f) {
    std::string text = f.value ? sim::formatNumber(*f.value, 6) : f.valueText;
    if (!f.unit.empty()) text += ' ' + f.unit;
    if (f.direction == "bidirectional") text += " both ways";
    if (f.direction == "unidirectional") text += " one way";
    if (f.sparsity == "sparse") text += " sparse";
    return text + mark(f.confidence);
}

/// The preferred fact, the dense one before the sparse one; nullptr when there is none.
const Fact* preferred(const std::vector<Fact>& facts, std::string_view property) {
    const Fact* found = nullptr;
    for (const Fact& f : facts)
        if (f.isPreferred && f.property == property && (!found || found->sparsity == "sparse")) found = &f;
    return found;
}

void writeFact(JsonWriter& json, const Fact& f) {
    json.beginObject(JsonWriter::Layout::Inline);
    json.key("id");
    json.integer(static_cast<unsigned long long>(f.id));
    json.member("subject", f.subject);
    json.member("property", f.property);
    if (f.value)
        json.member("value", *f.value);
    else
        json.member("value", f.valueText);
    for (const auto& [key, text] :
         {std::pair{"unit", &f.unit}, {"sparsity", &f.sparsity}, {"direction", &f.direction}})
        if (!text->empty()) json.member(key, *text);
    json.member("source", f.source);
    json.member("date", f.date);
    json.member("confidence", f.confidence);
    json.key("preferred");
    json.boolean(f.isPreferred);
    json.end();
}

std::string kindFromText(std::string_view kind) {
    if (kind.empty() || kind == "device" || kind == "devices" || kind == "accelerators" ||
        kind == "accelerator")
        return "accelerator";
    if (kind == "system" || kind == "systems") return "system";
    if (kind == "link" || kind == "links") return "link";
    if (kind == "model" || kind == "models") return "model";
    throw sim::Error(sim::ErrorCode::BadInput,
                     fmt::format("unknown kind '{}', expected accelerator, system, link or model", kind));
}

hwdb::SubjectSummary subjectOf(const hwdb::Catalogue& catalogue, std::string_view name) {
    const std::string id = catalogue.resolve("", name);
    for (auto& s : catalogue.subjects(""))
        if (s.id == id) return s;
    throw sim::Error(sim::ErrorCode::Internal, "a resolved name has no subject", id);
}

void writeSubject(JsonWriter& json, const hwdb::SubjectSummary& s) {
    json.member("id", s.id);
    json.member("short_name", s.shortName);
    json.member("name", s.name);
    if (!s.vendor.empty()) json.member("vendor", s.vendor);
    json.member("kind", s.kind);
    json.member("confidence", s.confidence);
}

/// Property names in the order of first mention.
std::vector<std::string> sharedProperties(const std::vector<std::vector<Fact>>& all) {
    std::vector<std::string> names;
    for (const auto& facts : all)
        for (const Fact& f : facts)
            if (f.isPreferred && f.value && std::find(names.begin(), names.end(), f.property) == names.end())
                names.push_back(f.property);
    return names;
}

/// Where the preferred numbers of each thing come from, with their dates.
std::string sourcesOf(const std::vector<hwdb::SubjectSummary>& subjects,
                      const std::vector<std::vector<Fact>>& all) {
    std::string text;
    for (std::size_t i = 0; i < subjects.size(); ++i) {
        std::vector<std::string> sources;
        for (const Fact& f : all[i]) {
            auto source = fmt::format("{} ({})", f.source, f.date);
            if (f.isPreferred && f.value &&
                std::find(sources.begin(), sources.end(), source) == sources.end())
                sources.push_back(std::move(source));
        }
        text += fmt::format("{}: {}\n", subjects[i].shortName, fmt::join(sources, "; "));
    }
    return text;
}

} // namespace

int hwList(hwdb::Catalogue& catalogue, std::string_view kindText, bool json) {
    const std::string kind = kindFromText(kindText);
    const auto columns = columnsOf(kind);
    JsonWriter writer;
    writer.beginArray();
    std::vector<TextTable::Heading> headings = {{"name"}, {"full name"}};
    for (const Shown& c : columns)
        headings.push_back({std::string(c.heading), c.property != "device" && c.property != "category"});
    headings.push_back({"confidence"});
    TextTable table(headings);
    for (const auto& s : catalogue.subjects(kind)) {
        const auto facts = catalogue.facts(s.id);
        writer.beginObject(JsonWriter::Layout::Inline);
        writeSubject(writer, s);
        std::vector<TextTable::Item> row = {{s.shortName, Ink::Bold}, {s.name}};
        for (const Shown& c : columns) {
            const Fact* f = preferred(facts, c.property);
            row.push_back({f ? valueText(*f) : std::string()});
            if (!f) continue;
            writer.key(c.property);
            writeFact(writer, *f);
        }
        row.push_back({s.confidence});
        table.add(std::move(row));
        writer.end();
    }
    writer.end();
    const Console console;
    console.print(json ? writer.take() : table.text(console.style, "") + std::string(MarkNote));
    return 0;
}

int hwCheck(const hwdb::Catalogue& catalogue, bool json) {
    constexpr int BadInput = 2;
    const auto found = hwdb::implausibleFacts(catalogue, hwdb::Catalogue::packDirectory());
    JsonWriter writer;
    writer.beginArray();
    TextTable table({{"subject"}, {"check"}, {"found"}, {"expected"}});
    for (const auto& f : found) {
        writer.beginObject(JsonWriter::Layout::Inline);
        writer.member("subject", f.subject);
        writer.member("check", f.check);
        writer.member("found", f.found);
        writer.member("expected", f.expected);
        writer.end();
        table.add({{f.subject, Ink::Bold}, {f.check}, {f.found}, {f.expected}});
    }
    writer.end();
    const Console console;
    console.print(json            ? writer.take()
                  : found.empty() ? std::string("nothing implausible found\n")
                                  : table.text(console.style, ""));
    return found.empty() ? 0 : BadInput;
}

int hwShow(hwdb::Catalogue& catalogue, std::string_view name, bool json) {
    const auto subject = subjectOf(catalogue, name);
    const auto facts = catalogue.facts(subject.id);
    const Console console;
    if (json) {
        JsonWriter writer;
        writer.beginArray();
        for (const Fact& f : facts)
            writeFact(writer, f);
        writer.end();
        console.print(writer.take());
        return 0;
    }
    TextTable table({{"property"}, {"value"}, {"date"}, {"confidence"}, {"source"}});
    for (const Fact& f : facts)
        table.add(
            {{f.property + (f.isPreferred ? "" : " (alternative)")},
             {valueText(f), f.isPreferred ? Ink::Bold : Ink::Faint},
             {f.date},
             {f.confidence},
             {f.isUserEntry ? fmt::format("{} (your entry {})", f.source, f.id) : f.source, Ink::Faint}});
    console.print(fmt::format("{} ({}), {}, confidence {}\n\n{}{}", subject.name, subject.id, subject.kind,
                              subject.confidence, table.text(console.style, ""), MarkNote));
    return 0;
}

int hwCompare(hwdb::Catalogue& catalogue, const std::vector<std::string>& names, bool json) {
    if (names.size() < 2)
        throw sim::Error(sim::ErrorCode::BadInput, "a comparison needs at least two names",
                         "purser hw compare");
    std::vector<hwdb::SubjectSummary> subjects;
    std::vector<std::vector<Fact>> all;
    for (const auto& name : names) {
        subjects.push_back(subjectOf(catalogue, name));
        all.push_back(catalogue.facts(subjects.back().id));
    }
    const auto properties = sharedProperties(all);
    const Console console;
    if (json) {
        JsonWriter writer;
        writer.beginArray();
        for (std::size_t i = 0; i < subjects.size(); ++i) {
            writer.beginObject();
            writeSubject(writer, subjects[i]);
            for (const auto& property : properties)
                if (const Fact* f = preferred(all[i], property); f) {
                    writer.key(property);
                    writeFact(writer, *f);
                }
            writer.end();
        }
        writer.end();
        console.print(writer.take());
        return 0;
    }
    std::vector<TextTable::Heading> headings = {{"property"}};
    for (const auto& s : subjects)
        headings.push_back({s.shortName, true});
    TextTable table(headings);
    for (const auto& property : properties) {
        std::vector<TextTable::Item> row = {{property}};
        for (const auto& facts : all) {
            const Fact* f = preferred(facts, property);
            row.push_back({f ? valueText(*f) : std::string("-")});
        }
        table.add(std::move(row));
    }
    console.print(table.text(console.style, "") + std::string(MarkNote) + sourcesOf(subjects, all) +
                  "Alternatives and the source of each figure: purser hw show NAME\n");
    return 0;
}

int hwAdd(hwdb::Catalogue& catalogue, std::string_view name, std::string_view property,
          std::string_view value, std::string_view unit, std::string_view source, bool json) {
    Fact fact;
    fact.subject = catalogue.resolve("", name);
    fact.property = property;
    fact.valueText = value;
    fact.unit = unit;
    fact.source = source;
    for (const std::string_view word : {"unidirectional", "bidirectional", "dense", "sparse"}) {
        const std::string ending = ' ' + std::string(word);
        if (!fact.valueText.ends_with(ending)) continue;
        fact.valueText.resize(fact.valueText.size() - ending.size());
        (word.ends_with("directional") ? fact.direction : fact.sparsity) = word;
        break;
    }
    const auto id = catalogue.addFact(fact);
    const Console console;
    for (const Fact& f : catalogue.facts(fact.subject)) {
        if (f.id != id) continue;
        JsonWriter writer;
        writer.beginArray();
        writeFact(writer, f);
        writer.end();
        console.print(
            json ? writer.take()
                 : fmt::format("{} {} is now {} (your entry {})\n", f.subject, f.property, valueText(f), id));
    }
    return 0;
}

} // namespace cli
