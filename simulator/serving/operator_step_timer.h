// SPDX-License-Identifier: Apache-2.0
// The time of one iteration from its operators: kernels on the device, exchanges on the links, what the host
// adds. Layers that are alike are costed once.
#pragma once

#include <array>
#include <string>
#include <vector>

#include "simulator/kernels/kernel_cost.h"
#include "simulator/models/inference_layer.h"
#include "simulator/network/expert_exchange.h"
#include "simulator/serving/step_timer.h"

namespace sim {

/// What the serving program adds to the device's own work.
struct EngineOverhead {
    Seconds perStep;       ///< scheduling and launching an iteration that is not hidden behind the device
    Seconds perSequence;   ///< of each running sequence
    bool hasGraphs = true; ///< iterations are captured: small kernels follow one another without the host
    bool overlapsExchange = false; ///< two micro-batches: exchanges of one beside the compute of the other
};

/// A part of a step with the spread of its parts.
struct PartTime {
    Seconds attention, experts, other, communication;
    double variance = 0.0; ///< of the time, seconds squared; kernels of one class miss together
    PartTime& operator+=(const PartTime& o);
    Seconds compute() const { return attention + experts + other; }
};

class OperatorStepTimer : public StepTimer {
  public:
    /// Throws Error{Infeasible} when the device lacks the arithmetic.
    OperatorStepTimer(ModelSpec model, DeviceKernels device, ExchangeFabric fabric,
                      InferenceDivision division, EngineOverhead overhead);

    StepTime time(const StepBatch& batch) const override;
    /// Standard deviation of log(time) from the kernels' and links' own.
    double sigma(const StepBatch& batch) const;

    /// Parts of a step that add up, for one attention replica's share of the batch.
    PartTime partOf(InferencePart part, const InferenceTokens& tokens) const;
    PartTime ends(double tokens, double sequences) const;
    StepTime joined(const PartTime& sum, double sequences) const;
    /// A replica's share of the unit's batch; replicas are filled evenly.
    InferenceTokens share(const StepBatch& batch) const;

    const InferenceDivision& division() const { return division_; }
    /// Substitutions that kernels made, each once.
    const std::vector<std::string>& notes() const { return notes_; }

  private:
    PartTime cost(const std::vector<TrainingOperator>& operators) const;
    Seconds graphTime(const Operator& op, Seconds alone) const;
    struct Kind {
        int layer = 0; ///< one of them
        double count = 0;
    };

    ModelSpec model_;
    DeviceKernels device_;
    ExchangeFabric fabric_;
    InferenceDivision division_;
    EngineOverhead overhead_;
    std::vector<Kind> kinds_;
    std::vector<std::string> notes_;
};

} // namespace sim
