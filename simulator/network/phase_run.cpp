// SPDX-License-Identifier: Apache-2.0
// Transfers get routes, latencies and tuned capacities, then go to the batch (alone, folded) or to the
// engine.
#include "simulator/network/phase_run.h"

#include <algorithm>
#include <map>
#include <utility>

#include "simulator/base/error.h"
#include "simulator/network/flow_batch.h"
#include "simulator/network/flow_engine.h"

namespace sim {

namespace {

/// Links of the cluster at what the transport makes of them; behind them one link a node that stands for what
/// its communication kernels can send.
std::vector<double> tunedCapacities(const ClusterGraph& graph, const TransportTuning& tuning) {
    std::vector<double> capacities;
    for (const Cable& cable : graph.cables())
        capacities.insert(capacities.end(), 2,
                          cable.bandwidth.base() * tuning.efficiency[static_cast<std::size_t>(cable.medium)]);
    if (tuning.cap.base() > 0.0) capacities.insert(capacities.end(), graph.nodes().size(), tuning.cap.base());
    return capacities;
}

struct RoutedFlow {
    std::vector<LinkIndex> path;
    double bytes = 0.0;
    Seconds latency;
    std::size_t transfer = 0;
};

class PhaseRouter {
  public:
    PhaseRouter(Router& router, const Placement& placement, const TransportTuning& tuning)
        : router_(router), placement_(placement), tuning_(tuning) {}

    /// Calls use(flow) for every flow of the phase, all repeats in one.
    template<class Use>
    void forEachFlow(const Phase& phase, Use use) {
        if (phase.isInNetwork) return forEachLink(phase, use);
        RoutedFlow flow;
        for (std::size_t i = 0; i < phase.transfers.size(); ++i) {
            const Transfer& t = phase.transfers[i];
            if (t.from == t.to || !(t.bytes.base() > 0.0)) continue;
            const NodeIndex from = placement_.device(t.from), to = placement_.device(t.to);
            const std::size_t planes = router_.planes(from);
            for (std::size_t plane = 0; plane < planes; ++plane) {
                flow.path.clear();
                flow.bytes = t.bytes.base() * phase.repeats / static_cast<double>(planes);
                router_.routeOverPlane({from, to, plane, flow.bytes}, plane, flow.path);
                flow.latency = phase.repeats * (router_.latency(flow.path) + tuning_.step);
                flow.transfer = i;
                if (tuning_.cap.base() > 0.0)
                    flow.path.push_back(static_cast<LinkIndex>(router_.graph().linkCount() + from));
                use(flow);
            }
        }
    }

  private:
    template<class Use>
    void forEachLink(const Phase& phase, Use use) {
        std::vector<LinkIndex> links, path;
        Seconds latency;
        Bytes bytes;
        for (const Transfer& t : phase.transfers) {
            path.clear();
            router_.route({placement_.device(t.from), placement_.device(t.to), 0, t.bytes.base()}, path);
            latency = std::max(latency, router_.latency(path));
            bytes = std::max(bytes, t.bytes);
            links.insert(links.end(), path.begin(), path.end());
        }
        std::sort(links.begin(), links.end());
        links.erase(std::unique(links.begin(), links.end()), links.end());
        for (const LinkIndex link : links)
            use(RoutedFlow{
                {link}, bytes.base() * phase.repeats, phase.repeats * (latency + tuning_.step), 0});
    }

    Router& router_;
    const Placement& placement_;
    const TransportTuning& tuning_;
};

} // namespace

PhaseRun runPhases(const std::vector<Phase>& phases, Router& router, const Placement& placement,
                   const TransportTuning& tuning) {
    PhaseRun run;
    run.time = tuning.launch;
    run.carried.resize(router.graph().linkCount());
    const std::vector<double> capacities = tunedCapacities(router.graph(), tuning);
    PhaseRouter flows(router, placement, tuning);
    for (const Phase& phase : phases) {
        FlowBatch batch;
        std::map<std::pair<double, double>, std::uint32_t> kinds;
        flows.forEachFlow(phase, [&](const RoutedFlow& flow) {
            const auto [kind, isNew] = kinds.try_emplace({flow.bytes, flow.latency.base()}, 0);
            if (isNew) kind->second = batch.addKind({Bytes{flow.bytes}, flow.latency, 1.0, Unlimited});
            batch.add(flow.path, kind->second);
        });
        const BatchTimes times = runBatch(batch, capacities);
        run.time += times.makespan;
        run.phaseTime.push_back(times.makespan);
        for (std::size_t link = 0; link < run.carried.size(); ++link)
            run.carried[link] += times.carried[link];
        run.flows += batch.size();
        run.classes += times.classes;
    }
    return run;
}

namespace {

class JobRunner {
  public:
    JobRunner(const std::vector<FlowJob>& jobs, const std::vector<CableEvent>& events, Router& router,
              const Placement& placement, const TransportTuning& tuning, bool keepRecords)
        : jobs_(jobs), router_(router), placement_(placement), tuning_(tuning), keepRecords_(keepRecords),
          capacities_(tunedCapacities(router.graph(), tuning)), engine_(capacities_),
          flows_(router, placement, tuning), states_(jobs.size()) {
        result_.jobEnd.resize(jobs.size());
        for (const CableEvent& event : events)
            for (const std::size_t link : {2 * event.cable, 2 * event.cable + 1})
                engine_.changeCapacity(static_cast<LinkIndex>(link), capacities_[link] * event.share,
                                       event.at);
    }

    JobRun run() {
        for (std::uint32_t job = 0; job < jobs_.size(); ++job)
            startPhase(job, jobs_[job].start + tuning_.launch);
        while (unfinished_ > 0) {
            const auto done = engine_.advance();
            if (done.empty()) refuse();
            ended_.assign(done.begin(), done.end());
            for (const FlowDone& flow : ended_)
                finish(flow);
        }
        for (LinkIndex link = 0; link < router_.graph().linkCount(); ++link)
            result_.carried.push_back(engine_.carried(link));
        return std::move(result_);
    }

  private:
    struct State {
        std::size_t phase = 0, left = 0;
    };

    void startPhase(std::uint32_t job, Seconds at) {
        State& state = states_[job];
        const auto& phases = jobs_[job].phases;
        for (; state.phase < phases.size(); ++state.phase) {
            const Phase& phase = phases[state.phase];
            flows_.forEachFlow(phase, [&](const RoutedFlow& flow) {
                const auto label = static_cast<std::uint32_t>(records_.size());
                const Transfer moved = phase.transfers[flow.transfer];
                records_.push_back({job, static_cast<std::uint32_t>(state.phase), moved, at, {}});
                engine_.start({flow.path, Bytes{flow.bytes}, flow.latency, 1.0, Unlimited, label}, at);
                ++state.left;
                ++unfinished_;
            });
            if (state.left > 0) return;
        }
        result_.jobEnd[job] = at;
    }

    void finish(const FlowDone& done) {
        FlowRecord& record = records_[done.label];
        record.end = done.time;
        if (keepRecords_) result_.records.push_back(record);
        --unfinished_;
        State& state = states_[record.job];
        if (--state.left > 0) return;
        const std::uint32_t job = record.job; // the reference does not outlive a new phase
        ++state.phase;
        startPhase(job, done.time);
    }

    [[noreturn]] void refuse() const {
        const auto waiting = engine_.stalled();
        if (waiting.empty())
            throw Error(ErrorCode::Internal, "flows are left over, but none is waiting for bandwidth");
        const Transfer& t = records_[waiting.front()].transfer;
        std::vector<LinkIndex> path;
        router_.route({placement_.device(t.from), placement_.device(t.to)}, path);
        std::string dead;
        for (const LinkIndex link : path)
            if (engine_.share().capacity(link) == 0.0) dead = router_.graph().linkName(link);
        throw Error(ErrorCode::Infeasible,
                    jobs_[records_[waiting.front()].job].name + ": rank " + std::to_string(t.from) +
                        " waits for ever to send to rank " + std::to_string(t.to) +
                        (dead.empty() ? "" : " over the failed link " + dead),
                    "", "route around the link or bring it back");
    }

    const std::vector<FlowJob>& jobs_;
    Router& router_;
    const Placement& placement_;
    const TransportTuning& tuning_;
    bool keepRecords_;
    std::vector<double> capacities_;
    FlowEngine engine_;
    PhaseRouter flows_;
    std::vector<State> states_;
    std::vector<FlowRecord> records_; // by label
    std::vector<FlowDone> ended_;
    std::size_t unfinished_ = 0;
    JobRun result_;
};

} // namespace

JobRun runJobs(const std::vector<FlowJob>& jobs, const std::vector<CableEvent>& events, Router& router,
               const Placement& placement, const TransportTuning& tuning, bool keepRecords) {
    return JobRunner(jobs, events, router, placement, tuning, keepRecords).run();
}

} // namespace sim
