// SPDX-License-Identifier: Apache-2.0
// Inputs that touch money and nothing else.
#include "scenarios/parameter_sections.h"

namespace scenario {

using enum ValueType;

// clang-format off
std::span<const Parameter> economicsParameters() {
    static const std::vector<Parameter> rows = {
        {"economics.currency", Choice, Unit::None, "USD", Optional, NoLimit, NoLimit,
         "Currency", "货币",
         "Currency of every amount of money: those of the scenario must be written in it, and those of the result are.",
         "所有金额的货币：场景中的金额须以该货币书写，结果亦然。",
         "Economics", "currency of the price book", {"USD", "CNY"}},
        {"economics.rental.price", Quantity, Unit::MoneyPerGpuHour, "", Optional, 0, 1e4,
         "Rental price", "租赁单价",
         "Price of one GPU-hour. Without it, the price book's for this device, contract and date.",
         "每 GPU 小时的租金。留空则按价格簿中该设备、合同与日期的价格。",
         "Economics", "price book", {}},
        {"economics.rental.contract", Choice, Unit::None, "on_demand", Optional, NoLimit, NoLimit,
         "Contract", "合同类型",
         "Kind of rental contract looked up in the price book.",
         "在价格簿中查询的租赁合同类型。",
         "Economics", "most observations of the price book are on demand", {"on_demand", "spot", "reserved"}},
        {"economics.rental.date", Date, Unit::None, "2026-11-25", Optional, NoLimit, NoLimit,
         "Price date", "价格日期",
         "Date of the question: prices are looked up as of this day (YYYY-MM-DD).",
         "询价日期：按此日查询价格（YYYY-MM-DD）。",
         "Economics",
         "date of this release; the same default on every day, so that equal inputs give equal results",
         {}},
        {"economics.rental.window", Quantity, Unit::Time, "180 days", Optional, 86400.0, 10.0 * 365.25 * 86400.0,
         "Price window", "价格窗口",
         "How far before the date price observations are taken.",
         "向前采集价格观测的时间范围。",
         "Economics", "half a year keeps several observations of most devices", {}},
    };
    return rows;
}
// clang-format on

} // namespace scenario
