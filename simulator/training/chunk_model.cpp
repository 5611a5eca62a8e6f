// SPDX-License-Identifier: Apache-2.0
#include "simulator/training/chunk_model.h"

#include <algorithm>
#include <cmath>

#include "simulator/training/busy_time.h"

namespace sim {

namespace {

/// True for operations of an MLP section that only exist because experts are routed.
bool isRouted(const TraceOp& op) {
    return op.op.opClass == OpClass::GroupedGemm || op.op.opClass == OpClass::MoeRoute ||
           op.op.opClass == OpClass::MoePermute || op.role.starts_with("expert");
}

bool isMlp(const TraceOp& op) {
    return op.section.starts_with("mlp");
}

/// Lays the recorded layers of the blocks of two stages one after the other, as the record interleaves them.
class Composer {
  public:
    Composer(const PlacedTrace& placed, const ModelSpec& model, const Machine& machine, double tokens,
             const Perturbation& perturbation)
        : placed_(placed), trace_(*placed.trace), model_(model), machine_(machine), tokens_(tokens),
          perturbation_(perturbation) {
        out_.graph.smCapacity = placed.smCapacity;
        out_.graph.streamGaps = placed.streamGaps;
        for (std::size_t i = 0; i < trace_.ops.size(); ++i)
            if (trace_.ops[i].op.opClass == OpClass::Gemm) {
                computeStream_ = placed.streams[i];
                break;
            }
    }

    ChunkModel::Graph compose(ChunkKind kind, const Stage& forward, const Stage& backward) {
        isPair_ = kind == ChunkKind::ForwardBackward;
        const std::vector<Block> none;
        const auto& f = hasForward(kind) ? forward.blocks : none;
        const auto& b = kind == ChunkKind::Forward ? none : backward.blocks;
        takes_[0] = hasForward(kind);
        takes_[1] = hasBackward(kind);
        takes_[2] = kind == ChunkKind::Backward || kind == ChunkKind::WeightGradient || isPair_;
        const std::size_t slots = std::max(f.size(), b.size());
        if (takes_[0] && forward.hasEmbedding) addEmbedding("embedding", Phase::Forward);
        for (std::size_t i = 0; i < slots; ++i) {
            const Block* fb = i < f.size() ? &f[i] : nullptr;
            const Block* bb = i < b.size() ? &b[b.size() - 1 - i] : nullptr;
            if (takes_[0] && fb) beforeForward(*fb);
            if (bb) beforeBackward(backward, b.size() - 1 - i);
            addLayer(static_cast<int>(i), fb, bb);
            if (takes_[0] && fb) afterForward(forward, i);
        }
        if (takes_[1] && backward.hasEmbedding) addEmbedding("embedding_backward", Phase::Backward);
        return std::move(out_);
    }

  private:
    // --- operations that the trace does not hold -----------------------------------------------------------

    double computeShare() const {
        if (placed_.smCapacity == 0 || !isPair_) return 1.0;
        return double(placed_.smCapacity - placed_.communicationSms) / placed_.smCapacity;
    }

    void addModelled(const std::string& name, const Operator& op, Phase phase) {
        const auto cost = kernelCost(op, machine_.device, computeShare());
        const auto node = addNode(computeStream_, 0, cost.time * perturbation_.compute, NoNode, name);
        link(phase, node);
    }

    static Operator gemm(double m, double n, double k, Precision p, bool weightGradient = false) {
        Operator op;
        op.opClass = OpClass::Gemm;
        op.input = op.weight = p;
        op.shape = GemmShape{m, n, k, 1};
        op.flops = Flops{2 * m * n * k};
        op.bytesRead = Bytes{(m * k + n * k) * precisionBytes(p)};
        op.bytesWritten = Bytes{m * n * (weightGradient ? 4.0 : 2.0)};
        op.accumulatesFp32 = weightGradient;
        return op;
    }

    static Operator moved(OpClass c, double read, double written) {
        Operator op;
        op.opClass = c;
        op.input = op.weight = Precision::Bf16;
        op.bytesRead = Bytes{read};
        op.bytesWritten = Bytes{written};
        return op;
    }

    /// One read and one write of a BF16 row per token.
    void addEmbedding(const std::string& name, Phase phase) {
        const double bytes = tokens_ * model_.hidden * 2;
        addModelled(name, moved(OpClass::Embedding, bytes, bytes), phase);
    }

    /// Output head and cross-entropy in BF16 (V3 report, 3.3.1: head not in FP8). Forward writes the logits,
    /// the loss reads them once and writes their gradient.
    void addHeadForward(const std::string& name) {
        const double logits = tokens_ * model_.vocabulary * 2;
        addModelled(name, gemm(tokens_, model_.vocabulary, model_.hidden, Precision::Bf16), Phase::Forward);
        addModelled(name + "_loss", moved(OpClass::Elementwise, logits, logits), Phase::Forward);
    }

    void addHeadBackward(const std::string& name) {
        addModelled(name + "_dgrad", gemm(tokens_, model_.hidden, model_.vocabulary, Precision::Bf16),
                    Phase::Backward);
        addModelled(name + "_wgrad", gemm(model_.vocabulary, model_.hidden, tokens_, Precision::Bf16, true),
                    Phase::Backward);
    }

    /// The MTP module joins the hidden state and the next token's embedding by one projection (V3
    /// report, 2.2).
    void beforeForward(Block block) {
        if (block != Block::Mtp) return;
        addEmbedding("mtp_embedding", Phase::Forward);
        addModelled("mtp_projection", gemm(tokens_, model_.hidden, 2 * model_.hidden, Precision::Fp8),
                    Phase::Forward);
    }

    void afterForward(const Stage& stage, std::size_t i) {
        const bool isLastLayer = i + 1 == stage.blocks.size() || stage.blocks[i + 1] == Block::Mtp;
        if (stage.blocks[i] == Block::Mtp)
            addHeadForward("mtp_head");
        else if (stage.hasHead && isLastLayer)
            addHeadForward("head");
    }

    void beforeBackward(const Stage& stage, std::size_t i) {
        if (!takes_[1]) return;
        const bool isLastLayer = i + 1 == stage.blocks.size() || stage.blocks[i + 1] == Block::Mtp;
        if (stage.blocks[i] == Block::Mtp) {
            addHeadBackward("mtp_head");
            addModelled("mtp_projection_dgrad",
                        gemm(tokens_, 2 * model_.hidden, model_.hidden, Precision::Fp8), Phase::Backward);
            addModelled("mtp_projection_wgrad",
                        gemm(2 * model_.hidden, model_.hidden, tokens_, Precision::Fp8, true),
                        Phase::Backward);
        } else if (stage.hasHead && isLastLayer) {
            addHeadBackward("head");
        }
    }

    // --- recorded operations -------------------------------------------------------------------------------

    void addLayer(int slot, const Block* forward, const Block* backward) {
        const int repeat = slot % std::max(1, trace_.header.structuralRepeats);
        std::vector<std::uint32_t> nodeOf(trace_.ops.size(), NoNode);
        std::uint32_t firstOf[2] = {NoNode, NoNode}, lastOf[2] = {NoNode, NoNode};
        std::int64_t lastEnd[2] = {-1, -1};
        for (std::size_t i = 0; i < trace_.ops.size(); ++i) {
            const auto& op = trace_.ops[i];
            if (op.layer != repeat) continue;
            const Block* block = op.phase == Phase::Forward ? forward : backward;
            const auto part = static_cast<std::size_t>(op.phase);
            if (!block || part > 2 || !takes_[part]) continue;
            const auto work = workOf(i, *block);
            if (!work) continue;
            const auto node = addNode(placed_.streams[i], placed_.ops[i].smDemand, *work,
                                      static_cast<std::uint32_t>(i), {});
            nodeOf[i] = node;
            if (part == 2) continue;
            if (firstOf[part] == NoNode) firstOf[part] = node;
            if (op.endNs() > lastEnd[part]) {
                lastEnd[part] = op.endNs();
                lastOf[part] = node;
            }
        }
        for (const auto& d : trace_.dependencies) {
            const auto from = nodeOf[d.source.index()], to = nodeOf[d.target.index()];
            if (d.kind == DependencyKind::Stream || from == NoNode || to == NoNode) continue;
            out_.graph.edges.push_back({from, to, Duration::nanoseconds(d.lagNs)});
        }
        for (std::size_t part = 0; part < 2; ++part) {
            if (firstOf[part] == NoNode) continue;
            if (tail_[part] != NoNode) out_.graph.edges.push_back({tail_[part], firstOf[part], EventLag});
            tail_[part] = lastOf[part];
        }
    }

    /// Duration of a recorded operation in a block of this kind; nothing when the block has no such
    /// operation.
    std::optional<Seconds> workOf(std::size_t i, Block block) const {
        const auto& op = trace_.ops[i];
        const auto& placed = placed_.ops[i];
        const bool isWait = op.op.opClass == OpClass::CommSync;
        if (isCommunication(op.op.opClass) ||
            (op.section.starts_with("dispatch") || op.section.starts_with("combine"))) {
            if (block == Block::Dense) return std::nullopt;
            const Seconds time = (isPair_ ? placed.overlapped : placed.alone).seconds();
            if (!isCommunication(op.op.opClass)) return time * perturbation_.compute;
            return time * (isWait    ? perturbation_.wait
                           : isPair_ ? perturbation_.communication
                                     : perturbation_.loneExchange);
        }
        const Seconds time = placed.overlapped.seconds() * perturbation_.compute;
        if (block == Block::Dense) {
            if (isRouted(op)) return std::nullopt;
            return isMlp(op) ? time * denseScale(op) : time;
        }
        return time;
    }

    /// A dense MLP is the shared expert's path widened to the dense intermediate size: GEMMs by the ratio of
    /// the cost model for the two shapes, the rest by elements (the routed rows go, the dense width comes).
    double denseScale(const TraceOp& op) const {
        const double width = model_.denseIntermediate / model_.moeIntermediate;
        const auto* shape = std::get_if<GemmShape>(&op.op.shape);
        if (op.op.opClass != OpClass::Gemm || !shape) {
            const double routedRows = tokens_ * model_.expertsPerToken;
            return tokens_ * model_.denseIntermediate / ((routedRows + tokens_) * model_.moeIntermediate);
        }
        Operator wide = op.op;
        GemmShape s = *shape;
        // The widened dimension is the one that is neither tokens nor hidden; where all are alike (gate and
        // up together are as wide as the tokens are many), the first that is a multiple of the shared width.
        double* dimension = nullptr;
        for (double* d : {&s.n, &s.k, &s.m})
            if (!dimension && *d != model_.hidden && std::fmod(*d, model_.moeIntermediate) == 0 &&
                (*d != tokens_ || d == &s.n))
                dimension = d;
        if (!dimension) return width;
        const double before = *dimension;
        *dimension = before * width;
        wide.shape = s;
        wide.flops = op.op.flops * width;
        wide.bytesRead = op.op.bytesRead * width;
        wide.bytesWritten = op.op.bytesWritten * width;
        return kernelCost(wide, machine_.device, computeShare()).time /
               kernelCost(op.op, machine_.device, computeShare()).time;
    }

    std::uint32_t addNode(std::uint32_t stream, int smDemand, Seconds work, std::uint32_t source,
                          std::string name) {
        out_.graph.nodes.push_back({stream, smDemand, Duration::from(work)});
        out_.sourceOps.push_back(source);
        out_.addedNames.push_back(std::move(name));
        return static_cast<std::uint32_t>(out_.graph.nodes.size() - 1);
    }

    /// Chains an added operation behind what came before in its direction.
    void link(Phase phase, std::uint32_t node) {
        auto& tail = tail_[static_cast<std::size_t>(phase)];
        if (tail != NoNode) out_.graph.edges.push_back({tail, node, EventLag});
        tail = node;
    }

    static constexpr Duration EventLag = Duration::nanoseconds(2'000); // as in the record, 2-3 us
    const PlacedTrace& placed_;
    const KernelTrace& trace_;
    const ModelSpec& model_;
    const Machine& machine_;
    double tokens_;
    const Perturbation& perturbation_;
    ChunkModel::Graph out_;
    std::uint32_t computeStream_ = 0;
    bool isPair_ = false;
    bool takes_[3] = {false, false, false}; // by Phase: forward, backward, weight gradient
    std::uint32_t tail_[2] = {NoNode, NoNode};
};

} // namespace

ChunkModel::ChunkModel(const PlacedTrace& trace, const ModelSpec& model, const Machine& machine,
                       double tokens, const Perturbation& perturbation)
    : trace_(trace), model_(model), machine_(machine), tokens_(tokens), perturbation_(perturbation) {}

ChunkModel::Graph ChunkModel::graph(ChunkKind kind, const Stage& forward, const Stage& backward) const {
    return Composer(trace_, model_, machine_, tokens_, perturbation_).compose(kind, forward, backward);
}

const ChunkTime& ChunkModel::time(ChunkKind kind, const Stage& forward, const Stage& backward) {
    static const Stage Empty;
    const Key key{kind, hasForward(kind) ? forward : Empty, kind == ChunkKind::Forward ? Empty : backward};
    if (const auto known = memory_.find(key); known != memory_.end()) return known->second;
    const auto composed = graph(kind, std::get<1>(key), std::get<2>(key));
    const auto execution = execute(composed.graph);
    events_ += execution.events;
    std::vector<Interval> compute, communication;
    for (std::size_t i = 0; i < composed.graph.nodes.size(); ++i) {
        const auto source = composed.sourceOps[i];
        const bool isComm = source != NoNode && isCommunication(trace_.trace->ops[source].op.opClass);
        (isComm ? communication : compute).push_back({execution.start[i], execution.end[i]});
    }
    compute = mergedIntervals(std::move(compute));
    communication = mergedIntervals(std::move(communication));
    ChunkTime time;
    time.duration = execution.makespan;
    const auto hasExperts = [](const Stage& stage) {
        return std::any_of(stage.blocks.begin(), stage.blocks.end(),
                           [](Block b) { return b != Block::Dense; });
    };
    if (kind != ChunkKind::WeightGradient && (hasExperts(std::get<1>(key)) || hasExperts(std::get<2>(key))))
        time.duration = Duration::from(time.duration.seconds() * perturbation_.loadStretch);
    time.compute = totalLength(compute);
    time.communication = totalLength(communication);
    time.exposedCommunication = time.communication - commonLength(compute, communication);
    return memory_.emplace(key, time).first->second;
}

} // namespace sim
