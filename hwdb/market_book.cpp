// SPDX-License-Identifier: Apache-2.0
#include "hwdb/market_book.h"

#include <array>
#include <fstream>
#include <set>
#include <sstream>

#include <fmt/format.h>

#include "hwdb/catalogue.h"
#include "hwdb/csv_reader.h"
#include "simulator/base/error.h"
#include "simulator/base/units.h"

namespace hwdb {

namespace {

using Answer = ExportFinding::Answer;

/// Levels whose price is that of one device, and those whose price is that of all devices in the lot.
bool isPricedPerDevice(std::string_view level) {
    return level == "chip" || level == "server/8";
}
bool isPricedPerLot(std::string_view level) {
    return level == "server" || level == "module" || level == "rack" || level == "cluster";
}

std::string trimmed(std::string_view text) {
    const auto from = text.find_first_not_of(' ');
    if (from == std::string_view::npos) return {};
    return std::string(text.substr(from, text.find_last_not_of(' ') - from + 1));
}

std::vector<std::string> split(std::string_view text, char at) {
    std::vector<std::string> parts;
    for (std::size_t from = 0; from <= text.size();) {
        const auto to = std::min(text.find(at, from), text.size());
        parts.push_back(trimmed(text.substr(from, to - from)));
        from = to + 1;
    }
    return parts;
}

std::optional<double> sum(std::optional<double> a, std::optional<double> b) {
    return a && b ? std::optional(*a + *b) : std::nullopt;
}

/// "tpp >= 4800"; unknown where the figure is. Throws for anything else.
Answer holds(const std::string& term, const ExportFigures& figures, std::set<std::string>& unknown) {
    std::istringstream words(term);
    std::string name, comparison, number;
    words >> name >> comparison >> number;
    const auto limit = sim::parseNumber(number);
    const std::array<std::pair<std::string_view, std::optional<double>>, 5> known = {
        {{"tpp", figures.tpp},
         {"density", figures.density},
         {"memory_bandwidth", figures.memoryBandwidth},
         {"io", figures.io},
         {"total_bandwidth", sum(figures.memoryBandwidth, figures.io)}}};
    for (const auto& [figure, value] : known) {
        if (figure != name || !limit || (comparison != ">=" && comparison != "<")) continue;
        if (!value) {
            unknown.insert(name);
            return Answer::Unknown;
        }
        return (comparison == ">=" ? *value >= *limit : *value < *limit) ? Answer::Applies
                                                                         : Answer::DoesNotApply;
    }
    throw sim::Error(sim::ErrorCode::BadInput,
                     fmt::format("found \"{}\" in a condition, expected one such as \"tpp >= 4800\"", term),
                     "export_rules.csv",
                     "figures: tpp, density, memory_bandwidth, io, total_bandwidth; comparisons: >= and <");
}

/// Kleene's three values: one alternative that holds is enough, one term that fails ends an alternative.
Answer evaluate(const std::string& condition, const ExportFigures& figures, std::string& unknownFigures) {
    Answer whole = Answer::DoesNotApply;
    std::set<std::string> unknown;
    for (const auto& alternative : split(condition, '|')) {
        Answer all = Answer::Applies;
        std::set<std::string> missing;
        for (const auto& term : split(alternative, '&')) {
            const auto one = holds(term, figures, missing);
            if (one == Answer::DoesNotApply || all == Answer::DoesNotApply)
                all = Answer::DoesNotApply;
            else if (one == Answer::Unknown)
                all = Answer::Unknown;
        }
        if (all == Answer::Applies) whole = Answer::Applies;
        if (all == Answer::Unknown && whole != Answer::Applies) whole = Answer::Unknown;
        if (all == Answer::Unknown) unknown.insert(missing.begin(), missing.end());
    }
    if (whole == Answer::Unknown) unknownFigures = fmt::format("{}", fmt::join(unknown, ", "));
    return whole;
}

} // namespace

std::vector<PurchaseObservation> purchaseHistory(const Catalogue& catalogue, std::string_view device,
                                                 const std::filesystem::path& packs) {
    const auto only = device.empty() ? std::string() : catalogue.resolve("accelerator", device);
    const auto rows = readPack(packs, "purchase.csv",
                               {"date", "date_precision", "device", "item", "level", "device_as_quoted",
                                "region", "condition", "price_as_quoted", "price_low", "price_high",
                                "currency", "devices", "source", "source_date", "status", "notes"});
    std::vector<PurchaseObservation> result;
    for (const auto& row : rows.rows()) {
        const auto& c = row.cells;
        for (const std::size_t k : {3u, 8u, 11u, 13u, 15u})
            rows.required(row, k);
        PurchaseObservation o{rows.date(row, 0),
                              c[1],
                              c[2],
                              c[3],
                              c[4],
                              c[5],
                              c[6],
                              c[7],
                              c[8],
                              c[11],
                              c[13],
                              c[14],
                              c[15],
                              c[16],
                              {},
                              {}};
        const auto low = rows.number(row, 9), high = rows.number(row, 10), count = rows.number(row, 12);
        if ((low && *low <= 0) || (high && low && *high < *low))
            rows.fail(row, 9, "expected a positive price, the low one first");
        const auto divisor = isPricedPerDevice(o.level) ? std::optional(1.0)
                             : isPricedPerLot(o.level)  ? count
                                                        : std::nullopt;
        if (divisor && *divisor > 0 && low && high) {
            o.lowPerDevice = *low / *divisor;
            o.highPerDevice = *high / *divisor;
        }
        if (only.empty() || o.deviceId == only) result.push_back(std::move(o));
    }
    return result;
}

std::vector<OperatingCost> operatingCosts(std::string_view category, const std::filesystem::path& packs) {
    const auto rows = readPack(packs, "operating_costs.csv",
                               {"category", "item", "region", "low", "typical", "high", "unit", "date",
                                "source", "status", "notes"});
    std::vector<OperatingCost> result;
    for (const auto& row : rows.rows()) {
        const auto& c = row.cells;
        OperatingCost o{rows.required(row, 0),
                        rows.required(row, 1),
                        c[2],
                        c[6],
                        c[7],
                        rows.required(row, 8),
                        rows.required(row, 9),
                        c[10],
                        {},
                        {},
                        {}};
        o.low = rows.number(row, 3), o.typical = rows.number(row, 4), o.high = rows.number(row, 5);
        if (category.empty() || o.category == category) result.push_back(std::move(o));
    }
    return result;
}

std::vector<ExportEvent> exportEvents(const std::filesystem::path& packs) {
    const auto rows = readPack(packs, "export_events.csv",
                               {"date", "jurisdiction", "event", "instrument", "devices", "thresholds",
                                "effect", "source", "source_date", "status", "notes"});
    std::vector<ExportEvent> result;
    for (const auto& row : rows.rows()) {
        const auto& c = row.cells;
        result.push_back({rows.required(row, 0), rows.required(row, 1), rows.required(row, 2), c[3], c[4],
                          c[5], c[6], rows.required(row, 7), rows.required(row, 9)});
    }
    return result;
}

ExportFigures exportFigures(const Catalogue& catalogue, std::string_view device) {
    static constexpr std::array<std::pair<std::string_view, double>, 10> Bits = {{{"peak_fp64", 64},
                                                                                  {"peak_fp64_matrix", 64},
                                                                                  {"peak_fp32", 32},
                                                                                  {"peak_tf32", 19},
                                                                                  {"peak_bf16", 16},
                                                                                  {"peak_fp16", 16},
                                                                                  {"peak_fp8", 8},
                                                                                  {"peak_int8", 8},
                                                                                  {"peak_fp4", 4},
                                                                                  {"peak_int4", 4}}};
    ExportFigures figures;
    for (const auto& fact : catalogue.facts(catalogue.resolve("accelerator", device))) {
        if (!fact.isPreferred || !fact.value || fact.sparsity == "sparse") continue;
        for (const auto& [property, bits] : Bits)
            if (fact.property == property)
                figures.tpp = std::max(figures.tpp.value_or(0.0), *fact.value * bits);
        if (fact.property == "memory_bandwidth") figures.memoryBandwidth = *fact.value;
        if (fact.property == "scale_up_bandwidth")
            figures.io = *fact.value * (fact.direction == "unidirectional" ? 2.0 : 1.0);
    }
    return figures;
}

std::vector<ExportFinding> exportFindings(const ExportFigures& figures, std::string_view date,
                                          const std::filesystem::path& packs) {
    if (date.size() != 10 || !isDate(date))
        throw sim::Error(sim::ErrorCode::BadInput,
                         fmt::format("found date \"{}\", expected a full one such as 2026-11-25", date),
                         "export rules");
    const auto rows =
        readPack(packs, "export_rules.csv",
                 {"from", "to", "jurisdiction", "rule", "condition", "effect", "source", "status"});
    std::vector<ExportFinding> result;
    for (const auto& row : rows.rows()) {
        const auto& c = row.cells;
        if (rows.date(row, 0) > date || (!c[1].empty() && c[1] < date)) continue;
        ExportFinding f{c[3], c[4], c[5], c[2], rows.required(row, 6), rows.required(row, 7), {}, {}};
        f.answer = evaluate(f.condition, figures, f.unknownFigures);
        result.push_back(std::move(f));
    }
    return result;
}

} // namespace hwdb
