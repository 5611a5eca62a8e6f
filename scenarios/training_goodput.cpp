// SPDX-License-Identifier: Apache-2.0
#include "scenarios/training_goodput.h"

#include <cmath>

#include <fmt/format.h>

#include "simulator/training/training_run.h"

namespace scenario {

namespace {

const std::string Run = "workload.training.run.";

} // namespace

TrainingGoodput trainingGoodput(const Scenario& s, double useful, double devices, int devicesPerNode) {
    if (!s.has(Run + "device_mtbf")) {
        const double given = s.number("workload.training.goodput_fraction");
        return {{given, given, given, sim::Basis::Assumed}, "an input: useful steps / all GPU-hours"};
    }
    const auto of = [&](const char* key) { return s.number(Run + key); };
    sim::TrainingRunSetup setup;
    setup.useful = sim::Seconds{useful};
    setup.devices = devices;
    setup.deviceMtbf = sim::Seconds{of("device_mtbf")};
    setup.checkpoint = sim::Seconds{of("checkpoint")};
    if (s.has(Run + "checkpoint_interval")) setup.interval = sim::Seconds{of("checkpoint_interval")};
    setup.restart = sim::Seconds{of("restart")};
    setup.spareNodes = std::floor(of("spare_share") * devices / devicesPerNode);
    setup.repair = sim::Seconds{of("repair")};
    const auto values = sim::goodputs(setup, static_cast<std::uint64_t>(s.number("seed")),
                                      static_cast<std::uint32_t>(of("samples")));
    const auto at = [&](double share) {
        return values[static_cast<std::size_t>(share * static_cast<double>(values.size() - 1) + 0.5)];
    };
    const double mtbf = sim::jobMtbf(setup).base();
    const double interval = setup.interval.base() > 0
                                ? setup.interval.base()
                                : sim::dalyInterval(setup.checkpoint, sim::jobMtbf(setup)).base();
    return {{at(0.5), at(0.1), at(0.9), sim::Basis::Modelled},
            fmt::format("useful time / wall time over {} simulated runs: a failure every {:.3g} h, a "
                        "checkpoint every {:.3g} "
                        "min (Daly, FGCS 22(3), 2006), {:.0f} spare nodes",
                        values.size(), mtbf / 3600, interval / 60, setup.spareNodes)};
}

} // namespace scenario
