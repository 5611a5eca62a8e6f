// SPDX-License-Identifier: Apache-2.0
// A progress bar on standard error, for terminals only; it appears when work takes longer than a moment.
#pragma once

#include <chrono>

#include "simulator/base/progress.h"

namespace cli {

class ProgressBar : public sim::Progress {
  public:
    explicit ProgressBar(bool isShown) : isShown_(isShown) {}
    ~ProgressBar() override;
    void report(double fraction, std::string_view stage) override;

  private:
    using Clock = std::chrono::steady_clock;
    bool isShown_;
    bool isDrawn_ = false;
    Clock::time_point start_ = Clock::now();
    Clock::time_point last_ = {};
};

} // namespace cli
