// SPDX-License-Identifier: Apache-2.0
#include "simulator/economics/depreciation.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "simulator/base/error.h"

namespace sim {

namespace {

void requireLife(int years) {
    if (years < 1)
        throw Error(ErrorCode::BadInput,
                    fmt::format("found a depreciation life of {} years, expected at least 1", years));
}

} // namespace

DepreciationSchedule straightLine(int years, double salvage) {
    requireLife(years);
    if (!(salvage >= 0.0 && salvage < 1.0))
        throw Error(ErrorCode::BadInput,
                    fmt::format("found a salvage of {} of the cost, expected 0 up to 1", salvage));
    return DepreciationSchedule(static_cast<std::size_t>(years), (1.0 - salvage) / years);
}

DepreciationSchedule decliningBalance(int years, double factor) {
    requireLife(years);
    DepreciationSchedule shares;
    double book = 1.0, left = years;
    for (int year = 0; year <= years && book > 0.0; ++year) {
        const double part = year == 0 ? 0.5 : std::min(1.0, left); // of a year in service
        const double share =
            std::min(book, part * std::max(factor / years * book, book / std::max(left, part)));
        shares.push_back(share);
        book -= share;
        left -= part;
    }
    return shares;
}

DepreciationSchedule macrsFiveYear() {
    DepreciationSchedule shares = decliningBalance(5, 2.0);
    for (double& share : shares)
        share = std::round(share * 1e4) / 1e4;
    return shares;
}

DepreciationSchedule withBonus(double bonus, const DepreciationSchedule& schedule) {
    if (!(bonus >= 0.0 && bonus <= 1.0))
        throw Error(ErrorCode::BadInput, fmt::format("found a bonus of {}, expected 0 to 1", bonus));
    DepreciationSchedule shares = schedule;
    for (double& share : shares)
        share *= 1.0 - bonus;
    if (shares.empty()) shares.push_back(0.0);
    shares.front() += bonus;
    while (shares.size() > 1 && shares.back() == 0.0)
        shares.pop_back();
    return shares;
}

DepreciationSchedule chinaElectronics(int years, double salvage) {
    if (years < 3)
        throw Error(ErrorCode::BadInput,
                    fmt::format("found a depreciation life of {} years, expected at least 3: the least that "
                                "China allows for electronic equipment",
                                years));
    return straightLine(years, salvage);
}

DepreciationSchedule depreciationNamed(std::string_view name, int years) {
    if (name == "straight_line") return straightLine(years);
    if (name == "macrs_5") return macrsFiveYear();
    if (name == "bonus_100") return withBonus(1.0, macrsFiveYear());
    if (name == "cn_straight_line") return chinaElectronics(years);
    if (name == "none") return {};
    throw Error(ErrorCode::BadInput, fmt::format("found depreciation '{}', expected straight_line, macrs_5, "
                                                 "bonus_100, cn_straight_line or none",
                                                 name));
}

double presentValueOf(const DepreciationSchedule& schedule, double annualRate) {
    double sum = 0.0;
    for (std::size_t i = schedule.size(); i-- > 0;)
        sum = (sum + schedule[i]) / (1.0 + annualRate);
    return sum;
}

double taxBookValue(const DepreciationSchedule& schedule, int years) {
    double book = 1.0;
    for (int i = 0; i < years && i < static_cast<int>(schedule.size()); ++i)
        book -= schedule[static_cast<std::size_t>(i)];
    return book;
}

} // namespace sim
