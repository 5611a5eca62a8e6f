// SPDX-License-Identifier: Apache-2.0
// From scenario and facts to a service that can be run: units with their memory and step times, requests,
// targets.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "hwdb/catalogue.h"
#include "scenarios/scenario.h"
#include "simulator/serving/serving_summary.h"
#include "simulator/serving/step_surface.h"

namespace scenario {

/// One kind of unit: what it is made of and how it divides the model.
struct ServingUnit {
    std::string deviceId, deviceName;
    sim::InferenceDivision division;
    sim::ExchangeFabric fabric;
    sim::Bytes weights, buffers, usable; ///< of one device
    std::unique_ptr<sim::OperatorStepTimer> timer;
    std::unique_ptr<sim::StepSurface> surface;
    sim::ReplicaSpec replica;
    double devices() const { return division.devices(); }
};

struct ServingPlan {
    sim::ModelSpec model;
    ServingUnit unit;
    std::optional<ServingUnit> prefill;
    int units = 0, prefillUnits = 0;
    sim::RequestSpec requests;
    std::uint64_t concurrency = 0;
    sim::ServiceSpec service; ///< timers point into the units
    sim::ServiceTarget target;
    double attainment = 0, warmUp = 0;
    std::optional<double> demandRate;
    std::vector<std::string> warnings;
    double deviceCount() const;
};

/// Held by pointer: parts refer to one another. Throws Error{BadInput} naming the key, and Error{Infeasible}
/// with amounts and remedies where the weights do not fit.
std::unique_ptr<ServingPlan> planServing(const Scenario& scenario, const hwdb::Catalogue& catalogue);

} // namespace scenario
