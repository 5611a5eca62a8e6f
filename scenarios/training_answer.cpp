// SPDX-License-Identifier: Apache-2.0
#include "scenarios/training_answer.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "scenarios/parallel_tasks.h"

namespace scenario {

namespace {

/// A run of the step with one input changed; `set` changes it.
struct Variation {
    std::size_t uncertainty = 0;
    bool isHigh = false;
    sim::Perturbation perturbation;
};

/// Mean wait for peers in each structural repeat, relative to the mean of all: in a short record the peers
/// start together and drift apart, so early repeats show too little and late ones perhaps too much.
std::pair<double, double> waitRange(const sim::KernelTrace& trace) {
    std::map<int, double> sums;
    double total = 0;
    for (const auto& op : trace.ops)
        if (op.op.opClass == sim::OpClass::CommSync && op.layer >= 0) {
            sums[op.layer] += static_cast<double>(op.durationNs);
            total += static_cast<double>(op.durationNs);
        }
    if (sums.size() < 2 || total <= 0) return {1, 1};
    double least = 1e300, most = 0;
    for (const auto& [layer, sum] : sums) {
        least = std::min(least, sum);
        most = std::max(most, sum);
    }
    const double mean = total / static_cast<double>(sums.size());
    return {least / mean, most / mean};
}

Uncertainty::Outcome outcomeOf(const sim::TrainingStep& step) {
    Uncertainty::Outcome o;
    o.stepTime = step.time.seconds().base();
    for (const auto& rank : step.ranks) {
        o.bubble += rank.bubble.seconds().base();
        o.exposedCommunication += rank.exposedCommunication.seconds().base();
    }
    const double all = o.stepTime * static_cast<double>(step.ranks.size());
    o.bubble /= all;
    o.exposedCommunication /= all;
    return o;
}

class Answering {
  public:
    Answering(const TrainingPlan& plan, const EvaluateOptions& options, const sim::WorkContext& context)
        : plan_(plan), options_(options), context_(context) {}

    TrainingAnswer run() {
        context_.report(0.15, "executing the expert-parallel group");
        answer_.recordedLoadVariation = sim::recordedLoadVariation(plan_.trace);
        answer_.group = executeGroup(0);
        answer_.events += answer_.group.events;
        answer_.loadStretch = stretch(plan_.expertLoadVariation);
        context_.report(0.3, "executing the step");
        answer_.step = simulate(unchanged(), options_.hasTimelines);
        collect();
        context_.report(0.5, "executing it at the ends of each uncertain input");
        runVariations();
        combine();
        context_.report(1.0, "done");
        return std::move(answer_);
    }

  private:
    sim::GroupDrift executeGroup(double beyondRecord) const {
        return sim::executeExpertGroup(plan_.placed, plan_.machine, plan_.input.layout.expert,
                                       std::hypot(answer_.recordedLoadVariation, beyondRecord), plan_.seed,
                                       {nullptr, context_.stop});
    }

    /// Length of a pair with so much more load variation over its length with the recorded one.
    double stretch(double beyondRecord) {
        if (beyondRecord <= 0) return 1.0;
        const auto group = executeGroup(beyondRecord);
        answer_.events += group.events;
        return group.first.seconds() / answer_.group.first.seconds();
    }

    sim::Perturbation unchanged() const {
        sim::Perturbation p;
        p.loadStretch = answer_.loadStretch;
        return p;
    }

    sim::TrainingStep simulate(const sim::Perturbation& perturbation, bool keepSlices) const {
        return sim::simulateStep(plan_.schedule, plan_.stages, plan_.model, plan_.input, plan_.placed,
                                 plan_.machine, perturbation, keepSlices, {nullptr, context_.stop});
    }

    std::size_t add(const std::string& label, const std::string& unit, double low, double high,
                    sim::Basis basis, const std::string& source) {
        answer_.uncertainties.push_back({label, unit, low, high, basis, source, {}, {}});
        return answer_.uncertainties.size() - 1;
    }

    /// A factor on one kind of time, log-normal with `sigma`, or between two given ends.
    void addFactor(const std::string& label, double low, double high, sim::Basis basis,
                   const std::string& source, double sim::Perturbation::*factor) {
        if (low == 1 && high == 1) return;
        const auto index = add(label, "x", low, high, basis, source);
        for (const bool isHigh : {false, true}) {
            Variation v{index, isHigh, unchanged()};
            v.perturbation.*factor = isHigh ? high : low;
            variations_.push_back(v);
        }
    }

    void collect() {
        const auto& placed = plan_.placed;
        const bool isRecorded = plan_.machine.device.spec.id == plan_.recordedOn.device.spec.id;
        const std::string spread = isRecorded ? "spread of the structural repeats in the trace"
                                              : "spread of the kernel cost model on this device";
        const auto ends = [](double sigma) {
            return std::pair{std::exp(-sim::NormalP90 * sigma), std::exp(sim::NormalP90 * sigma)};
        };
        const auto basis = isRecorded ? sim::Basis::Measured : sim::Basis::Modelled;
        const auto [computeLow, computeHigh] = ends(placed.computeSigma);
        addFactor("compute kernel times", computeLow, computeHigh, basis, spread,
                  &sim::Perturbation::compute);
        const auto [commLow, commHigh] = ends(placed.communicationSigma);
        addFactor("exchanges beside compute", commLow, commHigh, basis,
                  isRecorded ? spread : "spread of the network model on this system",
                  &sim::Perturbation::communication);
        const auto& link = plan_.machine.fabric.scaleOut;
        const auto [linkLow, linkHigh] = ends(link.sigma);
        addFactor("exchanges alone, transfers, collectives", linkLow, linkHigh, link.basis, link.source,
                  &sim::Perturbation::loneExchange);
        const auto [waitLow, waitHigh] = waitRange(plan_.trace);
        addFactor("waits for peers", waitLow, waitHigh, sim::Basis::Measured,
                  "least and most waiting layer of the trace", &sim::Perturbation::wait);
        if (const double recorded = answer_.recordedLoadVariation;
            plan_.expertLoadVariation == 0 && recorded > 0) {
            const auto index =
                add("expert load variation beyond the record", "", 0, recorded, sim::Basis::Assumed,
                    "from none to as much again as the recorded rank shows under balanced routing");
            Variation v{index, true, unchanged()};
            v.perturbation.loadStretch = stretch(recorded);
            variations_.push_back(v);
        }
    }

    void runVariations() {
        std::vector<Uncertainty::Outcome> outcomes(variations_.size());
        std::vector<std::uint64_t> events(variations_.size());
        forEachTask(variations_.size(), options_.threads,
                    [&](std::size_t i) {
                        const auto step = simulate(variations_[i].perturbation, false);
                        outcomes[i] = outcomeOf(step);
                        events[i] = step.events + step.chunkEvents;
                    },
                    {nullptr, context_.stop}, {});
        for (auto& u : answer_.uncertainties)
            u.atLow = u.atHigh = outcomeOf(answer_.step);
        answer_.events += answer_.step.events + answer_.step.chunkEvents + plan_.replay.events;
        for (std::size_t i = 0; i < variations_.size(); ++i) {
            auto& u = answer_.uncertainties[variations_[i].uncertainty];
            (variations_[i].isHigh ? u.atHigh : u.atLow) = outcomes[i];
            answer_.events += events[i];
        }
    }

    void combine() {
        using Outcome = Uncertainty::Outcome;
        answer_.stepTime = spread(&Outcome::stepTime);
        answer_.bubble = spread(&Outcome::bubble);
        answer_.exposedCommunication = spread(&Outcome::exposedCommunication);
        std::stable_sort(answer_.uncertainties.begin(), answer_.uncertainties.end(),
                         [](const auto& a, const auto& b) {
                             return std::abs(a.atHigh.stepTime - a.atLow.stepTime) >
                                    std::abs(b.atHigh.stepTime - b.atLow.stepTime);
                         });
    }

    sim::Estimate spread(double Uncertainty::Outcome::*figure) const {
        const double base = outcomeOf(answer_.step).*figure;
        double up = 0, down = 0;
        for (const auto& u : answer_.uncertainties) {
            const double most = std::max({u.atLow.*figure, u.atHigh.*figure, base}) - base;
            const double least = base - std::min({u.atLow.*figure, u.atHigh.*figure, base});
            up += most * most;
            down += least * least;
        }
        // The step rests on recorded kernels and on modelled parts (head, transfers, optimizer): never
        // measured.
        return {base, std::max(0.0, base - std::sqrt(down)), base + std::sqrt(up),
                sim::weaker(plan_.placed.basis, sim::Basis::Interpolated)};
    }

    const TrainingPlan& plan_;
    const EvaluateOptions& options_;
    const sim::WorkContext& context_;
    TrainingAnswer answer_;
    std::vector<Variation> variations_;
};

} // namespace

TrainingAnswer answerTraining(const TrainingPlan& plan, const EvaluateOptions& options,
                              const sim::WorkContext& context) {
    return Answering(plan, options, context).run();
}

} // namespace scenario
