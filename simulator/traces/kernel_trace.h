// SPDX-License-Identifier: Apache-2.0
// KTR, the internal form of a recorded kernel trace: one record per device operation, the dependencies
// between them with the evidence for each, and what is known of the whole. Importers fill it; replay and
// retargeting read it. Measured durations are never changed in place.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "simulator/base/ids.h"
#include "simulator/kernels/operator.h"

namespace sim {

/// The part of a training or serving step an operation belongs to.
enum class Phase : std::uint8_t { Forward, Backward, WeightGradient, Prefill, Decode, Other };
std::string_view phaseName(Phase p);

struct LaunchResources {
    std::array<std::uint32_t, 3> grid{};
    std::array<std::uint32_t, 3> block{};
    std::uint32_t registersPerThread = 0;
    std::uint32_t sharedMemoryBytes = 0;
    double ctas() const { return double(grid[0]) * grid[1] * grid[2]; }
};

struct TraceOp {
    std::string name;         ///< shortened kernel name
    std::int64_t startNs = 0; ///< from the start of the first device operation
    std::int64_t durationNs = 0;
    std::int64_t launchNs = 0; ///< when the host called; may be negative; equals startNs when unknown
    bool hasLaunch = false;
    std::uint32_t stream = 0;
    std::uint32_t launchThread = 0;
    std::uint64_t correlation = 0;
    std::uint32_t graphId = 0; ///< 0 = not launched by a CUDA/HIP graph
    Operator op;
    std::string role;    ///< e.g. "q_b_proj", "experts_gateup", "ep_dispatch"; empty when unknown
    std::string section; ///< annotation it was launched in, e.g. "attn(F)"; empty when none
    Phase phase = Phase::Other;
    std::int32_t layer = -1; ///< index of the structural repeat, -1 when none
    LaunchResources resources;
    Bytes bytes; ///< of a memcpy/memset
    std::int64_t endNs() const { return startNs + durationNs; }
};

enum class DependencyKind : std::uint8_t { Stream, Event, Host, Graph, Semantic, Rendezvous };
std::string_view dependencyKindName(DependencyKind k);

/// `target` starts no earlier than `lagNs` after `source` has ended.
struct Dependency {
    KernelId source, target;
    DependencyKind kind = DependencyKind::Stream;
    std::int64_t lagNs = 0;
    double confidence = 1.0; ///< 0..1
};

enum class Severity : std::uint8_t { Info, DataLoss, Error };
/// A counter of something an importer met; never silent. `code` is E01..E20 of the import specification.
struct ImportFinding {
    std::string code;
    Severity severity = Severity::Info;
    std::int64_t count = 0;
    std::string explanation;
};

enum class TraceEvidence : std::uint8_t { Measured, Published, Reconstructed, Modelled };

struct TraceHeader {
    std::string name;        ///< e.g. "deepseek-v3-train-h800"
    std::string source;      ///< who recorded it, where it is published
    std::string licence;     ///< empty = unknown; then it may not be passed on
    std::string contentHash; ///< of the uncompressed original file
    std::string format;      ///< "kineto", "ktr", "ascend"...
    TraceEvidence evidence = TraceEvidence::Measured;
    std::string deviceName; ///< as recorded, may be empty
    std::string deviceId;   ///< catalogue id or short name when known
    int smCount = 0;
    std::int64_t deviceMemoryBytes = 0;
    int registersPerSm = 0;    ///< deviceProperties.regsPerMultiprocessor; 0 = unknown
    int sharedMemoryPerSm = 0; ///< bytes
    int threadsPerSm = 0;
    int rank = 0, worldSize = 1;
    std::int64_t timeResolutionNs = 1000;
    bool isTruncated = false;
    bool hasHostModel = true;    ///< false: no launch records, replay has no host chain
    bool isWhatIfAllowed = true; ///< false: too many unresolved waits or the identity replay failed
    int structuralRepeats = 0;   ///< layers in the recorded window
    double tokensPerMicroBatch = 0;
    std::vector<ImportFinding> findings;
};

/// REQUIRES of a valid trace: ops are ordered by start; per stream they do not overlap unless graphId is set;
/// dependencies are acyclic.
struct KernelTrace {
    TraceHeader header;
    std::vector<TraceOp> ops;
    std::vector<Dependency> dependencies;
    std::int64_t spanNs() const;
};

} // namespace sim
