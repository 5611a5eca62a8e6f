// SPDX-License-Identifier: Apache-2.0
// A step time that can be worked out by hand: so much for each step, prompt token, decoding sequence and key
// read.
#pragma once

#include "simulator/serving/step_timer.h"

namespace sim {

struct PlainTimer : StepTimer {
    double step = 0.010, promptToken = 1e-5, sequence = 1e-4, key = 1e-8; ///< seconds

    StepTime time(const StepBatch& b) const override {
        StepTime t;
        t.attention = Duration::from(Seconds{key * b.decodeContext});
        t.experts = Duration::from(Seconds{promptToken * static_cast<double>(b.prefillTokens) +
                                           sequence * static_cast<double>(b.decodeSequences)});
        t.host = Duration::from(Seconds{step});
        return t;
    }
};

inline ReplicaSpec plainUnit() {
    ReplicaSpec unit;
    unit.cacheTokens = 100000;
    unit.blockTokens = 16;
    unit.maxSequences = 64;
    unit.maxBatchedTokens = 2048;
    return unit;
}

} // namespace sim
