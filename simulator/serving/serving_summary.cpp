// SPDX-License-Identifier: Apache-2.0
#include "simulator/serving/serving_summary.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace sim {

namespace {

double secondsBetween(Instant a, Instant b) {
    return (b - a).seconds().base();
}

void addUse(ServingSummary& s, const std::vector<ReplicaCounters>& units, double cacheTokens, double& busy,
            double& cache, double& prompt, double& cached) {
    for (const ReplicaCounters& c : units) {
        busy += c.busySeconds;
        cache += c.cacheTokenSeconds / cacheTokens;
        prompt += static_cast<double>(c.promptTokens);
        cached += static_cast<double>(c.cachedTokens);
        s.preemptions += c.preemptions;
        s.timeParts[0] += c.attentionSeconds;
        s.timeParts[1] += c.expertSeconds;
        s.timeParts[2] += c.otherSeconds;
        s.timeParts[3] += c.communicationSeconds;
        s.timeParts[4] += c.hostSeconds;
    }
}

} // namespace

Percentiles percentiles(std::vector<double> values) {
    Percentiles p;
    if (values.empty()) return p;
    std::ranges::sort(values);
    const auto rank = [&](double share) {
        const auto n = static_cast<double>(values.size());
        return values[static_cast<std::size_t>(std::max(0.0, std::ceil(share * n) - 1))];
    };
    p.mean = std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
    p.p50 = rank(0.5), p.p90 = rank(0.9), p.p99 = rank(0.99);
    return p;
}

ServingSummary summarise(const ServingOutcome& outcome, const ServiceSpec& spec, const ServiceTarget& target,
                         double warmUp, double coolDown) {
    ServingSummary s;
    s.timeParts.assign(5, 0.0);
    std::vector<const RequestState*> ended;
    for (const RequestState& r : outcome.requests)
        if (r.isFinished) ended.push_back(&r);
    std::ranges::stable_sort(ended, {}, [](const RequestState* r) { return r->finished; });
    const auto n = static_cast<double>(ended.size());
    const auto from = static_cast<std::size_t>(n * warmUp),
               to = static_cast<std::size_t>(n * (1.0 - coolDown));
    std::vector<double> first, token, whole, queued;
    double input = 0, output = 0, good = 0;
    for (std::size_t i = from; i < to; ++i) {
        const RequestState& r = *ended[i];
        first.push_back(secondsBetween(r.arrival, r.first));
        whole.push_back(secondsBetween(r.arrival, r.finished));
        queued.push_back(secondsBetween(r.arrival, r.started));
        const double perToken =
            r.output > 1 ? secondsBetween(r.first, r.finished) / static_cast<double>(r.output - 1) : 0;
        if (r.output > 1) token.push_back(perToken);
        const bool isFirstGood = target.firstToken.base() <= 0 || first.back() <= target.firstToken.base();
        const bool isTokenGood = target.perToken.base() <= 0 || perToken <= target.perToken.base();
        good += isFirstGood && isTokenGood ? 1 : 0;
        input += static_cast<double>(r.input);
        output += static_cast<double>(r.output);
    }
    s.counted = to - from;
    if (s.counted == 0) return s;
    const Instant begin = from > 0 ? ended[from - 1]->finished : Instant{};
    const double span = secondsBetween(begin, ended[to - 1]->finished);
    const auto counted = static_cast<double>(s.counted);
    s.firstToken = percentiles(std::move(first));
    s.perToken = percentiles(std::move(token));
    s.endToEnd = percentiles(std::move(whole));
    s.queueing = percentiles(std::move(queued));
    s.attainment = good / counted;
    if (span > 0) {
        s.requestRate = counted / span;
        s.goodRequestRate = good / span;
        s.inputRate = input / span;
        s.outputRate = output / span;
    }
    double busy = 0, cache = 0, prompt = 0, cached = 0;
    addUse(s, outcome.units, static_cast<double>(spec.unit.cacheTokens), busy, cache, prompt, cached);
    const double decodeBusy = busy, decodeCache = cache;
    if (!outcome.prefillUnits.empty())
        addUse(s, outcome.prefillUnits, static_cast<double>(spec.prefillUnit.cacheTokens), busy, cache,
               prompt, cached);
    s.cacheUse = decodeBusy > 0 ? decodeCache / decodeBusy : 0;
    s.prefixHits = prompt > 0 ? cached / prompt : 0;
    const auto units = static_cast<double>(outcome.units.size() + outcome.prefillUnits.size());
    s.busy = busy / (units * outcome.span.seconds().base());
    for (double& part : s.timeParts)
        part = busy > 0 ? part / busy : 0;
    return s;
}

} // namespace sim
