// SPDX-License-Identifier: Apache-2.0
// Cuts Chrome trace JSON into its events without parsing it: brace depth outside strings, 64 bytes at a step.
// Knows two forms: an object with a "traceEvents" array, and a bare array of events.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace sim {

/// Takes the events as they are found.
class EventSink {
  public:
    virtual ~EventSink() = default;
    /// `json` is one whole object; ChunkPadding bytes behind it are readable. `offset` counts uncompressed
    /// bytes.
    virtual void event(std::string_view json, std::uint64_t offset) = 0;
};

class EventSplitter {
  public:
    explicit EventSplitter(EventSink& sink) : sink_(sink) {}
    /// REQUIRES: ChunkPadding bytes behind `chunk` are readable.
    /// Throws Error{BadInput} when the text cannot be a Chrome trace.
    void feed(std::string_view chunk);
    void finish();

    /// The text around the events, with an empty array in their place.
    const std::string& surroundings() const { return outside_; }
    bool hasFoundEvents() const { return state_ != State::Before; }
    bool isBareArray() const { return isBareArray_; }
    /// The text ended inside an event or before the array was closed.
    bool isCutOff() const { return isCutOff_; }
    /// Line ends inside strings, which JSON forbids: the sign of a quote that was not escaped.
    std::uint64_t brokenStrings() const { return brokenStrings_; }
    std::uint64_t bytesSeen() const { return consumed_; }

  private:
    enum class State { Before, Events, After };
    struct Block; // masks of the 64 bytes looked at

    void structural(char c, std::size_t at, std::string_view chunk);
    void insideEvents(char c, std::size_t at, std::string_view chunk);
    void emit(std::size_t end, std::string_view chunk);
    void keepOutside(std::string_view text);
    std::uint64_t stringMask(const Block& block, std::string_view bytes);
    std::uint64_t stringMaskByWalking(std::string_view bytes);

    EventSink& sink_;
    State state_ = State::Before;
    std::string outside_;
    std::string pending_; ///< the head of an event that crosses a chunk border
    std::uint64_t pendingOffset_ = 0;
    std::uint64_t consumed_ = 0; ///< bytes before the current chunk
    std::size_t begin_ = 0;      ///< of the current event or outside text in the chunk
    int depth_ = 0;
    bool isInString_ = false, isEscaped_ = false, isBareArray_ = false, isCutOff_ = false;
    std::uint64_t brokenStrings_ = 0, brokenBefore_ = 0; ///< all, and those before the current event
};

} // namespace sim
