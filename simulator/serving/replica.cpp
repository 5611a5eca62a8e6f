// SPDX-License-Identifier: Apache-2.0
#include "simulator/serving/replica.h"

#include <algorithm>
#include <cmath>

namespace sim {

namespace {

constexpr std::int64_t LongestLeap = 1 << 14;

} // namespace

double ReplicaSpec::tokensPerStep() const {
    double tokens = 1, chance = 1;
    for (double i = 0; i < draftTokens; i += 1)
        tokens += chance *= acceptance;
    return tokens;
}

void Replica::enqueue(std::uint32_t request, const std::vector<std::uint64_t>* prefix) {
    waiting_.push_back(request);
    if (prefix && !prefix->empty()) prefixes_[request] = prefix;
}

const std::vector<std::uint64_t>* Replica::prefixOf(std::uint32_t request) const {
    const auto found = prefixes_.find(request);
    return found == prefixes_.end() ? nullptr : found->second;
}

std::int64_t Replica::prefixHit(const std::vector<std::uint64_t>& prefix) const {
    std::int64_t hit = 0;
    for (const std::uint64_t block : prefix) {
        if (!blocks_.contains(block)) break;
        hit += spec_.blockTokens;
    }
    return hit;
}

void Replica::addToCache(std::uint32_t request) {
    const auto* prefix = spec_.hasPrefixCache ? prefixOf(request) : nullptr;
    if (!prefix) return;
    // The last block is the newest: a prefix is evicted from its end.
    for (auto block = prefix->rbegin(); block != prefix->rend(); ++block) {
        if (const auto found = blocks_.find(*block); found != blocks_.end()) {
            recent_.splice(recent_.begin(), recent_, found->second);
        } else {
            recent_.push_front(*block);
            blocks_[*block] = recent_.begin();
        }
    }
    trimCache();
}

/// Cached blocks live in what requests leave free.
void Replica::trimCache() {
    const double room = std::max(0.0, static_cast<double>(spec_.cacheTokens) - used_);
    const auto most = static_cast<std::size_t>(room / static_cast<double>(spec_.blockTokens));
    while (recent_.size() > most) {
        blocks_.erase(recent_.back());
        recent_.pop_back();
    }
}

/// A last block is half empty at worst: each sequence is counted with a whole one on top.
double Replica::heldNow(const RequestState& r) const {
    if (!r.isDecoding) return r.held;
    return r.held + static_cast<double>(step_ - r.stayStep) * spec_.tokensPerStep();
}

void Replica::admit(Instant now, Requests& requests, std::int64_t budget) {
    chunks_.clear();
    const auto take = [&](std::uint32_t request) {
        const RequestState& r = requests[request];
        const std::int64_t tokens = std::min(budget, r.target() - r.prefilled);
        chunks_.push_back({request, tokens});
        budget -= tokens;
    };
    for (const std::uint32_t request : prefilling_)
        if (budget > 0) take(request);
    while (!waiting_.empty() && static_cast<std::int64_t>(sequences()) < spec_.maxSequences) {
        const std::uint32_t request = waiting_.front();
        RequestState& r = requests[request];
        const bool needsPrompt = spec_.role != ReplicaRole::Decode || r.prefilled < r.target();
        if (needsPrompt && budget <= 0) break;
        const double held = static_cast<double>(r.target() + spec_.blockTokens);
        const double growth =
            static_cast<double>(decodingCount_ + 1) * spec_.tokensPerStep(); // of the next step
        if (used_ + growth + held > static_cast<double>(spec_.cacheTokens)) break;
        waiting_.pop_front();
        used_ += held;
        r.held = held;
        trimCache();
        counters_.largestCache = std::max(counters_.largestCache, used_);
        if (!r.isStarted) r.started = now, r.isStarted = true;
        if (!needsPrompt) {
            startDecoding(request, r);
            continue;
        }
        const auto* prefix = spec_.hasPrefixCache ? prefixOf(request) : nullptr;
        if (prefix) {
            r.prefilled = std::min(prefixHit(*prefix), r.target() - 1); // one token at least is computed
            r.cached = r.prefilled;
            counters_.cachedTokens += r.prefilled;
        }
        counters_.promptTokens += r.target();
        prefilling_.push_back(request);
        take(request);
    }
}

void Replica::startDecoding(std::uint32_t request, RequestState& r) {
    r.isDecoding = true;
    r.stayStep = step_;
    decoding_.emplace_back(request, r.version);
    ++decodingCount_;
    contextSum_ += static_cast<double>(r.target());
    const auto left = static_cast<double>(r.output - r.generated);
    endings_.push({step_ + static_cast<std::int64_t>(std::ceil(left / spec_.tokensPerStep() - 1e-9)), request,
                   r.version});
}

/// The newest decoding sequence gives its cache back and is computed again later (vLLM's recomputation).
bool Replica::preempt(Requests& requests) {
    while (!decoding_.empty()) {
        const auto [request, version] = decoding_.back();
        decoding_.pop_back();
        RequestState& r = requests[request];
        if (r.version != version || !r.isDecoding) continue; // ended
        used_ -= heldNow(r);
        contextSum_ -=
            static_cast<double>(r.target()) + static_cast<double>(step_ - r.stayStep) * spec_.tokensPerStep();
        const auto made =
            static_cast<std::int64_t>(static_cast<double>(step_ - r.stayStep) * spec_.tokensPerStep());
        r.generated = std::min(r.output - 1, r.generated + made);
        r.prefilled = r.cached = 0;
        r.isDecoding = false;
        ++r.version;
        ++r.preemptions;
        ++counters_.preemptions;
        --decodingCount_;
        waiting_.push_front(request);
        return true;
    }
    return false;
}

StepBatch Replica::batchOf(const Requests& requests) const {
    StepBatch batch;
    for (const Chunk& c : chunks_) {
        const auto q = static_cast<double>(c.tokens),
                   before = static_cast<double>(requests[c.request].prefilled);
        batch.prefillSequences += 1;
        batch.prefillTokens += c.tokens;
        batch.prefillPairs += q * before + q * (q + 1) / 2;
    }
    if (chunks_.empty() || spec_.isMixed) {
        batch.decodeSequences = static_cast<std::int64_t>(decodingCount_);
        batch.decodeTokens = batch.decodeSequences * (1 + static_cast<std::int64_t>(spec_.draftTokens));
        batch.decodeContext = contextSum_;
    }
    return batch;
}

/// Steps until a sequence ends or the cache is full.
std::int64_t Replica::stepsToChange() const {
    const double growth = static_cast<double>(decodingCount_) * spec_.tokensPerStep();
    const double room = (static_cast<double>(spec_.cacheTokens) - used_) / growth;
    const std::int64_t toEnd = endings_.top().step - step_;
    return std::clamp<std::int64_t>(std::min(toEnd, static_cast<std::int64_t>(room)), 1, LongestLeap);
}

bool Replica::begin(Instant now, Requests& requests, Instant& end) {
    // Each decoding sequence needs room for one more step.
    while (decodingCount_ > 0 && used_ + static_cast<double>(decodingCount_) * spec_.tokensPerStep() >
                                     static_cast<double>(spec_.cacheTokens))
        if (!preempt(requests)) break;
    const std::int64_t decodes = spec_.isMixed ? static_cast<std::int64_t>(decodingCount_) *
                                                     (1 + static_cast<std::int64_t>(spec_.draftTokens))
                                               : 0;
    admit(now, requests, std::max<std::int64_t>(0, spec_.maxBatchedTokens - decodes));
    while (!endings_.empty()) { // stale ones of preempted stays
        const Ending& top = endings_.top();
        if (requests[top.request].version == top.version && requests[top.request].isDecoding) break;
        endings_.pop();
    }
    if (chunks_.empty() && decodingCount_ == 0) return false;
    const StepBatch batch = batchOf(requests);
    leapTime_ = timer_->time(batch);
    leap_ = {1, now, leapTime_.total().seconds().base(), 0};
    if (chunks_.empty()) {
        leap_.steps = stepsToChange();
        if (leap_.steps > 1) {
            StepBatch last = batch;
            last.decodeContext +=
                static_cast<double>((leap_.steps - 1) * batch.decodeSequences) * spec_.tokensPerStep();
            const double lastSeconds = timer_->time(last).total().seconds().base();
            leap_.slope = (lastSeconds - leap_.first) / static_cast<double>(leap_.steps - 1);
        }
    }
    isBusy_ = true;
    end = now + Duration::from(Seconds{leap_.seconds(leap_.steps)});
    return true;
}

Instant Replica::cut(Instant now) {
    const double elapsed = (now - leap_.start).seconds().base();
    std::int64_t low = 1, high = leap_.steps;
    while (low < high) {
        const std::int64_t middle = (low + high) / 2;
        if (leap_.seconds(middle) >= elapsed)
            high = middle;
        else
            low = middle + 1;
    }
    leap_.steps = low;
    const Instant end = leap_.start + Duration::from(Seconds{leap_.seconds(low)});
    return std::max(end, now);
}

void Replica::remember(const StepTime& time, double seconds) {
    const double whole = time.total().seconds().base();
    const double scale = whole > 0 ? seconds / whole : 0;
    counters_.attentionSeconds += scale * time.attention.seconds().base();
    counters_.expertSeconds += scale * time.experts.seconds().base();
    counters_.otherSeconds += scale * time.other.seconds().base();
    counters_.communicationSeconds += scale * time.exposedCommunication.seconds().base();
    counters_.hostSeconds += scale * time.host.seconds().base();
}

void Replica::end(Instant now, Requests& requests, std::vector<std::uint32_t>& firstOut,
                  std::vector<std::uint32_t>& finished) {
    const double seconds = leap_.seconds(leap_.steps);
    const bool decoded = chunks_.empty() || spec_.isMixed;
    counters_.iterations += static_cast<std::uint64_t>(leap_.steps);
    ++counters_.leaps;
    counters_.busySeconds += seconds;
    counters_.cacheTokenSeconds += used_ * seconds;
    remember(leapTime_, seconds);
    isBusy_ = false;
    if (decoded) {
        step_ += leap_.steps;
        const double grown =
            static_cast<double>(leap_.steps) * static_cast<double>(decodingCount_) * spec_.tokensPerStep();
        contextSum_ += grown;
        used_ += grown;
        counters_.largestCache = std::max(counters_.largestCache, used_);
    }
    while (!endings_.empty() && endings_.top().step <= step_) {
        const Ending ending = endings_.top();
        endings_.pop();
        RequestState& r = requests[ending.request];
        if (r.version != ending.version || !r.isDecoding) continue;
        used_ -= heldNow(r);
        contextSum_ -=
            static_cast<double>(r.target()) + static_cast<double>(step_ - r.stayStep) * spec_.tokensPerStep();
        r.isDecoding = false;
        ++r.version;
        --decodingCount_;
        r.finished = now;
        r.isFinished = true;
        prefixes_.erase(ending.request);
        finished.push_back(ending.request);
    }
    for (const Chunk& c : chunks_) {
        RequestState& r = requests[c.request];
        r.prefilled += c.tokens;
        if (r.prefilled < r.target()) continue;
        prefilling_.erase(std::ranges::find(prefilling_, c.request));
        addToCache(c.request);
        if (!r.isFirstOut) r.first = now, r.isFirstOut = true;
        r.generated += 1; // the prompt's last position gives a token
        if (r.generated >= r.output || spec_.role == ReplicaRole::Prefill) {
            used_ -= r.held;
            prefixes_.erase(c.request);
            if (r.generated >= r.output) {
                r.finished = now;
                r.isFinished = true;
                finished.push_back(c.request);
            } else {
                r.prefilled = r.target();
                firstOut.push_back(c.request);
            }
            continue;
        }
        firstOut.push_back(c.request);
        r.prefilled = r.target();
        startDecoding(c.request, r);
    }
    chunks_.clear();
    // Entries of ended sequences are dropped once they are most of the list.
    if (decoding_.size() > 64 && decoding_.size() > 2 * decodingCount_)
        std::erase_if(decoding_, [&](const auto& d) {
            return requests[d.first].version != d.second || !requests[d.first].isDecoding;
        });
}

void Replica::abandon(Instant now, Requests& requests, std::vector<std::uint32_t>& out) {
    if (isBusy_)
        counters_.busySeconds += std::min((now - leap_.start).seconds().base(), leap_.seconds(leap_.steps));
    for (const std::uint32_t request : prefilling_)
        out.push_back(request);
    for (const auto& [request, version] : decoding_) {
        RequestState& r = requests[request];
        if (r.version != version || !r.isDecoding) continue;
        const auto made =
            static_cast<std::int64_t>(static_cast<double>(step_ - r.stayStep) * spec_.tokensPerStep());
        r.generated = std::min(r.output - 1, r.generated + made);
        out.push_back(request);
    }
    for (const std::uint32_t request : waiting_)
        out.push_back(request);
    for (const std::uint32_t request : out) {
        RequestState& r = requests[request];
        r.prefilled = r.cached = 0;
        r.isDecoding = false;
        ++r.version;
    }
    waiting_.clear(), prefilling_.clear(), decoding_.clear(), chunks_.clear(), prefixes_.clear();
    recent_.clear(), blocks_.clear();
    endings_ = {};
    decodingCount_ = 0;
    used_ = contextSum_ = 0;
    isBusy_ = false;
}

} // namespace sim
