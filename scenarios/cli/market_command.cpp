// SPDX-License-Identifier: Apache-2.0
// Rows of the market packs as tables and JSON; what is recalled or claimed is marked wherever it stands.
#include "scenarios/cli/market_command.h"

#include <algorithm>

#include <fmt/format.h>

#include "hwdb/catalogue.h"
#include "hwdb/market_book.h"
#include "scenarios/cli/console.h"
#include "scenarios/json_text.h"
#include "simulator/base/error.h"
#include "simulator/base/units.h"

namespace cli {

namespace {

using scenario::JsonWriter;

/// A star for what nobody can look up: recalled, claimed, illustrative.
std::string marked(const std::string& status) {
    for (const auto* word : {"memory", "claim", "implausible", "illustrative", "unverified", "brief"})
        if (status.find(word) != std::string::npos) return status + " *";
    return status;
}

std::string number(std::optional<double> value) {
    return value ? sim::formatNumber(*value, 4) : std::string("?");
}

void member(JsonWriter& json, std::string_view key, std::optional<double> value) {
    if (value) json.member(key, *value);
}

std::string range(std::optional<double> low, std::optional<double> high) {
    if (!low || !high) return "?";
    return *low == *high ? fmt::format("{:.0f}", *low) : fmt::format("{:.0f} .. {:.0f}", *low, *high);
}

std::string_view answerText(hwdb::ExportFinding::Answer answer) {
    switch (answer) {
    case hwdb::ExportFinding::Answer::Applies:
        return "flag for legal review";
    case hwdb::ExportFinding::Answer::DoesNotApply:
        return "not met";
    case hwdb::ExportFinding::Answer::Unknown:
        break;
    }
    return "unknown";
}

void print(bool json, JsonWriter& writer, const std::string& before, const TextTable& table,
           const std::string& after) {
    writer.end();
    const Console console;
    console.print(json ? writer.take() : before + table.text(console.style, "") + after);
}

} // namespace

int purchasePrices(const hwdb::Catalogue& catalogue, std::string_view device, bool json) {
    JsonWriter writer;
    writer.beginArray();
    TextTable table({{"date"},
                     {"item"},
                     {"as quoted", true},
                     {"per device", true},
                     {"currency"},
                     {"region"},
                     {"condition"},
                     {"status"},
                     {"source"}});
    auto all = hwdb::purchaseHistory(catalogue, device, hwdb::Catalogue::packDirectory());
    std::stable_sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.date < b.date; });
    for (const auto& o : all) {
        writer.beginObject(JsonWriter::Layout::Inline);
        writer.member("date", o.date);
        writer.member("date_precision", o.datePrecision);
        if (!o.deviceId.empty()) writer.member("device", o.deviceId);
        writer.member("item", o.item);
        writer.member("level", o.level);
        writer.member("price_as_quoted", o.priceAsQuoted);
        member(writer, "low_per_device", o.lowPerDevice);
        member(writer, "high_per_device", o.highPerDevice);
        writer.member("currency", o.currency);
        writer.member("region", o.region);
        writer.member("condition", o.condition);
        writer.member("status", o.status);
        writer.member("source", o.source);
        writer.end();
        table.add({{o.date},
                   {o.item},
                   {o.priceAsQuoted},
                   {range(o.lowPerDevice, o.highPerDevice), Ink::Bold},
                   {o.currency},
                   {o.region},
                   {o.condition},
                   {marked(o.status)},
                   {o.source, Ink::Faint}});
    }
    print(json, writer, "", table, "* recalled or claimed, not sourced    ? unknown\n");
    return 0;
}

int operatingCostList(std::string_view category, bool json) {
    const auto costs = hwdb::operatingCosts(category, hwdb::Catalogue::packDirectory());
    if (costs.empty()) {
        std::vector<std::string> known;
        for (const auto& o : hwdb::operatingCosts("", hwdb::Catalogue::packDirectory()))
            if (std::find(known.begin(), known.end(), o.category) == known.end()) known.push_back(o.category);
        throw sim::Error(sim::ErrorCode::BadInput, fmt::format("unknown kind of cost \"{}\"", category), {},
                         fmt::format("known are {}", fmt::join(known, ", ")));
    }
    JsonWriter writer;
    writer.beginArray();
    TextTable table({{"category"},
                     {"item"},
                     {"region or party"},
                     {"low", true},
                     {"typical", true},
                     {"high", true},
                     {"unit"},
                     {"date"},
                     {"status"},
                     {"source"}});
    for (const auto& o : costs) {
        writer.beginObject(JsonWriter::Layout::Inline);
        writer.member("category", o.category);
        writer.member("item", o.item);
        writer.member("region", o.region);
        member(writer, "low", o.low);
        member(writer, "typical", o.typical);
        member(writer, "high", o.high);
        writer.member("unit", o.unit);
        writer.member("date", o.date);
        writer.member("status", o.status);
        writer.member("source", o.source);
        writer.end();
        table.add({{o.category},
                   {o.item},
                   {o.region},
                   {number(o.low)},
                   {number(o.typical), Ink::Bold},
                   {number(o.high)},
                   {o.unit},
                   {o.date},
                   {marked(o.status)},
                   {o.source, Ink::Faint}});
    }
    print(json, writer, "", table, "* recalled or claimed, not sourced    ? unknown\n");
    return 0;
}

int exportCheck(const hwdb::Catalogue& catalogue, std::string_view device, std::string_view date, bool json) {
    const auto packs = hwdb::Catalogue::packDirectory();
    std::string on(date);
    if (on.empty())
        for (const auto& event : hwdb::exportEvents(packs))
            if (event.date.size() == 10) on = std::max(on, event.date);
    const auto spec = catalogue.device(device);
    const auto figures = hwdb::exportFigures(catalogue, device);
    JsonWriter writer;
    writer.beginArray();
    TextTable table({{"rule"}, {"condition"}, {"answer"}, {"effect"}, {"status"}, {"source"}});
    for (const auto& f : hwdb::exportFindings(figures, on, packs)) {
        const std::string answer =
            f.unknownFigures.empty()
                ? std::string(answerText(f.answer))
                : fmt::format("{}: {} is not known", answerText(f.answer), f.unknownFigures);
        writer.beginObject(JsonWriter::Layout::Inline);
        writer.member("device", spec.id);
        writer.member("date", on);
        writer.member("rule", f.rule);
        writer.member("condition", f.condition);
        writer.member("answer", answer);
        writer.member("effect", f.effect);
        writer.member("status", f.status);
        writer.member("source", f.source);
        writer.end();
        table.add({{f.rule},
                   {f.condition},
                   {answer, Ink::Bold},
                   {f.effect},
                   {marked(f.status)},
                   {f.source, Ink::Faint}});
    }
    print(json, writer,
          fmt::format("{} on {}: TPP {}, memory {} GB/s, links {} GB/s both ways, density {} per mm2\n\n",
                      spec.name, on, number(figures.tpp), number(figures.memoryBandwidth), number(figures.io),
                      number(figures.density)),
          table, "Arithmetic on published figures, no legal advice. * recalled, not sourced    ? unknown\n");
    return 0;
}

} // namespace cli
