// SPDX-License-Identifier: Apache-2.0
#include "simulator/training/training_run.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <queue>

#include "simulator/base/random.h"

namespace sim {

Seconds jobMtbf(const TrainingRunSetup& setup) {
    return setup.deviceMtbf / setup.devices;
}

Seconds youngInterval(Seconds checkpoint, Seconds mtbf) {
    return Seconds{std::sqrt(2.0 * checkpoint.base() * mtbf.base())};
}

Seconds dalyInterval(Seconds checkpoint, Seconds mtbf) {
    const double c = checkpoint.base(), m = mtbf.base();
    if (c >= 2.0 * m) return mtbf;
    return Seconds{std::sqrt(2.0 * c * m) * (1.0 + std::sqrt(c / (2.0 * m)) / 3.0 + c / (18.0 * m)) - c};
}

// Time is walked from failure to failure. Between two of them the job alternates between `interval` of useful
// work and a checkpoint; a failure throws away what was done since the last one that was finished.
TrainingRunOutcome simulateRun(const TrainingRunSetup& setup, std::uint64_t seed, std::uint32_t number) {
    const Random random(seed, RandomStream::Failures);
    const double mtbf = jobMtbf(setup).base(), write = setup.checkpoint.base();
    const double interval =
        std::max(1e-6, setup.interval.base() > 0 ? setup.interval.base()
                                                 : dalyInterval(setup.checkpoint, jobMtbf(setup)).base());
    const double cycle = interval + write, needed = setup.useful.base();
    TrainingRunOutcome out;
    double now = 0, saved = 0; // saved: useful work in the last checkpoint
    double spares = setup.spareNodes;
    std::priority_queue<double, std::vector<double>, std::greater<>> repairs; // when nodes come back
    for (std::uint32_t failure = 0;; ++failure) {
        const double gap = -std::log(random.uniform(number, failure)) * mtbf;
        const double left = needed - saved;
        // Checkpoints between here and the end; none is written at the end itself.
        const double toEnd = left + std::max(0.0, std::ceil(left / interval) - 1.0) * write;
        if (gap >= toEnd) {
            now += toEnd;
            out.checkpoints += std::max(0.0, std::ceil(left / interval) - 1.0);
            break;
        }
        const double cycles = std::floor(gap / cycle);
        out.checkpoints += cycles;
        out.lost += Seconds{std::min(gap - cycles * cycle, interval)};
        saved += cycles * interval;
        now += gap;
        out.failures += 1;
        while (!repairs.empty() && repairs.top() <= now)
            repairs.pop(), spares += 1;
        repairs.push(now + setup.repair.base());
        if (spares >= 1) {
            spares -= 1;
        } else {
            out.waiting += Seconds{repairs.top() - now};
            now = repairs.top();
            repairs.pop();
        }
        now += setup.restart.base();
    }
    out.wall = Seconds{now};
    return out;
}

std::vector<double> goodputs(const TrainingRunSetup& setup, std::uint64_t seed, std::uint32_t runs) {
    std::vector<double> values;
    for (std::uint32_t i = 0; i < runs; ++i)
        values.push_back(simulateRun(setup, seed, i).goodput(setup));
    std::ranges::sort(values);
    return values;
}

} // namespace sim
