// SPDX-License-Identifier: Apache-2.0
#include "simulator/training/stage_plan.h"

#include <algorithm>
#include <numeric>
#include <string>

#include "simulator/base/error.h"
#include "simulator/base/units.h"

namespace sim {

namespace {

constexpr const char* Key = "workload.training.stage_layers";

std::vector<int> evenCounts(int blocks, int stages) {
    std::vector<int> counts(static_cast<std::size_t>(stages), (blocks + stages - 1) / stages);
    int surplus = std::accumulate(counts.begin(), counts.end(), 0) - blocks;
    // Last, first, last but one, second, ...
    for (int step = 0; surplus > 0; ++step, --surplus) {
        const int fromEnd = step / 2;
        counts[static_cast<std::size_t>(step % 2 == 0 ? stages - 1 - fromEnd : fromEnd)] -= 1;
    }
    return counts;
}

} // namespace

std::vector<int> parseBlockCounts(std::string_view text) {
    if (text == "auto") return {};
    std::vector<int> counts;
    while (!text.empty()) {
        const auto comma = text.find(',');
        auto item = text.substr(0, comma);
        while (!item.empty() && item.front() == ' ')
            item.remove_prefix(1);
        const auto number = parseNumber(item);
        if (!number || *number < 1 || *number != static_cast<int>(*number))
            throw Error(
                ErrorCode::BadInput,
                "found '" + std::string(item) + "', expected \"auto\" or block counts like \"3,4,4,3\"", Key);
        counts.push_back(static_cast<int>(*number));
        text = comma == std::string_view::npos ? std::string_view{} : text.substr(comma + 1);
    }
    return counts;
}

std::vector<Stage> planStages(const ModelSpec& model, int stages, const std::vector<int>& blockCounts) {
    const int blocks = model.layers + model.mtpLayers;
    if (stages < 1 || blocks < stages)
        throw Error(ErrorCode::BadInput,
                    std::to_string(blocks) + " blocks cannot fill " + std::to_string(stages) +
                        " pipeline stages",
                    "workload.training.layout.pipeline", "use at most " + std::to_string(blocks) + " stages");
    const auto counts = blockCounts.empty() ? evenCounts(blocks, stages) : blockCounts;
    if (static_cast<int>(counts.size()) != stages ||
        std::accumulate(counts.begin(), counts.end(), 0) != blocks)
        throw Error(ErrorCode::BadInput,
                    "found " + std::to_string(counts.size()) + " stages with " +
                        std::to_string(std::accumulate(counts.begin(), counts.end(), 0)) +
                        " blocks, expected " + std::to_string(stages) + " stages with " +
                        std::to_string(blocks) + " blocks (" + std::to_string(model.layers) + " layers and " +
                        std::to_string(model.mtpLayers) + " MTP)",
                    Key);
    std::vector<Stage> plan;
    int next = 0;
    for (const int count : counts) {
        Stage stage;
        stage.hasEmbedding = next == 0;
        for (int i = 0; i < count; ++i, ++next)
            stage.blocks.push_back(next >= model.layers      ? Block::Mtp
                                   : isMoeLayer(model, next) ? Block::Moe
                                                             : Block::Dense);
        stage.hasHead = next >= model.layers && next - count < model.layers;
        plan.push_back(stage);
    }
    return plan;
}

StageParameters stageParameters(const Stage& stage, const ModelSpec& model, int expertParallel) {
    StageParameters p;
    if (stage.hasEmbedding) p.replicated += embeddingParameters(model);
    if (stage.hasHead) p.replicated += embeddingParameters(model) + model.hidden;
    for (const auto block : stage.blocks) {
        p.replicated += attentionParameters(model);
        if (block == Block::Dense) {
            p.replicated += denseMlpParameters(model);
            continue;
        }
        p.replicated += moeSharedParameters(model);
        p.experts += model.routedExperts / expertParallel * expertParameters(model);
        if (block == Block::Mtp) p.replicated += mtpExtraParameters(model); // embedding and head are shared
    }
    return p;
}

} // namespace sim
