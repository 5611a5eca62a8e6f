// SPDX-License-Identifier: Apache-2.0
#include "simulator/training/operator_chunk.h"

#include <algorithm>
#include <cmath>
#include <span>
#include <utility>

#include "simulator/training/busy_time.h"

namespace sim {

namespace {

enum BlockKind : int { EmbeddingBlock, LayerBlock, MtpProjectionBlock, HeadBlock };

/// Streams of a chunk: a pair has a second pair of them for its backward, and one gathers weights (ZeRO-3).
enum Stream : std::uint32_t { Compute, Exchange, BackwardCompute, BackwardExchange, Weights, StreamCount };

constexpr Duration EventLag = Duration::nanoseconds(2'000); // between streams: 2-3 us in the recorded trace
constexpr int AbstractSms = 100; ///< of a device whose count is not known; only shares matter then

/// SMs as the chunk's kernels share them. Exchange kernels of the record's vendor hold some of them beside
/// compute; unless the user says how many, the share that the recorded kernels hold (20 of 132: DeepEP's
/// normal kernels).
struct SmShares {
    int all = 0, exchange = 0;

    SmShares(const Machine& machine) {
        const auto& spec = machine.device.spec;
        all = spec.smCount > 0 ? spec.smCount : AbstractSms;
        // Another vendor's exchanges run on copy engines or control processors unless the user says
        // otherwise.
        constexpr double RecordedShare = 20.0 / 132.0;
        const int usual = spec.vendor == "NVIDIA" ? static_cast<int>(std::lround(all * RecordedShare)) : 0;
        exchange = machine.communicationSms.value_or(usual);
        if (exchange >= all)
            throw Error(ErrorCode::BadInput,
                        "exchange kernels would hold " + std::to_string(exchange) + " of " +
                            std::to_string(all) + " SMs of " + spec.name,
                        "workload.training.communication_sms", "leave some for compute");
    }
    double computeShare(bool isPair) const { return isPair ? double(all - exchange) / all : 1.0; }
};

/// Lays the operations of a chunk on streams.
class Composer {
  public:
    Composer(const OperatorJob& job, const Perturbation& perturbation, bool isPair)
        : job_(job), perturbation_(perturbation), sms_(job.machine), isPair_(isPair) {
        out_.graph.streamGaps.assign(StreamCount, Duration::from(launchFloor(job.machine.device)));
        out_.graph.smCapacity = sms_.all;
        last_.assign(StreamCount, NoNode);
    }

    void forward(std::span<const LayerWork* const> blocks, std::span<const ParameterShare> shares) {
        Direction d(Compute, Exchange);
        for (std::size_t i = 0; i < blocks.size(); ++i) {
            gatherWeights(d, shares[i]);
            append(d, blocks[i]->forward, true, true);
            d.ends.push_back(last_[d.compute]);
        }
    }

    void backward(std::span<const LayerWork* const> blocks, std::span<const ParameterShare> shares,
                  bool hasInputs, bool hasWeights) {
        Direction d(isPair_ ? BackwardCompute : Compute, isPair_ ? BackwardExchange : Exchange);
        for (std::size_t i = blocks.size(); i-- > 0;) {
            if (hasInputs) gatherWeights(d, shares[i]);
            append(d, blocks[i]->backward, hasInputs, hasWeights);
            d.ends.push_back(last_[d.compute]);
            if (hasWeights) reduceGradients(d, shares[i]);
        }
    }

    OperatorChunks::Graph take() { return std::move(out_); }

  private:
    struct Direction {
        Direction(std::uint32_t computeStream, std::uint32_t exchangeStream)
            : compute(computeStream), exchange(exchangeStream) {}
        std::uint32_t compute, exchange;
        std::uint32_t tail = NoNode;   ///< what the next operation of the data flow waits for
        std::uint32_t beside = NoNode; ///< a concurrent exchange that the operation after the next waits for
        int besideAge = 0;
        std::uint32_t weights = NoNode;
        std::vector<std::uint32_t> ends; ///< last operation of each block
    };

    std::uint32_t addNode(std::uint32_t stream, int demand, const ChunkKernel& kernel) {
        out_.graph.nodes.push_back({stream, demand, Duration::from(kernel.time)});
        out_.kernels.push_back(kernel);
        return last_[stream] = static_cast<std::uint32_t>(out_.graph.nodes.size() - 1);
    }
    void addEdge(std::uint32_t from, std::uint32_t to) {
        if (from == NoNode) return;
        const bool isSameStream = out_.graph.nodes[from].stream == out_.graph.nodes[to].stream;
        if (!isSameStream) out_.graph.edges.push_back({from, to, EventLag});
    }

    void append(Direction& d, const std::vector<TrainingOperator>& operators, bool hasInputs,
                bool hasWeights) {
        for (const auto& op : operators) {
            if (op.isWeightGradient ? !hasWeights : !hasInputs) continue;
            if (op.group == CommGroup::None)
                compute(d, op);
            else
                exchange(d, op);
        }
    }

    void compute(Direction& d, const TrainingOperator& op) {
        if (op.op.bytesRead.base() + op.op.bytesWritten.base() <= 0 &&
            std::holds_alternative<std::monostate>(op.op.shape))
            return;
        const auto cost = kernelCost(op.op, job_.machine.device, sms_.computeShare(isPair_));
        if (cost.time.base() <= 0) return;
        const ChunkKernel kernel{op.name,    op.op.opClass, op.group, cost.time * perturbation_.compute,
                                 cost.sigma, cost.basis,    cost.note};
        const auto node = addNode(d.compute, isPair_ ? sms_.all - sms_.exchange : 0, kernel);
        addEdge(std::exchange(d.weights, NoNode), node);
        // A weight gradient needs what its input gradient needed, which is there.
        if (op.isWeightGradient) return;
        addEdge(d.tail, node);
        d.tail = node;
        if (d.beside != NoNode && d.besideAge++ > 0) addEdge(std::exchange(d.beside, NoNode), node);
    }

    void exchange(Direction& d, const TrainingOperator& op) {
        const auto cost = exchangeTime(op, job_);
        if (cost.time.base() <= 0) return;
        const double factor = isPair_ ? perturbation_.communication : perturbation_.loneExchange;
        const ChunkKernel kernel{op.name,    op.op.opClass, op.group, cost.time * factor,
                                 cost.sigma, cost.basis,    cost.note};
        const auto node = addNode(d.exchange, isPair_ ? sms_.exchange : 0, kernel);
        addEdge(d.tail, node);
        // Expert exchanges are enqueued behind all earlier compute of their direction, weight gradients too.
        if (op.group == CommGroup::Expert) addEdge(last_[d.compute], node);
        if (op.isConcurrent) {
            d.beside = node;
            d.besideAge = 0;
        } else {
            d.tail = node;
        }
    }

    /// ZeRO-3: the weights of a block are gathered while the block before it runs.
    void gatherWeights(Direction& d, const ParameterShare& share) {
        if (job_.layout.zero < 3) return;
        const auto node = weightExchange("weights_gather", OpClass::AllGather, share, job_.parameterBytes);
        if (node == NoNode) return;
        if (d.ends.size() >= 2) addEdge(d.ends[d.ends.size() - 2], node);
        d.weights = node;
    }
    void reduceGradients(Direction& d, const ParameterShare& share) {
        if (job_.layout.zero < 3) return;
        const auto node =
            weightExchange("gradients_scatter", OpClass::ReduceScatter, share, job_.gradientBytes);
        if (node != NoNode) addEdge(last_[d.compute], node);
    }
    std::uint32_t weightExchange(const char* name, OpClass c, const ParameterShare& share, double bytes) {
        const int domain = job_.machine.fabric.devicesPerDomain;
        const auto dense = placeGroup(CommGroup::Data, job_.layout, domain);
        const auto experts = placeExpertReplicas(job_.layout, domain);
        const auto a =
            ringCollective(Bytes{share.dense() * bytes}, dense.ranks, dense.perDomain, job_.machine.fabric);
        const auto b = ringCollective(Bytes{share.experts * bytes}, experts.ranks, experts.perDomain,
                                      job_.machine.fabric);
        const Seconds time = a.time + b.time;
        if (time.base() <= 0) return NoNode;
        return addNode(Weights, 0,
                       {name,
                        c,
                        CommGroup::Data,
                        time * perturbation_.loneExchange,
                        std::max(a.sigma, b.sigma),
                        weaker(a.basis, b.basis),
                        {}});
    }

    const OperatorJob& job_;
    const Perturbation& perturbation_;
    SmShares sms_;
    bool isPair_;
    OperatorChunks::Graph out_;
    std::vector<std::uint32_t> last_;
};

/// Every rank sends an equal part of `held` to every other: what stays in the domain and what leaves it
/// stream at once, the slower one sets the time. With the collective library's share of the links.
ExchangeCost pairwiseExchange(Bytes held, const GroupPlace& place, const ExchangeFabric& fabric) {
    ExchangeCost cost;
    if (place.ranks <= 1 || held.base() <= 0) return cost;
    const double n = place.ranks, inside = place.perDomain;
    const auto part = [&](const LinkLevel& level, double peers) {
        const LinkUse use =
            level.ring.value_or(LinkUse{level.efficiency, level.latency, level.sigma, level.basis, {}});
        ExchangeCost c;
        if (peers <= 0) return c;
        c.time = use.latency + held * (peers / n) / (level.bandwidth * use.efficiency);
        c.sigma = use.sigma;
        c.basis = use.basis;
        return c;
    };
    const auto up = part(fabric.scaleUp, inside - 1), out = part(fabric.scaleOut, n - inside);
    return out.time > up.time ? out : up;
}

} // namespace

// Ring collectives and equal all-to-alls of the collective library run with the ring's share of the link;
// expert exchanges with their own kernels, unless a row is sent for each expert as the collective library's
// all-to-all does.
OperatorTime exchangeTime(const TrainingOperator& op, const OperatorJob& job) {
    const auto& fabric = job.machine.fabric;
    const auto place = placeGroup(op.group, job.layout, fabric.devicesPerDomain);
    const auto told = [](const ExchangeCost& c) { return OperatorTime{c.time, c.sigma, c.basis, {}}; };
    const auto* shape = std::get_if<CommShape>(&op.op.shape);
    if (shape && op.buffer.base() <= 0) return told(allToAll(*shape, fabric));
    const bool isAllToAll =
        op.op.opClass == OpClass::AllToAllDispatch || op.op.opClass == OpClass::AllToAllCombine;
    if (!isAllToAll) return told(ringCollective(op.buffer, place.ranks, place.perDomain, fabric));
    return told(pairwiseExchange(op.buffer, place, fabric));
}

OperatorChunks::OperatorChunks(const OperatorJob& job, const Perturbation& perturbation)
    : job_(job), perturbation_(perturbation) {
    const auto& m = job.model;
    stageBlocks_.resize(job.stages.size());
    stageParameters_.resize(job.stages.size());
    int layer = 0;
    for (std::size_t s = 0; s < job.stages.size(); ++s) {
        const auto& stage = job.stages[s];
        if (stage.hasEmbedding) addBlock(s, work(EmbeddingBlock, 0), embeddingShare(m, job.division));
        // The head stands behind the last layer of the main model, MTP modules have it once more.
        bool needsHead = stage.hasHead;
        const auto addHead = [&](bool isShared) {
            auto share = isShared || m.hasTiedEmbeddings ? ParameterShare{} : embeddingShare(m, job.division);
            addBlock(s, work(HeadBlock, 0), share);
        };
        for (const auto block : stage.blocks) {
            if (block == Block::Mtp) {
                if (needsHead) addHead(false);
                needsHead = false;
                addBlock(s, work(MtpProjectionBlock, 0), mtpProjectionShare(m));
            }
            addBlock(s, work(LayerBlock, layer), layerParameters(m, layer, job.division));
            if (block == Block::Mtp) addHead(true);
            ++layer;
        }
        if (needsHead) addHead(false);
    }
    for (std::size_t s = 0; s < stageBlocks_.size(); ++s)
        alike_.push_back(static_cast<int>(
            std::find(stageBlocks_.begin(), stageBlocks_.end(), stageBlocks_[s]) - stageBlocks_.begin()));
}

const LayerWork* OperatorChunks::work(int kind, int layer) {
    const auto& m = job_.model;
    int shape = 0; // of a layer: its attention and whether it has experts
    if (kind == LayerBlock)
        shape = static_cast<int>(&attentionOf(m, layer) - m.attention.data()) * 2 +
                (isMoeLayer(m, layer) ? 1 : 0);
    const WorkKey key{kind, shape};
    if (const auto known = works_.find(key); known != works_.end()) return &known->second;
    LayerWork made = kind == EmbeddingBlock       ? embeddingWork(m, job_.division)
                     : kind == HeadBlock          ? headWork(m, job_.division)
                     : kind == MtpProjectionBlock ? mtpProjectionWork(m, job_.division)
                                                  : layerWork(m, layer, job_.division);
    return &works_.emplace(key, std::move(made)).first->second;
}

void OperatorChunks::addBlock(std::size_t stage, const LayerWork* block, const ParameterShare& share) {
    stageBlocks_[stage].push_back(block);
    stageParameters_[stage].push_back(share);
}

ParameterShare OperatorChunks::parameters(int stage) const {
    ParameterShare sum;
    for (const auto& share : blockParameters(stage))
        sum += share;
    return sum;
}

OperatorChunks::Graph OperatorChunks::graph(ChunkKind kind, int forwardStage, int backwardStage) const {
    Composer composer(job_, perturbation_, kind == ChunkKind::ForwardBackward);
    if (hasForward(kind)) composer.forward(blocks(forwardStage), blockParameters(forwardStage));
    if (kind != ChunkKind::Forward)
        composer.backward(blocks(backwardStage), blockParameters(backwardStage), hasBackward(kind),
                          hasWeightGradient(kind));
    return composer.take();
}

const ChunkTime& OperatorChunks::time(ChunkKind kind, int forwardStage, int backwardStage) {
    const auto first = [&](int stage) { return stage < 0 ? -1 : alike_[static_cast<std::size_t>(stage)]; };
    const std::tuple key{kind, hasForward(kind) ? first(forwardStage) : -1,
                         kind == ChunkKind::Forward ? -1 : first(backwardStage)};
    if (const auto known = memory_.find(key); known != memory_.end()) return known->second;
    const auto composed = graph(kind, forwardStage, backwardStage);
    const auto execution = execute(composed.graph);
    events_ += execution.events;
    std::vector<Interval> compute, communication;
    for (std::size_t i = 0; i < composed.kernels.size(); ++i)
        (composed.kernels[i].group == CommGroup::None ? compute : communication)
            .push_back({execution.start[i], execution.end[i]});
    compute = mergedIntervals(std::move(compute));
    communication = mergedIntervals(std::move(communication));
    ChunkTime time;
    time.duration = execution.makespan;
    time.compute = totalLength(compute);
    time.communication = totalLength(communication);
    time.exposedCommunication = time.communication - commonLength(compute, communication);
    return memory_.emplace(key, time).first->second;
}

} // namespace sim
