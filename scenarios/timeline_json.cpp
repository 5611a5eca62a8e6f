// SPDX-License-Identifier: Apache-2.0
// Chrome trace JSON, as chrome://tracing and Perfetto read it: Trace Event Format, events "M" and "X",
// microseconds.
#include "scenarios/timeline_json.h"

#include <fmt/format.h>

#include "scenarios/json_text.h"

namespace scenario {

std::string timelineJson(const Timeline& timeline) {
    JsonWriter json;
    json.beginObject();
    json.member("displayTimeUnit", "ms");
    json.key("traceEvents");
    json.beginArray();
    const auto nameOf = [&](std::string_view what, double lane, std::string_view name) {
        json.beginObject(JsonWriter::Layout::Inline);
        json.member("ph", "M");
        json.member("pid", 0.0);
        json.member("tid", lane);
        json.member("name", what);
        json.key("args");
        json.beginObject();
        json.member("name", name);
        json.end();
        json.end();
    };
    nameOf("process_name", 0.0, timeline.title);
    for (std::size_t lane = 0; lane < timeline.lanes.size(); ++lane)
        nameOf("thread_name", static_cast<double>(lane), timeline.lanes[lane]);
    for (const TimelineSlice& slice : timeline.slices) {
        json.beginObject(JsonWriter::Layout::Inline);
        json.member("ph", "X");
        json.member("pid", 0.0);
        json.member("tid", static_cast<double>(slice.lane));
        json.member("ts", slice.startMicroseconds);
        json.member("dur", slice.durationMicroseconds);
        json.member("name", slice.name);
        json.member("cat", slice.category);
        json.end();
    }
    json.end();
    json.end();
    return json.take();
}

} // namespace scenario
