// SPDX-License-Identifier: Apache-2.0
// Recovery in order of evidence: exact synchronisation records (cuda_sync); waits without a record, resolved
// by asking which pair of operations kept its order in every structural repeat and which is tight in one;
// host waits, from synchronising calls and from pauses of the launching threads that end with an operation.
#include "simulator/traces/dependencies.h"

#include <algorithm>
#include <limits>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <tuple>

namespace sim {
namespace {

// A released stream starts its next operation within a few microseconds; a wait with this slack in one repeat
// was what the operation waited for there.
constexpr std::int64_t TightSlackNs = 5'000;
// A spinning host sees the end of an operation and launches the next within this time.
constexpr std::int64_t SpinReactionNs = 50'000;
constexpr std::int64_t SpinGapFactor = 10; // over the median pause between launches
constexpr std::size_t SourcesPerStream = 256;
constexpr double ConfidenceTight = 0.9, ConfidenceLoose = 0.6, ConfidenceSingle = 0.5;

/// The same operation in each structural repeat: (annotation, name, how many of that name before it there).
using Slot = std::tuple<int, std::string, int>;

class Recovery {
  public:
    Recovery(const KernelTrace& trace, const RawTrace& raw, const RecoveryInput& input)
        : ops_(trace.ops), raw_(raw), input_(input), repeats_(trace.header.structuralRepeats) {
        indexOps();
    }
    RecoveredDependencies run();

  private:
    struct Pair {
        std::size_t source, target;           ///< slots
        int sourceShift = 0, targetShift = 0; ///< repeats before and after that of the wait
        friend auto operator<=>(const Pair&, const Pair&) = default;
    };
    struct Vote {
        std::int64_t minSlack = std::numeric_limits<std::int64_t>::max(), sum = 0;
        int count = 0;
        bool endsSection = false;
    };
    struct WaitSlot {
        std::vector<const WaitCall*> calls; ///< one per repeat
        bool isSettled = false;
    };

    void indexOps();
    void addExactWaits();
    void addVotedWaits();
    void addSingleWait(const WaitCall& wait);
    void addHostSyncs();
    void addSpins();
    void propose(const WaitCall& wait, std::map<Pair, Vote>& votes) const;
    std::vector<std::pair<Pair, Vote>> candidates(const WaitSlot& slot) const;
    void settleTight(std::vector<WaitSlot>& slots);
    void settleLoose(WaitSlot& slot);
    void take(WaitSlot& slot, const Pair& pair, std::int64_t lag, double confidence);
    std::size_t launchesBetween(const WaitSlot& slot, const Pair& pair) const;
    bool isImpliedEverywhere(const WaitSlot& slot, const Pair& pair);
    void countPredecessors();
    bool isImplied(std::size_t source, std::size_t target);
    void accept(std::size_t source, std::size_t target, DependencyKind kind, std::int64_t lag,
                double confidence);
    std::optional<std::size_t> inRepeat(std::size_t slot, int layer) const;
    /// The last operation of `stream` launched before, or the first after, `time`.
    std::optional<std::size_t> lastLaunched(std::uint32_t stream, std::int64_t before) const;
    std::optional<std::size_t> firstLaunched(std::uint32_t stream, std::int64_t after) const;

    const std::vector<TraceOp>& ops_;
    const RawTrace& raw_;
    const RecoveryInput& input_;
    int repeats_ = 0;
    std::vector<std::size_t> byLaunch_;                         ///< operations with a launch, in its order
    std::map<std::uint32_t, std::vector<std::size_t>> streams_; ///< in launch order
    std::vector<std::size_t> previousOnStream_;                 ///< by start; own index = none
    std::vector<std::size_t> streamIndex_;                      ///< of the operation's stream, from 0
    std::vector<std::uint32_t> placeOnStream_;                  ///< by start
    std::size_t streamCount_ = 0;
    std::vector<std::uint32_t> predecessors_; ///< operation x stream
    bool arePredecessorsKnown_ = false;
    std::vector<std::size_t> slotOf_;
    std::vector<std::vector<std::optional<std::size_t>>> inRepeats_; ///< slot -> repeat -> operation
    std::vector<bool> endsSection_;                                  ///< last of its annotation on its stream
    std::vector<std::vector<std::size_t>> sourcesOf_;                ///< accepted edges
    std::set<std::pair<std::size_t, std::size_t>> known_;
    RecoveredDependencies out_;
};

void Recovery::indexOps() {
    const std::size_t n = ops_.size();
    sourcesOf_.resize(n);
    slotOf_.assign(n, 0);
    endsSection_.assign(n, false);
    previousOnStream_.resize(n);
    streamIndex_.resize(n);
    placeOnStream_.resize(n);
    std::map<std::uint32_t, std::size_t> lastOnStream;
    for (std::size_t i = 0; i < n; ++i) {
        const auto [it, isNew] = lastOnStream.try_emplace(ops_[i].stream, i);
        previousOnStream_[i] = isNew ? i : it->second;
        streamIndex_[i] = isNew ? streamCount_++ : streamIndex_[it->second];
        placeOnStream_[i] = isNew ? 0 : placeOnStream_[it->second] + 1;
        it->second = i;
        if (ops_[i].hasLaunch) byLaunch_.push_back(i);
    }
    std::stable_sort(byLaunch_.begin(), byLaunch_.end(),
                     [this](std::size_t a, std::size_t b) { return ops_[a].launchNs < ops_[b].launchNs; });
    std::map<Slot, std::size_t> slots;
    std::map<std::tuple<int, std::string>, int> seen; // (running annotation, name)
    std::map<std::pair<int, std::uint32_t>, std::size_t> lastOfSection;
    for (const std::size_t i : byLaunch_) {
        streams_[ops_[i].stream].push_back(i);
        if (ops_[i].layer < 0) continue;
        const int occurrence = seen[{input_.ordinals[i], ops_[i].name}]++;
        const auto [it, isNew] =
            slots.try_emplace(Slot{input_.positions[i], ops_[i].name, occurrence}, slots.size());
        if (isNew) inRepeats_.emplace_back(static_cast<std::size_t>(repeats_));
        slotOf_[i] = it->second;
        inRepeats_[it->second][static_cast<std::size_t>(ops_[i].layer)] = i;
        lastOfSection[{input_.ordinals[i], ops_[i].stream}] = i;
    }
    for (const auto& [key, i] : lastOfSection)
        endsSection_[i] = true;
}

std::optional<std::size_t> Recovery::inRepeat(std::size_t slot, int layer) const {
    if (layer < 0 || layer >= repeats_) return std::nullopt;
    return inRepeats_[slot][static_cast<std::size_t>(layer)];
}

std::optional<std::size_t> Recovery::lastLaunched(std::uint32_t stream, std::int64_t before) const {
    const auto it = streams_.find(stream);
    if (it == streams_.end()) return std::nullopt;
    const auto at = std::lower_bound(it->second.begin(), it->second.end(), before,
                                     [this](std::size_t i, std::int64_t t) { return ops_[i].launchNs < t; });
    if (at == it->second.begin()) return std::nullopt;
    return *std::prev(at);
}

std::optional<std::size_t> Recovery::firstLaunched(std::uint32_t stream, std::int64_t after) const {
    const auto it = streams_.find(stream);
    if (it == streams_.end()) return std::nullopt;
    // A wait holds back whatever is enqueued on the stream next, by whichever thread.
    const auto at = std::lower_bound(it->second.begin(), it->second.end(), after,
                                     [this](std::size_t i, std::int64_t t) { return ops_[i].launchNs < t; });
    if (at == it->second.end()) return std::nullopt;
    return *at;
}

void Recovery::accept(std::size_t source, std::size_t target, DependencyKind kind, std::int64_t lag,
                      double confidence) {
    // A dependency runs forward in time; one that does not would close a cycle with the recorded order (E11).
    if (ops_[source].startNs >= ops_[target].startNs) {
        ++out_.dropped;
        return;
    }
    if (!known_.insert({source, target}).second) return;
    sourcesOf_[target].push_back(source);
    arePredecessorsKnown_ = false;
    out_.dependencies.push_back({KernelId{static_cast<std::uint32_t>(source)},
                                 KernelId{static_cast<std::uint32_t>(target)}, kind, lag, confidence});
}

/// For each operation and stream, how many operations of the stream have ended before it may start: known
/// orders compose by taking the larger of each.
void Recovery::countPredecessors() {
    const std::size_t width = streamCount_;
    predecessors_.assign(ops_.size() * width, 0);
    const auto row = [&](std::size_t i) {
        return predecessors_.begin() + static_cast<std::ptrdiff_t>(i * width);
    };
    for (std::size_t i = 0; i < ops_.size(); ++i) {
        const auto join = [&](std::size_t source) {
            for (std::size_t s = 0; s < width; ++s)
                row(i)[static_cast<std::ptrdiff_t>(s)] = std::max(
                    row(i)[static_cast<std::ptrdiff_t>(s)], row(source)[static_cast<std::ptrdiff_t>(s)]);
            auto& own = row(i)[static_cast<std::ptrdiff_t>(streamIndex_[source])];
            own = std::max(own, placeOnStream_[source] + 1);
        };
        if (previousOnStream_[i] != i) join(previousOnStream_[i]);
        for (const std::size_t source : sourcesOf_[i])
            join(source);
    }
    arePredecessorsKnown_ = true;
}

/// `source` comes before `target` already, by stream order and accepted edges.
bool Recovery::isImplied(std::size_t source, std::size_t target) {
    if (!arePredecessorsKnown_) countPredecessors();
    return predecessors_[target * streamCount_ + streamIndex_[source]] > placeOnStream_[source];
}

void Recovery::addExactWaits() {
    std::map<std::uint64_t, std::int64_t> recordTimes;
    for (const RawCall& c : raw_.calls)
        if (c.kind == CallKind::EventRecord) recordTimes[c.correlation] = c.startNs - input_.originNs;
    std::map<std::uint64_t, const RawSync*> syncs;
    for (const RawSync& s : raw_.syncs)
        if (raw_.names[s.name] == "Stream Wait Event") syncs[s.correlation] = &s;
    for (const WaitCall& wait : input_.waits) {
        const auto sync = syncs.find(wait.correlation);
        if (sync == syncs.end()) continue;
        const RawSync& s = *sync->second;
        const auto record = recordTimes.find(static_cast<std::uint64_t>(s.waitOnRecordCorrelation));
        const auto target =
            s.stream < 0 ? std::nullopt : firstLaunched(static_cast<std::uint32_t>(s.stream), wait.timeNs);
        // Without a record in the window the event belongs to work before it: nothing to wait for here.
        const auto source = record == recordTimes.end() || s.waitOnStream < 0
                                ? std::nullopt
                                : lastLaunched(static_cast<std::uint32_t>(s.waitOnStream), record->second);
        if (!target || !source) {
            ++(record == recordTimes.end() ? out_.unresolved : out_.implied);
            continue;
        }
        ++out_.exact;
        accept(*source, *target, DependencyKind::Event, 0, 1.0);
    }
}

/// Every earlier operation of another stream may be what the next operation of each stream was held back for.
void Recovery::propose(const WaitCall& wait, std::map<Pair, Vote>& votes) const {
    for (const auto& [targetStream, unused] : streams_) {
        const auto target = firstLaunched(targetStream, wait.timeNs);
        if (!target || ops_[*target].layer < 0) continue;
        for (const auto& [sourceStream, list] : streams_) {
            if (sourceStream == targetStream) continue;
            auto at =
                std::lower_bound(list.begin(), list.end(), wait.timeNs,
                                 [this](std::size_t i, std::int64_t t) { return ops_[i].launchNs < t; });
            for (std::size_t back = 0; at != list.begin() && back < SourcesPerStream; ++back) {
                const std::size_t source = *--at;
                if (ops_[source].layer < 0 || ops_[source].endNs() > ops_[*target].startNs) continue;
                const Pair pair{slotOf_[source], slotOf_[*target], wait.layer - ops_[source].layer,
                                ops_[*target].layer - wait.layer};
                if (pair.sourceShift <= 1 && pair.targetShift <= 1) votes.try_emplace(pair);
            }
        }
    }
}

std::vector<std::pair<Recovery::Pair, Recovery::Vote>> Recovery::candidates(const WaitSlot& slot) const {
    // A true pair shows in every repeat whose operations lie in the window, so the middle ones propose them
    // all.
    std::map<Pair, Vote> votes;
    const std::size_t middle = slot.calls.size() / 2;
    for (std::size_t repeat = middle - std::min<std::size_t>(middle, 1); repeat <= middle; ++repeat)
        propose(*slot.calls[repeat], votes);
    std::vector<std::pair<Pair, Vote>> feasible;
    for (auto& [pair, vote] : votes) {
        bool keepsOrder = true;
        for (const WaitCall* wait : slot.calls) {
            const auto source = inRepeat(pair.source, wait->layer - pair.sourceShift);
            const auto target = inRepeat(pair.target, wait->layer + pair.targetShift);
            if (!source || !target) continue; // outside the window
            const std::int64_t slack = ops_[*target].startNs - ops_[*source].endNs();
            keepsOrder = keepsOrder && slack >= 0;
            vote.minSlack = std::min(vote.minSlack, slack);
            vote.sum += slack;
            vote.endsSection = endsSection_[*source];
            ++vote.count;
        }
        // At most one repeat may lie outside the window, and one alone proves nothing.
        if (keepsOrder && vote.count >= 2 && vote.count + 1 >= static_cast<int>(slot.calls.size()))
            feasible.emplace_back(pair, vote);
    }
    return feasible;
}

/// Tight pairs go first to the wait that was called last before the target was launched; each pair is given
/// once.
void Recovery::settleTight(std::vector<WaitSlot>& slots) {
    struct Choice {
        std::size_t launchesBetween = 0;
        std::int64_t minSlack = 0, meanSlack = 0;
        std::size_t slot = 0;
        Pair pair;
        auto operator<=>(const Choice&) const = default;
    };
    std::vector<Choice> choices;
    for (std::size_t w = 0; w < slots.size(); ++w)
        for (const auto& [pair, vote] : candidates(slots[w]))
            if (vote.minSlack <= TightSlackNs)
                choices.push_back(
                    {launchesBetween(slots[w], pair), vote.minSlack, vote.sum / vote.count, w, pair});
    std::sort(choices.begin(), choices.end());
    for (const Choice& choice : choices) {
        WaitSlot& slot = slots[choice.slot];
        if (!slot.isSettled) take(slot, choice.pair, choice.minSlack, ConfidenceTight);
    }
}

/// An event that is not what its waiter was held up by was still recorded somewhere sensible: at the end of a
/// section. What follows from the edges known already needs no edge.
void Recovery::settleLoose(WaitSlot& slot) {
    std::optional<std::tuple<std::int64_t, std::int64_t, Pair>> best;
    bool sawImplied = false;
    for (const auto& [pair, vote] : candidates(slot)) {
        if (!vote.endsSection || vote.minSlack <= TightSlackNs) continue;
        if (isImpliedEverywhere(slot, pair)) {
            sawImplied = true;
            continue;
        }
        const std::tuple rank(vote.minSlack, vote.sum / vote.count, pair);
        if (!best || rank < *best) best = rank;
    }
    if (best) {
        take(slot, std::get<2>(*best), 0, ConfidenceLoose);
    } else if (sawImplied) {
        slot.isSettled = true;
        out_.implied += static_cast<std::int64_t>(slot.calls.size());
    }
}

bool Recovery::isImpliedEverywhere(const WaitSlot& slot, const Pair& pair) {
    return std::all_of(slot.calls.begin(), slot.calls.end(), [&](const WaitCall* wait) {
        const auto source = inRepeat(pair.source, wait->layer - pair.sourceShift);
        const auto target = inRepeat(pair.target, wait->layer + pair.targetShift);
        return !source || !target || isImplied(*source, *target);
    });
}

std::size_t Recovery::launchesBetween(const WaitSlot& slot, const Pair& pair) const {
    std::size_t most = 0;
    for (const WaitCall* wait : slot.calls) {
        const auto target = inRepeat(pair.target, wait->layer + pair.targetShift);
        if (!target) continue;
        const auto position = [this](std::int64_t time) {
            return std::lower_bound(byLaunch_.begin(), byLaunch_.end(), time,
                                    [this](std::size_t i, std::int64_t t) { return ops_[i].launchNs < t; });
        };
        most = std::max(most,
                        static_cast<std::size_t>(position(ops_[*target].launchNs) - position(wait->timeNs)));
    }
    return most;
}

/// Gives the pair to the wait, in every repeat; leaves the wait unsettled when another wait has it already.
void Recovery::take(WaitSlot& slot, const Pair& pair, std::int64_t lag, double confidence) {
    std::vector<std::pair<std::size_t, std::size_t>> edges;
    for (const WaitCall* wait : slot.calls) {
        const auto source = inRepeat(pair.source, wait->layer - pair.sourceShift);
        const auto target = inRepeat(pair.target, wait->layer + pair.targetShift);
        if (source && target) edges.emplace_back(*source, *target);
    }
    if (std::any_of(edges.begin(), edges.end(), [this](const auto& e) { return known_.contains(e); })) return;
    slot.isSettled = true;
    out_.voted += static_cast<std::int64_t>(edges.size());
    // What the others waited for lies outside the window.
    out_.unresolved += static_cast<std::int64_t>(slot.calls.size() - edges.size());
    for (const auto& [source, target] : edges)
        accept(source, target, DependencyKind::Event, lag, confidence);
}

void Recovery::addSingleWait(const WaitCall& wait) {
    // Without repeats only a tight pair convinces: the source ended just before the target began.
    std::int64_t best = TightSlackNs + 1;
    std::optional<std::pair<std::size_t, std::size_t>> found;
    for (const auto& [targetStream, unused] : streams_) {
        const auto target = firstLaunched(targetStream, wait.timeNs);
        if (!target) continue;
        for (const auto& [sourceStream, list] : streams_) {
            if (sourceStream == targetStream) continue;
            const auto source = lastLaunched(sourceStream, wait.timeNs);
            if (!source) continue;
            const std::int64_t slack = ops_[*target].startNs - ops_[*source].endNs();
            if (slack < 0 || slack >= best) continue;
            best = slack;
            found = {*source, *target};
        }
    }
    if (!found) {
        ++out_.unresolved;
        return;
    }
    ++out_.voted;
    accept(found->first, found->second, DependencyKind::Event, best, ConfidenceSingle);
}

void Recovery::addVotedWaits() {
    std::set<std::uint64_t> exact;
    for (const RawSync& s : raw_.syncs)
        exact.insert(s.correlation);
    std::map<std::pair<int, int>, WaitSlot> slots; // (annotation, ordinal of the wait there)
    std::map<std::pair<int, int>, int> counts;     // (repeat, annotation)
    for (const WaitCall& wait : input_.waits) {
        if (exact.contains(wait.correlation)) continue;
        if (wait.layer < 0) {
            addSingleWait(wait);
            continue;
        }
        const int ordinal = counts[{wait.layer, wait.position}]++;
        slots[{wait.position, ordinal}].calls.push_back(&wait);
    }
    std::vector<WaitSlot> ordered;
    for (auto& [key, slot] : slots)
        ordered.push_back(std::move(slot));
    settleTight(ordered);
    for (WaitSlot& slot : ordered)
        if (!slot.isSettled) settleLoose(slot);
    for (const WaitSlot& slot : ordered)
        if (!slot.isSettled) out_.unresolved += static_cast<std::int64_t>(slot.calls.size());
}

void Recovery::addHostSyncs() {
    std::map<std::uint64_t, std::int64_t> streamOf;
    for (const RawSync& s : raw_.syncs)
        streamOf[s.correlation] = s.waitOnStream >= 0 ? s.waitOnStream : s.stream;
    for (const RawCall& call : raw_.calls) {
        if (call.kind != CallKind::StreamSync && call.kind != CallKind::EventSync &&
            call.kind != CallKind::DeviceSync)
            continue;
        const std::int64_t begin = call.startNs - input_.originNs, end = begin + call.durationNs;
        const auto next = std::find_if(
            std::lower_bound(byLaunch_.begin(), byLaunch_.end(), end,
                             [this](std::size_t i, std::int64_t t) { return ops_[i].launchNs < t; }),
            byLaunch_.end(), [&](std::size_t i) { return ops_[i].launchThread == call.thread; });
        if (next == byLaunch_.end()) continue;
        const auto it = streamOf.find(call.correlation);
        std::optional<std::size_t> source;
        for (const auto& [stream, list] : streams_) {
            const bool isMeant = call.kind == CallKind::DeviceSync || it == streamOf.end() ||
                                 it->second < 0 || it->second == static_cast<std::int64_t>(stream);
            const auto last = isMeant ? lastLaunched(stream, begin) : std::nullopt;
            // The call returned after what it waited for.
            if (last && ops_[*last].endNs() <= end &&
                (!source || ops_[*last].endNs() > ops_[*source].endNs()))
                source = last;
        }
        const bool isCertain = it != streamOf.end() || call.kind == CallKind::DeviceSync;
        if (source)
            accept(*source, *next, DependencyKind::Host, ops_[*next].launchNs - ops_[*source].endNs(),
                   isCertain ? 1.0 : 0.7);
    }
}

/// The host may wait in its own memory for a word the device writes, which no profiler sees: a long pause of
/// all launching threads that ends just after the operation launched last has ended.
void Recovery::addSpins() {
    if (byLaunch_.size() < 3) return;
    std::vector<std::int64_t> gaps;
    for (std::size_t k = 1; k < byLaunch_.size(); ++k)
        gaps.push_back(ops_[byLaunch_[k]].launchNs - ops_[byLaunch_[k - 1]].launchNs);
    std::vector<std::int64_t> sorted = gaps;
    std::nth_element(sorted.begin(), sorted.begin() + static_cast<std::ptrdiff_t>(sorted.size() / 2),
                     sorted.end());
    const std::int64_t longGap = SpinGapFactor * std::max<std::int64_t>(sorted[sorted.size() / 2], 1);
    std::map<std::pair<std::size_t, std::size_t>, int> spins; // by slots: in how many repeats
    for (std::size_t k = 1; k < byLaunch_.size(); ++k) {
        const std::size_t source = byLaunch_[k - 1], target = byLaunch_[k];
        const std::int64_t reaction = ops_[target].launchNs - ops_[source].endNs();
        if (gaps[k - 1] <= longGap || reaction < 0 || reaction > SpinReactionNs) continue;
        if (ops_[source].layer >= 0 && ops_[target].layer == ops_[source].layer)
            ++spins[{slotOf_[source], slotOf_[target]}];
    }
    for (const auto& [slots, count] : spins) {
        if (2 * count <= repeats_) continue; // a coincidence
        std::vector<std::pair<std::size_t, std::size_t>> pairs;
        std::vector<std::int64_t> lags;
        for (int layer = 0; layer < repeats_; ++layer) {
            const auto source = inRepeat(slots.first, layer), target = inRepeat(slots.second, layer);
            if (!source || !target) continue;
            pairs.emplace_back(*source, *target);
            lags.push_back(ops_[*target].launchNs - ops_[*source].endNs());
        }
        std::sort(lags.begin(), lags.end());
        if (lags.front() < 0) continue;
        const std::int64_t lag = lags[(lags.size() - 1) / 2];
        for (const auto& [source, target] : pairs)
            accept(source, target, DependencyKind::Host, lag, ConfidenceTight);
    }
}

RecoveredDependencies Recovery::run() {
    out_.waits = static_cast<std::int64_t>(input_.waits.size());
    addExactWaits();
    addVotedWaits();
    addHostSyncs();
    addSpins();
    std::sort(
        out_.dependencies.begin(), out_.dependencies.end(), [](const Dependency& a, const Dependency& b) {
            return std::tuple(a.target.value, a.source.value) < std::tuple(b.target.value, b.source.value);
        });
    return std::move(out_);
}

} // namespace

RecoveredDependencies recoverDependencies(const KernelTrace& trace, const RawTrace& raw,
                                          const RecoveryInput& input) {
    return Recovery(trace, raw, input).run();
}

} // namespace sim
