// SPDX-License-Identifier: Apache-2.0
#include "simulator/serving/serving_run.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "simulator/base/random.h"
#include "simulator/engine/event_queue.h"

namespace sim {

namespace {

enum Kind : std::uint32_t { ArriveEvent, EnterEvent, StepEvent, TransferEvent, FailEvent, RepairEvent };

class Service {
  public:
    Service(const ServiceSpec& spec, const std::vector<Request>& requests, const WorkContext& context)
        : spec_(spec), requests_(requests), context_(context), random_(spec.seed, RandomStream::Failures) {
        const bool isSplit = spec.prefillUnits > 0;
        ReplicaSpec unit = spec.unit, prefill = spec.prefillUnit;
        unit.role = isSplit ? ReplicaRole::Decode : ReplicaRole::Both;
        prefill.role = ReplicaRole::Prefill;
        for (int i = 0; i < spec.units; ++i)
            units_.emplace_back(unit, *spec.timer);
        for (int i = 0; i < spec.prefillUnits; ++i)
            units_.emplace_back(prefill, *spec.prefillTimer);
        steps_.resize(units_.size());
        isDown_.resize(units_.size());
        for (const Request& r : requests)
            requireFits(r);
    }

    ServingOutcome run() {
        states_.resize(requests_.size());
        for (std::size_t i = 0; i < requests_.size(); ++i) {
            states_[i].input = requests_[i].inputTokens;
            states_[i].output = std::max<std::int64_t>(1, requests_[i].outputTokens);
        }
        next_ = spec_.closedConcurrency > 0 ? std::min<std::size_t>(spec_.closedConcurrency, requests_.size())
                                            : 0;
        if (spec_.closedConcurrency > 0) {
            for (std::uint32_t i = 0; i < next_; ++i)
                queue_.schedule(Instant{}, Priority::Arrive, ArriveEvent, i);
        } else if (!requests_.empty()) {
            queue_.schedule(requests_[0].arrival, Priority::Arrive, ArriveEvent, 0);
        }
        if (spec_.failures.meanTimeBetween.base() > 0)
            for (std::uint32_t u = 0; u < units_.size(); ++u)
                scheduleFailure(u);
        Event event;
        while (finished_ < requests_.size() && queue_.pop(event))
            handle(event);
        if (finished_ < requests_.size())
            throw Error(ErrorCode::Internal,
                        fmt::format("{} requests were never served", requests_.size() - finished_));
        return outcome();
    }

  private:
    void requireFits(const Request& r) const {
        const auto needed = r.inputTokens + r.outputTokens + 2 * spec_.unit.blockTokens + 16;
        const auto room = spec_.prefillUnits > 0
                              ? std::min(spec_.unit.cacheTokens, spec_.prefillUnit.cacheTokens)
                              : spec_.unit.cacheTokens;
        if (needed <= room) return;
        throw Error(
            ErrorCode::Infeasible,
            fmt::format("a request of {} + {} tokens does not fit into the cache of a unit: {} tokens",
                        r.inputTokens, r.outputTokens, room),
            "workload.serving", "use more devices per unit, narrower weights or a narrower cache");
    }

    void handle(const Event& event) {
        if (queue_.executed() % 4096 == 0) {
            context_.throwIfStopped();
            context_.report(static_cast<double>(finished_) / static_cast<double>(requests_.size()),
                            "serving requests");
        }
        switch (event.kind) {
        case ArriveEvent:
            arrive(event.target);
            break;
        case EnterEvent:
            enter(event.target);
            break;
        case StepEvent:
            endSteps(event.target);
            break;
        case TransferEvent:
            give(event.target, route(event.target, false));
            break;
        case FailEvent:
            fail(event.target);
            break;
        case RepairEvent:
            isDown_[event.target] = false;
            scheduleFailure(event.target);
            kick(event.target);
            break;
        }
    }

    void arrive(std::uint32_t request) {
        states_[request].arrival = queue_.now();
        if (spec_.closedConcurrency == 0 && request + 1 < requests_.size())
            queue_.schedule(std::max(queue_.now(), requests_[request + 1].arrival), Priority::Arrive,
                            ArriveEvent, request + 1);
        if (spec_.requestOverhead.base() > 0)
            queue_.schedule(queue_.now() + Duration::from(spec_.requestOverhead), Priority::Arrive,
                            EnterEvent, request);
        else
            enter(request);
    }
    void enter(std::uint32_t request) { give(request, route(request, spec_.prefillUnits > 0)); }

    std::pair<std::uint32_t, std::uint32_t> pool(bool isPrefill) const {
        const auto decode = static_cast<std::uint32_t>(spec_.units);
        if (isPrefill) return {decode, static_cast<std::uint32_t>(units_.size())};
        return {0, decode};
    }

    /// The unit that is to serve the request; one that is down only where all are.
    std::uint32_t route(std::uint32_t request, bool isPrefill) {
        const auto [first, last] = pool(isPrefill);
        if (spec_.router == RouterPolicy::RoundRobin) {
            for (std::uint32_t tries = 0; tries < last - first; ++tries) {
                const std::uint32_t u = first + turn_++ % (last - first);
                if (!isDown_[u]) return u;
            }
            return first;
        }
        const auto& prefix = requests_[request].prefix;
        std::uint32_t best = first;
        std::int64_t bestHit = -1;
        std::size_t bestLoad = 0;
        bool isBestDown = true;
        for (std::uint32_t u = first; u < last; ++u) {
            const std::int64_t hit = spec_.router == RouterPolicy::PrefixAware && !prefix.empty()
                                         ? units_[u].prefixHit(prefix)
                                         : 0;
            const std::size_t load = units_[u].load();
            const bool isBetter = isBestDown != static_cast<bool>(isDown_[u]) ? isBestDown
                                  : hit != bestHit                            ? hit > bestHit
                                                                              : load < bestLoad;
            if (bestHit < 0 || isBetter) best = u, bestHit = hit, bestLoad = load, isBestDown = isDown_[u];
        }
        return best;
    }

    void give(std::uint32_t request, std::uint32_t unit) {
        units_[unit].enqueue(request, &requests_[request].prefix);
        kick(unit);
    }

    void kick(std::uint32_t unit) {
        Replica& u = units_[unit];
        if (isDown_[unit] || !u.hasWork()) return;
        if (u.isBusy()) {
            if (!u.isLeaping() || !u.isOpen()) return;
            const Instant end = u.cut(queue_.now());
            queue_.cancel(steps_[unit]);
            steps_[unit] = queue_.scheduleCancellable(end, Priority::Finish, StepEvent, unit);
            return;
        }
        Instant end;
        if (u.begin(queue_.now(), states_, end))
            steps_[unit] = queue_.scheduleCancellable(end, Priority::Finish, StepEvent, unit);
    }

    void endSteps(std::uint32_t unit) {
        firstOut_.clear(), ended_.clear();
        units_[unit].end(queue_.now(), states_, firstOut_, ended_);
        if (units_[unit].spec().role == ReplicaRole::Prefill)
            for (const std::uint32_t request : firstOut_) {
                const Seconds wait = spec_.transfer ? spec_.transfer(states_[request].target()) : Seconds{};
                queue_.schedule(queue_.now() + Duration::from(wait), Priority::Arrive, TransferEvent,
                                request);
            }
        for (std::size_t i = 0; i < ended_.size(); ++i) {
            ++finished_;
            if (spec_.closedConcurrency > 0 && next_ < requests_.size())
                queue_.schedule(queue_.now(), Priority::Arrive, ArriveEvent,
                                static_cast<std::uint32_t>(next_++));
        }
        kick(unit);
    }

    void scheduleFailure(std::uint32_t unit) {
        const double gap =
            -std::log(random_.uniform(unit, failuresOf(unit))) * spec_.failures.meanTimeBetween.base();
        queue_.schedule(queue_.now() + Duration::from(Seconds{gap}), Priority::Normal, FailEvent, unit);
    }
    std::uint32_t failuresOf(std::uint32_t unit) {
        if (failureCounts_.size() < units_.size()) failureCounts_.resize(units_.size());
        return failureCounts_[unit]++;
    }
    void fail(std::uint32_t unit) {
        ++failures_;
        isDown_[unit] = true;
        if (units_[unit].isBusy()) queue_.cancel(steps_[unit]);
        std::vector<std::uint32_t> lost;
        units_[unit].abandon(queue_.now(), states_, lost);
        queue_.schedule(queue_.now() + Duration::from(spec_.failures.repair), Priority::Normal, RepairEvent,
                        unit);
        const bool isPrefill = spec_.prefillUnits > 0; // a lost cache is computed again where prompts are
        for (const std::uint32_t request : lost)
            give(request, route(request, isPrefill));
    }

    ServingOutcome outcome() {
        ServingOutcome out;
        out.requests = std::move(states_);
        for (std::size_t u = 0; u < units_.size(); ++u)
            (u < static_cast<std::size_t>(spec_.units) ? out.units : out.prefillUnits)
                .push_back(units_[u].counters());
        out.span = queue_.now().sinceStart();
        out.events = queue_.executed();
        out.failures = failures_;
        out.fingerprint = queue_.fingerprint();
        return out;
    }

    const ServiceSpec& spec_;
    const std::vector<Request>& requests_;
    const WorkContext& context_;
    Random random_;
    EventQueue queue_;
    std::vector<Replica> units_;
    std::vector<EventHandle> steps_;
    std::vector<char> isDown_;
    Replica::Requests states_;
    std::vector<std::uint32_t> firstOut_, ended_, failureCounts_;
    std::size_t next_ = 0, finished_ = 0;
    std::uint32_t turn_ = 0;
    std::uint64_t failures_ = 0;
};

} // namespace

ServingOutcome runService(const ServiceSpec& spec, const std::vector<Request>& requests,
                          const WorkContext& context) {
    return Service(spec, requests, context).run();
}

} // namespace sim
