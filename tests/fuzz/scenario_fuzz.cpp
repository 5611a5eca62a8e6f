// SPDX-License-Identifier: Apache-2.0
// Any bytes as a scenario file: either one clear error, or a scenario that is written and read back equal.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "scenarios/result.h"
#include "scenarios/scenario.h"
#include "simulator/base/error.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    try {
        const scenario::Scenario first = scenario::readScenarioText(text, "fuzz.yaml");
        const scenario::Scenario second = scenario::readScenarioText(first.toYaml(), "again.yaml");
        if (first.hash() != second.hash() || first.name != second.name) std::abort();
    } catch (const sim::Error& error) {
        // An error is the user's, has a message of one line, and nothing else may be thrown.
        if (error.code() != sim::ErrorCode::BadInput || error.message().empty()) std::abort();
        if (std::string_view(error.what()).find('\n') != std::string_view::npos) std::abort();
    }
    try {
        (void)scenario::resultFromJson(text, "fuzz.json");
    } catch (const sim::Error& error) {
        if (error.code() != sim::ErrorCode::BadInput) std::abort();
    }
    return 0;
}
