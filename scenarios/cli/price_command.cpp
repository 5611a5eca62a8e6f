// SPDX-License-Identifier: Apache-2.0
// Tables and JSON of the price book.
#include "scenarios/cli/price_command.h"

#include <algorithm>

#include <fmt/format.h>

#include "hwdb/catalogue.h"
#include "scenarios/cli/console.h"
#include "scenarios/json_text.h"
#include "simulator/base/error.h"
#include "simulator/base/units.h"

namespace cli {

namespace {

using scenario::JsonWriter;

struct PricedDevice {
    std::string id, shortName;
};

std::vector<PricedDevice> devicesOf(const hwdb::Catalogue& catalogue, std::string_view device) {
    const std::string only = device.empty() ? std::string() : catalogue.resolve("accelerator", device);
    std::vector<PricedDevice> result;
    for (const auto& s : catalogue.subjects("accelerator"))
        if (only.empty() || s.id == only) result.push_back({s.id, s.shortName});
    return result;
}

/// Date of the newest observation in the book: "now" as far as the book goes, so that an old price shows its
/// age and the same book always gives the same answer.
std::string newestDate(const hwdb::Catalogue& catalogue) {
    std::string newest;
    for (const auto& s : catalogue.subjects("accelerator"))
        for (const auto& o : catalogue.rentalHistory(s.id))
            newest = std::max(newest, o.date);
    return newest;
}

void writePrice(JsonWriter& json, const PricedDevice& device, const sim::RentalPrice& price,
                std::string_view date) {
    const auto& e = price.usdPerGpuHour;
    json.beginObject(JsonWriter::Layout::Inline);
    json.member("device", device.id);
    json.member("date", date);
    json.member("contract", price.contract);
    json.member("value", e.value);
    json.member("unit", "USD/GPU-hour");
    json.member("low", e.low);
    json.member("high", e.high);
    json.member("basis", sim::basisName(e.basis));
    json.key("observations");
    json.integer(static_cast<unsigned long long>(price.observations));
    json.member("kind", price.kind);
    json.member("from", price.from);
    json.member("to", price.to);
    json.member("source", price.source);
    if (!price.warning.empty()) json.member("warning", price.warning);
    json.end();
}

/// "on-demand" as the book writes it.
std::string contractKey(std::string_view written) {
    std::string key(written);
    std::replace(key.begin(), key.end(), '-', '_');
    return key;
}

void keepContract(std::vector<hwdb::RentalObservation>& observations, const std::string& contract) {
    std::vector<std::string> known;
    for (const auto& o : observations)
        if (std::find(known.begin(), known.end(), o.contract) == known.end()) known.push_back(o.contract);
    std::erase_if(observations, [&](const auto& o) { return o.contract != contract; });
    if (observations.empty())
        throw sim::Error(sim::ErrorCode::BadInput,
                         fmt::format("the price book has no {} observation of this device", contract), {},
                         known.empty() ? "it has none of any kind"
                                       : fmt::format("it has {}", fmt::join(known, ", ")));
}

/// The price at the end of each half-year with an observation in it, by the method of hwdb/README.md.
std::string halfYears(const hwdb::Catalogue& catalogue, const std::string& id, const std::string& contract,
                      const std::vector<hwdb::RentalObservation>& observations, const Style& style) {
    constexpr int HalfYear = 183;
    if (contract.empty()) return {};
    TextTable table(
        {{"half-year"}, {"median USD/GPU-hour", true}, {"P10 .. P90", true}, {"quotes", true}, {"remark"}});
    std::string last;
    for (const auto& o : observations) {
        const std::string year = o.date.substr(0, 4);
        const bool isFirst = o.date.substr(5, 2) <= "06";
        const std::string end = year + (isFirst ? "-06-30" : "-12-31");
        if (end == last) continue;
        last = end;
        const auto price = catalogue.rentalPrice(id, contract, end, HalfYear);
        if (!price) continue;
        const auto& e = price->usdPerGpuHour;
        const bool isThin = price->warning.find("thin") != std::string::npos;
        table.add({{year + (isFirst ? " H1" : " H2")},
                   {fmt::format("{:.2f}", e.value), Ink::Bold},
                   {fmt::format("{:.2f} .. {:.2f}", e.low, e.high)},
                   {std::to_string(price->observations)},
                   {isThin ? "thin" : "", Ink::Faint}});
    }
    return table.text(style, "") + "\n";
}

} // namespace

int priceList(hwdb::Catalogue& catalogue, std::string_view device, std::string_view contract,
              std::string_view date, bool json) {
    const auto devices = devicesOf(catalogue, device);
    const std::string asked(contract.empty() ? "on_demand" : contract);
    const std::string on = date.empty() ? newestDate(catalogue) : std::string(date);
    JsonWriter writer;
    writer.beginArray();
    TextTable table({{"device"},
                     {"contract"},
                     {"USD/GPU-hour", true},
                     {"P10 .. P90", true},
                     {"quotes", true},
                     {"newest"},
                     {"basis"},
                     {"remark"}});
    bool isFound = false;
    for (const auto& d : devices) {
        const auto price = on.empty() ? std::nullopt : catalogue.rentalPrice(d.id, asked, on);
        if (!price) continue;
        isFound = true;
        writePrice(writer, d, *price, on);
        const auto& e = price->usdPerGpuHour;
        table.add({{d.shortName, Ink::Bold},
                   {price->contract},
                   {fmt::format("{:.3f}", e.value), Ink::Bold},
                   {fmt::format("{:.3f} .. {:.3f}", e.low, e.high)},
                   {std::to_string(price->observations)},
                   {price->to},
                   {std::string(sim::basisName(e.basis))},
                   {price->warning, Ink::Faint}});
    }
    writer.end();
    if (!isFound && !device.empty())
        throw sim::Error(sim::ErrorCode::BadInput,
                         fmt::format("the price book has no {} price of {}{}", asked,
                                     devices.front().shortName,
                                     on.empty() ? "" : fmt::format(" on or before {}", on)),
                         {}, "give one in the scenario: economics.rental.price");
    const Console console;
    console.print(
        json ? writer.take()
             : table.text(console.style, "") +
                   fmt::format("Rental prices on {}; method: hwdb/README.md; observations: purser price "
                               "history DEVICE\n",
                               on));
    return 0;
}

int priceHistory(hwdb::Catalogue& catalogue, std::string_view device, std::string_view contract, bool json) {
    const std::string id = catalogue.resolve("accelerator", device);
    auto observations = catalogue.rentalHistory(id);
    const std::string asked = contractKey(contract);
    if (!asked.empty()) keepContract(observations, asked);
    JsonWriter writer;
    writer.beginArray();
    TextTable table({{"date"},
                     {"price/GPU-hour", true},
                     {"contract"},
                     {"kind"},
                     {"provider"},
                     {"region"},
                     {"status"},
                     {"source"}});
    for (const auto& o : observations) {
        writer.beginObject(JsonWriter::Layout::Inline);
        writer.member("date", o.date);
        writer.member("date_precision", o.datePrecision);
        writer.member("device", o.deviceId);
        writer.member("value", o.pricePerGpuHour);
        writer.member("unit", o.currency + "/GPU-hour");
        writer.member("contract", o.contract);
        writer.member("kind", o.priceKind);
        writer.member("provider", o.provider);
        writer.member("region", o.region);
        if (o.termMonths > 0) writer.member("term_months", static_cast<double>(o.termMonths));
        if (o.gpusInQuote > 0) writer.member("gpus_in_quote", static_cast<double>(o.gpusInQuote));
        writer.member("status", o.status);
        writer.member("source", o.source);
        writer.end();
        table.add({{o.date},
                   {fmt::format("{:.3f} {}", o.pricePerGpuHour, o.currency), Ink::Bold},
                   {o.contract},
                   {o.priceKind},
                   {o.provider},
                   {o.region},
                   {o.status.starts_with("from memory") ? o.status + " *" : o.status},
                   {o.source, Ink::Faint}});
    }
    writer.end();
    const Console console;
    console.print(json ? writer.take()
                       : halfYears(catalogue, id, asked, observations, console.style) +
                             table.text(console.style, ""));
    return 0;
}

} // namespace cli
