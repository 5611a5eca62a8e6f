// SPDX-License-Identifier: Apache-2.0
// Ctrl-C and SIGTERM as a request to stop; a second one ends the program at once.
#pragma once

#include <stop_token>
#include <thread>

namespace cli {

/// Make one before any other thread: signals stay blocked in threads made afterwards.
class InterruptWatch {
  public:
    InterruptWatch();
    ~InterruptWatch();
    InterruptWatch(const InterruptWatch&) = delete;
    InterruptWatch& operator=(const InterruptWatch&) = delete;

    std::stop_token token() const { return source_.get_token(); }

  private:
    std::stop_source source_;
    std::thread waiter_;
};

} // namespace cli
