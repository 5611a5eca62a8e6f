// SPDX-License-Identifier: Apache-2.0
// Inputs of the run itself: what it is compared with, its randomness.
#include "scenarios/parameter_sections.h"

namespace scenario {

using enum ValueType;

// clang-format off
std::span<const Parameter> runParameters() {
    static const std::vector<Parameter> rows = {
        {"compare_with", Text, Unit::None, "", Optional, NoLimit, NoLimit,
         "Compare with", "对照案例",
         "Published case of the catalogue that is printed beside the result.",
         "与结果并列显示的已公开案例。",
         "Run", "", {}},
        {"seed", Integer, Unit::None, "1", Optional, 0, 9007199254740992.0,
         "Seed", "随机种子",
         "Seed of every random stream. Equal seeds give equal results.",
         "所有随机流的种子；相同种子得到相同结果。",
         "Run", "", {}},
    };
    return rows;
}
// clang-format on

} // namespace scenario
