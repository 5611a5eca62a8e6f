// SPDX-License-Identifier: Apache-2.0
// Reading and writing quantities as people write them: "400 Gbit/s", "96 GiB", "2 USD/GPU-hour", "50 ms".
// The same table serves YAML, --set, the desktop program and hwdb packs.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace sim {

/// What a unit measures. Two units convert into each other only inside one kind.
enum class UnitKind {
    None,
    Time,
    Data,
    DataRate,
    Compute,
    ComputeRate,
    Money,
    MoneyPerGpuHour,
    MoneyPerEnergy,
    MoneyPerPower,
    MoneyPerTokens,
    Energy,
    Power,
    Tokens,
    TokenRate,
    Sequences,
    Fraction,
    Frequency,
    GpuTime,
};

struct Unit {
    std::string_view symbol; ///< as written, e.g. "Gbit/s"
    UnitKind kind;
    double toBase; ///< factor to the base unit of its kind: s, B, B/s, FLOP, FLOP/s, USD, USD/GPU-hour,
                   ///< USD/J, USD/kW-month, GPU-hour...
};

/// nullptr when unknown. Symbols are case-sensitive (Gb and GB differ), besides spellings listed as aliases.
const Unit* findUnit(std::string_view symbol);
std::vector<std::string> unitSymbols(UnitKind kind);
/// The unit in which values of `kind` are kept, e.g. "s", "B/s"; empty for None.
std::string_view baseUnit(UnitKind kind);

/// A plain decimal number ("14.8e12", "2_048" not allowed, no octal, no hex, no inf/nan), nothing after it.
std::optional<double> parseNumber(std::string_view text);

struct ParsedQuantity {
    double base = 0.0; ///< in the base unit of the kind
    const Unit* unit = nullptr;
};
/// "96 GiB" as Data. Throws Error{BadInput} (message says what was found, what was expected, which units to
/// append) when the unit is missing, unknown or of another kind. `where` goes into the error as is.
ParsedQuantity parseQuantity(std::string_view text, UnitKind kind, const std::string& where);

/// Short form for people with four significant digits: 1.234e9 B/s -> "1.234 GB/s". Locale independent.
std::string formatQuantity(double base, UnitKind kind);
/// A number with `digits` significant digits, thousands separated by commas above 9999; "2,788,000".
std::string formatNumber(double value, int digits = 4);

} // namespace sim
