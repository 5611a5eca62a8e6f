// SPDX-License-Identifier: Apache-2.0
// The masks of a 64-byte block (quotes, brackets, line ends) and the walk over its brackets. The prefix sum
// of the quotes modulo two marks the bytes inside strings, as in Langdale & Lemire, "Parsing Gigabytes of
// JSON per Second" (VLDB Journal 2019), section 3.1.
#include "simulator/traces/event_splitter.h"

#include <bit>
#include <cctype>
#include <cstring>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

#include "simulator/base/error.h"
#include "simulator/traces/compressed_reader.h"

namespace sim {
namespace {

/// More text than this before the events is no trace; more than this in one event is a string never closed.
constexpr std::size_t OutsideLimit = std::size_t{16} << 20;
constexpr std::size_t EventLimit = std::size_t{64} << 20;
constexpr std::size_t BlockSize = 64;

std::uint64_t prefixParity(std::uint64_t bits) {
    for (int shift = 1; shift < 64; shift *= 2)
        bits ^= bits << shift;
    return bits;
}

/// The text ends in the key of the event array and its colon.
bool endsInEventsKey(std::string_view text) {
    const auto trim = [&text] {
        while (!text.empty() && std::isspace(static_cast<unsigned char>(text.back())))
            text.remove_suffix(1);
    };
    trim();
    if (!text.ends_with(':')) return false;
    text.remove_suffix(1);
    trim();
    return text.ends_with("\"traceEvents\"");
}

/// Kineto writes the phase of an event first.
bool beginsEvent(std::string_view text) {
    const auto first = text.find_first_not_of(" \t\r\n");
    return first != std::string_view::npos && text.substr(first).starts_with("\"ph\"");
}

} // namespace

struct EventSplitter::Block {
    std::uint64_t quotes = 0, backslashes = 0, brackets = 0, lineEnds = 0;

    /// REQUIRES: 64 bytes are readable.
    explicit Block(const char* bytes) {
#if defined(__SSE2__)
        for (int i = 0; i < 4; ++i) {
            const __m128i v = _mm_loadu_si128(reinterpret_cast<const __m128i*>(bytes + 16 * i));
            const __m128i folded = _mm_or_si128(v, _mm_set1_epi8(0x20)); // maps [ to { and ] to }
            const auto mask = [i](__m128i m) {
                return static_cast<std::uint64_t>(static_cast<std::uint32_t>(_mm_movemask_epi8(m)))
                       << (16 * i);
            };
            quotes |= mask(_mm_cmpeq_epi8(v, _mm_set1_epi8('"')));
            backslashes |= mask(_mm_cmpeq_epi8(v, _mm_set1_epi8('\\')));
            lineEnds |= mask(_mm_cmpeq_epi8(v, _mm_set1_epi8('\n')));
            brackets |= mask(_mm_or_si128(_mm_cmpeq_epi8(folded, _mm_set1_epi8('{')),
                                          _mm_cmpeq_epi8(folded, _mm_set1_epi8('}'))));
        }
#else
        for (unsigned i = 0; i < BlockSize; ++i) {
            const char c = bytes[i];
            const std::uint64_t bit = std::uint64_t{1} << i;
            if (c == '"') quotes |= bit;
            if (c == '\\') backslashes |= bit;
            if (c == '\n') lineEnds |= bit;
            if (c == '{' || c == '}' || c == '[' || c == ']') brackets |= bit;
        }
#endif
    }
};

void EventSplitter::feed(std::string_view chunk) {
    begin_ = 0;
    for (std::size_t at = 0; at < chunk.size(); at += BlockSize) {
        const Block block(chunk.data() + at);
        const std::string_view bytes = chunk.substr(at, BlockSize);
        const std::uint64_t inside = stringMask(block, bytes);
        std::uint64_t valid =
            bytes.size() == BlockSize ? ~std::uint64_t{0} : (std::uint64_t{1} << bytes.size()) - 1;
        valid &= block.brackets & ~inside;
        for (; valid != 0; valid &= valid - 1) {
            const std::size_t where = at + static_cast<std::size_t>(std::countr_zero(valid));
            structural(chunk[where], where, chunk);
        }
    }
    if (state_ == State::Events && depth_ > 0) {
        if (pending_.empty()) pendingOffset_ = consumed_ + begin_;
        pending_.append(chunk.substr(begin_));
        if (pending_.size() > EventLimit) {
            // Nothing after this can be trusted to be in step; what was found before is kept.
            isCutOff_ = true;
            state_ = State::After;
            pending_.clear();
        }
    } else if (state_ != State::Events) {
        keepOutside(chunk.substr(begin_));
    }
    consumed_ += chunk.size();
}

void EventSplitter::finish() {
    if (state_ == State::Events) {
        isCutOff_ = true;
        outside_ += "]";
        // So that the head of a cut-off trace (device, ranks) can still be parsed.
        if (!isBareArray_) outside_ += "}";
    }
}

/// Bits of the bytes inside strings (the closing quote is outside, which is all one here).
std::uint64_t EventSplitter::stringMask(const Block& block, std::string_view bytes) {
    if (block.backslashes != 0 || isEscaped_ || bytes.size() < BlockSize) return stringMaskByWalking(bytes);
    const std::uint64_t carried = isInString_ ? ~std::uint64_t{0} : 0;
    const std::uint64_t inside = prefixParity(block.quotes) ^ carried;
    if ((inside & block.lineEnds) != 0) return stringMaskByWalking(bytes);
    isInString_ = (inside >> 63) != 0;
    return inside;
}

/// For blocks with escapes, for the last one of a chunk, and for broken strings: a line end closes the
/// string, so that one unescaped quote costs the rest of its line and not the rest of the file.
std::uint64_t EventSplitter::stringMaskByWalking(std::string_view bytes) {
    std::uint64_t inside = 0;
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        const char c = bytes[i];
        if (isInString_) {
            inside |= std::uint64_t{1} << i;
            if (c == '\n') {
                isInString_ = false;
                isEscaped_ = false;
                ++brokenStrings_;
            } else if (isEscaped_) {
                isEscaped_ = false;
            } else if (c == '\\') {
                isEscaped_ = true;
            } else if (c == '"') {
                isInString_ = false;
            }
        } else if (c == '"') {
            isInString_ = true;
        }
    }
    return inside;
}

void EventSplitter::structural(char c, std::size_t at, std::string_view chunk) {
    if (state_ == State::Events) {
        insideEvents(c, at, chunk);
        return;
    }
    const bool opens = c == '{' || c == '[';
    if (c == '[' && state_ == State::Before && depth_ <= 1) {
        keepOutside(chunk.substr(begin_, at - begin_));
        begin_ = at;
        const bool isFirst = outside_.find_first_not_of(" \t\r\n\xef\xbb\xbf") == std::string::npos;
        if (isFirst || (depth_ == 1 && endsInEventsKey(outside_))) {
            isBareArray_ = isFirst;
            state_ = State::Events;
            outside_ += '[';
            depth_ = 0;
            return;
        }
    }
    depth_ += opens ? 1 : -1;
}

void EventSplitter::insideEvents(char c, std::size_t at, std::string_view chunk) {
    if (depth_ == 0) {
        if (c == '{') {
            begin_ = at;
            depth_ = 1;
            brokenBefore_ = brokenStrings_;
        } else if (c == ']') {
            state_ = State::After;
            begin_ = at;
            depth_ = isBareArray_ ? 0 : 1;
        }
        return;
    }
    // After a broken string the depth cannot be trusted; the way an event begins can.
    if (c == '{' && brokenStrings_ > brokenBefore_ && beginsEvent(chunk.substr(at + 1))) {
        emit(at, chunk);
        begin_ = at;
        depth_ = 1;
        brokenBefore_ = brokenStrings_;
        return;
    }
    depth_ += c == '{' || c == '[' ? 1 : -1;
    if (depth_ == 0) emit(at + 1, chunk);
}

/// Hands over the current event, which ends before `end` of the chunk.
void EventSplitter::emit(std::size_t end, std::string_view chunk) {
    if (pending_.empty()) {
        sink_.event(chunk.substr(begin_, end - begin_), consumed_ + begin_);
        return;
    }
    pending_.append(chunk.substr(0, end));
    const std::size_t size = pending_.size();
    pending_.append(ChunkPadding, ' ');
    sink_.event(std::string_view(pending_).substr(0, size), pendingOffset_);
    pending_.clear();
}

void EventSplitter::keepOutside(std::string_view text) {
    if (state_ == State::Before && outside_.size() + text.size() > OutsideLimit)
        throw Error(ErrorCode::BadInput,
                    "the first 16 MiB hold no \"traceEvents\" array; this is no Chrome trace", {},
                    "export the trace from PyTorch with export_chrome_trace");
    // Behind the events only the closing keys are of interest.
    if (outside_.size() + text.size() <= 2 * OutsideLimit) outside_ += text;
}

} // namespace sim
