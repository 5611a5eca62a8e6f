// SPDX-License-Identifier: Apache-2.0
// Facts of a model architecture put together. A part without a fact is absent; what no model can do without
// is required.
#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

#include "hwdb/catalogue_impl.h"
#include "simulator/base/error.h"

namespace hwdb {

namespace {

[[noreturn]] void fail(const std::string& model, const std::string& message) {
    throw sim::Error(sim::ErrorCode::BadInput, message, fmt::format("model {}", model),
                     fmt::format("see its facts with: purser model show {}", model));
}

/// The value of a word fact; `otherwise` where there is none.
template<typename Value, std::size_t N>
Value choice(const PreferredFacts& facts, const std::string& model, std::string_view property,
             const std::array<std::pair<std::string_view, Value>, N>& words, Value otherwise) {
    const auto text = facts.text(property);
    if (text.empty()) return otherwise;
    for (const auto& [word, value] : words)
        if (text == word) return value;
    std::string known;
    for (const auto& [word, value] : words)
        known += (known.empty() ? "" : ", ") + std::string(word);
    fail(model, fmt::format("found {} \"{}\", expected one of: {}", property, text, known));
}

bool isYes(const PreferredFacts& facts, const std::string& model, std::string_view property) {
    static constexpr std::array<std::pair<std::string_view, bool>, 2> Words = {
        {{"yes", true}, {"no", false}}};
    return choice(facts, model, property, Words, false);
}

/// The attention that all kinds of the model start from.
sim::AttentionSpec baseAttention(const PreferredFacts& facts, const std::string& model) {
    static constexpr std::array<std::pair<std::string_view, sim::AttentionForm>, 3> Forms = {
        {{"grouped", sim::AttentionForm::Grouped},
         {"latent", sim::AttentionForm::Latent},
         {"shared_latent", sim::AttentionForm::SharedLatent}}};
    const auto number = [&](std::string_view property) { return facts.value(property).value_or(0.0); };
    sim::AttentionSpec a;
    a.form = choice(facts, model, "attention", Forms, sim::AttentionForm::Latent);
    a.heads = facts.required("heads");
    a.qLoraRank = number("q_lora_rank");
    a.kvLoraRank = number("kv_lora_rank");
    a.qkRopeHeadDim = number("qk_rope_head_dim");
    if (a.form == sim::AttentionForm::Latent) {
        a.kvHeads = a.heads;
        a.qkHeadDim = facts.required("qk_nope_head_dim") + a.qkRopeHeadDim;
        a.vHeadDim = facts.required("v_head_dim");
    } else {
        a.kvHeads = facts.required("kv_heads");
        a.qkHeadDim = facts.required("head_dim");
        a.vHeadDim = facts.value("v_head_dim").value_or(a.qkHeadDim);
    }
    a.outputGroups = number("output_groups");
    a.outputLoraRank = number("output_lora_rank");
    a.hasOutputGate = isYes(facts, model, "attention_output_gate");
    a.hasBias = isYes(facts, model, "attention_bias");
    return a;
}

void addIndexer(sim::AttentionSpec& a, const PreferredFacts& facts) {
    a.indexTopk = facts.required("index_topk");
    a.indexHeads = facts.required("index_heads");
    a.indexHeadDim = facts.required("index_head_dim");
    a.indexKeyBytes = facts.required("index_key_bytes");
    a.indexBlock = facts.value("index_block").value_or(1.0);
}

void makeLinear(sim::AttentionSpec& a, const PreferredFacts& facts, const std::string& model) {
    static constexpr std::array<std::pair<std::string_view, sim::LinearRule>, 3> Rules = {
        {{"gated_delta", sim::LinearRule::GatedDelta},
         {"kda", sim::LinearRule::Kda},
         {"lightning", sim::LinearRule::Lightning}}};
    a.form = sim::AttentionForm::Linear;
    a.rule = choice(facts, model, "linear_rule", Rules, sim::LinearRule::None);
    a.linearKeyHeads = facts.required("linear_key_heads");
    a.linearValueHeads = facts.required("linear_value_heads");
    a.linearKeyDim = facts.required("linear_key_dim");
    a.linearValueDim = facts.required("linear_value_dim");
    a.convolution = facts.value("linear_convolution").value_or(0.0);
}

/// One kind of the pattern: full | sparse | window | chunk | fine | coarse | linear. Throws on another word.
sim::AttentionSpec attentionKind(const std::string& kind, const PreferredFacts& facts,
                                 const std::string& model) {
    auto a = baseAttention(facts, model);
    a.name = kind;
    const bool isCompressed = kind == "fine" || kind == "coarse";
    if (kind == "linear") {
        makeLinear(a, facts, model);
    } else if (kind == "sparse") {
        addIndexer(a, facts);
    } else if (kind == "chunk") {
        a.window = facts.required("chunk");
        a.isChunked = true;
    } else if (kind == "window" || isCompressed) {
        a.window = facts.required("window");
        a.kvHeads = facts.value("window_kv_heads").value_or(a.kvHeads);
        if (isCompressed) a.compression = facts.required("compression_" + kind);
        if (kind == "fine") addIndexer(a, facts);
    } else if (kind != "full") {
        fail(model,
             fmt::format("unknown attention kind \"{}\" in attention_pattern, expected full, sparse, window, "
                         "chunk, fine, coarse or linear",
                         kind));
    }
    return a;
}

void readAttention(sim::ModelSpec& m, const PreferredFacts& facts) {
    const auto pattern = facts.text("attention_pattern");
    if (pattern.empty()) {
        m.attention.push_back(attentionKind(facts.value("index_topk") ? "sparse" : "full", facts, m.id));
        return;
    }
    const auto kinds = sim::parseLayerPattern(pattern, m.layers);
    if (static_cast<int>(kinds.size()) != m.layers)
        fail(m.id, fmt::format("attention_pattern \"{}\" gives {} layers, expected {}", pattern, kinds.size(),
                               m.layers));
    for (const auto& kind : kinds) {
        auto found = std::find_if(m.attention.begin(), m.attention.end(),
                                  [&](const sim::AttentionSpec& a) { return a.name == kind; });
        if (found == m.attention.end()) found = m.attention.insert(found, attentionKind(kind, facts, m.id));
        m.layerAttention.push_back(static_cast<std::uint8_t>(found - m.attention.begin()));
    }
}

void readExperts(sim::ModelSpec& m, const PreferredFacts& facts) {
    static constexpr std::array<std::pair<std::string_view, sim::RouterScore>, 3> Scores = {
        {{"softmax", sim::RouterScore::Softmax},
         {"sigmoid", sim::RouterScore::Sigmoid},
         {"sqrt_softplus", sim::RouterScore::SqrtSoftplus}}};
    const auto number = [&](std::string_view property) { return facts.value(property).value_or(0.0); };
    m.routedExperts = facts.required("routed_experts");
    m.moeIntermediate = facts.required("moe_intermediate");
    m.expertsPerToken = facts.required("experts_per_token");
    m.sharedExperts = number("shared_experts");
    m.sharedIntermediate = facts.value("shared_intermediate").value_or(m.sharedExperts * m.moeIntermediate);
    m.expertHidden = number("expert_hidden");
    m.expertGroups = number("expert_groups");
    m.groupLimit = number("group_limit");
    m.routerScore = choice(facts, m.id, "router_score", Scores, sim::RouterScore::Softmax);
}

} // namespace

sim::ModelSpec Catalogue::model(std::string_view name) const {
    sim::ModelSpec m;
    m.id = resolve("model", name);
    const PreferredFacts facts(*impl_->database, m.id);
    for (const auto& subject : subjects("model")) {
        if (subject.id != m.id) continue;
        m.name = subject.name;
        m.basis = subject.confidence == "memory" ? sim::Basis::Assumed : sim::Basis::Measured;
    }
    m.source = facts.source("layers");
    m.family = facts.text("family");
    m.releaseDate = facts.text("release_date");
    m.weightFormat = facts.text("weight_format");
    m.notes = facts.text("notes");

    m.layers = static_cast<int>(facts.required("layers"));
    m.denseLayers = static_cast<int>(facts.required("dense_layers"));
    m.moeEvery = std::max(1, static_cast<int>(facts.value("moe_every").value_or(1.0)));
    m.mtpLayers = static_cast<int>(facts.required("mtp_layers"));
    m.hidden = facts.required("hidden");
    readAttention(m, facts);
    const bool hasDense = m.denseLayers > 0 || m.moeEvery > 1;
    m.denseIntermediate =
        hasDense ? facts.required("dense_intermediate") : facts.value("dense_intermediate").value_or(0.0);
    if (m.denseLayers < m.layers) readExperts(m, facts);
    m.hasMlpBias = isYes(facts, m.id, "mlp_bias");
    m.normsPerLayer = facts.value("norms_per_layer").value_or(m.normsPerLayer);
    m.vocabulary = facts.required("vocabulary");
    m.maxContext = facts.value("max_context").value_or(0.0);
    m.hasTiedEmbeddings = isYes(facts, m.id, "tied_embeddings");
    m.publishedParameters = facts.value("published_parameters");
    m.publishedActive = facts.value("published_active_parameters");
    return m;
}

} // namespace hwdb
