// SPDX-License-Identifier: Apache-2.0
// Useful share of a training run: an input, or simulated from failures where their rate is given.
#pragma once

#include <string>

#include "scenarios/scenario.h"
#include "simulator/base/estimate.h"

namespace scenario {

struct TrainingGoodput {
    sim::Estimate share;
    std::string formula;
};

/// `useful`: seconds of the run's steps.
TrainingGoodput trainingGoodput(const Scenario& scenario, double useful, double devices, int devicesPerNode);

} // namespace scenario
