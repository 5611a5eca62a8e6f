// SPDX-License-Identifier: Apache-2.0
// The table of units, reading "400 Gbit/s" and writing it back. Numbers never pass through the locale.
#include "simulator/base/units.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "simulator/base/error.h"

namespace sim {

namespace {

constexpr double Minute = 60.0;
constexpr double Hour = 3600.0;
constexpr double Day = 24.0 * Hour;
constexpr double Year = 365.25 * Day; // Julian year; a month is a twelfth of it: 730.5 hours
constexpr double Month = Year / 12.0;
constexpr double HoursPerMonth = Month / Hour;
constexpr double KWh = 3.6e6; // joules

// Inside a kind from small to large; the symbols people are told about.
constexpr auto Units = std::to_array<Unit>({
    {"ps", UnitKind::Time, 1e-12},
    {"ns", UnitKind::Time, 1e-9},
    {"us", UnitKind::Time, 1e-6},
    {"ms", UnitKind::Time, 1e-3},
    {"s", UnitKind::Time, 1.0},
    {"min", UnitKind::Time, Minute},
    {"h", UnitKind::Time, Hour},
    {"days", UnitKind::Time, Day},
    {"weeks", UnitKind::Time, 7.0 * Day},
    {"months", UnitKind::Time, Month},
    {"years", UnitKind::Time, Year},
    {"B", UnitKind::Data, 1.0},
    {"kB", UnitKind::Data, 1e3},
    {"MB", UnitKind::Data, 1e6},
    {"GB", UnitKind::Data, 1e9},
    {"TB", UnitKind::Data, 1e12},
    {"PB", UnitKind::Data, 1e15},
    {"KiB", UnitKind::Data, 0x1p10},
    {"MiB", UnitKind::Data, 0x1p20},
    {"GiB", UnitKind::Data, 0x1p30},
    {"TiB", UnitKind::Data, 0x1p40},
    {"bit/s", UnitKind::DataRate, 1.0 / 8},
    {"kbit/s", UnitKind::DataRate, 1e3 / 8},
    {"Mbit/s", UnitKind::DataRate, 1e6 / 8},
    {"Gbit/s", UnitKind::DataRate, 1e9 / 8},
    {"Tbit/s", UnitKind::DataRate, 1e12 / 8},
    {"B/s", UnitKind::DataRate, 1.0},
    {"kB/s", UnitKind::DataRate, 1e3},
    {"MB/s", UnitKind::DataRate, 1e6},
    {"GB/s", UnitKind::DataRate, 1e9},
    {"TB/s", UnitKind::DataRate, 1e12},
    {"PB/s", UnitKind::DataRate, 1e15},
    {"MiB/s", UnitKind::DataRate, 0x1p20},
    {"GiB/s", UnitKind::DataRate, 0x1p30},
    {"TiB/s", UnitKind::DataRate, 0x1p40},
    {"FLOP", UnitKind::Compute, 1.0},
    {"MFLOP", UnitKind::Compute, 1e6},
    {"GFLOP", UnitKind::Compute, 1e9},
    {"TFLOP", UnitKind::Compute, 1e12},
    {"PFLOP", UnitKind::Compute, 1e15},
    {"EFLOP", UnitKind::Compute, 1e18},
    {"FLOP/s", UnitKind::ComputeRate, 1.0},
    {"MFLOP/s", UnitKind::ComputeRate, 1e6},
    {"GFLOP/s", UnitKind::ComputeRate, 1e9},
    {"TFLOP/s", UnitKind::ComputeRate, 1e12},
    {"PFLOP/s", UnitKind::ComputeRate, 1e15},
    {"EFLOP/s", UnitKind::ComputeRate, 1e18},
    {"USD", UnitKind::Money, 1.0},
    {"USD/GPU-hour", UnitKind::MoneyPerGpuHour, 1.0},
    {"USD/GPU-month", UnitKind::MoneyPerGpuHour, 1.0 / HoursPerMonth},
    {"USD/GPU-year", UnitKind::MoneyPerGpuHour, 1.0 / (12.0 * HoursPerMonth)},
    {"USD/J", UnitKind::MoneyPerEnergy, 1.0},
    {"USD/kWh", UnitKind::MoneyPerEnergy, 1.0 / KWh},
    {"USD/MWh", UnitKind::MoneyPerEnergy, 1.0 / (1e3 * KWh)},
    {"USD/kW-month", UnitKind::MoneyPerPower, 1.0},
    {"USD/kW-year", UnitKind::MoneyPerPower, 1.0 / 12.0},
    {"USD/M-tokens", UnitKind::MoneyPerTokens, 1.0},
    {"USD/k-tokens", UnitKind::MoneyPerTokens, 1e3},
    {"J", UnitKind::Energy, 1.0},
    {"kJ", UnitKind::Energy, 1e3},
    {"MJ", UnitKind::Energy, 1e6},
    {"Wh", UnitKind::Energy, Hour},
    {"kWh", UnitKind::Energy, KWh},
    {"MWh", UnitKind::Energy, 1e3 * KWh},
    {"GWh", UnitKind::Energy, 1e6 * KWh},
    {"W", UnitKind::Power, 1.0},
    {"kW", UnitKind::Power, 1e3},
    {"MW", UnitKind::Power, 1e6},
    {"GW", UnitKind::Power, 1e9},
    {"tokens", UnitKind::Tokens, 1.0},
    {"tokens/s", UnitKind::TokenRate, 1.0},
    {"tokens/day", UnitKind::TokenRate, 1.0 / Day},
    {"sequences", UnitKind::Sequences, 1.0},
    {"%", UnitKind::Fraction, 1e-2},
    {"Hz", UnitKind::Frequency, 1.0},
    {"kHz", UnitKind::Frequency, 1e3},
    {"MHz", UnitKind::Frequency, 1e6},
    {"GHz", UnitKind::Frequency, 1e9},
    {"GPU-seconds", UnitKind::GpuTime, 1.0 / Hour},
    {"GPU-hours", UnitKind::GpuTime, 1.0},
    {"GPU-days", UnitKind::GpuTime, 24.0},
});

struct Alias {
    std::string_view spelling;
    std::string_view symbol;
};

constexpr auto Aliases = std::to_array<Alias>({
    {"second", "s"},
    {"seconds", "s"},
    {"minute", "min"},
    {"minutes", "min"},
    {"hour", "h"},
    {"hours", "h"},
    {"day", "days"},
    {"week", "weeks"},
    {"month", "months"},
    {"year", "years"},
    {"\u00b5s", "us"}, // micro sign
    {"\u03bcs", "us"}, // Greek mu
    {"KB", "kB"},
    {"Kbit/s", "kbit/s"},
    {"kbps", "kbit/s"},
    {"Kbps", "kbit/s"},
    {"Mbps", "Mbit/s"},
    {"Gbps", "Gbit/s"},
    {"Tbps", "Tbit/s"},
    {"Gb/s", "Gbit/s"},
    {"Tb/s", "Tbit/s"},
    {"KB/s", "kB/s"},
    {"FLOPs", "FLOP"},
    {"GFLOPs", "GFLOP"},
    {"TFLOPs", "TFLOP"},
    {"PFLOPs", "PFLOP"},
    {"FLOPS", "FLOP/s"},
    {"GFLOPS", "GFLOP/s"},
    {"TFLOPS", "TFLOP/s"},
    {"PFLOPS", "PFLOP/s"},
    {"USD/GPU-h", "USD/GPU-hour"},
    {"USD/GPU-hr", "USD/GPU-hour"},
    {"token", "tokens"},
    {"sequence", "sequences"},
    {"GPU-second", "GPU-seconds"},
    {"GPU-hour", "GPU-hours"},
    {"GPU-h", "GPU-hours"},
    {"GPU-day", "GPU-days"},
});

/// A fraction without a unit is the ratio itself: its base unit is 1, so nothing could be appended.
constexpr Unit PlainFraction = {"", UnitKind::Fraction, 1.0};

std::string_view kindName(UnitKind kind) {
    switch (kind) {
    case UnitKind::None:
        return "a number without a unit";
    case UnitKind::Time:
        return "a time";
    case UnitKind::Data:
        return "an amount of data";
    case UnitKind::DataRate:
        return "a data rate";
    case UnitKind::Compute:
        return "a number of operations";
    case UnitKind::ComputeRate:
        return "a compute rate";
    case UnitKind::Money:
        return "an amount of money";
    case UnitKind::MoneyPerGpuHour:
        return "a price per GPU-hour";
    case UnitKind::MoneyPerEnergy:
        return "a price of energy";
    case UnitKind::MoneyPerPower:
        return "a price per kW and month";
    case UnitKind::MoneyPerTokens:
        return "a price per million tokens";
    case UnitKind::TokenRate:
        return "a token rate";
    case UnitKind::Energy:
        return "an amount of energy";
    case UnitKind::Power:
        return "a power";
    case UnitKind::Tokens:
        return "a number of tokens";
    case UnitKind::Sequences:
        return "a number of sequences";
    case UnitKind::Fraction:
        return "a fraction";
    case UnitKind::Frequency:
        return "a frequency";
    case UnitKind::GpuTime:
        return "an amount of GPU time";
    }
    return "a quantity";
}

bool isDigit(char c) {
    return c >= '0' && c <= '9';
}
bool isBlank(char c) {
    return c == ' ' || c == '\t';
}

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && isBlank(text.front()))
        text.remove_prefix(1);
    while (!text.empty() && isBlank(text.back()))
        text.remove_suffix(1);
    return text;
}

std::size_t digitsFrom(std::string_view text, std::size_t at) {
    std::size_t end = at;
    while (end < text.size() && isDigit(text[end]))
        ++end;
    return end - at;
}

/// Length of the plain decimal number at the front: -?digits[.digits][e[+-]digits]; 0 when there is none.
std::size_t numberLength(std::string_view text) {
    std::size_t at = !text.empty() && text[0] == '-' ? 1 : 0;
    const std::size_t whole = digitsFrom(text, at);
    if (whole == 0 || (whole > 1 && text[at] == '0')) return 0; // "010" is octal to some readers: refuse it
    at += whole;
    if (at < text.size() && text[at] == '.') {
        const std::size_t decimals = digitsFrom(text, at + 1);
        if (decimals == 0) return 0;
        at += 1 + decimals;
    }
    if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
        std::size_t exponent = at + 1;
        if (exponent < text.size() && (text[exponent] == '+' || text[exponent] == '-')) ++exponent;
        const std::size_t count = digitsFrom(text, exponent);
        if (count > 0) at = exponent + count; // otherwise the letter begins a unit, as in "1 EFLOP"
    }
    return at;
}

std::string unitList(UnitKind kind) {
    std::string list;
    for (const Unit& unit : Units) {
        if (unit.kind != kind) continue;
        if (!list.empty()) list += ", ";
        list += unit.symbol;
    }
    return list;
}

std::string example(std::string_view number, UnitKind kind) {
    return fmt::format("\"{} {}\"", number,
                       kind == UnitKind::Fraction ? std::string_view("%") : baseUnit(kind));
}

[[noreturn]] void refuse(const std::string& where, std::string message, std::string hint) {
    throw Error(ErrorCode::BadInput, std::move(message), where, std::move(hint));
}

/// The known spelling that was probably meant, of the wanted kind before any other.
std::string unitHint(std::string_view symbol, UnitKind kind) {
    const std::string nearest = nearestName(symbol, unitSymbols(kind));
    const std::string units = fmt::format("known units: {}", unitList(kind));
    return nearest.empty() ? units : fmt::format("did you mean '{}'? {}", nearest, units);
}

} // namespace

const Unit* findUnit(std::string_view symbol) {
    for (const Alias& alias : Aliases)
        if (alias.spelling == symbol) symbol = alias.symbol;
    const auto found =
        std::find_if(Units.begin(), Units.end(), [&](const Unit& u) { return u.symbol == symbol; });
    return found == Units.end() ? nullptr : &*found;
}

std::vector<std::string> unitSymbols(UnitKind kind) {
    std::vector<std::string> symbols;
    for (const Unit& unit : Units)
        if (unit.kind == kind) symbols.emplace_back(unit.symbol);
    return symbols;
}

std::string_view baseUnit(UnitKind kind) {
    for (const Unit& unit : Units)
        if (unit.kind == kind && unit.toBase == 1.0) return unit.symbol;
    return {}; // None, and Fraction whose base unit is 1
}

std::optional<double> parseNumber(std::string_view text) {
    if (text.empty() || numberLength(text) != text.size()) return std::nullopt;
    double value = 0.0;
    const auto result = std::from_chars(text.data(), text.data() + text.size(), value);
    if (result.ec != std::errc{}) return std::nullopt; // beyond the range of a double
    return value;
}

ParsedQuantity parseQuantity(std::string_view text, UnitKind kind, const std::string& where) {
    const std::string_view whole = trimmed(text);
    const std::size_t length = numberLength(whole);
    const std::optional<double> number = parseNumber(whole.substr(0, length));
    const std::string_view symbol = trimmed(whole.substr(length));
    if (!number)
        refuse(where, fmt::format("found \"{}\", expected {}", whole, kindName(kind)),
               kind == UnitKind::None ? "write a plain decimal number such as 4096 or 14.8e12"
                                      : fmt::format("write it like {}", example("1.5", kind)));
    if (kind == UnitKind::None) {
        if (!symbol.empty())
            refuse(where, fmt::format("found \"{}\", expected {}", whole, kindName(kind)),
                   fmt::format("leave \"{}\" out", symbol));
        return {*number, nullptr};
    }
    if (symbol.empty()) {
        if (kind == UnitKind::Fraction) return {*number, &PlainFraction};
        refuse(where, fmt::format("\"{}\" has no unit, expected {}", whole, kindName(kind)),
               fmt::format("append one of {}, as in {}", unitList(kind), example(whole, kind)));
    }
    const Unit* unit = findUnit(symbol);
    if (!unit)
        refuse(where, fmt::format("unknown unit '{}' in \"{}\", expected {}", symbol, whole, kindName(kind)),
               unitHint(symbol, kind));
    if (unit->kind != kind)
        refuse(where, fmt::format("\"{}\" is {}, expected {}", whole, kindName(unit->kind), kindName(kind)),
               fmt::format("known units: {}", unitList(kind)));
    const double base = *number * unit->toBase;
    if (!std::isfinite(base)) refuse(where, fmt::format("\"{}\" is too large", whole), {});
    return {base, unit};
}

std::string formatNumber(double value, int digits) {
    if (!std::isfinite(value)) return fmt::format("{}", value);
    if (value == 0.0) return "0";
    digits = std::max(digits, 1);
    // Scientific form does the rounding, so that 999.96 knows it has become 1000.
    const std::string scientific = fmt::format("{:.{}e}", value, digits - 1);
    const std::size_t mark = scientific.find('e');
    int exponent = 0;
    const char* first = scientific.data() + mark + 1;
    if (*first == '+') ++first;
    std::from_chars(first, scientific.data() + scientific.size(), exponent);

    const auto withoutTrailingZeros = [](std::string text) {
        if (text.find('.') == std::string::npos) return text;
        text.erase(text.find_last_not_of('0') + 1);
        if (text.back() == '.') text.pop_back();
        return text;
    };
    if (exponent < -4 || exponent > 15)
        return fmt::format("{}e{}", withoutTrailingZeros(scientific.substr(0, mark)), exponent);

    double rounded = value;
    std::from_chars(scientific.data(), scientific.data() + scientific.size(), rounded);
    std::string text =
        withoutTrailingZeros(fmt::format("{:.{}f}", rounded, std::max(0, digits - 1 - exponent)));
    const std::size_t point = std::min(text.find('.'), text.size());
    const std::size_t start = text[0] == '-' ? 1 : 0;
    if (point - start > 4)
        for (std::size_t at = point; at > start + 3; at -= 3)
            text.insert(at - 3, 1, ',');
    return text;
}

namespace {

/// Steps in which people read a kind; the largest that is not above the value is taken.
std::vector<std::string_view> readingSteps(UnitKind kind) {
    switch (kind) {
    case UnitKind::Time:
        return {"ps", "ns", "us", "ms", "s", "min", "h", "days"};
    case UnitKind::Data:
        return {"B", "kB", "MB", "GB", "TB", "PB"};
    case UnitKind::DataRate:
        return {"B/s", "kB/s", "MB/s", "GB/s", "TB/s", "PB/s"};
    case UnitKind::Compute:
        return {"FLOP", "MFLOP", "GFLOP", "TFLOP", "PFLOP", "EFLOP"};
    case UnitKind::ComputeRate:
        return {"FLOP/s", "MFLOP/s", "GFLOP/s", "TFLOP/s", "PFLOP/s", "EFLOP/s"};
    case UnitKind::MoneyPerEnergy:
        return {"USD/kWh"};
    case UnitKind::Energy:
        return {"J", "kJ", "kWh", "MWh", "GWh"};
    case UnitKind::Power:
        return {"W", "kW", "MW", "GW"};
    case UnitKind::Fraction:
        return {"%"};
    case UnitKind::Frequency:
        return {"Hz", "kHz", "MHz", "GHz"};
    default:
        return {baseUnit(kind)};
    }
}

/// Minutes and hours begin later than at one: "90 s" and "36 h" read better than "1.5 min" and "1.5 days".
double beginsAt(const Unit& unit) {
    return unit.kind == UnitKind::Time && unit.toBase > 1.0 ? 2.0 * unit.toBase : unit.toBase;
}

} // namespace

std::string formatQuantity(double base, UnitKind kind) {
    if (kind == UnitKind::None) return formatNumber(base);
    // Compare what will be printed: 999.96 GB/s is printed as 1 TB/s, not as 1,000 GB/s.
    double printed = base;
    const std::string scientific = fmt::format("{:.3e}", base);
    std::from_chars(scientific.data(), scientific.data() + scientific.size(), printed);

    const Unit* chosen = nullptr;
    for (const std::string_view symbol : readingSteps(kind)) {
        const Unit* unit = findUnit(symbol);
        // Zero has no size: it is shown in the base unit.
        const bool reached =
            base == 0.0 ? unit->toBase <= 1.0 : std::abs(printed) >= beginsAt(*unit) * (1 - 1e-12);
        if (!chosen || reached) chosen = unit;
    }
    return fmt::format("{} {}", formatNumber(base / chosen->toBase), chosen->symbol);
}

} // namespace sim
