// SPDX-License-Identifier: Apache-2.0
#include "scenarios/cli/model_command.h"

#include <fmt/format.h>

#include "scenarios/cli/amount.h"
#include "scenarios/json_text.h"
#include "simulator/base/units.h"
#include "simulator/models/architecture.h"

namespace cli {

namespace {

using scenario::JsonWriter;

constexpr double Billion = 1e9, Context = 4096,
                 CacheBytes = 2; // figures per token at 4,096 tokens, cache in BF16

struct Counts {
    double total = 0, active = 0, prefill = 0, decode = 0, cache = 0;
};
Counts countsOf(const sim::ModelSpec& m) {
    return {sim::totalParameters(m) / Billion, sim::activatedParameters(m) / Billion,
            sim::prefillFlopsPerToken(m, Context).base() / Billion,
            sim::decodeFlopsPerToken(m, Context).base() / Billion,
            sim::kvBytesPerToken(m, CacheBytes).base() / 1e3};
}

std::string againstPublished(double counted, const std::optional<double>& published) {
    if (!published) return "not published";
    return fmt::format("published {} ({})", sim::formatNumber(*published),
                       differenceText(counted / *published - 1.0));
}

void writeCounts(JsonWriter& json, const sim::ModelSpec& m) {
    const Counts c = countsOf(m);
    json.member("id", m.id);
    json.member("name", m.name);
    json.member("family", m.family);
    json.member("layers", static_cast<double>(m.layers));
    json.member("hidden", m.hidden);
    json.member("routed_experts", m.routedExperts);
    json.member("experts_per_token", m.expertsPerToken);
    json.member("parameters_billion", c.total);
    json.member("active_parameters_billion", c.active);
    if (m.publishedParameters) json.member("published_parameters_billion", *m.publishedParameters);
    if (m.publishedActive) json.member("published_active_billion", *m.publishedActive);
    json.member("prefill_gflop_per_token", c.prefill);
    json.member("decode_gflop_per_token", c.decode);
    json.member("kv_cache_kb_per_token", c.cache);
    json.member("max_context", m.maxContext);
    json.member("source", m.source);
}

} // namespace

int modelList(const hwdb::Catalogue& catalogue, bool isJson, const Console& console) {
    JsonWriter json;
    json.beginArray();
    TextTable table({{"Name"},
                     {"Full name"},
                     {"Layers", true},
                     {"Parameters [10^9]", true},
                     {"Active [10^9]", true},
                     {"Experts", true},
                     {"KV cache [kB/token]", true},
                     {"Context", true}});
    for (const auto& subject : catalogue.subjects("model")) {
        const sim::ModelSpec m = catalogue.model(subject.id);
        const Counts c = countsOf(m);
        json.beginObject(JsonWriter::Layout::Inline);
        writeCounts(json, m);
        json.end();
        table.add({{subject.shortName, Ink::Bold},
                   {subject.name},
                   {amountText(m.layers, "")},
                   {amountText(c.total, "")},
                   {amountText(c.active, "")},
                   {m.routedExperts > 0 ? fmt::format("{:.0f} of {:.0f}", m.expertsPerToken, m.routedExperts)
                                        : "-"},
                   {amountText(c.cache, "")},
                   {amountText(m.maxContext, "")}});
    }
    json.end();
    console.print(isJson ? json.take() : table.text(console.style, ""));
    return 0;
}

int modelShow(const hwdb::Catalogue& catalogue, std::string_view name, bool isJson, const Console& console) {
    const sim::ModelSpec m = catalogue.model(name);
    if (isJson) {
        JsonWriter json;
        json.beginObject();
        writeCounts(json, m);
        json.end();
        console.print(json.take());
        return 0;
    }
    const Counts c = countsOf(m);
    TextTable table({{"What"}, {"Value", true}, {"Note"}});
    const auto row = [&](const char* what, const std::string& value, const std::string& note = {}) {
        table.add({{what}, {value, Ink::Bold}, {note, Ink::Faint}});
    };
    row("Parameters", amountText(c.total, "10^9"), againstPublished(c.total, m.publishedParameters));
    row("Active per token", amountText(c.active, "10^9"), againstPublished(c.active, m.publishedActive));
    row("Arithmetic of a prompt token", amountText(c.prefill, "GFLOP"), "mean of a prompt of 4,096 tokens");
    row("Arithmetic of a written token", amountText(c.decode, "GFLOP"), "behind 4,096 tokens");
    row("Cache", amountText(c.cache, "kB/token"), "all layers, BF16, windows full");
    row("Layers", amountText(m.layers, ""),
        m.routedExperts > 0 ? fmt::format("{} with experts, {} MTP modules", sim::moeLayers(m), m.mtpLayers)
                            : fmt::format("dense, {} MTP modules", m.mtpLayers));
    row("Hidden width", amountText(m.hidden, ""));
    if (m.routedExperts > 0)
        row("Experts", fmt::format("{:.0f} of {:.0f}", m.expertsPerToken, m.routedExperts),
            fmt::format("width {:.0f}, {:.0f} shared", m.moeIntermediate, m.sharedExperts));
    const auto counts = sim::layersByAttention(m);
    for (std::size_t i = 0; i < m.attention.size(); ++i) {
        const auto& a = m.attention[i];
        row("Attention", fmt::format("{} layers", counts[i]),
            fmt::format("{}{}, {:.0f} heads, {:.0f} for keys and values{}{}", sim::attentionFormName(a.form),
                        a.name.empty() ? "" : " (" + a.name + ")", a.heads, a.kvHeads,
                        a.window > 0 ? fmt::format(", window {:.0f}", a.window) : std::string{},
                        a.isSparse() ? fmt::format(", top {:.0f}", a.indexTopk) : std::string{}));
    }
    row("Vocabulary", amountText(m.vocabulary, ""));
    row("Context", amountText(m.maxContext, "tokens"));
    if (!m.weightFormat.empty()) row("Published as", m.weightFormat);
    console.print(
        fmt::format("{} ({})\n\n{}\nsource: {}\n", m.name, m.id, table.text(console.style, ""), m.source));
    return 0;
}

} // namespace cli
