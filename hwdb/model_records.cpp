// SPDX-License-Identifier: Apache-2.0
// Facts of a model architecture put together.
#include "hwdb/catalogue_impl.h"

namespace hwdb {

sim::ModelSpec Catalogue::model(std::string_view name) const {
    sim::ModelSpec m;
    m.id = resolve("model", name);
    const PreferredFacts facts(*impl_->database, m.id);
    m.name = m.id;
    for (const auto& subject : subjects("model"))
        if (subject.id == m.id) m.name = subject.name;
    for (const auto& fact : this->facts(m.id))
        if (fact.property == "layers" && fact.isPreferred) m.source = fact.source;
    m.layers = static_cast<int>(facts.required("layers"));
    m.denseLayers = static_cast<int>(facts.required("dense_layers"));
    m.mtpLayers = static_cast<int>(facts.required("mtp_layers"));
    m.hidden = facts.required("hidden");
    m.heads = facts.required("heads");
    m.qLoraRank = facts.required("q_lora_rank");
    m.kvLoraRank = facts.required("kv_lora_rank");
    m.qkNopeHeadDim = facts.required("qk_nope_head_dim");
    m.qkRopeHeadDim = facts.required("qk_rope_head_dim");
    m.vHeadDim = facts.required("v_head_dim");
    m.denseIntermediate = facts.required("dense_intermediate");
    m.moeIntermediate = facts.required("moe_intermediate");
    m.routedExperts = facts.required("routed_experts");
    m.sharedExperts = facts.required("shared_experts");
    m.expertsPerToken = facts.required("experts_per_token");
    m.groupLimit = facts.required("group_limit");
    m.vocabulary = facts.required("vocabulary");
    return m;
}

} // namespace hwdb
