// SPDX-License-Identifier: Apache-2.0
// Inputs of a purchase in stages under uncertain demand, as a real option.
#include "scenarios/parameter_sections.h"

namespace scenario {

using enum ValueType;

// clang-format off
std::span<const Parameter> stagingParameters() {
    static const std::vector<Parameter> rows = {
        {"workload.staging.stages", Integer, Unit::None, "8", Optional, 1, 200,
         "Stages", "阶段数",
         "Moments at which more may be bought.",
         "可追加采购的时点数。",
         "Economics", "two years of quarters", {}},
        {"workload.staging.stage_months", Number, Unit::None, "3", Optional, 0.1, 60,
         "Stage length", "阶段长度",
         "Months of one stage.",
         "每阶段月数。",
         "Economics", "quarters", {}},
        {"workload.staging.tranche", Number, Unit::None, "", Required, 1, 10000000.0,
         "Tranche", "采购批量",
         "GPUs of one tranche.",
         "每批 GPU 数。",
         "Economics", "", {}},
        {"workload.staging.most_tranches", Integer, Unit::None, "6", Optional, 1, 100,
         "Most tranches", "最多批数",
         "That may be held.",
         "最多可持有的批数。",
         "Economics", "enough for the growth of two years", {}},
        {"workload.staging.price_per_gpu", Quantity, Unit::Money, "", Required, 0, 1000000000.0,
         "Price per GPU", "每 GPU 价格",
         "Today.",
         "当前价格。",
         "Economics", "", {}},
        {"workload.staging.price_decline", Number, Unit::Fraction, "0 %", Optional, -0.5, 0.9,
         "Monthly price fall", "月降价幅度",
         "Below 0 the price rises.",
         "负值为上涨。",
         "Economics", "nothing unless said", {}},
        {"workload.staging.resale_share", Number, Unit::Fraction, "0 %", Optional, 0, 1,
         "Resale", "转售比例",
         "Of the price of the day, for tranches sold early and at the end.",
         "提前或期末转售占当时价格的比例。",
         "Economics", "nothing unless said", {}},
        {"workload.staging.demand", Number, Unit::None, "", Required, 1, 100000000.0,
         "Demand", "需求",
         "GPUs that are busy in the first stage.",
         "首阶段忙碌 GPU 数。",
         "Economics", "", {}},
        {"workload.staging.growth", Number, Unit::Fraction, "0 %", Optional, -0.9, 10,
         "Monthly growth", "月增长率",
         "Of the expected demand.",
         "期望需求月增长率。",
         "Economics", "nothing unless said", {}},
        {"workload.staging.volatility", Number, Unit::None, "0.5", Optional, 0, 5,
         "Volatility of demand", "需求波动率",
         "Of the logarithm, per square root of a year.",
         "对数需求的年化波动率。",
         "Economics", "assumed", {}},
        {"workload.staging.margin", Quantity, Unit::MoneyPerGpuHour, "", Required, 0, 10000.0,
         "Margin of a busy hour", "忙碌小时利润",
         "Before running cost.",
         "未扣运行成本。",
         "Economics", "", {}},
        {"workload.staging.running_cost", Quantity, Unit::MoneyPerGpuHour, "0 USD/GPU-hour", Optional, 0, 10000.0,
         "Running cost", "运行成本",
         "Cash cost of one installed GPU-hour.",
         "每装机 GPU 小时现金成本。",
         "Economics", "nothing unless said", {}},
        {"workload.staging.discount_rate", Number, Unit::Fraction, "10 %", Optional, -0.9, 10,
         "Discount rate", "折现率",
         "Effective per year.",
         "年有效利率。",
         "Economics", "synthetic reference case of the economics study", {}},
    };
    return rows;
}
// clang-format on

} // namespace scenario
