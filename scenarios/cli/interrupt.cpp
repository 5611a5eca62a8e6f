// SPDX-License-Identifier: Apache-2.0
// Signals are taken by a thread that waits for them, so no handler runs in the middle of other code.
#include "scenarios/cli/interrupt.h"

#include <csignal>

#include <pthread.h>
#include <unistd.h>

namespace cli {

namespace {
constexpr int Wake = SIGUSR1; // tells the waiting thread that the program is done
constexpr int InterruptedStatus = 130;

sigset_t waitedSignals() {
    sigset_t set;
    sigemptyset(&set);
    for (const int signal : {SIGINT, SIGTERM, Wake})
        sigaddset(&set, signal);
    return set;
}
} // namespace

InterruptWatch::InterruptWatch() {
    const sigset_t set = waitedSignals();
    pthread_sigmask(SIG_BLOCK, &set, nullptr);
    waiter_ = std::thread([this, set] {
        int signal = 0;
        while (sigwait(&set, &signal) == 0 && signal != Wake)
            if (!source_.request_stop()) _exit(InterruptedStatus);
    });
}

InterruptWatch::~InterruptWatch() {
    pthread_kill(waiter_.native_handle(), Wake);
    waiter_.join();
}

} // namespace cli
