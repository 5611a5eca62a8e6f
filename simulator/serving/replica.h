// SPDX-License-Identifier: Apache-2.0
// One serving unit: continuous batching over a paged cache. A request is touched when something happens to
// it: admitted, its prompt done, ended, set back. Between such changes decoding sequences leap over many
// iterations.
#pragma once

#include <cstdint>
#include <deque>
#include <list>
#include <queue>
#include <unordered_map>
#include <vector>

#include "simulator/serving/request_source.h"
#include "simulator/serving/step_timer.h"

namespace sim {

enum class ReplicaRole : std::uint8_t { Both, Prefill, Decode };

struct ReplicaSpec {
    ReplicaRole role = ReplicaRole::Both;
    std::int64_t cacheTokens = 0; ///< of the whole unit
    std::int64_t blockTokens = 64;
    std::int64_t maxSequences = 256;
    std::int64_t maxBatchedTokens = 8192; ///< of one iteration
    bool isMixed = true; ///< prompts in chunks beside decoding sequences; else prompts run alone
    bool hasPrefixCache = false;
    double draftTokens = 0; ///< guessed per step (MTP, speculation)
    double acceptance = 0;  ///< of each guess, given those before it were right
    /// Tokens that a sequence gains per step: 1 + a + a^2 + ... (Leviathan et al., arXiv 2211.17192, eq. 1).
    double tokensPerStep() const;
};

/// What the service remembers of a request.
struct RequestState {
    std::int64_t input = 0, output = 0;
    std::int64_t generated = 0; ///< before the present stay
    std::int64_t prefilled = 0; ///< of prompt and recomputed tokens
    std::int64_t cached = 0;    ///< of these found in the prefix cache
    std::int64_t stayStep = 0;  ///< step of the replica at which its decoding began
    std::uint32_t version = 0;  ///< of the stay; older entries in queues are stale
    bool isDecoding = false;
    double held = 0; ///< cache tokens at the start of decoding
    Instant arrival, started, first, finished;
    bool isStarted = false, isFirstOut = false, isFinished = false;
    std::uint32_t preemptions = 0;
    std::int64_t target() const { return input + generated; } ///< tokens to have in the cache before decoding
};

struct ReplicaCounters {
    std::uint64_t iterations = 0, leaps = 0, preemptions = 0;
    std::int64_t promptTokens = 0, cachedTokens = 0;
    double busySeconds = 0, cacheTokenSeconds = 0, largestCache = 0;
    double attentionSeconds = 0, expertSeconds = 0, otherSeconds = 0, communicationSeconds = 0,
           hostSeconds = 0;
};

class Replica {
  public:
    using Requests = std::vector<RequestState>;

    Replica(const ReplicaSpec& spec, const StepTimer& timer) : spec_(spec), timer_(&timer) {}

    void enqueue(std::uint32_t request, const std::vector<std::uint64_t>* prefix);
    bool isBusy() const { return isBusy_; }
    bool hasWork() const { return !waiting_.empty() || !decoding_.empty() || !prefilling_.empty(); }
    /// Requests that wait or run.
    std::size_t load() const { return waiting_.size() + sequences(); }
    std::size_t sequences() const { return decodingCount_ + prefilling_.size(); }
    std::int64_t prefixHit(const std::vector<std::uint64_t>& prefix) const; ///< tokens

    /// A newcomer can change what runs now: nothing waits before it.
    bool isOpen() const { return waiting_.size() <= 1; }

    /// Begins the next iterations at `now`; returns their end. REQUIRES: hasWork(), not isBusy(). False when
    /// nothing that waits fits.
    bool begin(Instant now, Requests& requests, Instant& end);
    /// A leap under way ends at the first iteration that ends at or after `now`; returns that end.
    Instant cut(Instant now);
    bool isLeaping() const { return isBusy_ && leap_.steps > 1; }
    /// The iterations end: requests whose prompt is done, and those that have all their tokens.
    void end(Instant now, Requests& requests, std::vector<std::uint32_t>& firstOut,
             std::vector<std::uint32_t>& finished);
    /// Every request here is set back to its beginning and given to `out`: the unit failed.
    void abandon(Instant now, Requests& requests, std::vector<std::uint32_t>& out);

    const ReplicaCounters& counters() const { return counters_; }
    const ReplicaSpec& spec() const { return spec_; }
    /// The prefix blocks of a request by its number; for recomputation after an enqueue.
    const std::vector<std::uint64_t>* prefixOf(std::uint32_t request) const;

  private:
    struct Chunk {
        std::uint32_t request = 0;
        std::int64_t tokens = 0;
    };
    struct Ending {
        std::int64_t step = 0;
        std::uint32_t request = 0, version = 0;
        bool operator>(const Ending& o) const { return step != o.step ? step > o.step : request > o.request; }
    };
    struct Leap {
        std::int64_t steps = 0;
        Instant start;
        double first = 0, slope = 0; ///< seconds of the first step, growth of each next
        double seconds(std::int64_t n) const {
            const auto k = static_cast<double>(n);
            return k * first + slope * k * (k - 1) / 2;
        }
    };

    double heldNow(const RequestState& r) const;
    void startDecoding(std::uint32_t request, RequestState& r);
    void admit(Instant now, Requests& requests, std::int64_t budget);
    bool preempt(Requests& requests);
    StepBatch batchOf(const Requests& requests) const;
    void remember(const StepTime& time, double steps);
    void addToCache(std::uint32_t request);
    void trimCache();
    std::int64_t stepsToChange() const;

    ReplicaSpec spec_;
    const StepTimer* timer_;
    std::deque<std::uint32_t> waiting_;
    std::vector<std::uint32_t> prefilling_;
    std::vector<Chunk> chunks_; ///< of the iteration under way
    std::vector<std::pair<std::uint32_t, std::uint32_t>>
        decoding_; ///< request and version, in order of admission
    std::size_t decodingCount_ = 0;
    std::priority_queue<Ending, std::vector<Ending>, std::greater<>> endings_;
    std::unordered_map<std::uint32_t, const std::vector<std::uint64_t>*> prefixes_;
    std::list<std::uint64_t> recent_; ///< cached blocks, newest first
    std::unordered_map<std::uint64_t, std::list<std::uint64_t>::iterator> blocks_;
    double used_ = 0;       ///< cache tokens held by requests
    double contextSum_ = 0; ///< of decoding sequences
    std::int64_t step_ = 0; ///< decoding steps done
    Leap leap_;
    StepTime leapTime_;
    bool isBusy_ = false;
    ReplicaCounters counters_;
};

} // namespace sim
