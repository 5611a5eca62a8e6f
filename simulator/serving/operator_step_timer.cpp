// SPDX-License-Identifier: Apache-2.0
#include "simulator/serving/operator_step_timer.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

namespace sim {

namespace {

bool isExperts(const TrainingOperator& op) {
    return op.op.opClass == OpClass::MoeExperts || op.name.starts_with("mlp_") ||
           op.name.starts_with("shared_");
}
bool isAttentionPart(const TrainingOperator& op) {
    static constexpr std::array Names = {
        "attention_core", "indexer", "linear_core",      "qkv", "down", "q_up", "kv_up", "q_absorb",
        "v_absorb",       "output",  "input_projections"};
    return std::ranges::find(Names, op.name) != Names.end();
}

bool isBoundByBytes(const Operator& op) {
    return std::holds_alternative<std::monostate>(op.shape) && op.bytesRead.base() > 0;
}

struct Exchange {
    Seconds time;
    double sigma = 0;
};

LinkUse directUse(const LinkLevel& level) {
    const LinkUse any{level.efficiency, level.latency, level.sigma, level.basis, {}};
    return level.directReduction.value_or(level.ring.value_or(any));
}

/// Small reductions are done in one or two direct rounds inside a domain (one-shot and two-shot all-reduce of
/// serving engines), large ones on a ring; the fastest is taken.
Exchange reduceTime(const TrainingOperator& op, int ranks, const ExchangeFabric& fabric) {
    if (ranks <= 1 || op.buffer.base() <= 0) return {};
    const int inside = std::min(ranks, fabric.devicesPerDomain);
    const bool isWhole = op.op.opClass == OpClass::AllReduce;
    const double passes = isWhole ? 2.0 : 1.0;
    const int perDomain = ranks % inside == 0 ? inside : 1;
    const ExchangeCost ring = ringCollective(op.buffer, ranks, perDomain, fabric);
    Exchange best{ring.time * passes, ring.sigma};
    if (inside < ranks) return best;
    const LinkUse use = directUse(fabric.scaleUp);
    const Seconds all = op.buffer / (fabric.scaleUp.bandwidth * use.efficiency);
    const double n = ranks;
    const Seconds twoRounds = use.latency * passes + all * (passes * (n - 1) / n);
    const Seconds oneRound = use.latency + all * (n - 1);
    const Seconds direct = isWhole ? std::min(oneRound, twoRounds) : twoRounds;
    if (direct < best.time) best = {direct, use.sigma};
    return best;
}

Exchange exchangeTime(const TrainingOperator& op, const InferenceDivision& d, const ExchangeFabric& fabric) {
    if (const auto* shape = std::get_if<CommShape>(&op.op.shape); shape && op.group == CommGroup::Expert) {
        const ExchangeCost cost = allToAll(*shape, fabric);
        return {cost.time * d.loadFactor, cost.sigma}; // the fullest device receives the most
    }
    const double ranks = op.group == CommGroup::Tensor ? d.tensor : d.devices();
    return reduceTime(op, static_cast<int>(std::lround(ranks)), fabric);
}

} // namespace

PartTime& PartTime::operator+=(const PartTime& o) {
    attention += o.attention;
    experts += o.experts;
    other += o.other;
    communication += o.communication;
    variance += o.variance;
    return *this;
}

OperatorStepTimer::OperatorStepTimer(ModelSpec model, DeviceKernels device, ExchangeFabric fabric,
                                     InferenceDivision division, EngineOverhead overhead)
    : model_(std::move(model)), device_(std::move(device)), fabric_(std::move(fabric)), division_(division),
      overhead_(overhead) {
    std::map<std::pair<bool, const AttentionSpec*>, std::size_t> known;
    for (int layer = 0; layer < model_.layers; ++layer) {
        const auto [at, isNew] =
            known.try_emplace({isMoeLayer(model_, layer), &attentionOf(model_, layer)}, kinds_.size());
        if (isNew) kinds_.push_back({layer, 0});
        kinds_[at->second].count += 1;
    }
    // Every kernel once, for what it has to say.
    const InferenceTokens probe{1, 64, 64 * 32, 1, 1, 64, 65};
    for (const Kind& kind : kinds_)
        for (const auto part : AllInferenceParts)
            for (const auto& op : inferenceLayer(model_, kind.layer, division_, probe, part))
                if (op.group == CommGroup::None)
                    if (const auto note = kernelCost(op.op, device_).note;
                        !note.empty() && std::ranges::find(notes_, note) == notes_.end())
                        notes_.push_back(note);
}

PartTime OperatorStepTimer::cost(const std::vector<TrainingOperator>& operators) const {
    PartTime sum;
    std::array<double, OpClassCount> spread{}; // kernels of one class share their error
    for (const auto& op : operators) {
        if (op.group != CommGroup::None) {
            const Exchange e = exchangeTime(op, division_, fabric_);
            sum.communication += e.time;
            spread[static_cast<std::size_t>(op.op.opClass)] += e.time.base() * e.sigma;
            continue;
        }
        KernelCost kernel = kernelCost(op.op, device_);
        if (overhead_.hasGraphs && isBoundByBytes(op.op)) kernel.time = graphTime(op.op, kernel.time);
        (isAttentionPart(op) ? sum.attention : isExperts(op) ? sum.experts : sum.other) += kernel.time;
        spread[static_cast<std::size_t>(op.op.opClass)] += kernel.time.base() * kernel.sigma;
    }
    for (const double s : spread)
        sum.variance += s * s;
    return sum;
}

PartTime OperatorStepTimer::partOf(InferencePart part, const InferenceTokens& tokens) const {
    PartTime sum;
    for (const Kind& kind : kinds_) {
        PartTime layer = cost(inferenceLayer(model_, kind.layer, division_, tokens, part));
        layer.attention = layer.attention * kind.count;
        layer.experts = layer.experts * kind.count;
        layer.other = layer.other * kind.count;
        layer.communication = layer.communication * kind.count;
        layer.variance *= kind.count * kind.count;
        sum += layer;
    }
    return sum;
}

PartTime OperatorStepTimer::ends(double tokens, double sequences) const {
    return cost(inferenceEnds(model_, division_, tokens, sequences));
}

/// Small kernels are measured one by one, so that their start-up is largely that of the host. Captured in a
/// graph the time for their bytes stays, behind the shortest launch.
Seconds OperatorStepTimer::graphTime(const Operator& op, Seconds alone) const {
    Operator empty = op;
    empty.bytesRead = Bytes{1};
    empty.bytesWritten = Bytes{0};
    const Seconds startUp = kernelCost(empty, device_).time, floor = launchFloor(device_);
    return std::min(alone, std::max(Seconds{}, alone - startUp) + floor);
}

InferenceTokens OperatorStepTimer::share(const StepBatch& b) const {
    const double n = division_.dataParallel;
    // A replica has whole sequences: the fullest one sets the pace.
    const auto each = [n](double count) { return std::ceil(count / n); };
    InferenceTokens t;
    t.unitTokens = static_cast<double>(b.prefillTokens + b.decodeTokens);
    const auto prompts = static_cast<double>(b.prefillSequences),
               decodes = static_cast<double>(b.decodeSequences);
    if (prompts > 0) {
        t.prefillSequences = each(prompts);
        const double scale = t.prefillSequences / prompts;
        t.prefillTokens = static_cast<double>(b.prefillTokens) * scale;
        t.prefillPairs = b.prefillPairs * scale;
    }
    if (decodes > 0) {
        t.decodeSequences = each(decodes);
        const double scale = t.decodeSequences / decodes;
        t.decodeTokens = static_cast<double>(b.decodeTokens) * scale;
        t.decodeContext = b.decodeContext * scale;
    }
    return t;
}

// With two micro-batches in flight an exchange is hidden as far as there is compute of the other one beside
// it.
StepTime OperatorStepTimer::joined(const PartTime& sum, double sequences) const {
    StepTime t;
    t.attention = Duration::from(sum.attention);
    t.experts = Duration::from(sum.experts);
    t.other = Duration::from(sum.other);
    const Seconds exposed = overhead_.overlapsExchange
                                ? std::max(Seconds{}, sum.communication - sum.compute())
                                : sum.communication;
    t.exposedCommunication = Duration::from(exposed);
    t.host = Duration::from(overhead_.perStep + overhead_.perSequence * sequences);
    return t;
}

StepTime OperatorStepTimer::time(const StepBatch& batch) const {
    const InferenceTokens t = share(batch);
    PartTime sum;
    for (const InferencePart part : AllInferenceParts)
        sum += partOf(part, t);
    sum += ends(t.tokens(), t.prefillSequences + t.decodeSequences);
    return joined(sum, static_cast<double>(batch.prefillSequences + batch.decodeSequences));
}

double OperatorStepTimer::sigma(const StepBatch& batch) const {
    const InferenceTokens t = share(batch);
    PartTime sum;
    for (const InferencePart part : AllInferenceParts)
        sum += partOf(part, t);
    const double time = (sum.compute() + sum.communication).base();
    return time > 0 ? std::sqrt(sum.variance) / time : 0.0;
}

} // namespace sim
