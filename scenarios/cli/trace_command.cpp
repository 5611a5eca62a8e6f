// SPDX-License-Identifier: Apache-2.0
// Import, list and summary of recorded traces.
#include "scenarios/cli/trace_command.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "hwdb/catalogue.h"
#include "scenarios/cli/output_file.h"
#include "scenarios/json_text.h"
#include "simulator/base/error.h"
#include "simulator/traces/identify.h"
#include "simulator/traces/import.h"
#include "simulator/traces/replay.h"
#include "simulator/traces/trace_summary.h"
#include "simulator/training/placed_trace.h"

namespace cli {
namespace {

using scenario::JsonWriter;

std::string_view severityName(sim::Severity s) {
    return s == sim::Severity::Info ? "info" : s == sim::Severity::DataLoss ? "data loss" : "error";
}

double milliseconds(std::int64_t ns) {
    return static_cast<double>(ns) * 1e-6;
}

unsigned long long whole(std::int64_t n) {
    return static_cast<unsigned long long>(std::max<std::int64_t>(n, 0));
}

/// The catalogue's name of the recorded device; empty when it knows none of that name.
std::string deviceIdOf(const hwdb::Catalogue& catalogue, const std::string& recordedName) {
    if (recordedName.empty()) return {};
    try {
        return catalogue.resolve("accelerator", recordedName);
    } catch (const sim::Error&) {
        return {}; // a finding of the import says that the device must be named
    }
}

void writeHeader(JsonWriter& w, const sim::TraceHeader& h) {
    w.member("name", h.name);
    w.member("source", h.source);
    w.member("licence", h.licence);
    w.member("content_hash", h.contentHash);
    w.member("format", h.format);
    w.member("device_name", h.deviceName);
    w.member("device", h.deviceId);
    w.key("rank");
    w.integer(whole(h.rank));
    w.key("world_size");
    w.integer(whole(h.worldSize));
    w.key("structural_repeats");
    w.integer(whole(h.structuralRepeats));
    w.key("is_truncated");
    w.boolean(h.isTruncated);
    w.key("is_what_if_allowed");
    w.boolean(h.isWhatIfAllowed);
}

std::string summaryJson(const sim::KernelTrace& trace) {
    const sim::TraceSummary s = sim::summarise(trace);
    JsonWriter w;
    w.beginObject();
    writeHeader(w, trace.header);
    w.key("kernels");
    w.integer(whole(s.kernels));
    w.key("memcpys");
    w.integer(whole(s.memcpys));
    w.key("memsets");
    w.integer(whole(s.memsets));
    w.key("dependencies");
    w.integer(trace.dependencies.size());
    w.member("span_ms", milliseconds(s.spanNs));
    w.member("compute_busy_ms", milliseconds(s.computeNs));
    w.member("communication_busy_ms", milliseconds(s.communicationNs));
    w.member("overlap_ms", milliseconds(s.overlapNs));
    w.member("tflop", s.flops * 1e-12);
    w.key("classes");
    w.beginArray();
    for (const sim::ClassTotal& c : s.classes) {
        w.beginObject(JsonWriter::Layout::Inline);
        w.member("class", sim::opClassName(c.opClass));
        w.key("count");
        w.integer(whole(c.count));
        w.member("ms", milliseconds(c.durationNs));
        w.member("tflop", c.flops * 1e-12);
        w.end();
    }
    w.end();
    w.key("findings");
    w.beginArray();
    for (const sim::ImportFinding& f : trace.header.findings) {
        w.beginObject(JsonWriter::Layout::Inline);
        w.member("code", f.code);
        w.member("severity", severityName(f.severity));
        w.key("count");
        w.integer(whole(f.count));
        w.member("explanation", f.explanation);
        w.end();
    }
    w.end();
    w.end();
    return w.take();
}

std::string findingsText(const sim::TraceHeader& h, const Style& style) {
    std::string out;
    for (const sim::ImportFinding& f : h.findings) {
        const Ink ink = f.severity == sim::Severity::Error      ? Ink::Red
                        : f.severity == sim::Severity::DataLoss ? Ink::Yellow
                                                                : Ink::Faint;
        out += fmt::format("  {} {:>6}  {}\n", style(ink, f.code), f.count, f.explanation);
    }
    return out;
}

std::string summaryText(const sim::KernelTrace& trace, const Style& style) {
    const sim::TraceHeader& h = trace.header;
    const sim::TraceSummary s = sim::summarise(trace);
    std::string out = style(Ink::Bold, h.name) + "\n";
    out += fmt::format("  {}\n", h.source);
    out +=
        fmt::format("  {}{}, rank {} of {}; {}\n", h.deviceName.empty() ? "device not named" : h.deviceName,
                    h.deviceId.empty() ? "" : " (" + h.deviceId + ")", h.rank, h.worldSize,
                    h.licence.empty() ? "no licence known" : h.licence);
    out += fmt::format(
        "  {} kernels, {} copies, {} fills on {} streams; {} dependencies; {} structural repeats\n",
        s.kernels, s.memcpys, s.memsets, s.kernelsByStream.size(), trace.dependencies.size(),
        h.structuralRepeats);
    out += fmt::format(
        "  span {:.3f} ms; compute busy {:.3f} ms, communication {:.3f} ms, both {:.3f} ms; {:.2f} TFLOP\n",
        milliseconds(s.spanNs), milliseconds(s.computeNs), milliseconds(s.communicationNs),
        milliseconds(s.overlapNs), s.flops * 1e-12);
    TextTable table({{"class"}, {"count", true}, {"ms", true}, {"TFLOP", true}, {"TFLOP/s", true}});
    for (const sim::ClassTotal& c : s.classes) {
        const bool hasFlops = c.flops > 0.0 && c.durationNs > 0;
        table.add(
            {{std::string(sim::opClassName(c.opClass))},
             {fmt::to_string(c.count)},
             {fmt::format("{:.3f}", milliseconds(c.durationNs))},
             {hasFlops ? fmt::format("{:.2f}", c.flops * 1e-12) : ""},
             {hasFlops ? fmt::format("{:.0f}", c.flops / static_cast<double>(c.durationNs) * 1e-3) : ""}});
    }
    out += "\n" + table.text(style);
    if (!h.findings.empty()) out += "\n" + style(Ink::Bold, "Met at import") + "\n" + findingsText(h, style);
    return out;
}

} // namespace

int traceImport(const hwdb::Catalogue& catalogue, std::string_view file, std::string_view name, bool json,
                const Console& console) {
    const std::filesystem::path folder = catalogue.userTraceFolder();
    if (folder.empty())
        throw sim::Error(sim::ErrorCode::BadInput, "there is no folder to keep imported traces in");
    sim::ImportOptions options;
    options.name = name;
    options.templateFolder = hwdb::Catalogue::packDirectory() / "trace_templates";
    sim::KernelTrace trace = sim::importTrace(std::filesystem::path(file), options, {nullptr, console.stop});
    if (trace.header.deviceId.empty()) trace.header.deviceId = deviceIdOf(catalogue, trace.header.deviceName);
    // The name becomes that of a file.
    const std::string& kept = trace.header.name;
    if (kept.empty() || kept.front() == '.' || kept.find('/') != std::string::npos)
        throw sim::Error(sim::ErrorCode::BadInput, fmt::format("\"{}\" cannot be the name of a trace", kept),
                         "--name", "a name is one word without slashes that does not begin with a dot");
    writeFiles(folder, {{kept + ".ktr", sim::writeKtr(trace)}});
    console.note(fmt::format("kept as trace \"{}\"", kept));
    console.print(json ? summaryJson(trace) : summaryText(trace, console.style));
    return 0;
}

int traceList(const hwdb::Catalogue& catalogue, bool json, const Console& console) {
    JsonWriter w;
    w.beginArray();
    TextTable table({{"trace"}, {"device"}, {"kernels", true}, {"span ms", true}, {"source"}});
    for (const std::string& name : catalogue.traceNames()) {
        const sim::KernelTrace trace =
            sim::importTrace(catalogue.traceFile(name), {}, {nullptr, console.stop});
        const sim::TraceHeader& h = trace.header;
        const sim::TraceSummary s = sim::summarise(trace);
        w.beginObject();
        writeHeader(w, h);
        w.key("kernels");
        w.integer(whole(s.kernels));
        w.member("span_ms", milliseconds(s.spanNs));
        w.end();
        table.add({{name},
                   {h.deviceId.empty() ? h.deviceName : h.deviceId},
                   {fmt::to_string(s.kernels)},
                   {fmt::format("{:.3f}", milliseconds(s.spanNs))},
                   {h.source}});
    }
    w.end();
    console.print(json ? w.take() : table.text(console.style, ""));
    return 0;
}

int traceShow(const hwdb::Catalogue& catalogue, std::string_view name, bool json, const Console& console) {
    const sim::KernelTrace trace = sim::importTrace(catalogue.traceFile(name), {}, {nullptr, console.stop});
    console.print(json ? summaryJson(trace) : summaryText(trace, console.style));
    return 0;
}

namespace {

double spanOf(const sim::Execution& execution) {
    const auto first = *std::min_element(execution.start.begin(), execution.start.end());
    const auto last = *std::max_element(execution.end.begin(), execution.end.end());
    return (last - first).seconds().base();
}

/// Every kernel with the time that it has on `target`; waits for peers as recorded.
double replayedOn(const hwdb::Catalogue& catalogue, const sim::KernelTrace& trace, const std::string& target,
                  std::vector<std::string>& notes) {
    const auto machine = [&](const std::string& name) {
        const auto id = catalogue.resolve("accelerator", name);
        return sim::Machine{
            catalogue.deviceKernels(id), catalogue.exchangeFabric(catalogue.defaultSystem(id)), {}};
    };
    const std::string recordedOn =
        trace.header.deviceId.empty() ? trace.header.deviceName : trace.header.deviceId;
    if (recordedOn.empty())
        throw sim::Error(sim::ErrorCode::BadInput, "the trace does not say on which device it was recorded",
                         trace.header.name, "import it again with the device named");
    const auto placed = sim::placeTrace(trace, machine(recordedOn), machine(target));
    std::vector<sim::Duration> work;
    for (const auto& op : placed.ops)
        work.push_back(op.overlapped);
    for (const auto& note : placed.notes)
        notes.push_back(
            fmt::format("{} ({:.0f} % of the recorded kernel time)", note.text, note.share * 100));
    return spanOf(sim::execute(sim::traceGraph(trace, work)));
}

} // namespace

int traceReplay(const hwdb::Catalogue& catalogue, std::string_view name, const std::string& device, bool json,
                const Console& console) {
    const sim::KernelTrace trace = sim::importTrace(catalogue.traceFile(name), {}, {nullptr, console.stop});
    const sim::Execution own = sim::replay(trace);
    const sim::IdentityCheck identity = sim::checkIdentity(trace, own);
    const double recorded = static_cast<double>(trace.spanNs()) * 1e-9;
    std::vector<std::string> notes;
    const bool isElsewhere = !device.empty();
    const double other = isElsewhere ? replayedOn(catalogue, trace, device, notes) : 0.0;
    if (json) {
        JsonWriter w;
        w.beginObject();
        w.member("name", trace.header.name);
        w.member("recorded_seconds", recorded);
        w.member("replayed_seconds", spanOf(own));
        w.member("makespan_error", identity.makespanError);
        w.key("passes"), w.boolean(identity.passes);
        if (isElsewhere) {
            w.member("device", device);
            w.member("replayed_on_device_seconds", other);
        }
        w.end();
        console.print(w.take());
    } else {
        std::string out =
            fmt::format("{}: recorded {:.3f} ms, replayed {:.3f} ms ({:+.3f} %): {}\n", trace.header.name,
                        recorded * 1e3, spanOf(own) * 1e3, identity.makespanError * 100,
                        identity.passes ? "what-ifs are answered from it" : "no what-if is answered from it");
        if (isElsewhere)
            out += fmt::format("on {}: {:.3f} ms, {:.3g} times the record, basis modelled\n", device,
                               other * 1e3, other / recorded);
        for (const auto& note : notes)
            out += "  " + note + "\n";
        console.print(out);
    }
    return identity.passes ? 0 : 1;
}

} // namespace cli
