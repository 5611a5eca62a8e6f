// SPDX-License-Identifier: Apache-2.0
// The hold model: pop one event, schedule one later, at a constant number of pending events. Items per second
// are holds. Delays are drawn beforehand, so that only the queue is measured.
#include <cmath>
#include <cstdint>
#include <vector>

#include <benchmark/benchmark.h>

#include "simulator/base/random.h"
#include "simulator/engine/event_queue.h"

namespace {

enum class Delays { Exponential, Ties, Bimodal };

std::vector<std::int64_t> drawDelays(Delays kind) {
    const sim::Random random(1, sim::RandomStream::Arrivals);
    std::vector<std::int64_t> delays(1 << 16);
    for (std::uint32_t i = 0; i < delays.size(); ++i) {
        const double u = random.uniform(i);
        switch (kind) {
        case Delays::Exponential:
            delays[i] = static_cast<std::int64_t>(-std::log(u) * 1e6) + 1;
            break;
        case Delays::Ties:
            delays[i] = u < 0.5 ? 1'000'000 : 2'000'000;
            break;
        case Delays::Bimodal:
            delays[i] = static_cast<std::int64_t>(u < 0.9 ? u * 1e4 : u * 1e8) + 1;
            break;
        }
    }
    return delays;
}

void hold(benchmark::State& state, Delays kind) {
    const std::vector<std::int64_t> delays = drawDelays(kind);
    const auto pending = static_cast<std::uint32_t>(state.range(0));
    sim::EventQueue queue;
    std::size_t next = 0;
    const auto delay = [&] { return sim::Duration{delays[next++ & 65535]}; };
    sim::Event event;
    for (std::uint32_t i = 0; i < pending; ++i)
        queue.schedule(sim::Instant{} + delay(), sim::Priority::Normal, i & 3, i);
    const auto one = [&] {
        queue.pop(event);
        queue.schedule(event.time + delay(), sim::Priority::Normal, event.kind, event.target);
    };
    for (std::uint32_t i = 0; i < pending; ++i)
        one(); // into the steady state
    for ([[maybe_unused]] auto round : state)
        one();
    benchmark::DoNotOptimize(queue.fingerprint());
    state.SetItemsProcessed(state.iterations());
}

/// As hold(), and every event is cancellable; one in four is taken back and scheduled anew before it runs.
void holdWithCancellation(benchmark::State& state) {
    const std::vector<std::int64_t> delays = drawDelays(Delays::Exponential);
    const auto pending = static_cast<std::uint32_t>(state.range(0));
    sim::EventQueue queue;
    std::vector<sim::EventHandle> handles(pending);
    std::size_t next = 0;
    const auto schedule = [&](std::uint32_t target) {
        const sim::Instant time = queue.now() + sim::Duration{delays[next++ & 65535]};
        handles[target] = queue.scheduleCancellable(time, sim::Priority::Normal, 1, target);
    };
    for (std::uint32_t i = 0; i < pending; ++i)
        schedule(i);
    std::uint32_t round = 0;
    sim::Event event;
    for ([[maybe_unused]] auto iteration : state) {
        queue.pop(event);
        schedule(event.target);
        if (++round % 4 == 0) {
            const std::uint32_t victim = round * 2654435761U % pending;
            queue.cancel(handles[victim]);
            schedule(victim);
        }
    }
    state.SetItemsProcessed(state.iterations());
}

BENCHMARK_CAPTURE(hold, exponential, Delays::Exponential)->Arg(1000)->Arg(100'000)->Arg(1'000'000);
BENCHMARK_CAPTURE(hold, ties, Delays::Ties)->Arg(1000)->Arg(100'000)->Arg(1'000'000);
BENCHMARK_CAPTURE(hold, bimodal, Delays::Bimodal)->Arg(1000)->Arg(100'000)->Arg(1'000'000);
BENCHMARK(holdWithCancellation)->Arg(1000)->Arg(100'000);

} // namespace
