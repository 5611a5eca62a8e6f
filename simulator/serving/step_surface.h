// SPDX-License-Identifier: Apache-2.0
// Step times remembered: the parts of a step that add up are tabulated over their counts and interpolated, so
// that an iteration costs nanoseconds.
#pragma once

#include <vector>

#include "simulator/serving/operator_step_timer.h"

namespace sim {

/// Interpolates between counts on a geometric grid; exact at the grid's points. Against the operators
/// themselves the error is below 2 % (a test says so); what lies above the grid is carried on in proportion.
class StepSurface : public StepTimer {
  public:
    struct Limits {
        double tokens = 16384, sequences = 4096, context = 262144;
    };
    StepSurface(const OperatorStepTimer& timer, Limits limits);

    StepTime time(const StepBatch& batch) const override;

  private:
    /// A grid of one or two counts; cells hold times per unit of work, which vary slowly.
    struct Grid {
        std::vector<double> x, y;
        std::vector<PartTime> cells; ///< by x, then y
        PartTime at(double xv, double yv) const;
    };
    const OperatorStepTimer& timer_;
    Grid rest_;    ///< over tokens of a replica
    Grid experts_; ///< over tokens of the unit
    Grid ends_;    ///< over sequences
    Grid prefill_; ///< over tokens of prompts and the mean keys of each
    Grid decode_;  ///< over sequences and mean context
};

} // namespace sim
