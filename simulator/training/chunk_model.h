// SPDX-License-Identifier: Apache-2.0
// What one chunk of a pipeline schedule takes: the kernels of its stages, laid out as in the recorded trace,
// are executed in the engine. Each distinct chunk is executed once and remembered.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <tuple>
#include <vector>

#include "simulator/training/perturbation.h"
#include "simulator/training/placed_trace.h"
#include "simulator/training/schedule_run.h"
#include "simulator/training/stage_plan.h"

namespace sim {

/// Thread rule: one thread at a time (it remembers answers).
class ChunkModel {
  public:
    ChunkModel(const PlacedTrace& trace, const ModelSpec& model, const Machine& machine, double tokens,
               const Perturbation& perturbation = {});

    /// `forward` and `backward` as the kind asks for; a weight-gradient chunk takes its stage in `backward`.
    const ChunkTime& time(ChunkKind kind, const Stage& forward, const Stage& backward);
    /// The graph behind time(), for timelines and tests.
    struct Graph {
        KernelGraph graph;
        std::vector<std::uint32_t> sourceOps; ///< index into the trace, NoNode for added operations
        std::vector<std::string> addedNames;  ///< by node, empty for recorded ones
    };
    Graph graph(ChunkKind kind, const Stage& forward, const Stage& backward) const;

    std::uint64_t executedChunks() const { return memory_.size(); }
    std::uint64_t executedEvents() const { return events_; }

  private:
    using Key = std::tuple<ChunkKind, Stage, Stage>;
    const PlacedTrace& trace_;
    const ModelSpec& model_;
    const Machine& machine_;
    double tokens_;
    Perturbation perturbation_;
    std::map<Key, ChunkTime> memory_;
    std::uint64_t events_ = 0;
};

} // namespace sim
