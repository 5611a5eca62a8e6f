// SPDX-License-Identifier: Apache-2.0
// What long work says about itself, and how it is told to stop. The only thing that crosses from the model to
// a front end while a simulation runs.
#pragma once

#include <stop_token>
#include <string_view>

#include "simulator/base/error.h"

namespace sim {

/// Thread rule: called from the thread that does the work; implementations hand over to their own.
class Progress {
  public:
    virtual ~Progress() = default;
    /// `fraction` in [0, 1], never falling; `stage` in words for the user.
    virtual void report(double fraction, std::string_view stage) = 0;
};

/// Handed down through the model: both members are optional.
struct WorkContext {
    Progress* progress = nullptr;
    std::stop_token stop = {};

    void report(double fraction, std::string_view stage) const {
        if (progress) progress->report(fraction, stage);
        throwIfStopped();
    }
    void throwIfStopped() const {
        if (stop.stop_requested()) throw Error(ErrorCode::Cancelled, "stopped");
    }
};

} // namespace sim
