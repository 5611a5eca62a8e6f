// SPDX-License-Identifier: Apache-2.0
#include "simulator/training/operator_step.h"

#include <algorithm>

namespace sim {

namespace {

class OptimizerModel {
  public:
    OptimizerModel(const PipelineSchedule& schedule, const OperatorJob& job, const OptimizerSetup& setup,
                   const Perturbation& perturbation, OperatorChunks& chunks)
        : schedule_(schedule), job_(job), setup_(setup), perturbation_(perturbation), chunks_(chunks),
          mirrors_(static_cast<int>(schedule.rankOfStage.size())) {
        const int domain = job.machine.fabric.devicesPerDomain;
        dense_ = mirrored(placeGroup(CommGroup::Data, job.layout, domain));
        experts_ = mirrored(placeExpertReplicas(job.layout, domain));
    }

    OptimizerParts parts(const RankEnd& end) const {
        OptimizerParts p;
        ParameterShare held;
        Duration gatherAll;
        for (const auto& s : end.stages) {
            const auto share = chunks_.parameters(s.stage);
            held += share;
            if (needsGather()) gatherAll = gatherAll + ring(share, job_.parameterBytes);
        }
        reduce(end, p);
        p.update = Duration::from(update(held) * perturbation_.compute);
        p.gather = gatherAll;
        if (setup_.overlapsGather && !end.stages.empty()) {
            // The first forward of the next step runs beside it once its first block is there.
            const int stage = schedule_.stagesOf(end.rank).front();
            const Duration forward = chunks_.time(ChunkKind::Forward, stage, -1).duration;
            const Duration block = ring(chunks_.blockParameters(stage).front(), job_.parameterBytes);
            p.gather = std::max(block, gatherAll - forward);
            p.hiddenGather = gatherAll - p.gather;
        }
        return p;
    }

  private:
    bool needsGather() const { return job_.layout.zero == 1 || job_.layout.zero == 2; }

    GroupPlace mirrored(GroupPlace place) const {
        place.ranks *= mirrors_; // mirrors sit on other pipeline ranks: more domains, as many in each
        return place;
    }

    Duration ring(const ParameterShare& share, double bytes) const {
        const auto& fabric = job_.machine.fabric;
        const auto dense =
            ringCollective(Bytes{share.dense() * bytes}, dense_.ranks, dense_.perDomain, fabric);
        const auto experts =
            ringCollective(Bytes{share.experts * bytes}, experts_.ranks, experts_.perDomain, fabric);
        return Duration::from((dense.time + experts.time) * perturbation_.loneExchange);
    }

    /// Without overlap all of it follows the last chunk. With it, the link works through the stages in the
    /// order in which their last backwards made gradients; the last block's can only follow its chunk.
    void reduce(const RankEnd& end, OptimizerParts& p) const {
        if (job_.layout.zero >= 3) return; // reduced block by block in the backward
        const bool isAllReduce = job_.layout.zero == 0;
        Duration sum;
        Instant linkFree;
        for (const auto& s : end.stages) {
            Duration time = ring(chunks_.parameters(s.stage), job_.gradientBytes);
            if (isAllReduce) time = time + time;
            sum = sum + time;
            const auto blocks = static_cast<std::int64_t>(chunks_.blocks(s.stage).size());
            const Duration lastBlock{time.picoseconds() / std::max<std::int64_t>(1, blocks)};
            linkFree = std::max(std::max(linkFree, s.start) + time, s.end + lastBlock);
        }
        p.reduction = setup_.overlapsReduction && end.now < linkFree ? linkFree - end.now
                      : setup_.overlapsReduction                     ? Duration{}
                                                                     : sum;
        p.reduction = std::min(p.reduction, sum);
        p.hiddenReduction = sum - p.reduction;
    }

    /// Norm of the gradients, then Adam on the own shard: gradient and state read, state and weight written.
    Seconds update(const ParameterShare& held) const {
        const bool isSharded = job_.layout.zero >= 1;
        const double shard =
            isSharded ? held.dense() / dense_.ranks + held.experts / experts_.ranks : held.all();
        const double gradients = shard * job_.gradientBytes, states = shard * setup_.stateBytes;
        auto norm = moving(gradients, 0);
        auto adam = moving(gradients + states, states + shard * job_.parameterBytes);
        return kernelCost(norm, job_.machine.device).time + kernelCost(adam, job_.machine.device).time;
    }
    static Operator moving(double read, double written) {
        Operator op;
        op.opClass = OpClass::Optimizer;
        op.input = op.weight = Precision::Fp32;
        op.bytesRead = Bytes{read};
        op.bytesWritten = Bytes{written};
        return op;
    }

    const PipelineSchedule& schedule_;
    const OperatorJob& job_;
    const OptimizerSetup& setup_;
    const Perturbation& perturbation_;
    OperatorChunks& chunks_;
    int mirrors_;
    GroupPlace dense_, experts_;
};

} // namespace

OperatorStep simulateOperatorStep(const PipelineSchedule& schedule, const OperatorJob& job,
                                  const OptimizerSetup& setup, const Perturbation& perturbation,
                                  bool keepSlices, const WorkContext& context) {
    if (static_cast<int>(job.stages.size()) != schedule.stages)
        throw Error(ErrorCode::Internal, "the stage plan and the pipeline schedule differ in length");
    OperatorChunks chunks(job, perturbation);
    const OptimizerModel model(schedule, job, setup, perturbation, chunks);
    const int domain = job.machine.fabric.devicesPerDomain;
    // Hidden states in BF16; each tensor rank sends its part of the sequence.
    const Bytes hidden{job.division.tokensHeld() * job.model.hidden * 2};
    const auto transfer = [&](bool crosses) {
        return Duration::from(pointToPoint(hidden, crosses, job.machine.fabric).time *
                              perturbation.loneExchange);
    };
    // One domain that holds the whole job has no hop outwards, and its fabric may have no outward link.
    const bool hasOutwardHop = job.layout.devices() > domain;
    const Duration transfers[2] = {transfer(false), hasOutwardHop ? transfer(true) : Duration{}};
    OperatorStep out;
    out.optimizer.resize(static_cast<std::size_t>(schedule.ranks));
    StepCosts costs;
    costs.chunk = [&](int, const ChunkTask& task) {
        return chunks.time(task.kind, task.forwardStage, task.backwardStage);
    };
    costs.transfer = [&](int from, int to) {
        return transfers[crossesDomain(from, to, job.layout, domain) ? 1 : 0];
    };
    costs.optimizer = [&](const RankEnd& end) {
        const auto parts = model.parts(end);
        out.optimizer[static_cast<std::size_t>(end.rank)] = parts;
        return parts.total();
    };
    auto run = runSchedule(schedule, costs, keepSlices, context);
    auto& step = out.step;
    step.time = run.time;
    step.ranks = std::move(run.ranks);
    step.slices = std::move(run.slices);
    step.transfer = transfers[schedule.ranks > 1 && crossesDomain(0, 1, job.layout, domain) ? 1 : 0];
    step.events = run.events;
    step.fingerprint = run.fingerprint;
    step.chunksExecuted = run.chunks;
    step.chunkEvents = chunks.executedEvents();
    step.distinctChunks = chunks.executedChunks();
    return out;
}

} // namespace sim
