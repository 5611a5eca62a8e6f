// SPDX-License-Identifier: Apache-2.0
// Scales and words of figures.
#include "scenarios/cli/amount.h"

#include <array>
#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "simulator/base/units.h"

namespace cli {

namespace {

struct Scale {
    double factor = 1.0;
    std::string unit;
};

Scale scaleOf(double value, std::string_view unit) {
    if (unit == "fraction" || unit == "1") return {0.01, "%"};
    const double size = std::abs(value);
    const sim::Unit* known = sim::findUnit(unit);
    const bool isPhysical =
        known && known->kind != sim::UnitKind::Tokens && known->kind != sim::UnitKind::TokenRate &&
        known->kind != sim::UnitKind::Sequences && known->kind != sim::UnitKind::GpuTime &&
        known->kind != sim::UnitKind::Money && known->kind != sim::UnitKind::Fraction;
    if (isPhysical && size >= 1e4) {
        // The unit that formatQuantity chooses, with one scale for the whole interval.
        const std::string chosen = sim::formatQuantity(value * known->toBase, known->kind);
        const std::string symbol = chosen.substr(chosen.find(' ') + 1);
        if (const sim::Unit* shown = sim::findUnit(symbol)) return {shown->toBase / known->toBase, symbol};
    }
    const std::string rest = unit.empty() ? std::string{} : " " + std::string(unit);
    if (size >= 1e12) return {1e12, "trillion" + rest};
    if (size >= 1e9) return {1e9, "billion" + rest};
    if (size >= 1e6) return {1e6, "million" + rest};
    return {1.0, std::string(unit)};
}

} // namespace

Amount amountOf(const sim::Estimate& estimate, std::string_view unit) {
    const Scale scale = scaleOf(estimate.value, unit);
    const auto show = [&](double v) { return sim::formatNumber(v / scale.factor); };
    return {show(estimate.value), show(estimate.low), show(estimate.high), scale.unit};
}

std::string amountText(double value, std::string_view unit) {
    return amountOf({value, value, value, sim::Basis::Measured}, unit).text();
}

std::string metricLabel(std::string_view name) {
    static constexpr std::array<std::pair<std::string_view, std::string_view>, 16> Words = {{
        {"gpu", "GPU"},
        {"gpus", "GPUs"},
        {"mfu", "MFU"},
        {"tflops", "TFLOP/s"},
        {"ttft", "TTFT"},
        {"tpot", "TPOT"},
        {"e2e", "E2E"},
        {"kv", "KV"},
        {"slo", "SLO"},
        {"npv", "NPV"},
        {"irr", "IRR"},
        {"lcoc", "LCOC"},
        {"dscr", "DSCR"},
        {"ltv", "LTV"},
        {"api", "API"},
        {"usd", "USD"},
    }};
    std::string label;
    while (!name.empty()) {
        const std::string_view word = name.substr(0, name.find('_'));
        name.remove_prefix(std::min(name.size(), word.size() + 1));
        std::string shown(word);
        for (const auto& [plain, spelled] : Words)
            if (word == plain) shown = spelled;
        // A GPU-hour is one word; other words are apart.
        const bool isHour = label.ends_with("GPU") && (word == "hour" || word == "hours");
        if (!label.empty())
            label += isHour ? "-" : " ";
        else if (shown[0] >= 'a' && shown[0] <= 'z')
            shown[0] = static_cast<char>(shown[0] - 'a' + 'A');
        label += shown;
    }
    return label;
}

std::string differenceText(double relative) {
    return fmt::format("{:+.1f} %", 100.0 * relative);
}

} // namespace cli
