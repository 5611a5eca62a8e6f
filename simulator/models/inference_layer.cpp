// SPDX-License-Identifier: Apache-2.0
#include "simulator/models/inference_layer.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "simulator/base/error.h"
#include "simulator/kernels/expert_loads.h"
#include "simulator/models/layer_builder.h"

namespace sim {

namespace {

constexpr double Bf16Bytes = 2, Fp32Bytes = 4;

class LayerWriter {
  public:
    LayerWriter(const ModelSpec& m, int layer, const InferenceDivision& d, const InferenceTokens& t)
        : m_(m), a_(attentionOf(m, layer)), d_(d), t_(t), rows_(t.tokens()), isMoe_(isMoeLayer(m, layer)) {}

    std::vector<TrainingOperator> part(InferencePart which) {
        if (which == InferencePart::Rest) {
            projections();
            if (isMoe_)
                experts();
            else
                dense();
        } else if (which == InferencePart::Experts) {
            if (isMoe_ && t_.unitTokens > 0) routed(t_.unitTokens, expertWidth());
        } else if (which == InferencePart::PrefillAttention) {
            if (t_.prefillTokens > 0) prefillCore();
        } else if (t_.decodeTokens > 0) {
            decodeCore();
        }
        return std::move(out_);
    }

  private:
    void add(TrainingOperator op) {
        op.op.isInference = true;
        out_.push_back(std::move(op));
    }
    void gemm(const char* name, double rows, double n, double k, double groups = 1) {
        TrainingOperator op;
        op.name = name;
        op.op.opClass = groups > 1 ? OpClass::BatchedGemm : OpClass::Gemm;
        op.op.input = op.op.weight = groups > 1 ? Precision::Bf16 : d_.linear;
        op.op.scaling = groups > 1 ? Scaling::Any : d_.linearScaling;
        op.op.shape = GemmShape{rows, n, k, groups};
        add(std::move(op));
    }
    void moves(const char* name, OpClass c, double read, double written) {
        add(moving(name, c, read, written));
    }
    /// The cast before products in narrow numbers, where no norm or activation writes them at once.
    void cast(const char* name, double elements) {
        if (precisionBytes(d_.linear) < Bf16Bytes)
            moves(name, OpClass::Quantize, elements * Bf16Bytes, elements * precisionBytes(d_.linear));
    }
    void norm(const char* name, double width) {
        moves(name, OpClass::Norm, rows_ * width * Bf16Bytes * 2,
              rows_ * width * Bf16Bytes * 2); // with the residual
    }
    void reduce(const char* name) {
        if (d_.tensor > 1)
            add(collective(name, OpClass::AllReduce, CommGroup::Tensor, rows_ * m_.hidden * Bf16Bytes));
    }
    double heads() const { return a_.heads / d_.tensor; }
    double kvHeads() const { return std::max(1.0, a_.kvHeads / d_.tensor); }

    void projections() {
        norm("attention_norm", m_.hidden);
        switch (a_.form) {
        case AttentionForm::Latent:
            latentProjections();
            break;
        case AttentionForm::Grouped:
            groupedProjections();
            break;
        case AttentionForm::SharedLatent:
        case AttentionForm::Linear:
            otherProjections();
            break;
        }
        reduce("attention_reduce");
    }
    void latentProjections() {
        const double qIn = a_.qLoraRank > 0 ? a_.qLoraRank : m_.hidden;
        // Both down-projections run as one product.
        gemm("down", rows_, a_.qLoraRank + a_.kvLoraRank + a_.qkRopeHeadDim, m_.hidden);
        moves("latent_norms", OpClass::Norm, rows_ * (a_.qLoraRank + a_.kvLoraRank) * Bf16Bytes,
              rows_ * (a_.qLoraRank + a_.kvLoraRank) * Bf16Bytes);
        gemm("q_up", rows_, heads() * a_.qkHeadDim, qIn);
        rotary(heads() * a_.qkRopeHeadDim + a_.qkRopeHeadDim);
        output(heads() * a_.vHeadDim);
    }
    void groupedProjections() {
        const double width =
            heads() * a_.qkHeadDim * (a_.hasOutputGate ? 2 : 1) + kvHeads() * (a_.qkHeadDim + a_.vHeadDim);
        gemm("qkv", rows_, width, m_.hidden);
        rotary((heads() + kvHeads()) * a_.qkHeadDim);
        output(heads() * a_.vHeadDim);
    }
    void otherProjections() {
        const bool isLinear = a_.form == AttentionForm::Linear;
        const double out =
            (isLinear ? a_.linearValueHeads * a_.linearValueDim : a_.heads * a_.vHeadDim) / d_.tensor;
        const double all = attentionParameters(a_, m_.hidden) / d_.tensor;
        gemm("input_projections", rows_, std::max(1.0, (all - out * m_.hidden) / m_.hidden), m_.hidden);
        output(out);
    }
    void rotary(double width) {
        moves("rotary", OpClass::Rope, rows_ * width * Bf16Bytes, rows_ * width * Bf16Bytes);
    }
    void output(double width) {
        cast("output_cast", rows_ * width);
        gemm("output", rows_, m_.hidden, width);
    }

    void core(OpClass c, AttentionShape shape) {
        if (a_.isSparse()) {
            AttentionShape scores = shape;
            scores.heads = a_.indexHeads;
            scores.keyValueHeads = 1;
            scores.queryKeyDim = a_.indexHeadDim;
            scores.valueDim = 0;
            attention("indexer", OpClass::SparseIndexer, scores);
            shape.selected = std::min(a_.indexTopk * a_.indexBlock, shape.keyLength);
            c = OpClass::SparseAttention;
        }
        attention("attention_core", c, shape);
    }
    void attention(const char* name, OpClass c, const AttentionShape& shape) {
        TrainingOperator op;
        op.name = name;
        op.op.opClass = c;
        op.op.input = Precision::Bf16;
        op.op.weight = d_.cache;
        op.op.shape = shape;
        add(std::move(op));
    }
    void linearCore(double batch, double length) {
        TrainingOperator op;
        op.name = "linear_core";
        op.op.opClass = OpClass::LinearAttention;
        op.op.input = op.op.weight = Precision::Bf16;
        op.op.shape = LinearAttentionShape{batch, length, a_.linearValueHeads / d_.tensor, a_.linearKeyDim,
                                           a_.linearValueDim};
        add(std::move(op));
    }

    void prefillCore() {
        const double q = t_.prefillTokens / t_.prefillSequences;
        if (a_.form == AttentionForm::Linear) return linearCore(t_.prefillSequences, q);
        if (a_.form == AttentionForm::Latent)
            gemm("kv_up", t_.prefillTokens, heads() * (a_.qkNopeHeadDim() + a_.vHeadDim), a_.kvLoraRank);
        AttentionShape s;
        s.batch = t_.prefillSequences;
        s.queryLength = q;
        // Chunks of length q behind L - q earlier tokens have q (L - q/2) pairs each.
        s.keyLength = std::max(q, t_.prefillPairs / t_.prefillTokens + q / 2);
        s.heads = heads();
        s.keyValueHeads = a_.form == AttentionForm::Latent ? heads() : kvHeads();
        s.queryKeyDim = a_.qkHeadDim;
        s.valueDim = a_.vHeadDim;
        s.window = a_.window;
        core(a_.form == AttentionForm::Latent ? OpClass::MlaPrefill : OpClass::AttentionPrefill, s);
    }
    void decodeCore() {
        const double q = t_.decodeTokens / t_.decodeSequences;
        if (a_.form == AttentionForm::Linear) return linearCore(t_.decodeSequences, q);
        const bool isLatent = a_.form == AttentionForm::Latent;
        if (isLatent) { // absorbed: the up-projections of keys and values meet queries and outputs
            gemm("q_absorb", t_.decodeTokens * heads(), a_.kvLoraRank, a_.qkNopeHeadDim(), heads());
            gemm("v_absorb", t_.decodeTokens * heads(), a_.vHeadDim, a_.kvLoraRank, heads());
        }
        AttentionShape s;
        s.batch = t_.decodeSequences;
        s.queryLength = q;
        s.keyLength = std::max(1.0, t_.decodeContext / t_.decodeSequences);
        s.heads = heads();
        s.keyValueHeads = isLatent ? 1 : kvHeads();
        s.queryKeyDim = isLatent ? a_.kvLoraRank + a_.qkRopeHeadDim : a_.qkHeadDim;
        s.valueDim = isLatent ? a_.kvLoraRank : a_.vHeadDim;
        s.window = a_.window;
        core(isLatent ? OpClass::MlaDecode : OpClass::AttentionDecode, s);
    }

    void dense() { mlp("mlp", m_.denseIntermediate / d_.tensor), reduce("mlp_reduce"); }
    void mlp(const char* name, double inter) {
        const std::string base = name;
        norm((base + "_norm").c_str(), m_.hidden);
        gemm((base + "_gate_up").c_str(), rows_, 2 * inter, m_.hidden);
        moves((base + "_activation").c_str(), OpClass::Activation, rows_ * 2 * inter * Bf16Bytes,
              rows_ * inter * Bf16Bytes);
        gemm((base + "_down").c_str(), rows_, m_.hidden, inter);
    }

    /// With attention replicas, tokens go to their experts (or, where every device holds a part of each
    /// expert, to every device); inside one tensor group they are everywhere already and the outputs are
    /// added up.
    void experts() {
        const double routing = rows_ * m_.routedExperts * Fp32Bytes;
        norm("mlp_norm", m_.hidden);
        TrainingOperator router;
        router.name = "router";
        router.op.opClass = OpClass::Gemm;
        router.op.input = router.op.weight = Precision::Bf16;
        router.op.shape = GemmShape{rows_, m_.routedExperts, m_.hidden, 1};
        add(std::move(router));
        moves("route", OpClass::MoeRoute, 2 * routing, routing);
        const double width = expertWidth();
        const bool isExchanged = d_.dataParallel > 1 && d_.expert > 1;
        const bool isGathered = d_.dataParallel > 1 && !isExchanged;
        const double all = rows_ * d_.dataParallel;
        if (isExchanged) exchange("dispatch", OpClass::AllToAllDispatch, width * d_.dispatchBytes);
        if (isGathered)
            add(collective("expert_gather", OpClass::AllGather, CommGroup::Data, all * width * Bf16Bytes));
        if (isExchanged) exchange("combine", OpClass::AllToAllCombine, width * Bf16Bytes);
        if (isGathered)
            add(collective("expert_scatter", OpClass::ReduceScatter, CommGroup::Data,
                           all * width * Bf16Bytes));
        if (m_.sharedIntermediate > 0) shared();
        if (d_.dataParallel <= 1) reduce("mlp_reduce");
    }
    double expertWidth() const { return m_.expertHidden > 0 ? m_.expertHidden : m_.hidden; }
    void routed(double tokensOfUnit, double width) {
        const double experts = (m_.routedExperts + d_.redundantExperts) / d_.expert;
        const double rows = tokensOfUnit * m_.expertsPerToken / d_.expert * d_.loadFactor;
        TrainingOperator op;
        op.name = "experts";
        op.op.opClass = OpClass::MoeExperts;
        op.op.input = op.op.weight = d_.experts;
        op.op.scaling = d_.expertScaling;
        op.op.shape = MoeShape{rows, std::max(1.0, std::min(experts, expectedActiveExperts(rows, experts))),
                               width, m_.moeIntermediate / d_.expertTensor()};
        add(std::move(op));
    }
    /// Shared experts are divided like a dense block inside a tensor group, and are whole beside an exchange.
    void shared() {
        const double inter = m_.sharedIntermediate / (d_.dataParallel > 1 ? 1.0 : d_.tensor);
        gemm("shared_gate_up", rows_, 2 * inter, m_.hidden);
        moves("shared_activation", OpClass::Activation, rows_ * 2 * inter * Bf16Bytes,
              rows_ * inter * Bf16Bytes);
        gemm("shared_down", rows_, m_.hidden, inter);
    }
    void exchange(const char* name, OpClass c, double bytesPerToken) {
        TrainingOperator op = collective(name, c, CommGroup::Expert, 0);
        CommShape s;
        s.tokens = rows_ / d_.tensor; // each device of a tensor group sends its part
        s.bytesPerToken = bytesPerToken;
        s.topK = m_.expertsPerToken;
        s.domainLimit = d_.domainLimit;
        s.experts = m_.routedExperts;
        s.groupSize = d_.expert;
        op.op.shape = s;
        add(std::move(op));
    }

    const ModelSpec& m_;
    const AttentionSpec& a_;
    const InferenceDivision& d_;
    const InferenceTokens& t_;
    double rows_;
    bool isMoe_;
    std::vector<TrainingOperator> out_;
};

void requireWhole(double whole, double parts, const std::string& what, const char* key) {
    if (parts > 0 && std::fmod(whole, parts) == 0.0) return;
    throw Error(ErrorCode::BadInput, fmt::format("{} {} do not divide over {} devices", whole, what, parts),
                key, "use a divisor");
}

} // namespace

std::vector<TrainingOperator> inferenceLayer(const ModelSpec& model, int layer,
                                             const InferenceDivision& division, const InferenceTokens& tokens,
                                             InferencePart part) {
    return LayerWriter(model, layer, division, tokens).part(part);
}

std::vector<TrainingOperator> inferenceEnds(const ModelSpec& model, const InferenceDivision& division,
                                            double tokens, double sequences) {
    std::vector<TrainingOperator> out;
    const double words = model.vocabulary / division.tensor, bytes = tokens * model.hidden * Bf16Bytes;
    out.push_back(moving("embedding", OpClass::Embedding, bytes, bytes));
    if (sequences > 0) {
        out.push_back(moving("last_norm", OpClass::Norm, bytes, bytes));
        TrainingOperator head;
        head.name = "head";
        head.op.opClass = OpClass::Gemm;
        head.op.input = head.op.weight = Precision::Bf16;
        head.op.shape = GemmShape{sequences, words, model.hidden, 1};
        out.push_back(head);
        if (division.tensor > 1)
            out.push_back(collective("logits_gather", OpClass::AllGather, CommGroup::Tensor,
                                     sequences * model.vocabulary * Bf16Bytes));
        out.push_back(moving("sampling", OpClass::Sampling, sequences * model.vocabulary * Bf16Bytes,
                             sequences * Fp32Bytes));
    }
    for (auto& op : out)
        op.op.isInference = true;
    return out;
}

Bytes inferenceWeights(const ModelSpec& model, const InferenceDivision& division) {
    requireWhole(attentionOf(model, 0).heads, division.tensor, "attention heads",
                 "workload.serving.layout.tensor");
    if (model.routedExperts > 0) {
        requireWhole(model.routedExperts + division.redundantExperts, division.expert, "experts",
                     "workload.serving.layout.expert");
        requireWhole(division.devices(), division.expert, "devices of a unit",
                     "workload.serving.layout.expert");
    }
    LayerDivision share;
    share.tensor = division.tensor;
    double linear = 0, experts = 0;
    for (int layer = 0; layer < model.layers; ++layer) {
        linear += layerParameters(model, layer, share).dense();
        if (isMoeLayer(model, layer))
            experts += (model.routedExperts + division.redundantExperts) / division.devices() *
                       expertParameters(model);
    }
    const double ends = embeddingParameters(model) / division.tensor * (model.hasTiedEmbeddings ? 1 : 2);
    const auto bytes = [](Precision p, Scaling s) { return precisionBytes(p) + scaleBytes(s); };
    return Bytes{linear * bytes(division.linear, division.linearScaling) +
                 experts * bytes(division.experts, division.expertScaling) + ends * Bf16Bytes};
}

Bytes inferenceBuffers(const ModelSpec& model, const InferenceDivision& division, double tokens,
                       double sequences) {
    const double dense = 3 * model.denseIntermediate / division.tensor;
    // Rows that arrive for this device's experts, with their inputs, both products and outputs.
    const double arriving =
        division.dataParallel * model.expertsPerToken / division.expert * division.loadFactor;
    const double experts =
        model.routedExperts > 0
            ? arriving * (2 * model.hidden + 3 * model.moeIntermediate / division.expertTensor())
            : 0;
    const AttentionSpec& a = attentionOf(model, 0);
    const double attention = a.heads / division.tensor * (2 * a.qkHeadDim + 2 * a.vHeadDim);
    const double logits = sequences * model.vocabulary / division.tensor * (Bf16Bytes + Fp32Bytes);
    return Bytes{tokens * (4 * model.hidden + std::max({dense, experts, attention})) * Bf16Bytes + logits};
}

Bytes inferenceCachePerToken(const ModelSpec& model, const InferenceDivision& division) {
    double bytes = 0;
    for (int layer = 0; layer < model.layers; ++layer) {
        const AttentionSpec& a = attentionOf(model, layer);
        const double whole = cacheBytesPerToken(a, precisionBytes(division.cache)).base();
        const bool isDivided = a.form == AttentionForm::Grouped;
        bytes += isDivided ? whole / std::min(division.tensor, std::max(1.0, a.kvHeads)) : whole;
    }
    return Bytes{bytes};
}

} // namespace sim
