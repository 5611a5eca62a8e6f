// SPDX-License-Identifier: Apache-2.0
// Trace import must end in a trace or in sim::Error, whatever the bytes; a trace it accepts survives KTR.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "simulator/base/error.h"
#include "simulator/traces/import.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    try {
        const auto trace = sim::importTraceText({reinterpret_cast<const char*>(data), size});
        const std::string text = sim::writeKtr(trace);
        if (sim::writeKtr(sim::readKtr(text, "fuzz")) != text) std::abort();
    } catch (const sim::Error&) {
    }
    return 0;
}
