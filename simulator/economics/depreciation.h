// SPDX-License-Identifier: Apache-2.0
// Tax depreciation: the share of the cost that each year after purchase may set against income.
#pragma once

#include <string_view>
#include <vector>

namespace sim {

/// Shares of the cost by tax year; they sum to at most 1, the rest is salvage.
using DepreciationSchedule = std::vector<double>;

/// Equal shares of (1 - salvage) over `years`. Throws Error{BadInput} for a life under one year or a salvage
/// outside [0, 1).
DepreciationSchedule straightLine(int years, double salvage = 0.0);
/// Declining balance at `factor`/years of the book value, half a year in the first year, and straight line
/// from the year on in which that is more; runs over years + 1 tax years (the half-year convention).
DepreciationSchedule decliningBalance(int years, double factor = 2.0);
/// Five-year property under MACRS: table A-1 of IRS Publication 946, which is the declining balance above
/// rounded to 0.01 %.
DepreciationSchedule macrsFiveYear();
/// The share `bonus` at once and the rest by `schedule`. 100 % for US property acquired after 2025-01-19
/// (One Big Beautiful Bill Act, section 70301).
DepreciationSchedule withBonus(double bonus, const DepreciationSchedule& schedule);
/// China: straight line over at least three years for electronic equipment (Implementation Regulations of the
/// Enterprise Income Tax Law, art. 60), with the customary salvage of 5 %.
DepreciationSchedule chinaElectronics(int years = 3, double salvage = 0.05);

/// By the word a scenario uses: "straight_line", "macrs_5", "bonus_100", "cn_straight_line", "none".
DepreciationSchedule depreciationNamed(std::string_view name, int years);

/// Present value of the schedule, each share at the end of its year.
double presentValueOf(const DepreciationSchedule& schedule, double annualRate);
/// What the tax authority still counts as value after `years` whole years, as a share of the cost.
double taxBookValue(const DepreciationSchedule& schedule, int years);

} // namespace sim
