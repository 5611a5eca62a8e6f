// SPDX-License-Identifier: Apache-2.0
// The way of a trace: chunks -> events -> raw records -> operations in order -> identity -> dependencies.
// Each damage met on the way is a finding with the code of the import specification.
#include "simulator/traces/import.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <tuple>

#include "simulator/base/error.h"
#include "simulator/base/hash.h"
#include "simulator/traces/compressed_reader.h"
#include "simulator/traces/dependencies.h"
#include "simulator/traces/event_splitter.h"
#include "simulator/traces/identify.h"
#include "simulator/traces/kernel_name.h"
#include "simulator/traces/kineto_events.h"
#include "simulator/traces/layer_template.h"

namespace sim {
namespace {

constexpr std::int64_t YearNs = 366LL * 24 * 3600 * 1'000'000'000LL;
constexpr std::int64_t ZeroDurationNs = 500;               // E04: half of a resolution of 1 us
constexpr std::int64_t OverlapClipNs = 100'000;            // E05
constexpr double OverlapClipFraction = 0.01;               // E05
constexpr double UnresolvedWaitLimit = 0.20;               // E10
constexpr double UnknownWarn = 0.05, UnknownRefuse = 0.25; // E12

class Findings {
  public:
    explicit Findings(std::vector<ImportFinding>& list) : list_(list) {}
    void add(std::string code, Severity severity, std::int64_t count, std::string explanation) {
        if (count > 0) list_.push_back({std::move(code), severity, count, std::move(explanation)});
    }

  private:
    std::vector<ImportFinding>& list_;
};

/// Formats that are no Chrome trace but that people have: refused by name.
void refuseForeignFormat(std::string_view head, const std::string& where) {
    const auto refuse = [&where](const std::string& what, const std::string& remedy) {
        throw Error(ErrorCode::BadInput, what + ", which is not yet a supported format", where, remedy);
    };
    const std::string json = "export a Chrome trace in JSON, e.g. with PyTorch's export_chrome_trace";
    const std::string_view firstLine = head.substr(0, head.find('\n'));
    if (head.starts_with("SQLite format 3")) refuse("this is an SQLite file (an nsys export)", json);
    if (head.size() > 262 && head.substr(257, 5) == "ustar")
        refuse("this is a tar archive", "unpack it and name the trace in it");
    if (head.starts_with("PK")) refuse("this is a zip archive", "unpack it and name the trace in it");
    if (firstLine.find("Duration(us)") != std::string_view::npos &&
        firstLine.find(',') != std::string_view::npos)
        refuse("this is a kernel table of the Ascend profiler", json);
    if (head.substr(0, 4096).find("\"rocprofiler-sdk-tool\"") != std::string_view::npos)
        refuse("this is rocprofv3's JSON", json);
    const auto first = head.find_first_not_of(" \t\r\n\xef\xbb\xbf");
    if (first == std::string_view::npos) throw Error(ErrorCode::BadInput, "the file is empty", where);
    if (head[first] != '{' && head[first] != '[')
        throw Error(
            ErrorCode::BadInput,
            fmt::format("the file begins with byte 0x{:02x}; a Chrome trace in JSON begins with {{ or [",
                        static_cast<unsigned>(static_cast<unsigned char>(head[first]))),
            where, json);
}

/// The file as raw records; `header` gets hash and truncation.
RawTrace readRaw(ByteSource& source, std::string_view chunk, const std::string& where, TraceHeader& header,
                 const WorkContext& context) {
    KinetoEvents events;
    EventSplitter splitter(events);
    ContentHash hash;
    for (; !chunk.empty(); chunk = source.next()) {
        hash.add(chunk);
        try {
            splitter.feed(chunk);
        } catch (const Error& e) {
            throw Error(e.code(), e.message(), where, e.hint());
        }
        context.report(0.9 * source.fractionRead(), "reading the trace");
    }
    splitter.finish();
    events.readSurroundings(splitter.surroundings());
    header.contentHash = hash.hex();
    RawTrace raw = events.take();
    if (!splitter.hasFoundEvents())
        throw Error(ErrorCode::BadInput, "there is no \"traceEvents\" array; this is no Chrome trace", where,
                    source.damage().empty() ? "Chakra and rocprofv3 files are not yet supported"
                                            : source.damage());
    if (raw.looksLikeAscend)
        throw Error(ErrorCode::BadInput,
                    "this is the trace view of the Ascend profiler, which is not yet a supported format",
                    where, "its kernels cannot be read from this file alone");
    Findings findings(header.findings);
    header.isTruncated = splitter.isCutOff() || !source.damage().empty();
    const std::string reason =
        source.damage().empty() ? "the text ends inside the list of events" : source.damage();
    findings.add("E01", Severity::DataLoss, header.isTruncated ? 1 : 0,
                 fmt::format("{} after byte {}; events up to there are kept", reason, splitter.bytesSeen()));
    findings.add(
        "E01", Severity::DataLoss, raw.damagedEvents,
        fmt::format("events that are no valid JSON, dropped; the first at byte {}", raw.firstDamageOffset));
    findings.add("E01", Severity::Info, static_cast<std::int64_t>(splitter.brokenStrings()),
                 "strings with a line end in them, taken as ended there");
    findings.add("E03", Severity::DataLoss, raw.eventsWithoutTime,
                 "events whose time cannot be read, dropped");
    findings.add("E04", Severity::DataLoss, raw.negativeDurations, "events of negative duration, dropped");
    for (const auto& [category, count] : raw.droppedByCategory)
        if (category == "python_function" || category == "cpu_instant_event")
            findings.add("E20", Severity::Info, count,
                         fmt::format("{} events passed over while streaming", category));
    return raw;
}

/// One device, in order of start, without duplicates.
void selectDeviceOps(RawTrace& raw, TraceHeader& header, const std::string& where) {
    Findings findings(header.findings);
    std::map<std::uint32_t, std::int64_t> perDevice;
    for (const RawDeviceOp& op : raw.deviceOps)
        perDevice[op.device] += op.kind == DeviceOpKind::Kernel;
    if (perDevice.empty() ||
        std::all_of(perDevice.begin(), perDevice.end(), [](const auto& d) { return d.second == 0; })) {
        if (header.isTruncated)
            throw Error(
                ErrorCode::BadInput,
                fmt::format("no kernel survives in the readable part of the file (E01; {} events read)",
                            raw.events),
                where, "the file is cut off or damaged; record or fetch it again");
        throw Error(ErrorCode::BadInput,
                    fmt::format("the trace has {} events but no kernel of a device (E02)", raw.events), where,
                    "record with ProfilerActivity.CUDA switched on");
    }
    const auto busiest =
        std::max_element(perDevice.begin(), perDevice.end(), [](const auto& a, const auto& b) {
            return a.second < b.second;
        })->first;
    const auto before = raw.deviceOps.size();
    std::erase_if(raw.deviceOps, [busiest](const RawDeviceOp& op) { return op.device != busiest; });
    findings.add("E15", Severity::DataLoss, static_cast<std::int64_t>(before - raw.deviceOps.size()),
                 fmt::format("operations of other devices than {}, left out", busiest));
    auto& ops = raw.deviceOps;
    const auto key = [](const RawDeviceOp& o) {
        return std::tuple(o.startNs, o.stream, o.correlation, o.durationNs, o.name);
    };
    std::stable_sort(ops.begin(), ops.end(), [&](const auto& a, const auto& b) { return key(a) < key(b); });
    // Some producers write an event twice (E06). Kernels of one graph launch share everything but start or
    // stream.
    const auto last =
        std::unique(ops.begin(), ops.end(), [&](const auto& a, const auto& b) { return key(a) == key(b); });
    findings.add("E06", Severity::Info, ops.end() - last, "events recorded twice, taken once");
    ops.erase(last, ops.end());
    const auto zero = std::count_if(ops.begin(), ops.end(), [](const auto& o) { return o.startNs == 0; });
    if (zero > 0 && static_cast<std::size_t>(zero) < ops.size() && ops.back().startNs > YearNs) {
        findings.add("E04", Severity::DataLoss, zero,
                     "operations at time zero, dropped: the profiler lost their time");
        std::erase_if(ops, [](const auto& o) { return o.startNs == 0; });
    }
    if (ops.back().startNs - ops.front().startNs > YearNs)
        throw Error(ErrorCode::BadInput, "the operations lie more than a year apart (E03)", where,
                    "the times are damaged or not in microseconds");
    // A process that sees one device calls it by another number than the driver does; when all devices listed
    // are of one kind it does not matter which one it was.
    auto device = raw.devices.find(busiest);
    const auto isSameKind = [&raw](const auto& d) {
        return d.second.name == raw.devices.begin()->second.name;
    };
    if (device == raw.devices.end() && std::all_of(raw.devices.begin(), raw.devices.end(), isSameKind))
        device = raw.devices.begin();
    if (device == raw.devices.end()) return;
    const RawDevice& d = device->second;
    header.deviceName = d.name;
    header.smCount = d.smCount;
    header.deviceMemoryBytes = d.memoryBytes;
    header.registersPerSm = d.registersPerSm;
    header.sharedMemoryPerSm = d.sharedMemoryPerSm;
    header.threadsPerSm = d.threadsPerSm;
}

/// E04 and E05: durations a profiler cannot have meant.
void repairDurations(std::vector<RawDeviceOp>& ops, std::int64_t resolutionNs, Findings& findings) {
    std::int64_t zeros = 0, clipped = 0, overlapping = 0;
    std::map<std::uint32_t, RawDeviceOp*> previous;
    for (RawDeviceOp& op : ops) {
        if (op.durationNs == 0 && resolutionNs >= 1000) {
            op.durationNs = ZeroDurationNs;
            ++zeros;
        }
        RawDeviceOp*& before = previous[op.stream];
        if (before && before->startNs + before->durationNs > op.startNs) {
            const std::int64_t overlap = before->startNs + before->durationNs - op.startNs;
            const double fraction = static_cast<double>(overlap) /
                                    static_cast<double>(std::max<std::int64_t>(before->durationNs, 1));
            const bool sharesLaunch = before->correlation == op.correlation && op.correlation != 0;
            if (!sharesLaunch && (overlap > OverlapClipNs || fraction > OverlapClipFraction) &&
                op.startNs > before->startNs) {
                before->durationNs = op.startNs - before->startNs;
                ++clipped;
            } else {
                ++overlapping;
            }
        }
        before = &op;
    }
    findings.add("E04", Severity::Info, zeros,
                 "operations shorter than the clock's resolution, taken as 0.5 us");
    findings.add("E05", Severity::DataLoss, clipped,
                 "durations that reach into the next operation of the stream, clipped to its start");
    findings.add("E05", Severity::Info, overlapping, "operations of one stream that overlap, left so");
}

/// The operations with their launches; fills what dependency recovery needs.
void buildOps(const RawTrace& raw, KernelTrace& trace, RecoveryInput& recovery, Findings& findings) {
    std::map<std::uint64_t, const RawCall*> launches;
    for (const RawCall& c : raw.calls)
        if (c.kind == CallKind::Launch || c.kind == CallKind::GraphLaunch)
            launches.try_emplace(c.correlation, &c);
    std::map<std::uint64_t, int> sharing;
    for (const RawDeviceOp& o : raw.deviceOps)
        sharing[o.correlation] += o.correlation != 0;
    std::map<std::uint64_t, std::uint32_t> graphs;
    const std::int64_t origin = raw.deviceOps.front().startNs;
    recovery.originNs = origin;
    std::vector<CallSite> sites;
    std::vector<std::string> shortNames;
    for (const std::string& name : raw.names)
        shortNames.push_back(shortKernelName(name));
    std::int64_t withoutLaunch = 0, inGraphs = 0;
    for (const RawDeviceOp& o : raw.deviceOps) {
        TraceOp op;
        op.name = shortNames[o.name];
        op.startNs = o.startNs - origin;
        op.durationNs = o.durationNs;
        op.stream = o.stream;
        op.correlation = o.correlation;
        op.resources = o.resources;
        op.bytes = Bytes{o.bytes};
        const auto launch = launches.find(o.correlation);
        const bool isKnown = o.correlation != 0 && launch != launches.end();
        bool isFirstOfLaunch = true;
        if (o.correlation != 0 && sharing[o.correlation] > 1) {
            const auto [it, isNew] =
                graphs.try_emplace(o.correlation, static_cast<std::uint32_t>(graphs.size() + 1));
            op.graphId = it->second;
            isFirstOfLaunch = isNew;
            ++inGraphs;
        }
        sites.push_back(isKnown ? CallSite{launch->second->startNs, launch->second->thread, true}
                                : CallSite{0, 0, false});
        op.launchNs = isKnown ? launch->second->startNs - origin : op.startNs;
        op.launchThread = isKnown ? launch->second->thread : 0;
        // Only the first node of a graph is launched by the host; the others follow in the graph's own order.
        op.hasLaunch = isKnown && isFirstOfLaunch;
        withoutLaunch += !isKnown;
        trace.ops.push_back(std::move(op));
    }
    const std::size_t opCount = sites.size();
    for (const RawCall& c : raw.calls) {
        if (c.kind != CallKind::StreamWait) continue;
        recovery.waits.push_back({c.startNs - origin, c.thread, c.correlation, -1, -1});
        sites.push_back({c.startNs, c.thread, true});
    }
    const Sections sections = findSections(raw, sites, opCount);
    for (std::size_t i = 0; i < opCount; ++i) {
        trace.ops[i].section = sections.names[i];
        trace.ops[i].layer = sections.layers[i];
    }
    for (std::size_t w = 0; w < recovery.waits.size(); ++w) {
        recovery.waits[w].layer = sections.layers[opCount + w];
        recovery.waits[w].position = sections.positions[opCount + w];
    }
    std::stable_sort(recovery.waits.begin(), recovery.waits.end(),
                     [](const WaitCall& a, const WaitCall& b) { return a.timeNs < b.timeNs; });
    recovery.ordinals.assign(sections.ordinals.begin(),
                             sections.ordinals.begin() + static_cast<std::ptrdiff_t>(opCount));
    recovery.positions.assign(sections.positions.begin(),
                              sections.positions.begin() + static_cast<std::ptrdiff_t>(opCount));
    trace.header.structuralRepeats = sections.repeats;
    trace.header.hasHostModel = static_cast<std::size_t>(withoutLaunch) < opCount;
    findings.add("E07", Severity::Info, inGraphs,
                 "operations that share a launch with others: replayed graphs");
    findings.add("E08", Severity::Info, withoutLaunch, "operations without a record of their launch");
}

std::optional<LayerTemplate> chooseTemplate(const ImportOptions& options, const RawTrace& raw) {
    if (!options.templateFile.empty()) return readLayerTemplateFile(options.templateFile);
    if (options.templateFolder.empty()) return std::nullopt;
    std::vector<std::string> annotations;
    for (const RawAnnotation& a : raw.annotations)
        annotations.push_back(raw.names[a.name]);
    return findLayerTemplate(options.templateFolder, raw.traceName, annotations);
}

void nameTrace(TraceHeader& h, const ImportOptions& options,
               const std::optional<LayerTemplate>& layerTemplate, const std::string& where) {
    h.name = options.name;
    h.deviceId = options.deviceOverride;
    h.source = where;
    if (layerTemplate) {
        if (const auto t = layerTemplate->symbols.find("T"); t != layerTemplate->symbols.end())
            h.tokensPerMicroBatch = t->second;
        for (const KnownRecording& known : layerTemplate->recordings) {
            if (known.contentHash != h.contentHash) continue;
            if (h.name.empty()) h.name = known.name;
            h.source = known.source;
            h.licence = known.licence;
            if (h.deviceId.empty()) h.deviceId = known.deviceId;
        }
    }
    if (h.name.empty()) {
        std::filesystem::path stem = std::filesystem::path(where).filename();
        while (stem.has_extension() &&
               (stem.extension() == ".json" || stem.extension() == ".gz" || stem.extension() == ".zst"))
            stem = stem.stem();
        h.name = stem.string();
    }
}

/// What the whole trace can be used for.
void judge(KernelTrace& trace, const RecoveredDependencies& recovered, const ImportOptions& options,
           Findings& findings) {
    TraceHeader& h = trace.header;
    const std::int64_t waits = std::max<std::int64_t>(recovered.waits, 1);
    const double unresolved = static_cast<double>(recovered.unresolved) / static_cast<double>(waits);
    findings.add("E10", unresolved > UnresolvedWaitLimit ? Severity::Error : Severity::Info,
                 recovered.unresolved,
                 fmt::format("of {} waits between streams could not be resolved{}", recovered.waits,
                             unresolved > UnresolvedWaitLimit ? "; what-if questions are refused" : ""));
    if (unresolved > UnresolvedWaitLimit) h.isWhatIfAllowed = false;
    findings.add("E11", Severity::DataLoss, recovered.dropped,
                 "dependencies that ran against the recorded order, dropped");
    double unknown = 0, all = 0;
    std::int64_t unknownCount = 0;
    for (const TraceOp& op : trace.ops) {
        all += static_cast<double>(op.durationNs);
        if (op.op.opClass != OpClass::Unknown) continue;
        unknown += static_cast<double>(op.durationNs);
        ++unknownCount;
    }
    const double share = all > 0 ? unknown / all : 0.0;
    if (share > UnknownWarn)
        findings.add(
            "E12", share > UnknownRefuse ? Severity::Error : Severity::Info, unknownCount,
            fmt::format("kernels of unknown kind, {:.1f} % of the kernel time{}", 100 * share,
                        share > UnknownRefuse ? "; the trace cannot be carried to another device" : ""));
    if (share > UnknownRefuse) h.isWhatIfAllowed = false;
    if (h.deviceName.empty() && h.deviceId.empty())
        findings.add("E14", Severity::Info, 1,
                     "the trace names no device; name it to carry the trace to another one");
    if (h.worldSize > 1)
        findings.add("E15", Severity::Info, h.worldSize - 1,
                     "ranks of the recording are not in this file; waiting for them becomes modelled");
    if (!options.expectedHash.empty() && options.expectedHash != h.contentHash)
        findings.add("E19", Severity::Error, 1,
                     fmt::format("the content hash is {}, expected {}", h.contentHash, options.expectedHash));
    if (h.licence.empty())
        findings.add("E19", Severity::Info, 1, "no licence is known; the trace may not be passed on");
}

KernelTrace importFrom(ByteSource& source, const std::string& where, const ImportOptions& options,
                       const WorkContext& context) {
    const std::string_view head = source.next();
    if (head.starts_with("purser-ktr,")) {
        std::string text(head);
        for (auto chunk = source.next(); !chunk.empty(); chunk = source.next())
            text += chunk;
        return readKtr(text, where);
    }
    if (head.empty() && !source.damage().empty())
        throw Error(ErrorCode::BadInput, source.damage() + " (E01)", where, "fetch the file again");
    refuseForeignFormat(head, where);
    KernelTrace trace;
    TraceHeader& h = trace.header;
    h.format = "kineto";
    RawTrace raw = readRaw(source, head, where, h, context);
    selectDeviceOps(raw, h, where);
    Findings findings(h.findings);
    h.rank = raw.rank;
    h.worldSize = std::max(1, raw.worldSize);
    h.timeResolutionNs = raw.hasFractionalTimes ? 1 : 1000;
    repairDurations(raw.deviceOps, h.timeResolutionNs, findings);
    RecoveryInput recovery;
    buildOps(raw, trace, recovery, findings);
    const auto layerTemplate = chooseTemplate(options, raw);
    nameTrace(h, options, layerTemplate, where);
    std::vector<std::string_view> fullNames;
    for (const RawDeviceOp& o : raw.deviceOps)
        fullNames.push_back(raw.names[o.name]);
    identifyOperations(trace, fullNames, raw, raw.deviceOps, recovery.ordinals,
                       layerTemplate ? &*layerTemplate : nullptr);
    context.report(0.95, "recovering the dependencies");
    RecoveredDependencies recovered = recoverDependencies(trace, raw, recovery);
    trace.dependencies = std::move(recovered.dependencies);
    judge(trace, recovered, options, findings);
    context.report(1.0, "trace imported");
    return trace;
}

} // namespace

KernelTrace importTrace(const std::filesystem::path& file, const ImportOptions& options,
                        const WorkContext& context) {
    const auto source = openTraceFile(file);
    return importFrom(*source, file.string(), options, context);
}

KernelTrace importTraceText(std::string_view text, const ImportOptions& options) {
    const auto source = openTraceText(text);
    return importFrom(*source, "text", options, {});
}

} // namespace sim
