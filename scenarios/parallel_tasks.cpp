// SPDX-License-Identifier: Apache-2.0
#include "scenarios/parallel_tasks.h"

#include <atomic>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

namespace scenario {

void forEachTask(std::size_t count, int threads, const std::function<void(std::size_t)>& task,
                 const sim::WorkContext& context, std::string_view stage) {
    std::atomic<std::size_t> next = 0;
    std::mutex mutex;
    std::exception_ptr failure;
    std::size_t failed = count, done = 0;
    const auto work = [&] {
        for (std::size_t i = next++; i < count; i = next++)
            try {
                task(i);
                const std::lock_guard lock(mutex);
                context.report(static_cast<double>(++done) / static_cast<double>(count), stage);
            } catch (...) {
                const std::lock_guard lock(mutex);
                if (i < failed) failed = i, failure = std::current_exception();
                next = count;
            }
    };
    {
        std::vector<std::jthread> others;
        for (int t = 1; t < threads; ++t)
            others.emplace_back(work);
        work();
    }
    if (failure) std::rethrow_exception(failure);
}

} // namespace scenario
