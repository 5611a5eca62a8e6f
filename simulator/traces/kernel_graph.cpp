// SPDX-License-Identifier: Apache-2.0
#include "simulator/traces/kernel_graph.h"

#include <algorithm>

#include "simulator/engine/engine.h"

namespace sim {

namespace {

enum Kind : std::uint32_t { BlocksEnd, Launched, Ready };

class Executor {
  public:
    explicit Executor(const KernelGraph& graph) : graph_(graph), count_(graph.nodes.size()) {
        result_.start.resize(count_);
        result_.end.resize(count_);
        result_.lastGrant.resize(count_);
        earliest_.resize(count_);
        waits_.resize(count_, 0);
        running_.resize(count_, 0);
        hasStarted_.resize(count_, false);
        hasEnded_.resize(count_, false);
        freeSms_.assign(graph.devices, graph.smCapacity);
        waiting_.resize(graph.devices);
        meetings_.resize(graph.meetingSizes.size());
    }

    Execution run(const WorkContext& context) {
        connect();
        for (std::uint32_t i = 0; i < count_; ++i)
            if (waits_[i] == 0) queue_.schedule(Instant{}, Priority::Start, Ready, i);
        runHost();
        return finish(context);
    }

    Execution runPinned(std::span<const Instant> starts) {
        for (std::uint32_t i = 0; i < count_; ++i)
            queue_.schedule(starts[i], Priority::Start, Ready, i);
        return finish({});
    }

  private:
    struct Successor {
        std::uint32_t node;
        Duration lag;
    };
    struct Waiting {
        std::uint32_t node;
        int missing;
    };
    struct Blocks {
        std::uint32_t node;
        int sms;
    };

    /// Successors of each node in one array (compressed rows), stream order first.
    void connect() {
        std::vector<std::uint32_t> lastOfStream(graph_.streamGaps.size(), NoNode);
        std::vector<std::pair<std::uint32_t, Successor>> all;
        all.reserve(count_ + graph_.edges.size());
        for (std::uint32_t i = 0; i < count_; ++i) {
            auto& last = lastOfStream.at(graph_.nodes[i].stream);
            if (last != NoNode) all.push_back({last, {i, graph_.streamGaps[graph_.nodes[i].stream]}});
            last = i;
        }
        for (const auto& e : graph_.edges)
            all.push_back({e.source, {e.target, e.lag}});
        firstSuccessor_.assign(count_ + 1, 0);
        for (const auto& [source, successor] : all) {
            ++firstSuccessor_[source + 1];
            ++waits_[successor.node];
        }
        for (std::size_t i = 1; i <= count_; ++i)
            firstSuccessor_[i] += firstSuccessor_[i - 1];
        successors_.resize(all.size());
        auto next = firstSuccessor_;
        for (const auto& [source, successor] : all)
            successors_[next[source]++] = successor;
        for (const auto& launch : graph_.host)
            ++waits_[launch.node];
    }

    void runHost() {
        while (nextLaunch_ < graph_.host.size()) {
            const auto& launch = graph_.host[nextLaunch_];
            if (launch.waitsFor != NoNode && !hasEnded_[launch.waitsFor]) return;
            hostClock_ = nextLaunch_ == 0 ? graph_.hostStart : hostClock_ + launch.sincePrevious;
            if (launch.waitsFor != NoNode)
                hostClock_ = std::max(hostClock_, result_.end[launch.waitsFor] + launch.lagAfterWait);
            queue_.schedule(std::max(hostClock_ + graph_.launchLatency, queue_.now()), Priority::Arrive,
                            Launched, launch.node);
            ++nextLaunch_;
        }
    }

    Execution finish(const WorkContext& context) {
        result_.events = runEvents(queue_, context, [this](const Event& e) { handle(e); });
        if (ended_ != count_)
            throw Error(ErrorCode::BadInput,
                        "the kernel graph cannot run to its end: its dependencies have a cycle");
        result_.fingerprint = queue_.fingerprint();
        if (count_ > 0)
            result_.makespan = *std::max_element(result_.end.begin(), result_.end.end()) -
                               *std::min_element(result_.start.begin(), result_.start.end());
        return std::move(result_);
    }

    void handle(const Event& e) {
        switch (e.kind) {
        case Ready:
            request(e.target);
            break;
        case Launched:
            satisfy(e.target, e.time);
            break;
        case BlocksEnd:
            endBlocks(blocks_[e.target]);
            break;
        }
    }

    void request(std::uint32_t node) {
        const int demand = std::min(graph_.nodes[node].smDemand, graph_.smCapacity);
        if (demand == 0) {
            startBlocks(node, 0);
            return;
        }
        const auto device = graph_.nodes[node].device;
        waiting_[device].push_back({node, demand});
        grant(device);
    }

    void grant(std::uint32_t device) {
        auto& waiting = waiting_[device];
        int& freeSms = freeSms_[device];
        std::size_t served = 0;
        while (served < waiting.size() && freeSms > 0) {
            auto& w = waiting[served];
            const int given = std::min(freeSms, w.missing);
            freeSms -= given;
            w.missing -= given;
            startBlocks(w.node, given);
            if (w.missing > 0) break;
            ++served;
        }
        waiting.erase(waiting.begin(), waiting.begin() + static_cast<std::ptrdiff_t>(served));
    }

    void startBlocks(std::uint32_t node, int sms) {
        const Instant now = queue_.now();
        if (!hasStarted_[node]) {
            hasStarted_[node] = true;
            result_.start[node] = now;
        }
        result_.lastGrant[node] = now;
        ++running_[node];
        blocks_.push_back({node, sms});
        const auto batch = static_cast<std::uint32_t>(blocks_.size() - 1);
        const auto meeting = graph_.nodes[node].meeting;
        if (meeting == NoMeeting) {
            queue_.schedule(now + graph_.nodes[node].work, Priority::Finish, BlocksEnd, batch);
            return;
        }
        auto& arrived = meetings_[meeting];
        arrived.push_back(batch);
        if (arrived.size() < graph_.meetingSizes[meeting]) return;
        for (const auto b : arrived)
            queue_.schedule(now + graph_.nodes[blocks_[b].node].work, Priority::Finish, BlocksEnd, b);
    }

    void endBlocks(Blocks blocks) {
        const std::uint32_t node = blocks.node, device = graph_.nodes[node].device;
        freeSms_[device] += blocks.sms;
        if (--running_[node] == 0 && !isWaiting(node)) end(node);
        grant(device);
    }

    bool isWaiting(std::uint32_t node) const {
        const auto& waiting = waiting_[graph_.nodes[node].device];
        return std::any_of(waiting.begin(), waiting.end(), [&](const Waiting& w) { return w.node == node; });
    }

    void end(std::uint32_t node) {
        hasEnded_[node] = true;
        ++ended_;
        result_.end[node] = queue_.now();
        if (firstSuccessor_.empty()) return; // pinned
        for (std::uint32_t k = firstSuccessor_[node]; k < firstSuccessor_[node + 1]; ++k)
            satisfy(successors_[k].node, queue_.now() + successors_[k].lag);
        runHost();
    }

    void satisfy(std::uint32_t node, Instant from) {
        earliest_[node] = std::max(earliest_[node], from);
        if (--waits_[node] == 0) queue_.schedule(earliest_[node], Priority::Start, Ready, node);
    }

    const KernelGraph& graph_;
    std::size_t count_;
    EventQueue queue_;
    Execution result_;
    std::vector<Instant> earliest_;
    std::vector<std::uint32_t> waits_;
    std::vector<std::uint32_t> running_;
    std::vector<char> hasStarted_, hasEnded_;
    std::vector<std::uint32_t> firstSuccessor_;
    std::vector<Successor> successors_;
    std::vector<std::vector<Waiting>> waiting_; // by device
    std::vector<Blocks> blocks_;
    std::vector<int> freeSms_;                         // by device
    std::vector<std::vector<std::uint32_t>> meetings_; // batches that have arrived
    std::size_t ended_ = 0;
    std::size_t nextLaunch_ = 0;
    Instant hostClock_;
};

} // namespace

Execution execute(const KernelGraph& graph, const WorkContext& context) {
    return Executor(graph).run(context);
}

Execution executePinned(const KernelGraph& graph, std::span<const Instant> starts) {
    assert(starts.size() == graph.nodes.size());
    return Executor(graph).runPinned(starts);
}

} // namespace sim
