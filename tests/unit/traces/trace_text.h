// SPDX-License-Identifier: Apache-2.0
// Small Kineto traces written out by hand.
#pragma once

#include <cstdint>
#include <string>

#include "simulator/traces/kernel_trace.h"

namespace sim {

inline std::string kernelEvent(const std::string& name, const std::string& time, const std::string& duration,
                               int stream, int correlation) {
    return R"({"ph":"X","cat":"kernel","name":")" + name + R"(","pid":0,"tid":)" + std::to_string(stream) +
           R"(,"ts":)" + time + R"(,"dur":)" + duration + R"(,"args":{"device":0,"stream":)" +
           std::to_string(stream) + R"(,"correlation":)" + std::to_string(correlation) +
           R"(,"grid":[8,2,1],"block":[128,1,1]}})";
}

inline std::string callEvent(const std::string& name, int time, int duration, int correlation,
                             int thread = 1) {
    return R"({"ph":"X","cat":"cuda_runtime","name":")" + name + R"(","pid":9,"tid":)" +
           std::to_string(thread) + R"(,"ts":)" + std::to_string(time) + R"(,"dur":)" +
           std::to_string(duration) + R"(,"args":{"correlation":)" + std::to_string(correlation) + "}}";
}

inline std::string traceOf(const std::string& events, const std::string& head = "") {
    return "{" + head + R"("traceEvents": [)" + events + "]}";
}

/// The count of the findings with this code; 0 when there is none.
inline std::int64_t found(const KernelTrace& trace, const std::string& code) {
    std::int64_t count = 0;
    for (const ImportFinding& f : trace.header.findings)
        if (f.code == code) count += f.count;
    return count;
}

} // namespace sim
