// SPDX-License-Identifier: Apache-2.0
// One function per pack: each checks its columns and writes its table.
#include "hwdb/pack_loader.h"

#include <array>
#include <fstream>
#include <set>

#include <fmt/format.h>

#include "hwdb/csv_reader.h"
#include "hwdb/database.h"
#include "simulator/base/error.h"
#include "simulator/base/hash.h"
#include "simulator/base/units.h"
#include "simulator/cluster/device.h"
#include "simulator/kernels/operator.h"

namespace hwdb {

namespace {

using Header = std::span<const std::string_view>;

constexpr std::array<std::string_view, 7> RequiredPacks = {
    "subjects.csv", "properties.csv",       "facts.csv", "aliases.csv", "rental.csv",
    "fx_rates.csv", "published_results.csv"};
constexpr std::array<std::string_view, 3> OptionalPacks = {"kernel_parameters.csv", "link_efficiency.csv",
                                                           "model_facts.csv"};

constexpr std::array<std::string_view, 4> Kinds = {"accelerator", "system", "link", "model"};
constexpr std::array<std::string_view, 3> Confidences = {"high", "medium", "memory"};
constexpr std::array<std::string_view, 4> Bases = {"measured", "interpolated", "modelled", "assumed"};

std::string readWhole(const std::filesystem::path& file) {
    std::error_code failure;
    const auto size = std::filesystem::file_size(file, failure);
    std::string text(failure ? 0 : static_cast<std::size_t>(size), '\0');
    std::ifstream stream(file, std::ios::binary);
    stream.read(text.data(), static_cast<std::streamsize>(text.size()));
    if (failure || !stream)
        throw sim::Error(sim::ErrorCode::BadInput, "a pack of the hardware database cannot be read",
                         file.string(), "reinstall purser, or point PURSER_HWDB at a folder with the packs");
    return text;
}

void bindOptional(Statement& statement, int position, std::optional<double> value) {
    if (value)
        statement.bind(position, *value);
    else
        statement.bindNull(position);
}

std::set<std::string> loadSubjects(const Database& db, const CsvTable& table) {
    std::set<std::string> ids, shortNames;
    Statement insert(db, "INSERT INTO subject VALUES (?, ?, ?, ?, ?, ?, ?)");
    for (const auto& row : table.rows()) {
        if (!ids.insert(table.required(row, 0)).second) table.fail(row, 0, "the id stands twice");
        const auto& kind = table.choice(row, 4, Kinds);
        if (!shortNames.insert(kind + '/' + table.required(row, 1)).second)
            table.fail(row, 1, "the short name stands twice for one kind");
        for (std::size_t c : {0u, 1u, 2u, 3u, 4u})
            insert.bind(static_cast<int>(c) + 1, row.cells[c]);
        insert.bind(6, table.choice(row, 5, Confidences));
        insert.bind(7, static_cast<std::int64_t>(row.line));
        insert.run();
    }
    return ids;
}

struct PropertyRule {
    std::string type, unit;
};
std::map<std::string, PropertyRule> loadProperties(const Database& db, const CsvTable& table) {
    static constexpr std::array<std::string_view, 3> Types = {"number", "text", "any"};
    std::map<std::string, PropertyRule> rules;
    Statement insert(db, "INSERT INTO property VALUES (?, ?, ?, ?, ?, ?)");
    for (const auto& row : table.rows()) {
        const auto& unit = row.cells[2];
        if (!unit.empty() && !sim::findUnit(unit))
            table.fail(row, 2, fmt::format("unknown unit \"{}\"", unit));
        if (!rules.emplace(table.required(row, 0), PropertyRule{table.choice(row, 1, Types), unit}).second)
            table.fail(row, 0, "the property stands twice");
        for (std::size_t c = 0; c < 6; ++c)
            insert.bind(static_cast<int>(c) + 1, row.cells[c]);
        insert.run();
    }
    return rules;
}

/// The rule of a property; "power_note" is free text wherever "power" is known.
PropertyRule ruleOf(const CsvTable& table, const CsvRow& row,
                    const std::map<std::string, PropertyRule>& rules) {
    const auto& name = table.required(row, 1);
    if (const auto found = rules.find(name); found != rules.end()) return found->second;
    constexpr std::string_view Note = "_note";
    if (name.ends_with(Note) && rules.contains(name.substr(0, name.size() - Note.size())))
        return {"text", ""};
    std::vector<std::string> known;
    for (const auto& [key, rule] : rules)
        known.push_back(key);
    const auto nearest = sim::nearestName(name, known);
    table.fail(row, 1, fmt::format("unknown property \"{}\", expected one of properties.csv", name),
               nearest.empty() ? "" : fmt::format("did you mean \"{}\"?", nearest));
}

/// What the packs of facts share: ids go on from one to the next, a preferred fact stands in one of them.
struct FactsSoFar {
    std::int64_t id = 0;
    std::set<std::string> preferred;
};

void loadFacts(const Database& db, const CsvTable& table, const std::set<std::string>& subjects,
               const std::map<std::string, PropertyRule>& rules, FactsSoFar& soFar) {
    static constexpr std::array<std::string_view, 3> Sparsities = {"", "dense", "sparse"};
    static constexpr std::array<std::string_view, 3> Directions = {"", "unidirectional", "bidirectional"};
    static constexpr std::array<std::string_view, 2> YesNo = {"yes", "no"};
    Statement insert(db, "INSERT INTO fact VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0)");
    for (const auto& row : table.rows()) {
        const auto& c = row.cells;
        if (!subjects.contains(c[0]))
            table.fail(row, 0, fmt::format("unknown subject \"{}\", expected an id of subjects.csv", c[0]));
        const auto rule = ruleOf(table, row, rules);
        const auto value = sim::parseNumber(table.required(row, 2));
        if (rule.type == "number" && !value) table.number(row, 2);
        if (value && c[3] != rule.unit && rule.type == "number")
            table.fail(row, 3,
                       fmt::format("found unit \"{}\", expected \"{}\" for {}", c[3], rule.unit, c[1]));
        table.choice(row, 4, Sparsities);
        table.choice(row, 5, Directions);
        table.required(row, 6);
        table.date(row, 7);
        table.choice(row, 8, Confidences);
        const bool isPreferred = table.choice(row, 9, YesNo) == "yes";
        if (isPreferred && !soFar.preferred.insert(c[0] + '\n' + c[1] + '\n' + c[4]).second)
            table.fail(row, 9, fmt::format("two preferred facts for {} of {}", c[1], c[0]));
        insert.bind(1, ++soFar.id);
        for (std::size_t k : {0u, 1u, 2u})
            insert.bind(static_cast<int>(k) + 2, c[k]);
        bindOptional(insert, 5, rule.type == "text" ? std::nullopt : value);
        for (std::size_t k : {3u, 4u, 5u, 6u, 7u, 8u})
            insert.bind(static_cast<int>(k) + 3, c[k]);
        insert.bind(12, static_cast<std::int64_t>(isPreferred));
        insert.run();
    }
}

void loadAliases(const Database& db, const CsvTable& table, const std::set<std::string>& subjects) {
    std::set<std::string> seen;
    Statement insert(db, "INSERT INTO alias VALUES (?, ?, ?, ?)");
    for (const auto& row : table.rows()) {
        table.choice(row, 0, Kinds);
        if (!seen.insert(row.cells[0] + '/' + table.required(row, 1)).second)
            table.fail(row, 1, "the alias stands twice");
        if (!subjects.contains(row.cells[2]))
            table.fail(row, 2,
                       fmt::format("unknown subject \"{}\", expected an id of subjects.csv", row.cells[2]));
        for (std::size_t c = 0; c < 4; ++c)
            insert.bind(static_cast<int>(c) + 1, row.cells[c]);
        insert.run();
    }
}

void loadRental(const Database& db, const CsvTable& table, const std::set<std::string>& subjects) {
    static constexpr std::array<std::string_view, 5> DatePrecisions = {"day", "month", "quarter", "half",
                                                                       "year"};
    std::int64_t id = 0;
    Statement insert(db, "INSERT INTO rental VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
    for (const auto& row : table.rows()) {
        const auto& c = row.cells;
        if (table.date(row, 0).size() != 10) table.fail(row, 0, "expected a full date such as 2026-11-25");
        table.choice(row, 1, DatePrecisions);
        if (!c[2].empty() && !subjects.contains(c[2]))
            table.fail(row, 2, fmt::format("unknown device \"{}\", expected an id of subjects.csv", c[2]));
        for (std::size_t k : {5u, 7u, 11u, 12u, 13u})
            table.required(row, k);
        const auto price = table.number(row, 10);
        if (price && *price <= 0)
            table.fail(row, 10, fmt::format("found {}, expected a positive price", *price));
        insert.bind(1, ++id);
        for (std::size_t k = 0; k < c.size(); ++k)
            insert.bind(static_cast<int>(k) + 2, c[k]);
        if (c[2].empty()) insert.bindNull(4);
        const auto gpus = table.number(row, 9);
        if (gpus)
            insert.bind(11, static_cast<std::int64_t>(*gpus));
        else
            insert.bindNull(11);
        bindOptional(insert, 12, price);
        insert.run();
    }
}

void loadRates(const Database& db, const CsvTable& table) {
    Statement insert(db, "INSERT INTO fx_rate VALUES (?, ?, ?, ?, ?, ?)");
    for (const auto& row : table.rows()) {
        if (table.date(row, 0).size() != 10) table.fail(row, 0, "expected a full date such as 2026-11-25");
        table.required(row, 3);
        const auto rate = table.number(row, 3);
        if (*rate <= 0) table.fail(row, 3, fmt::format("found {}, expected a positive rate", *rate));
        for (std::size_t k : {0u, 1u, 2u, 4u, 5u})
            insert.bind(static_cast<int>(k) + 1, table.required(row, k));
        insert.bind(4, *rate);
        insert.run();
    }
}

void loadPublished(const Database& db, const CsvTable& table, const std::set<std::string>& subjects) {
    std::set<std::string> seen;
    Statement insert(db, "INSERT INTO published_result VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
    for (const auto& row : table.rows()) {
        const auto& c = row.cells;
        if (!seen.insert(table.required(row, 0) + '/' + table.required(row, 2)).second)
            table.fail(row, 2, "the metric stands twice in one case");
        const auto& device = table.required(row, 1);
        if (!subjects.contains(device))
            table.fail(row, 1, fmt::format("unknown device \"{}\", expected an id of subjects.csv", device));
        table.required(row, 3);
        for (std::size_t k : {0u, 1u, 2u, 4u, 5u, 6u, 7u, 8u})
            insert.bind(static_cast<int>(k) + 1, c[k]);
        insert.bind(4, *table.number(row, 3));
        table.required(row, 5);
        table.date(row, 6);
        table.choice(row, 7, Confidences);
        insert.bind(10, static_cast<std::int64_t>(row.line));
        insert.run();
    }
}

/// The id behind a device or system written as id, short name, alias; or "*", or "family:" and a kernel
/// family.
std::string subjectOrAny(const Database& db, const CsvTable& table, const CsvRow& row,
                         std::string_view kind) {
    const auto& name = table.required(row, 0);
    if (name == "*" || name.starts_with("family:")) return name;
    Statement find(db, "SELECT id FROM subject WHERE kind = ?1 AND (id = ?2 OR short_name = ?2) UNION "
                       "SELECT subject FROM alias WHERE kind = ?1 AND alias = ?2");
    find.bind(1, kind).bind(2, name);
    if (!find.step())
        table.fail(
            row, 0,
            fmt::format("unknown {} \"{}\", expected an id, short name or alias of the packs, or \"*\"", kind,
                        name));
    return find.text(0);
}

void loadKernelParameters(const Database& db, const CsvTable& table) {
    static constexpr std::array<std::string_view, 2> YesOrEmpty = {"yes", ""};
    Statement insert(db,
                     "INSERT INTO kernel_parameter (system, op_class, precision, compute_efficiency, "
                     "memory_efficiency, latency_us, rows_half, dim_half, additive_efficiency, norm, spread, "
                     "basis, source, date, accumulates_fp32, scaling) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, "
                     "?, ?, ?, ?, ?, "
                     "?)");
    std::vector<std::string_view> precisions;
    for (std::size_t p = 0; p <= sim::PrecisionCount; ++p)
        precisions.push_back(sim::precisionName(static_cast<sim::Precision>(p)));
    precisions.emplace_back("");
    for (const auto& row : table.rows()) {
        insert.bind(1, subjectOrAny(db, table, row, "accelerator"));
        if (!sim::opClassFromName(table.required(row, 1)))
            table.fail(row, 1, fmt::format("unknown operator class \"{}\"", row.cells[1]));
        insert.bind(2, row.cells[1]);
        insert.bind(3, table.choice(row, 2, precisions));
        for (std::size_t c = 3; c <= 10; ++c)
            bindOptional(insert, static_cast<int>(c) + 1, table.number(row, c));
        insert.bind(12, table.choice(row, 11, Bases));
        insert.bind(13, table.required(row, 12));
        insert.bind(14, row.cells[13]);
        insert.bind(15, static_cast<std::int64_t>(table.choice(row, 14, YesOrEmpty) == "yes"));
        if (!sim::scalingFromName(row.cells[15]))
            table.fail(row, 15,
                       fmt::format("unknown scaling \"{}\", expected tensor, block128, mx32, nv16 or nothing",
                                   row.cells[15]));
        insert.bind(16, row.cells[15]);
        insert.run();
    }
}

void loadLinkEfficiencies(const Database& db, const CsvTable& table) {
    static constexpr std::array<std::string_view, 2> Levels = {"scale_up", "scale_out"};
    static constexpr std::array<std::string_view, 4> Exchanges = {"all_to_all", "ring", "point_to_point",
                                                                  "direct_reduction"};
    Statement insert(
        db, "INSERT INTO link_efficiency (system, level, exchange, efficiency, latency_us, sigma, basis, "
            "source, date) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)");
    for (const auto& row : table.rows()) {
        insert.bind(1, subjectOrAny(db, table, row, "system"));
        insert.bind(2, table.choice(row, 1, Levels));
        insert.bind(3, table.choice(row, 2, Exchanges));
        for (std::size_t c : {3u, 4u, 5u}) {
            table.required(row, c);
            insert.bind(static_cast<int>(c) + 1, *table.number(row, c));
        }
        insert.bind(7, table.choice(row, 6, Bases));
        insert.bind(8, table.required(row, 7));
        insert.bind(9, row.cells[8]);
        insert.run();
    }
}

CsvTable parse(const PackSet& packs, const std::string& name,
               std::initializer_list<std::string_view> header) {
    return {packs.texts.at(name), name, std::span(header.begin(), header.size())};
}

} // namespace

PackSet readPacks(const std::filesystem::path& directory) {
    PackSet packs{directory, {}, {}};
    for (const auto name : RequiredPacks) {
        const auto file = directory / name;
        if (!std::filesystem::exists(file))
            throw sim::Error(sim::ErrorCode::BadInput,
                             fmt::format("the pack {} of the hardware database is missing", name),
                             directory.string(),
                             "reinstall purser, or point PURSER_HWDB at a folder with the packs");
        packs.texts.emplace(name, readWhole(file));
    }
    for (const auto name : OptionalPacks)
        if (std::filesystem::exists(directory / name)) packs.texts.emplace(name, readWhole(directory / name));
    sim::ContentHash hash;
    for (const auto& [name, text] : packs.texts) {
        hash.add(fmt::format("{} {}\n", name, text.size()));
        hash.add(text);
    }
    packs.hash = hash.hex();
    return packs;
}

void loadPacks(const Database& db, const PackSet& packs) {
    db.execute(
        "DELETE FROM fact WHERE user_entry = 0; DELETE FROM subject; DELETE FROM alias; DELETE FROM "
        "property; "
        "DELETE FROM rental; DELETE FROM fx_rate; DELETE FROM kernel_parameter; DELETE FROM link_efficiency; "
        "DELETE FROM published_result;");
    const auto subjects = loadSubjects(
        db, parse(packs, "subjects.csv", {"id", "short_name", "name", "vendor", "kind", "confidence"}));
    const auto rules = loadProperties(
        db, parse(packs, "properties.csv", {"property", "type", "unit", "label", "label_zh", "description"}));
    FactsSoFar facts;
    for (const auto* name : {"facts.csv", "model_facts.csv"})
        if (packs.texts.contains(name))
            loadFacts(db,
                      parse(packs, name,
                            {"subject", "property", "value", "unit", "sparsity", "direction", "source",
                             "date", "confidence", "preferred"}),
                      subjects, rules, facts);
    loadAliases(db, parse(packs, "aliases.csv", {"kind", "alias", "subject", "note"}), subjects);
    loadRental(db,
               parse(packs, "rental.csv",
                     {"date", "date_precision", "device", "device_as_quoted", "region", "provider", "segment",
                      "contract", "term_months", "gpus_in_quote", "price_per_gpu_hour", "currency",
                      "price_kind", "source", "source_date", "status", "notes"}),
               subjects);
    loadRates(db, parse(packs, "fx_rates.csv", {"date", "base", "quote", "rate", "source", "confidence"}));
    loadPublished(
        db,
        parse(packs, "published_results.csv",
              {"case_id", "device", "metric", "value", "unit", "source", "date", "confidence", "note"}),
        subjects);
    if (packs.texts.contains("kernel_parameters.csv"))
        loadKernelParameters(
            db, parse(packs, "kernel_parameters.csv",
                      {"system", "op_class", "precision", "compute_efficiency", "memory_efficiency",
                       "latency_us", "rows_half", "dim_half", "additive_efficiency", "norm", "spread",
                       "basis", "source", "date", "accumulates_fp32", "scaling"}));
    if (packs.texts.contains("link_efficiency.csv"))
        loadLinkEfficiencies(db, parse(packs, "link_efficiency.csv",
                                       {"system", "level", "exchange", "efficiency", "latency_us", "sigma",
                                        "basis", "source", "date"}));
}

} // namespace hwdb
