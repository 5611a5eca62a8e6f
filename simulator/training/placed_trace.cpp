// SPDX-License-Identifier: Apache-2.0
#include "simulator/training/placed_trace.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "simulator/traces/replay.h"

namespace sim {

namespace {

bool isExchange(OpClass c) {
    return c == OpClass::AllToAllDispatch || c == OpClass::AllToAllCombine;
}

/// SMs held by exchange kernels in the record: the most any of them holds.
int recordedCommunicationSms(const KernelTrace& trace) {
    int most = 0;
    for (const auto& op : trace.ops)
        if (isExchange(op.op.opClass)) most = std::max(most, smDemand(op, trace.header));
    return most;
}

/// Substitutions that concern less of the kernel time are not worth a line.
constexpr double LeastShareNoted = 0.01;

class Placement {
  public:
    Placement(const KernelTrace& trace, const Machine& source, const Machine& target)
        : trace_(trace), source_(source), target_(target),
          isSame_(source.device.spec.id == target.device.spec.id) {}

    PlacedTrace run() {
        placed_.trace = &trace_;
        placed_.streamGaps = streamGaps(trace_);
        indexStreams();
        shareSms();
        intrinsic_ = intrinsicDurations(trace_);
        placed_.ops.resize(trace_.ops.size());
        placeCompute();
        placeExchanges();
        placeWaits();
        weigh();
        return std::move(placed_);
    }

  private:
    void indexStreams() {
        std::map<std::uint32_t, std::uint32_t> index;
        for (const auto& op : trace_.ops)
            index.emplace(op.stream, 0);
        std::uint32_t next = 0;
        for (auto& entry : index)
            entry.second = next++;
        for (const auto& op : trace_.ops)
            placed_.streams.push_back(index.at(op.stream));
    }

    void shareSms() {
        recordedComm_ = recordedCommunicationSms(trace_);
        const int targetSms = target_.device.spec.smCount;
        placed_.smCapacity = isSame_ || targetSms == 0 ? trace_.header.smCount : targetSms;
        const bool hasExchangeKernels = target_.device.spec.vendor == source_.device.spec.vendor;
        // Another vendor's exchanges run on copy engines or control processors unless the user says
        // otherwise.
        placed_.communicationSms = target_.communicationSms.value_or(hasExchangeKernels ? recordedComm_ : 0);
        if (placed_.communicationSms >= placed_.smCapacity && placed_.smCapacity > 0)
            throw Error(ErrorCode::BadInput,
                        "exchange kernels would hold " + std::to_string(placed_.communicationSms) + " of " +
                            std::to_string(placed_.smCapacity) + " SMs of " + target_.device.spec.name,
                        "workload.training.communication_sms", "leave some for compute");
        computeSmsFrom_ = trace_.header.smCount - recordedComm_;
        computeSmsTo_ = placed_.smCapacity - placed_.communicationSms;
    }

    int demandOnTarget(const TraceOp& op) const {
        const int recorded = smDemand(op, trace_.header);
        if (recorded <= 1) return recorded;
        if (isCommunication(op.op.opClass)) return placed_.communicationSms;
        return std::max(1, recorded * computeSmsTo_ / std::max(1, computeSmsFrom_));
    }

    void placeCompute() {
        double before = 0, after = 0;
        for (std::size_t i = 0; i < trace_.ops.size(); ++i) {
            const auto& op = trace_.ops[i];
            auto& placed = placed_.ops[i];
            placed.smDemand = demandOnTarget(op);
            if (isCommunication(op.op.opClass)) continue;
            const int held = smDemand(op, trace_.header);
            const double shareFrom = held > 1 ? double(held) / trace_.header.smCount : 1.0;
            const double shareTo =
                held > 1 && placed_.smCapacity > 0 ? double(placed.smDemand) / placed_.smCapacity : 1.0;
            const auto cost =
                retarget(intrinsic_[i].seconds(), op.op, shareFrom, source_.device, shareTo, target_.device);
            placed.overlapped = isSame_ && shareFrom == shareTo ? intrinsic_[i] : Duration::from(cost.time);
            placed.alone = placed.overlapped;
            placed.sigma = cost.sigma;
            placed.basis = cost.basis;
            placed.note = cost.note;
            before += intrinsic_[i].seconds().base();
            after += placed.overlapped.seconds().base();
        }
        computeRatio_ = before > 0 ? after / before : 1.0;
    }

    void placeExchanges() {
        for (std::size_t i = 0; i < trace_.ops.size(); ++i) {
            const auto& op = trace_.ops[i];
            if (!isCommunication(op.op.opClass) || op.op.opClass == OpClass::CommSync) continue;
            auto& placed = placed_.ops[i];
            const auto* shape = std::get_if<CommShape>(&op.op.shape);
            if (!shape) {
                placed.overlapped = placed.alone = intrinsic_[i];
                placed.basis = isSame_ ? Basis::Measured : Basis::Assumed;
                continue;
            }
            const auto from = allToAll(*shape, source_.fabric);
            const auto to = allToAll(*shape, target_.fabric);
            const double ratio = to.time / from.time;
            placed.overlapped = Duration::from(intrinsic_[i].seconds() * ratio);
            placed.alone = std::min(placed.overlapped, Duration::from(to.time));
            placed.sigma = isSame_ ? 0.0 : to.sigma;
            placed.basis = isSame_ && ratio == 1.0 ? Basis::Measured : Basis::Modelled;
            aloneSigma_ = std::max(aloneSigma_, to.sigma);
        }
    }

    void placeWaits() {
        std::map<std::pair<std::string, std::string>, std::int64_t> least;
        for (const auto& op : trace_.ops)
            if (op.op.opClass == OpClass::CommSync) {
                auto [it, isNew] = least.try_emplace({op.section, op.name}, op.durationNs);
                if (!isNew) it->second = std::min(it->second, op.durationNs);
            }
        for (std::size_t i = 0; i < trace_.ops.size(); ++i) {
            const auto& op = trace_.ops[i];
            if (op.op.opClass != OpClass::CommSync) continue;
            auto& placed = placed_.ops[i];
            placed.overlapped = Duration::from(intrinsic_[i].seconds() * computeRatio_);
            placed.alone = Duration::from(Duration::nanoseconds(least.at({op.section, op.name})).seconds() *
                                          computeRatio_);
            placed.basis = isSame_ ? Basis::Measured : Basis::Modelled;
        }
    }

    /// System-wide spreads: on the recording machine, how far the structural repeats of one operation differ.
    void weigh() {
        std::map<Basis, double> timeByBasis;
        double total = 0, weighted = 0;
        std::map<std::string, double> notes;
        for (std::size_t i = 0; i < placed_.ops.size(); ++i) {
            const auto& op = placed_.ops[i];
            const double time = op.overlapped.seconds().base();
            timeByBasis[op.basis] += time;
            total += time;
            if (!isCommunication(trace_.ops[i].op.opClass)) weighted += time * op.sigma;
            if (!op.note.empty()) notes[op.note] += intrinsic_[i].seconds().base();
        }
        double computeTime = 0;
        for (std::size_t i = 0; i < placed_.ops.size(); ++i)
            if (!isCommunication(trace_.ops[i].op.opClass))
                computeTime += placed_.ops[i].overlapped.seconds().base();
        for (const auto& [basis, time] : timeByBasis)
            if (time >= 0.01 * total) placed_.basis = weaker(placed_.basis, basis);
        placed_.computeSigma =
            isSame_ ? repeatSpread(false) : (computeTime > 0 ? weighted / computeTime : 0.0);
        placed_.communicationSigma = isSame_ ? repeatSpread(true) : std::max(aloneSigma_, repeatSpread(true));
        double recorded = 0;
        for (const auto& work : intrinsic_)
            recorded += work.seconds().base();
        for (const auto& [note, time] : notes)
            if (time >= LeastShareNoted * recorded) placed_.notes.push_back({note, time / recorded});
    }

    /// Standard deviation over the structural repeats of the logarithm of the summed time of the class.
    double repeatSpread(bool communication) const {
        std::map<int, double> sums;
        for (const auto& op : trace_.ops)
            if (op.layer >= 0 && op.op.opClass != OpClass::CommSync &&
                isCommunication(op.op.opClass) == communication)
                sums[op.layer] += static_cast<double>(op.durationNs);
        if (sums.size() < 2)
            return 0.05; // one repeat tells nothing: the spread of repeated calls (kernel study, 2)
        double mean = 0;
        for (const auto& [layer, sum] : sums)
            mean += std::log(sum);
        mean /= static_cast<double>(sums.size());
        double squares = 0;
        for (const auto& [layer, sum] : sums)
            squares += (std::log(sum) - mean) * (std::log(sum) - mean);
        return std::sqrt(squares / static_cast<double>(sums.size() - 1));
    }

    const KernelTrace& trace_;
    const Machine& source_;
    const Machine& target_;
    bool isSame_;
    PlacedTrace placed_;
    std::vector<Duration> intrinsic_;
    int recordedComm_ = 0, computeSmsFrom_ = 0, computeSmsTo_ = 0;
    double computeRatio_ = 1.0;
    double aloneSigma_ = 0.0;
};

} // namespace

PlacedTrace placeTrace(const KernelTrace& trace, const Machine& source, const Machine& target) {
    return Placement(trace, source, target).run();
}

} // namespace sim
