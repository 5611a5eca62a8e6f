// SPDX-License-Identifier: Apache-2.0
// Which blocks of the model each pipeline stage holds.
#pragma once

#include <string_view>
#include <vector>

#include "simulator/models/architecture.h"

namespace sim {

enum class Block : unsigned char { Dense, Moe, Mtp };

/// Blocks in forward order. The head comes after the last block that is not MTP; every MTP module has its own
/// projection and a head of its own.
struct Stage {
    bool hasEmbedding = false;
    bool hasHead = false;
    std::vector<Block> blocks;
    friend auto operator<=>(const Stage&, const Stage&) = default;
};

/// `blockCounts` = blocks per stage, MTP modules counted as blocks; empty = spread evenly, where stages that
/// hold fewer are first the last (it has the head), then the first (the embedding), then inwards. Throws
/// Error{BadInput} when the counts do not add up to the model's blocks or a stage would be empty.
std::vector<Stage> planStages(const ModelSpec& model, int stages, const std::vector<int>& blockCounts = {});

/// "auto" -> {}; "4,4,...": the counts. Throws Error{BadInput} on anything else.
std::vector<int> parseBlockCounts(std::string_view text);

/// Parameters of one stage held by one rank of an expert-parallel group: sharded experts and the replicated
/// rest.
struct StageParameters {
    double experts = 0;
    double replicated = 0;
};
StageParameters stageParameters(const Stage& stage, const ModelSpec& model, int expertParallel);

} // namespace sim
