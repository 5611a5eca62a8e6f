// SPDX-License-Identifier: Apache-2.0
#include "simulator/training/training_step.h"

#include <algorithm>

namespace sim {

namespace {

/// Such a job needs no link out of the domain, and the fabric may have none.
bool isInOneDomain(const TrainingLayout& layout, const Machine& machine) {
    return layout.tensor * layout.data * layout.pipeline <= machine.fabric.devicesPerDomain;
}

} // namespace

OptimizerCost optimizerCost(const StageParameters& parameters, const TrainingStepInput& input,
                            const Machine& machine, const Perturbation& perturbation) {
    constexpr int Mirrors = 2;
    const int replicatedOver = input.layout.data * Mirrors;
    const int expertsOver =
        std::max(1, input.layout.data * input.layout.tensor / input.layout.expert) * Mirrors;
    // Replicas fill domains evenly: of 72 devices in a rack, 64 serve a group of 256.
    const bool isOneDomain = isInOneDomain(input.layout, machine);
    int perDomain =
        isOneDomain ? replicatedOver : std::min(input.layout.data, machine.fabric.devicesPerDomain);
    while (replicatedOver % perDomain != 0)
        --perDomain;
    // Expert replicas sit a whole expert-parallel group apart: one per domain unless the group is smaller.
    int expertsPerDomain =
        isOneDomain ? expertsOver
                    : std::max(1, machine.fabric.devicesPerDomain / std::max(1, input.layout.expert));
    while (expertsOver % expertsPerDomain != 0)
        --expertsPerDomain;
    const auto ring = [&](double bytes, int ranks, int inDomain) {
        return ringCollective(Bytes{bytes}, ranks, inDomain, machine.fabric).time * perturbation.loneExchange;
    };
    OptimizerCost cost;
    cost.gradientReduction = ring(parameters.replicated * input.gradientBytes, replicatedOver, perDomain) +
                             ring(parameters.experts * input.gradientBytes, expertsOver, expertsPerDomain);
    cost.parameterGather = ring(parameters.replicated * input.parameterBytes, replicatedOver, perDomain) +
                           ring(parameters.experts * input.parameterBytes, expertsOver, expertsPerDomain);
    const double shard = parameters.replicated / replicatedOver + parameters.experts / expertsOver;
    Operator update;
    update.opClass = OpClass::Optimizer;
    update.input = update.weight = Precision::Fp32;
    update.bytesRead = Bytes{shard * (input.gradientBytes + input.optimizerStateBytes)};
    update.bytesWritten = Bytes{shard * (input.optimizerStateBytes + input.parameterBytes)};
    cost.update = kernelCost(update, machine.device).time * perturbation.compute;
    return cost;
}

TrainingStep simulateStep(const PipelineSchedule& schedule, const std::vector<Stage>& stages,
                          const ModelSpec& model, const TrainingStepInput& input, const PlacedTrace& trace,
                          const Machine& machine, const Perturbation& perturbation, bool keepSlices,
                          const WorkContext& context) {
    if (static_cast<int>(stages.size()) != schedule.stages)
        throw Error(ErrorCode::Internal, "the stage plan and the pipeline schedule differ in length");
    ChunkModel chunks(trace, model, machine, input.microBatchTokens, perturbation);
    TrainingStep step;
    // The hidden state of a micro-batch in BF16, and its gradient, cross from stage to stage.
    const Bytes hidden{input.microBatchTokens * model.hidden * 2};
    // The slowest hop sets the pace: one between domains, unless one domain holds the whole pipeline.
    const bool crosses = !isInOneDomain(input.layout, machine);
    step.transfer =
        Duration::from(pointToPoint(hidden, crosses, machine.fabric).time * perturbation.loneExchange);
    const auto stageOf = [&](int index) -> const Stage& {
        static const Stage None;
        return index < 0 ? None : stages[static_cast<std::size_t>(index)];
    };
    StepCosts costs;
    costs.chunk = [&](int, const ChunkTask& task) {
        return chunks.time(task.kind, stageOf(task.forwardStage), stageOf(task.backwardStage));
    };
    costs.transfer = [&](int, int) { return step.transfer; };
    costs.optimizer = [&](const RankEnd& end) {
        StageParameters held;
        for (const int stage : schedule.stagesOf(end.rank)) {
            const auto p = stageParameters(stageOf(stage), model, input.layout.expert);
            held.experts += p.experts;
            held.replicated += p.replicated;
        }
        return Duration::from(optimizerCost(held, input, machine, perturbation).total());
    };
    auto run = runSchedule(schedule, costs, keepSlices, context);
    step.time = run.time;
    step.ranks = std::move(run.ranks);
    step.slices = std::move(run.slices);
    step.events = run.events;
    step.fingerprint = run.fingerprint;
    step.chunksExecuted = run.chunks;
    step.chunkEvents = chunks.executedEvents();
    step.distinctChunks = chunks.executedChunks();
    return step;
}

} // namespace sim
