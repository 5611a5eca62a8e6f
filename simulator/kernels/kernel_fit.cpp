// SPDX-License-Identifier: Apache-2.0
// Fits of the kernel cost model and their cross-validation.
#include "simulator/kernels/kernel_fit.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "simulator/kernels/least_squares.h"
#include "simulator/kernels/operator_time.h"

namespace sim {

namespace {

constexpr double Noise = 0.1; ///< scale of the robust loss, in logarithms (kernel study, section 6)

/// Which parameter of a row a fit may move, and the spread of its prior.
struct Movable {
    double KernelParameters::*member;
    double sigma, low, high;
};

// Kernel study, section 6, "Priors". Effective efficiencies may exceed 1.
std::vector<Movable> movables(OpClass c) {
    using K = KernelParameters;
    std::vector<Movable> m{{&K::memoryEfficiency, 0.15, 0.05, 1.2}};
    if (!computes(c)) {
        m[0].sigma = 0.8; // unfused kernels move more bytes than are counted
        return m;
    }
    m.push_back({&K::computeEfficiency, 0.25, 0.05, 1.6});
    m.push_back({&K::norm, 0.4, 1.0, 8.0});
    if (isGemm(c)) m.push_back({&K::dimHalf, 0.8, 1.0, 3000.0});
    if (c == OpClass::AttentionPrefill || c == OpClass::MlaPrefill || c == OpClass::MoeExperts) {
        m.push_back({&K::rowsHalf, 0.8, 1.0, 5000.0});
        m.push_back({&K::dimHalf, 0.8, 0.1, 3000.0});
    }
    if (c == OpClass::MoeExperts || c == OpClass::AttentionPrefill || c == OpClass::MlaPrefill)
        m.push_back({&K::additiveEfficiency, 1.0, 0.05, 60.0});
    return m;
}

KernelParameters withValues(KernelParameters row, std::span<const Movable> moved,
                            std::span<const double> values) {
    for (std::size_t i = 0; i < moved.size(); ++i)
        row.*moved[i].member = values[i];
    row.latency = Seconds{values.back()};
    return row;
}

double quantile(std::vector<double> sorted, double q) {
    if (sorted.empty()) return 0.0;
    std::sort(sorted.begin(), sorted.end());
    const double at = q * static_cast<double>(sorted.size() - 1);
    const auto below = static_cast<std::size_t>(at);
    const auto above = std::min(below + 1, sorted.size() - 1);
    return sorted[below] + (at - static_cast<double>(below)) * (sorted[above] - sorted[below]);
}

constexpr std::size_t Folds = 5;

std::uint64_t mixed(std::uint64_t x) {
    x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9ull;
    x = (x ^ (x >> 27)) * 0x94D049BB133111EBull;
    return x ^ (x >> 31);
}

std::size_t foldOf(std::uint64_t group) {
    return static_cast<std::size_t>(mixed(group) % Folds);
}

} // namespace

double warmBandwidth(const DeviceSpec& device, double retouched) {
    constexpr double CacheBytesPerClock = 24.0; // of one SM, beyond HBM's share; kernel study, section 1
    const double hbm = device.memoryBandwidth.base(), cache = device.lastLevelCache.base();
    if (retouched <= 0.0 || cache <= 0.0 || device.smCount <= 0 || device.boostClockHz <= 0.0) return hbm;
    const double hits = std::clamp((cache - retouched) / (0.5 * cache), 0.0, 1.0);
    const double fast = hbm + CacheBytesPerClock * device.smCount * device.boostClockHz;
    return hbm / (1.0 - hits + hits * hbm / fast);
}

double modelledSeconds(const KernelObservation& row, const KernelParameters& parameters,
                       const DeviceSpec& device) {
    KernelResources resources;
    resources.bandwidth = warmBandwidth(device, row.retouched);
    resources.sms = device.smCount;
    // Narrow weights meet wide activations in the wider format.
    resources.arithmetic =
        precisionBytes(row.op.weight) > precisionBytes(row.op.input) ? row.op.weight : row.op.input;
    resources.peak = device.peakOf(resources.arithmetic).base();
    const double beside = row.otherBytes / (resources.bandwidth * parameters.memoryEfficiency);
    return operatorTime(row.op, parameters, resources).base() + beside;
}

KernelParameters fitPrior(OpClass c) {
    KernelParameters p;
    p.opClass = c;
    p.computeEfficiency = computes(c) ? 0.7 : 0.0;
    p.memoryEfficiency = 0.83;
    p.latency = Seconds{2.5e-6};
    if (!computes(c)) return p;
    p.norm = 3.0;
    if (isGemm(c)) p.dimHalf = 60.0;
    if (isAttention(c)) p.latency = Seconds{14.5e-6};
    if (c == OpClass::AttentionDecode || c == OpClass::MlaDecode) p.norm = 1.5;
    if (c == OpClass::AttentionPrefill || c == OpClass::MlaPrefill)
        p.rowsHalf = 1000.0, p.dimHalf = 40.0, p.additiveEfficiency = 5.0;
    if (c == OpClass::MoeExperts)
        p.latency = Seconds{27e-6}, p.rowsHalf = 60.0, p.dimHalf = 200.0, p.additiveEfficiency = 0.8;
    return p;
}

KernelParameters fitKernels(std::span<const KernelObservation> rows, const KernelParameters& prior,
                            const DeviceSpec& device) {
    constexpr std::size_t FewRows =
        30; // anchors: too few to tell saturation from efficiency (study, section 6)
    auto moved = movables(prior.opClass);
    const bool isFew = rows.size() < FewRows;
    if (isFew)
        std::erase_if(moved, [](const Movable& m) {
            return m.member != &KernelParameters::memoryEfficiency &&
                   m.member != &KernelParameters::computeEfficiency;
        });
    std::vector<FitParameter> parameters;
    for (const Movable& m : moved)
        parameters.push_back({prior.*m.member, m.sigma, m.low, m.high});
    parameters.push_back({prior.latency.base(), 0.6, 2e-7, 2e-4});
    const Residuals residuals = [&](std::span<const double> values, std::vector<double>& out) {
        const KernelParameters row = withValues(prior, moved, values);
        out.resize(rows.size());
        for (std::size_t i = 0; i < rows.size(); ++i)
            out[i] = std::log(modelledSeconds(rows[i], row, device) / rows[i].seconds);
    };
    // A single row misses the form by the spread of its class; many rows average that out.
    const FitResult fit = fitParameters(parameters, residuals, isFew ? std::max(Noise, prior.spread) : Noise);
    KernelParameters result = withValues(prior, moved, fit.values);
    std::vector<double> misses;
    residuals(fit.values, misses);
    constexpr double AnchoredSpread = 0.15; // tier T3 of the study: anchors do not show their own spread
    result.spread = std::max(isFew ? AnchoredSpread : 0.05,
                             (quantile(misses, 0.9) - quantile(misses, 0.1)) / 2.0 / NormalP90);
    result.basis = Basis::Interpolated;
    return result;
}

std::vector<double> shapeCoordinates(const Operator& op) {
    std::vector<double> x;
    if (const auto* g = std::get_if<GemmShape>(&op.shape)) x = {g->m, g->n, g->k, g->groups};
    if (const auto* e = std::get_if<ElementwiseShape>(&op.shape)) x = {e->elements};
    if (const auto* e = std::get_if<MoeShape>(&op.shape)) x = {e->rows, e->experts, e->hidden, e->inter};
    if (const auto* a = std::get_if<AttentionShape>(&op.shape))
        x = {a->batch,         a->queryLength, a->keyLength,   a->heads,
             a->keyValueHeads, a->queryKeyDim, 1.0 + a->window};
    if (const auto* a = std::get_if<LinearAttentionShape>(&op.shape))
        x = {a->batch, a->length, a->heads, a->keyDim, a->valueDim};
    for (double& v : x)
        v = std::log2(std::max(v, 1e-3));
    return x;
}

ResidualNeighbours::ResidualNeighbours(std::span<const KernelObservation> rows,
                                       const KernelParameters& parameters, const DeviceSpec& device) {
    for (const auto& row : rows) {
        const auto x = shapeCoordinates(row.op);
        dimension_ = x.size();
        points_.insert(points_.end(), x.begin(), x.end());
        residuals_.push_back(std::log(row.seconds / modelledSeconds(row, parameters, device)));
    }
}

ResidualNeighbours::Answer ResidualNeighbours::at(const Operator& op) const {
    constexpr std::size_t Neighbours = 4;
    struct Near {
        double square = 1e300;
        std::size_t row = 0;
    };
    std::array<Near, Neighbours> best{};
    const auto x = shapeCoordinates(op);
    if (residuals_.empty() || x.size() != dimension_) return {0.0, 1e9};
    for (std::size_t i = 0; i < residuals_.size(); ++i) {
        double square = 0.0;
        for (std::size_t d = 0; d < dimension_; ++d) {
            const double step = points_[i * dimension_ + d] - x[d];
            square += step * step;
        }
        if (square >= best.back().square) continue;
        std::size_t place = Neighbours - 1;
        for (; place > 0 && best[place - 1].square > square; --place)
            best[place] = best[place - 1];
        best[place] = {square, i};
    }
    const double nearest = std::sqrt(best[0].square);
    if (nearest < 1e-9) return {residuals_[best[0].row], 0.0};
    double sum = 0.0, weights = 0.0;
    for (const Near& near : best) {
        if (near.square > 1e299) continue;
        const double d = std::sqrt(near.square);
        const double weight = std::exp(-d / 0.5) / std::max(d, 0.02);
        sum += weight * residuals_[near.row];
        weights += weight;
    }
    const double damping = std::exp(-(nearest / 1.5) * (nearest / 1.5));
    return {weights > 0.0 ? damping * sum / weights : 0.0, nearest};
}

namespace {

/// A row that was predicted while its group was withheld.
struct Withheld {
    double physics = 0, neighbours = 0; ///< log(measured/model)
    bool isCalibration = false; ///< half of the groups give the intervals that the other half is judged by
};

/// Errors of one kind of prediction, and the cover of intervals taken from the other half of the groups;
/// cover is negative where a half is empty.
void judge(std::span<const Withheld> rows, double Withheld::*kind, std::vector<double>& errors,
           double& cover) {
    std::array<std::vector<double>, 2> halves;
    for (const Withheld& row : rows) {
        errors.push_back(std::abs(std::exp(-(row.*kind)) - 1.0));
        halves[row.isCalibration ? 1 : 0].push_back(row.*kind);
    }
    cover = -1.0;
    if (halves[0].empty() || halves[1].empty()) return;
    double inside = 0.0;
    for (const std::size_t side : {0u, 1u}) {
        const double low = quantile(halves[1 - side], 0.1), high = quantile(halves[1 - side], 0.9);
        for (const double r : halves[side])
            inside += r >= low && r <= high ? 1.0 : 0.0;
    }
    cover = inside / static_cast<double>(rows.size());
}

} // namespace

PredictionErrors crossValidate(std::span<const KernelObservation> rows, const KernelParameters& prior,
                               const DeviceSpec& device) {
    std::vector<Withheld> withheld;
    for (std::size_t fold = 0; fold < Folds; ++fold) {
        std::vector<KernelObservation> train;
        for (const auto& row : rows)
            if (foldOf(row.group) != fold) train.push_back(row);
        // All rows in one group cannot be told apart from their fit.
        if (train.empty() || train.size() == rows.size()) continue;
        const KernelParameters parameters = fitKernels(train, prior, device);
        const ResidualNeighbours nearest(train, parameters, device);
        for (const auto& row : rows) {
            if (foldOf(row.group) != fold) continue;
            const double physics = std::log(row.seconds / modelledSeconds(row, parameters, device));
            withheld.push_back(
                {physics, physics - nearest.at(row.op).residual, mixed(row.group + 1) % 2 == 1});
        }
    }
    PredictionErrors errors;
    judge(withheld, &Withheld::physics, errors.physics, errors.physicsCover);
    judge(withheld, &Withheld::neighbours, errors.neighbours, errors.neighboursCover);
    return errors;
}

ErrorSummary summariseErrors(std::vector<double> errors) {
    ErrorSummary s;
    if (errors.empty()) return s;
    for (const double e : errors)
        s.mean += e / static_cast<double>(errors.size());
    s.median = quantile(errors, 0.5);
    s.p90 = quantile(std::move(errors), 0.9);
    return s;
}

} // namespace sim
