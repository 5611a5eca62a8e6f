// SPDX-License-Identifier: Apache-2.0
// The golden cases of the economics study: synthetic inputs with the outputs of an independent reference
// model.
#pragma once

#include <fstream>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "simulator/economics/levelised_cost.h"

namespace sim {

inline nlohmann::json goldenCase(const std::string& name) {
    std::ifstream file(PURSER_SOURCE_DIR "/tests/unit/economics/golden_cases.json");
    return nlohmann::json::parse(file).at(name);
}

/// Tolerance of the study: 1e-9 of the value.
inline void expectGolden(double computed, double golden) {
    EXPECT_NEAR(computed, golden, 1e-9 * std::max(std::abs(golden), 1e-300));
}

/// The GPU of cases A to E.
inline OwnedGpu goldenGpu() {
    const auto in = goldenCase("A_lcoc_annual").at("inputs");
    OwnedGpu gpu;
    gpu.capex = in.at("capex");
    gpu.annualRate = in.at("r");
    gpu.lifeYears = in.at("n");
    gpu.residualShare = in.at("rv");
    gpu.itKilowatts = in.at("kw");
    gpu.load = in.at("load");
    gpu.pue = in.at("pue");
    gpu.energyPrice = in.at("kwh");
    gpu.colocation = in.at("colo");
    gpu.maintenanceShare = in.at("maint");
    gpu.staffPerYear = in.at("staff_total").get<double>() / in.at("N").get<double>();
    gpu.insuranceShare = in.at("ins");
    gpu.availability = in.at("avail");
    gpu.utilisation = in.at("util");
    gpu.goodput = in.at("good");
    return gpu;
}

} // namespace sim
