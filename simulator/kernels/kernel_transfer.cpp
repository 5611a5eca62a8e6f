// SPDX-License-Identifier: Apache-2.0
// Carrying fitted parameters to another device; kernel study, section 3.
#include "simulator/kernels/kernel_transfer.h"

#include <algorithm>
#include <cmath>

namespace sim {

KernelParameters meanParameters(std::span<const KernelParameters> devices) {
    KernelParameters mean = devices.front();
    using K = KernelParameters;
    for (const auto member : {&K::computeEfficiency, &K::memoryEfficiency, &K::rowsHalf, &K::dimHalf,
                              &K::additiveEfficiency, &K::norm}) {
        double sum = 0.0;
        for (const auto& p : devices)
            sum += std::log(std::max(p.*member, 1e-12));
        if (mean.*member > 0.0) mean.*member = std::exp(sum / static_cast<double>(devices.size()));
    }
    double sum = 0.0;
    for (const auto& p : devices)
        sum += std::log(p.latency.base());
    mean.latency = Seconds{std::exp(sum / static_cast<double>(devices.size()))};
    mean.basis = Basis::Modelled;
    return mean;
}

std::vector<std::size_t> designedAnchors(std::span<const KernelObservation> rows,
                                         const KernelParameters& parameters, const DeviceSpec& device,
                                         std::size_t count) {
    std::vector<std::pair<double, std::size_t>> times;
    for (std::size_t i = 0; i < rows.size(); ++i)
        times.emplace_back(modelledSeconds(rows[i], parameters, device), i);
    std::sort(times.begin(), times.end());
    std::vector<std::size_t> chosen;
    for (std::size_t a = 0; a < count && !times.empty(); ++a) {
        // The middles of `count` equal parts of the ranking.
        const std::size_t at = (2 * a + 1) * times.size() / (2 * count);
        chosen.push_back(times[std::min(at, times.size() - 1)].second);
    }
    std::sort(chosen.begin(), chosen.end());
    chosen.erase(std::unique(chosen.begin(), chosen.end()), chosen.end());
    return chosen;
}

TransferErrors judgeTransfer(std::span<const KernelObservation> rows, const KernelParameters& foreign,
                             const DeviceSpec& device, std::size_t anchors) {
    const auto chosen = designedAnchors(rows, foreign, device, anchors);
    std::vector<KernelObservation> measured;
    for (const std::size_t i : chosen)
        measured.push_back(rows[i]);
    const KernelParameters refitted = measured.empty() ? foreign : fitKernels(measured, foreign, device);
    TransferErrors errors;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        if (std::binary_search(chosen.begin(), chosen.end(), i)) continue;
        errors.withoutAnchors.push_back(
            std::abs(modelledSeconds(rows[i], foreign, device) / rows[i].seconds - 1));
        errors.withAnchors.push_back(
            std::abs(modelledSeconds(rows[i], refitted, device) / rows[i].seconds - 1));
    }
    return errors;
}

} // namespace sim
