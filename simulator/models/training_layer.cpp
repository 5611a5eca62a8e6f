// SPDX-License-Identifier: Apache-2.0
#include "simulator/models/training_layer.h"

#include <algorithm>
#include <array>

#include "simulator/models/layer_builder.h"

namespace sim {

namespace {

constexpr double Bf16Bytes = 2, Fp32Bytes = 4;

/// Norm of `rows` rows. Keeps its input; one read, one write.
void norm(LayerBuilder& b, const std::string& name, double rows, double width) {
    b.moves(name, OpClass::Norm, rows * width * Bf16Bytes, rows * width * Bf16Bytes,
            rows * width * Bf16Bytes);
}

/// The block's output is added to its input: two reads, one write. Its gradient is that of the output, added
/// where the block began.
void residual(LayerBuilder& b, const std::string& name, double elements) {
    b.moves(name, OpClass::Elementwise, 2 * elements * Bf16Bytes, elements * Bf16Bytes, 0, 1.0);
}

class AttentionPart {
  public:
    AttentionPart(LayerBuilder& b, const ModelSpec& m, const AttentionSpec& a, const LayerDivision& d)
        : b_(b), m_(m), a_(a), d_(d), tokens_(d.tokens()), held_(d.tokensHeld()) {}

    void build() {
        b_.piece(true);
        norm(b_, "attention_norm", held_, m_.hidden);
        b_.piece();
        gatherSequence("attention_gather");
        b_.cast("attention_cast", tokens_ * m_.hidden, d_.linear);
        switch (a_.form) {
        case AttentionForm::Latent:
            latent();
            break;
        case AttentionForm::Grouped:
            grouped();
            break;
        case AttentionForm::SharedLatent:
        case AttentionForm::Linear:
            other();
            break;
        }
        b_.piece();
        scatterSequence("attention_scatter");
        residual(b_, "attention_residual", held_ * m_.hidden);
    }

  private:
    void gatherSequence(const std::string& name) {
        if (d_.tensor > 1) b_.gather(name, CommGroup::Tensor, tokens_ * m_.hidden * Bf16Bytes);
    }
    void scatterSequence(const std::string& name) {
        if (d_.tensor > 1) b_.scatter(name, CommGroup::Tensor, tokens_ * m_.hidden * Bf16Bytes);
    }
    double headsHeld() const { return a_.heads / d_.tensor; }
    double kvHeadsHeld() const { return std::max(1.0, a_.kvHeads / d_.tensor); }
    double normBytes() const { return held_ * m_.hidden * Bf16Bytes; }

    /// The queries of one device after context parallelism. Shares are balanced: of a causal sequence each
    /// takes a piece from the front and one from the back, so that its pairs are the mean.
    AttentionShape core(double heads, double kvHeads, double qk, double v) const {
        AttentionShape s;
        s.batch = d_.sequences;
        s.queryLength = d_.sequenceLength / d_.context;
        s.keyLength = (d_.sequenceLength + s.queryLength) / 2;
        s.heads = heads;
        s.keyValueHeads = kvHeads;
        s.queryKeyDim = qk;
        s.valueDim = v;
        s.window = a_.window;
        if (d_.contextExchange == ContextExchange::AllToAll && d_.context > 1) {
            s.queryLength = s.keyLength = d_.sequenceLength;
            s.heads = heads / d_.context;
            s.keyValueHeads = std::max(1.0, kvHeads / d_.context);
        }
        return s;
    }

    void contextBefore(double keyBytes, double queryBytes) {
        if (d_.context <= 1) return;
        switch (d_.contextExchange) {
        case ContextExchange::Ring:
            b_.gather("context_ring", CommGroup::Context, keyBytes * d_.context, true);
            break;
        case ContextExchange::AllGather:
            b_.gather("context_gather", CommGroup::Context, keyBytes * d_.context);
            break;
        case ContextExchange::AllToAll:
            b_.add(collective("context_to_heads", OpClass::AllToAllDispatch, CommGroup::Context,
                              keyBytes + queryBytes),
                   collective("context_to_heads_bwd", OpClass::AllToAllDispatch, CommGroup::Context,
                              keyBytes + queryBytes));
            break;
        }
    }
    void contextAfter(double outputBytes) {
        if (d_.context <= 1 || d_.contextExchange != ContextExchange::AllToAll) return;
        b_.add(
            collective("context_to_tokens", OpClass::AllToAllCombine, CommGroup::Context, outputBytes),
            collective("context_to_tokens_bwd", OpClass::AllToAllCombine, CommGroup::Context, outputBytes));
    }

    void rotary(double width) {
        const double bytes = tokens_ * width * Bf16Bytes;
        b_.moves("rope", OpClass::Rope, bytes, bytes, 0, 1.0);
    }

    void coreAndOutput(double heads, double kvHeads, double qk, double v, bool isLatent) {
        const double q = tokens_ * heads * qk * Bf16Bytes, k = tokens_ * kvHeads * qk * Bf16Bytes,
                     value = tokens_ * kvHeads * v * Bf16Bytes, out = tokens_ * heads * v * Bf16Bytes;
        b_.piece();
        contextBefore(k + value, q);
        auto shape = core(heads, kvHeads, qk, v);
        if (a_.isSparse()) indexer(shape);
        const double logSumExp = tokens_ * heads * Fp32Bytes;
        b_.attention("attention_core",
                     a_.isSparse() ? OpClass::SparseAttention
                     : isLatent    ? OpClass::MlaPrefill
                                   : OpClass::AttentionPrefill,
                     isLatent ? OpClass::MlaBackward : OpClass::AttentionBackward, shape,
                     q + k + value + logSumExp);
        contextAfter(out);
        b_.piece();
        b_.cast("output_cast", tokens_ * heads * v, d_.linear);
        b_.gemm("output", tokens_, m_.hidden, heads * v, out, d_.linear);
    }

    /// Scores every earlier key with small heads, keeps the best (DeepSeek-V3.2). Its gradients are those of
    /// another model of the same size, as with any operator: twice the forward.
    void indexer(AttentionShape& shape) {
        AttentionShape scores = shape;
        scores.heads = a_.indexHeads;
        scores.keyValueHeads = 1;
        scores.queryKeyDim = a_.indexHeadDim;
        scores.valueDim = 0;
        b_.attention("indexer", OpClass::SparseIndexer, OpClass::SparseIndexer, scores, 0);
        shape.selected = std::min(a_.indexTopk * a_.indexBlock, shape.keyLength);
    }

    void grouped() {
        const double heads = headsHeld(), kv = kvHeadsHeld();
        const double width = heads * a_.qkHeadDim + kv * (a_.qkHeadDim + a_.vHeadDim) +
                             (a_.hasOutputGate ? heads * a_.vHeadDim : 0);
        if (a_.qLoraRank > 0) {
            b_.gemm("q_down", tokens_, a_.qLoraRank, m_.hidden, 0, d_.linear);
            norm(b_, "q_norm", tokens_, a_.qLoraRank);
            b_.gemm("q_up", tokens_, heads * a_.qkHeadDim, a_.qLoraRank, tokens_ * a_.qLoraRank * Bf16Bytes,
                    d_.linear);
            b_.gemm("kv", tokens_, width - heads * a_.qkHeadDim, m_.hidden, normBytes(), d_.linear);
        } else {
            b_.gemm("qkv", tokens_, width, m_.hidden, normBytes(), d_.linear);
        }
        rotary((heads + kv) * a_.qkHeadDim);
        coreAndOutput(heads, kv, a_.qkHeadDim, a_.vHeadDim, false);
    }

    void latent() {
        const double heads = headsHeld(), qk = a_.qkHeadDim, v = a_.vHeadDim, nope = a_.qkNopeHeadDim();
        if (a_.qLoraRank > 0) {
            b_.gemm("q_down", held_, a_.qLoraRank, m_.hidden, normBytes(), d_.linear);
            norm(b_, "q_norm", held_, a_.qLoraRank);
        }
        b_.gemm("kv_down", held_, a_.kvLoraRank + a_.qkRopeHeadDim, m_.hidden, 0, d_.linear);
        norm(b_, "kv_norm", held_, a_.kvLoraRank);
        b_.piece(true); // wide and cheap to make again: the up-projections
        const double qIn = a_.qLoraRank > 0 ? a_.qLoraRank : m_.hidden;
        b_.cast("q_up_cast", tokens_ * qIn, d_.linear);
        b_.gemm("q_up", tokens_, heads * qk, qIn, held_ * qIn * Bf16Bytes, d_.linear);
        b_.cast("kv_up_cast", tokens_ * a_.kvLoraRank, d_.linear);
        b_.gemm("kv_up", tokens_, heads * (nope + v), a_.kvLoraRank, held_ * a_.kvLoraRank * Bf16Bytes,
                d_.linear);
        rotary(heads * qk * 2); // queries and the keys that the rotary part is joined to
        coreAndOutput(heads, heads, qk, v, true);
    }

    /// Linear attention and shared latents: their projections as one product each way, the core by its
    /// counts.
    void other() {
        const bool isLinear = a_.form == AttentionForm::Linear;
        const double out =
            (isLinear ? a_.linearValueHeads * a_.linearValueDim : a_.heads * a_.vHeadDim) / d_.tensor;
        const double all = attentionParameters(a_, m_.hidden) / d_.tensor;
        const double in = std::max(1.0, (all - out * m_.hidden) / m_.hidden);
        b_.gemm("input_projections", tokens_, in, m_.hidden, normBytes(), d_.linear);
        b_.piece();
        if (isLinear) {
            TrainingOperator core;
            core.name = "linear_core";
            core.op.opClass = OpClass::LinearAttention;
            core.op.input = core.op.weight = Precision::Bf16;
            core.op.shape =
                LinearAttentionShape{d_.sequences, d_.sequenceLength / d_.context,
                                     a_.linearValueHeads / d_.tensor, a_.linearKeyDim, a_.linearValueDim};
            auto back = core;
            back.name += "_bwd";
            b_.add(core, back, tokens_ * in * Bf16Bytes);
            b_.add(back, back); // two gradients, each as long as the forward
        } else {
            auto shape = core(headsHeld(), 1, a_.qkHeadDim, a_.vHeadDim);
            if (a_.isSparse()) indexer(shape);
            b_.attention("attention_core", OpClass::AttentionPrefill, OpClass::AttentionBackward, shape,
                         tokens_ * in * Bf16Bytes);
        }
        b_.piece();
        b_.gemm("output", tokens_, m_.hidden, out, tokens_ * out * Bf16Bytes, d_.linear);
    }

    LayerBuilder& b_;
    const ModelSpec& m_;
    const AttentionSpec& a_;
    const LayerDivision& d_;
    double tokens_, held_;
};

/// Gate and up as one product, SwiGLU, down. `rows` are all that pass it.
void denseMlp(LayerBuilder& b, const std::string& name, const LayerDivision& d, double rows, double hidden,
              double intermediate, double inputBytes) {
    b.cast(name + "_cast", rows * hidden, d.linear);
    b.gemm(name + "_gate_up", rows, 2 * intermediate, hidden, inputBytes, d.linear);
    b.keep(rows * 2 * intermediate * Bf16Bytes);
    b.piece(true);
    b.moves(name + "_activation", OpClass::Activation, rows * 2 * intermediate * Bf16Bytes,
            rows * intermediate * Bf16Bytes, rows * intermediate * Bf16Bytes);
    b.piece();
    b.cast(name + "_down_cast", rows * intermediate, d.linear);
    b.gemm(name + "_down", rows, hidden, intermediate, 0, d.linear);
}

class ExpertPart {
  public:
    ExpertPart(LayerBuilder& b, const ModelSpec& m, const LayerDivision& d)
        : b_(b), m_(m), d_(d), held_(d.tokensHeld()), width_(m.expertHidden > 0 ? m.expertHidden : m.hidden),
          rows_(held_ * m.expertsPerToken * d.loadFactor) {}

    void build() {
        b_.piece(true);
        norm(b_, "mlp_norm", held_, m_.hidden);
        b_.piece();
        b_.gemm("router", held_, m_.routedExperts, m_.hidden, held_ * m_.hidden * Bf16Bytes, Precision::Bf16);
        const double scores = held_ * m_.routedExperts * Fp32Bytes;
        b_.moves("route", OpClass::MoeRoute, 2 * scores, scores, scores, 1.0);
        shared();
        routed();
    }

  private:
    void shared() {
        if (m_.sharedIntermediate <= 0) return;
        denseMlp(b_, "shared", d_, held_, m_.hidden, m_.sharedIntermediate, 0);
        b_.piece();
    }

    TrainingOperator exchange(const std::string& name, OpClass c, double bytesPerNumber) const {
        TrainingOperator t = collective(name, c, CommGroup::Expert, 0);
        CommShape s;
        s.tokens = held_;
        s.bytesPerToken = width_ * bytesPerNumber;
        s.topK = m_.expertsPerToken;
        s.domainLimit = d_.domainLimit;
        s.experts = m_.routedExperts;
        s.groupSize = d_.expert;
        t.op.shape = s;
        if (d_.sendsEachRow) t.buffer = Bytes{held_ * m_.expertsPerToken * s.bytesPerToken};
        return t;
    }

    void permute(const std::string& name, double rowsFrom, double rowsTo) {
        b_.moves(name, OpClass::MoePermute, rowsFrom * width_ * Bf16Bytes, rowsTo * width_ * Bf16Bytes, 0,
                 1.0);
    }

    void routed() {
        const double sent = held_ * m_.expertsPerToken;
        if (m_.expertHidden > 0) b_.gemm("expert_in", held_, width_, m_.hidden, 0, d_.linear);
        permute("permute", held_, sent);
        if (d_.expert > 1) {
            b_.add(exchange("dispatch", OpClass::AllToAllDispatch, d_.dispatchBytes),
                   exchange("dispatch_bwd", OpClass::AllToAllCombine, Bf16Bytes));
            permute("sort", rows_, rows_); // by expert, as rows arrive by sender
        }
        const double experts = m_.routedExperts / d_.expert, inter = m_.moeIntermediate;
        b_.cast("expert_cast", rows_ * width_, d_.linear);
        b_.groupedGemm("expert_gate_up", rows_, 2 * inter, width_, experts, rows_ * width_ * Bf16Bytes,
                       d_.linear);
        b_.keep(rows_ * 2 * inter * Bf16Bytes);
        b_.piece(true);
        b_.moves("expert_activation", OpClass::Activation, rows_ * 2 * inter * Bf16Bytes,
                 rows_ * inter * Bf16Bytes, rows_ * inter * Bf16Bytes);
        b_.piece();
        b_.cast("expert_down_cast", rows_ * inter, d_.linear);
        b_.groupedGemm("expert_down", rows_, width_, inter, experts, 0, d_.linear);
        if (d_.expert > 1) {
            permute("unsort", rows_, rows_);
            b_.add(exchange("combine", OpClass::AllToAllCombine, Bf16Bytes),
                   exchange("combine_bwd", OpClass::AllToAllDispatch, d_.dispatchBytes));
        }
        b_.piece();
        permute("unpermute", sent, held_);
        if (m_.expertHidden > 0)
            b_.gemm("expert_out", held_, m_.hidden, width_, held_ * width_ * Bf16Bytes, d_.linear);
        residual(b_, "mlp_residual", held_ * m_.hidden);
        b_.transient(2 * rows_ * width_ * Bf16Bytes);
    }

    LayerBuilder& b_;
    const ModelSpec& m_;
    const LayerDivision& d_;
    double held_, width_, rows_;
};

void densePart(LayerBuilder& b, const ModelSpec& m, const LayerDivision& d) {
    const double tokens = d.tokens(), held = d.tokensHeld(), gathered = tokens * m.hidden * Bf16Bytes;
    b.piece(true);
    norm(b, "mlp_norm", held, m.hidden);
    b.piece();
    if (d.tensor > 1) b.gather("mlp_gather", CommGroup::Tensor, gathered);
    denseMlp(b, "mlp", d, tokens, m.hidden, m.denseIntermediate / d.tensor, held * m.hidden * Bf16Bytes);
    if (d.tensor > 1) b.scatter("mlp_scatter", CommGroup::Tensor, gathered);
    residual(b, "mlp_residual", held * m.hidden);
    b.transient(2 * gathered);
}

} // namespace

std::string_view commGroupName(CommGroup g) {
    constexpr std::array<std::string_view, 5> Names = {"", "tensor", "context", "expert", "data"};
    return Names[static_cast<std::size_t>(g)];
}

std::string_view recomputeName(Recompute r) {
    constexpr std::array<std::string_view, 3> Names = {"none", "selective", "full"};
    return Names[static_cast<std::size_t>(r)];
}

std::optional<Recompute> recomputeFromName(std::string_view name) {
    for (const auto r : {Recompute::None, Recompute::Selective, Recompute::Full})
        if (recomputeName(r) == name) return r;
    return std::nullopt;
}

std::optional<ContextExchange> contextExchangeFromName(std::string_view name) {
    if (name == "ring") return ContextExchange::Ring;
    if (name == "all_gather") return ContextExchange::AllGather;
    if (name == "all_to_all") return ContextExchange::AllToAll;
    return std::nullopt;
}

LayerWork layerWork(const ModelSpec& model, int layer, const LayerDivision& division) {
    LayerBuilder builder(division);
    AttentionPart(builder, model, attentionOf(model, layer), division).build();
    if (isMoeLayer(model, layer))
        ExpertPart(builder, model, division).build();
    else
        densePart(builder, model, division);
    return builder.take(division.tokensHeld() * model.hidden * Bf16Bytes);
}

LayerWork embeddingWork(const ModelSpec& model, const LayerDivision& division) {
    auto whole = division;
    whole.recompute = Recompute::None;
    LayerBuilder builder(whole);
    builder.piece();
    const double bytes = whole.tokens() * model.hidden * Bf16Bytes;
    builder.moves("embedding", OpClass::Embedding, bytes, bytes, 0, 1.0);
    if (whole.tensor > 1) builder.scatter("embedding_scatter", CommGroup::Tensor, bytes);
    return builder.take(0);
}

// Logits in BF16; the fused loss reads them twice (maximum and sum, then gradient) and leaves their gradient
// in their place.
LayerWork headWork(const ModelSpec& model, const LayerDivision& division) {
    auto whole = division;
    whole.recompute = Recompute::None;
    LayerBuilder builder(whole);
    const double tokens = whole.tokens(), words = model.vocabulary / whole.tensor;
    builder.piece();
    norm(builder, "last_norm", whole.tokensHeld(), model.hidden);
    if (whole.tensor > 1) builder.gather("head_gather", CommGroup::Tensor, tokens * model.hidden * Bf16Bytes);
    builder.gemm("head", tokens, words, model.hidden, whole.tokensHeld() * model.hidden * Bf16Bytes,
                 Precision::Bf16);
    const double logits = tokens * words * Bf16Bytes;
    builder.add(moving("loss", OpClass::Elementwise, 2 * logits, logits),
                moving("loss_bwd", OpClass::Elementwise, 0, 0), logits);
    builder.transient(tokens * words * Fp32Bytes);
    return builder.take(0);
}

LayerWork mtpProjectionWork(const ModelSpec& model, const LayerDivision& division) {
    LayerBuilder builder(division);
    const double rows = division.tokensHeld();
    builder.piece();
    builder.moves("mtp_norms", OpClass::Norm, 2 * rows * model.hidden * Bf16Bytes,
                  2 * rows * model.hidden * Bf16Bytes, 2 * rows * model.hidden * Bf16Bytes);
    builder.gemm("mtp_projection", rows, model.hidden, 2 * model.hidden, 2 * rows * model.hidden * Bf16Bytes,
                 division.linear);
    return builder.take(2 * rows * model.hidden * Bf16Bytes);
}

// Norms and the router are alike on every tensor rank, and so are the down-projections of latent attention.
ParameterShare layerParameters(const ModelSpec& model, int layer, const LayerDivision& division) {
    ParameterShare share;
    const auto& a = attentionOf(model, layer);
    const double norms = model.normsPerLayer * model.hidden;
    double alike = norms;
    if (a.form == AttentionForm::Latent)
        alike += model.hidden * (a.qLoraRank + a.kvLoraRank + a.qkRopeHeadDim) + a.qLoraRank + a.kvLoraRank;
    const double attention = attentionParameters(model, layer);
    share.replicated += alike;
    share.divided += std::max(0.0, attention - alike) / division.tensor;
    if (!isMoeLayer(model, layer)) {
        share.divided += denseMlpParameters(model) / division.tensor;
        return share;
    }
    share.replicated += moeSharedParameters(model);
    share.experts += model.routedExperts / division.expert * expertParameters(model);
    return share;
}

ParameterShare embeddingShare(const ModelSpec& model, const LayerDivision& division) {
    return {0, embeddingParameters(model) / division.tensor, 0};
}

ParameterShare mtpProjectionShare(const ModelSpec& model) {
    return {mtpExtraParameters(model), 0, 0};
}

} // namespace sim
