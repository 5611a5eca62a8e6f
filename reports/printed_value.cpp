// SPDX-License-Identifier: Apache-2.0
#include "reports/printed_value.h"

#include <cmath>

#include <fmt/format.h>

#include "simulator/base/units.h"

namespace report {

namespace {

struct LargeStep {
    double divisor = 1.0;
    std::string_view name;
};

/// Large counts in words of the language: Chinese counts in 10^8 and 10^12, English in 10^9 and 10^12.
LargeStep largeStep(double value, Language language) {
    const double magnitude = std::abs(value);
    const bool isChinese = language == Language::Chinese;
    if (magnitude >= 1e12) return {1e12, isChinese ? "万亿" : "trillion"};
    if (magnitude >= 1e9) return isChinese ? LargeStep{1e8, "亿"} : LargeStep{1e9, "billion"};
    return {};
}

} // namespace

PrintedValue printValue(double value, std::string_view unit, Language language) {
    if (unit == "fraction") return {sim::formatNumber(value * 100.0, 3), "%"};
    const LargeStep step = largeStep(value, language);
    std::string number = sim::formatNumber(value / step.divisor);
    if (!step.name.empty()) number = fmt::format("{} {}", number, step.name);
    return {std::move(number), unit == "1" ? "" : std::string(unit)};
}

PrintScale printScale(double largest, std::string_view unit, Language language) {
    if (unit == "fraction") return {0.01, "%"};
    const LargeStep step = largeStep(largest, language);
    if (step.name.empty()) return {1.0, std::string(unit)};
    return {step.divisor, fmt::format("{} {}", step.name, unit)};
}

std::string intervalText(const scenario::Metric& metric, Language language) {
    const auto low = printValue(metric.estimate.low, metric.unit, language);
    const auto high = printValue(metric.estimate.high, metric.unit, language);
    std::string first = low.number;
    const auto word = high.number.find(' ');
    if (word != std::string::npos && first.ends_with(high.number.substr(word)))
        first.resize(first.size() - (high.number.size() - word));
    return fmt::format("{} – {}{}", first, high.number, high.unit == "%" ? " %" : "");
}

std::string changeText(double share) {
    return fmt::format("{:+.1f} %", share * 100.0);
}

std::string amountText(double amount) {
    const std::string digits = fmt::format("{:.2f}", std::abs(amount));
    const std::size_t whole = digits.size() - 3; // of them before the point
    std::string text;
    for (std::size_t i = 0; i < digits.size(); ++i) {
        if (i > 0 && i < whole && (whole - i) % 3 == 0) text += ',';
        text += digits[i];
    }
    const bool isNegative = amount < 0.0 && digits.find_first_not_of("0.") != std::string::npos;
    return isNegative ? fmt::format("-{}", text) : text;
}

std::string basisText(sim::Basis basis, Language language) {
    return basisLabel(sim::basisName(basis), language);
}

} // namespace report
