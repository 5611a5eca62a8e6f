// SPDX-License-Identifier: Apache-2.0
// Inputs of a tender that is scored by price and quality.
#include "scenarios/parameter_sections.h"

namespace scenario {

using enum ValueType;

// clang-format off
std::span<const Parameter> tenderParameters() {
    static const std::vector<Parameter> rows = {
        {"workload.tender.quotes", Text, Unit::None, "", Required, NoLimit, NoLimit,
         "Quotes", "报价",
         "Name: price, the word domestic where the product is: A: 9.6e6, B: 10.0e6 domestic.",
         "名称: 价格，本国产品加 domestic：A: 9.6e6, B: 10.0e6 domestic。",
         "Economics", "", {}},
        {"workload.tender.other_scores", Text, Unit::None, "", Optional, NoLimit, NoLimit,
         "Other scores", "其他得分",
         "Points beside the price, in the order of the quotes.",
         "除价格外的得分，按报价顺序。",
         "Economics", "", {}},
        {"workload.tender.price_weight", Number, Unit::None, "30", Optional, 0, 100,
         "Price weight", "价格权重",
         "Points of the price; at least 30 for goods (Order 87, art. 55).",
         "价格分；货物类不低于 30（87 号令第五十五条）。",
         "Economics", "least weight for goods under Order 87", {}},
        {"workload.tender.domestic_preference", Number, Unit::Fraction, "20 %", Optional, 0, 1,
         "Domestic preference", "本国产品优惠",
         "Off the evaluated price of domestic products.",
         "对本国产品评审价格的扣除。",
         "Economics", "State Council General Office document 34 of 2025", {}},
        {"workload.tender.shares", Text, Unit::None, "", Optional, NoLimit, NoLimit,
         "Award shares", "份额",
         "Shares of the ranks in percent: 37, 27, 18, 12.",
         "按名次分配的份额百分比：37, 27, 18, 12。",
         "Economics", "", {}},
    };
    return rows;
}
// clang-format on

} // namespace scenario
