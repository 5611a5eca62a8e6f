// SPDX-License-Identifier: Apache-2.0
// Drawing and wiping the bar.
#include "scenarios/cli/progress_bar.h"

#include <algorithm>
#include <cstdio>
#include <string>

#include <fmt/format.h>

#include "scenarios/cli/console.h"

namespace cli {

namespace {
constexpr auto FirstDraw = std::chrono::milliseconds(500); // shorter work needs no bar
constexpr auto BetweenDraws = std::chrono::milliseconds(80);
constexpr std::size_t Width = 30;
} // namespace

ProgressBar::~ProgressBar() {
    if (isDrawn_) std::fputs("\r\x1b[K", stderr);
}

void ProgressBar::report(double fraction, std::string_view stage) {
    if (!isShown_) return;
    const auto now = Clock::now();
    if (now - start_ < FirstDraw || now - last_ < BetweenDraws) return;
    last_ = now;
    isDrawn_ = true;
    const double share = std::clamp(fraction, 0.0, 1.0);
    const double elapsed = std::chrono::duration<double>(now - start_).count();
    const std::string left =
        share > 0.02 ? fmt::format(", {:.0f} s left", elapsed * (1.0 - share) / share) : std::string{};
    const std::string line = fmt::format("\r\x1b[K{} {:3.0f} %  {}{}", padRight(bar(share, Width), Width),
                                         100.0 * share, stage, left);
    std::fputs(line.c_str(), stderr);
    std::fflush(stderr);
}

} // namespace cli
