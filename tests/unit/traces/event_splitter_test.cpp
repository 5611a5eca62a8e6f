// SPDX-License-Identifier: Apache-2.0
// Events are the same wherever the chunks are cut.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "simulator/traces/compressed_reader.h"
#include "simulator/traces/event_splitter.h"

namespace sim {
namespace {

struct Collector final : EventSink {
    std::vector<std::string> events;
    std::vector<std::uint64_t> offsets;
    void event(std::string_view json, std::uint64_t offset) override {
        events.emplace_back(json);
        offsets.push_back(offset);
    }
};

struct Split {
    Collector found;
    std::string surroundings;
    bool isCutOff = false;
};

Split split(const std::string& text, std::size_t chunkSize) {
    Split s;
    EventSplitter splitter(s.found);
    const auto source = openTraceText(text, chunkSize);
    for (auto chunk = source->next(); !chunk.empty(); chunk = source->next())
        splitter.feed(chunk);
    splitter.finish();
    s.surroundings = splitter.surroundings();
    s.isCutOff = splitter.isCutOff();
    return s;
}

const std::string Text =
    "\n{ \"deviceProperties\": [ {\"id\": 0, \"list\": [1, [2]]} ],\n \"traceEvents\" : [\n"
    R"({"a": "{[\"]}\\", "args": {"grid": [1,2,3]}}, {"b":1},)"
    "\n{\"c\": \"long enough to cross the border of one block of sixty-four bytes, surely\"}"
    "], \"traceName\": \"x[0]{y}\" }";

TEST(EventSplitter, FindsEachEventWhereItStands) {
    const Split s = split(Text, 1 << 20);
    ASSERT_EQ(s.found.events.size(), 3U);
    EXPECT_EQ(s.found.events[1], R"({"b":1})");
    for (std::size_t i = 0; i < 3; ++i)
        EXPECT_EQ(Text.substr(s.found.offsets[i], s.found.events[i].size()), s.found.events[i]);
    EXPECT_FALSE(s.isCutOff);
}

TEST(EventSplitter, BordersOfChunksChangeNothing) {
    const Split whole = split(Text, 1 << 20);
    for (std::size_t size = 1; size < Text.size(); ++size) {
        const Split cut = split(Text, size);
        ASSERT_EQ(cut.found.events, whole.found.events) << "chunks of " << size;
        ASSERT_EQ(cut.found.offsets, whole.found.offsets) << "chunks of " << size;
        ASSERT_EQ(cut.surroundings, whole.surroundings) << "chunks of " << size;
    }
}

// Every prefix of a trace is a cut-off trace; it must yield whole events only, and never more than the whole
// does.
TEST(EventSplitter, EveryPrefixYieldsWholeEvents) {
    const Split whole = split(Text, 1 << 20);
    for (std::size_t end = 0; end < Text.size(); ++end) {
        const Split part = split(Text.substr(0, end), 64);
        ASSERT_LE(part.found.events.size(), whole.found.events.size());
        for (std::size_t i = 0; i < part.found.events.size(); ++i)
            ASSERT_EQ(part.found.events[i], whole.found.events[i]);
    }
}

TEST(EventSplitter, KeepsTheTextAroundTheEvents) {
    const Split s = split(Text, 7);
    EXPECT_NE(s.surroundings.find("\"traceEvents\" : [], \"traceName\""), std::string::npos)
        << s.surroundings;
}

TEST(EventSplitter, AnArrayOfAnotherNameHoldsNoEvents) {
    EXPECT_TRUE(split(R"({"notEvents": [{"a":1}], "x": "\"traceEvents\":" })", 64).found.events.empty());
}

} // namespace
} // namespace sim
