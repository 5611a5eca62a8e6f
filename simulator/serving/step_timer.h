// SPDX-License-Identifier: Apache-2.0
// What a serving simulation asks of the clock below it: how long one iteration of one serving unit takes.
#pragma once

#include <cstdint>

#include "simulator/base/instant.h"

namespace sim {

/// What one iteration of a unit computes: sums over its requests. Equal sums take equal time, so an answer
/// may be remembered under them.
struct StepBatch {
    std::int64_t prefillSequences = 0; ///< prompts, or chunks of prompts
    std::int64_t prefillTokens = 0;    ///< new tokens of these; tokens found in the prefix cache are not new
    double prefillPairs = 0;           ///< pairs of a new token and a token it attends to, itself included
    std::int64_t decodeSequences = 0;
    std::int64_t decodeTokens =
        0;                    ///< new tokens to verify or to write; = decodeSequences without speculation
    double decodeContext = 0; ///< sum of the contexts of the decoding sequences, in tokens

    friend bool operator==(const StepBatch&, const StepBatch&) = default;
};

/// Where an iteration's time goes; the parts sum to total().
struct StepTime {
    Duration attention; ///< attention with its projections
    Duration experts;   ///< routed and shared experts, dense feed-forward blocks
    Duration other;     ///< embedding, norms, head, sampling
    Duration exposedCommunication;
    Duration host; ///< the device waits for the engine's own work
    Duration total() const { return attention + experts + other + exposedCommunication + host; }
};

class StepTimer {
  public:
    virtual ~StepTimer() = default;
    /// REQUIRES: some tokens. Pure; may be called from several threads.
    virtual StepTime time(const StepBatch& batch) const = 0;
};

} // namespace sim
