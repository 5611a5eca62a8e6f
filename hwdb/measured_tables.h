// SPDX-License-Identifier: Apache-2.0
// Tables of measured kernels, plain or compressed CSV, as observations that parameters are fitted to. Tables
// are the user's: none is shipped.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "simulator/kernels/kernel_fit.h"

namespace hwdb {

/// Measured rows of one implementation of one operator class in one precision on one device.
struct MeasuredSeries {
    std::string system;         ///< as the table spells the device
    std::string implementation; ///< library and kernel
    sim::OpClass opClass = sim::OpClass::Unknown;
    sim::Precision precision = sim::Precision::None;
    sim::Scaling scaling = sim::Scaling::Any;
    std::size_t rowsRead = 0; ///< before thinning
    std::vector<sim::KernelObservation> rows;
};

/// Tables of dense products (n, k, m), attention (heads, kv_heads, head_dim, window), MLA cores (phase),
/// routed experts (hidden, inter, topk, experts; balanced loads only) and memory operators (m, k), told apart
/// by their header. Each series keeps about `maximumRows`, chosen by a hash, the same on every run. In the
/// order of the file. Throws Error{BadInput} naming file and line.
std::vector<MeasuredSeries> readMeasuredTable(const std::filesystem::path& file, std::size_t maximumRows);

} // namespace hwdb
