// SPDX-License-Identifier: Apache-2.0
// KTR text, version 1: tables of comma-separated rows under [header], [findings], [operations] and
// [dependencies]. Numbers are written with the fewest digits that read back to the same bits.
#include <fmt/format.h>

#include <array>
#include <charconv>
#include <limits>
#include <utility>

#include "simulator/base/error.h"
#include "simulator/traces/csv_rows.h"
#include "simulator/traces/import.h"

namespace sim {
namespace {

constexpr std::string_view Magic = "purser-ktr";
constexpr std::string_view Version = "1";
constexpr std::string_view OpColumns =
    "stream,thread,start_ns,duration_ns,launch_ns,has_launch,correlation,graph,class,role,section,phase,"
    "layer,"
    "input,weight,shape,flops,bytes_read,bytes_written,fp32_accumulate,copy_bytes,grid,block,registers,"
    "shared_memory,name";
constexpr std::size_t OpColumnCount = 26;
constexpr std::string_view DependencyColumns = "source,target,kind,lag_ns,confidence";
constexpr std::string_view FindingColumns = "code,severity,count,explanation";

// Names of enumerators as they stand in the file; the first is enumerator 0.
constexpr std::array<std::string_view, 6> Phases{"forward", "backward", "weight_gradient",
                                                 "prefill", "decode",   "other"};
constexpr std::array<std::string_view, 6> Kinds{"stream", "event", "host", "graph", "semantic", "rendezvous"};
constexpr std::array<std::string_view, 3> Severities{"info", "data_loss", "error"};
constexpr std::array<std::string_view, 4> Evidences{"measured", "published", "reconstructed", "modelled"};
constexpr std::array<std::string_view, 9> Precisions{"fp64", "fp32", "tf32", "bf16", "fp16",
                                                     "fp8",  "int8", "fp4",  ""};

template<class Enum, std::size_t N>
Enum enumerator(const CsvRows& rows, const std::array<std::string_view, N>& names, const std::string& cell,
                std::string_view column) {
    for (std::size_t i = 0; i < N; ++i)
        if (names[i] == cell) return static_cast<Enum>(i);
    rows.fail(fmt::format("'{}' is no known {}", cell.substr(0, 40), column));
}
template<class Enum, std::size_t N>
std::string_view nameOf(const std::array<std::string_view, N>& names, Enum e) {
    return names[static_cast<std::size_t>(e)];
}

std::string shapeText(const OpShape& shape) {
    if (const auto* g = std::get_if<GemmShape>(&shape))
        return fmt::format("gemm:{}:{}:{}:{}", g->m, g->n, g->k, g->groups);
    if (const auto* a = std::get_if<AttentionShape>(&shape))
        return fmt::format("attention:{}:{}:{}:{}:{}:{}:{}:{}", a->batch, a->queryLength, a->keyLength,
                           a->heads, a->keyValueHeads, a->queryKeyDim, a->valueDim, a->causal ? 1 : 0);
    if (const auto* e = std::get_if<ElementwiseShape>(&shape))
        return fmt::format("elementwise:{}", e->elements);
    if (const auto* c = std::get_if<CommShape>(&shape))
        return fmt::format("exchange:{}:{}:{}:{}:{}:{}", c->tokens, c->bytesPerToken, c->topK, c->domainLimit,
                           c->experts, c->groupSize);
    return {};
}

OpShape shapeFrom(const CsvRows& rows, const std::string& cell) {
    if (cell.empty()) return std::monostate{};
    std::vector<double> v;
    const auto colon = cell.find(':');
    const std::string kind = cell.substr(0, colon);
    for (std::size_t at = colon; at != std::string::npos;) {
        const auto end = cell.find(':', at + 1);
        v.push_back(rows.number(cell.substr(at + 1, end == std::string::npos ? end : end - at - 1), "shape"));
        at = end;
    }
    if (kind == "gemm" && v.size() == 4) return GemmShape{v[0], v[1], v[2], v[3]};
    if (kind == "attention" && v.size() == 8)
        return AttentionShape{v[0], v[1], v[2], v[3], v[4], v[5], v[6], v[7] != 0.0};
    if (kind == "elementwise" && v.size() == 1) return ElementwiseShape{v[0]};
    if (kind == "exchange" && v.size() == 6) return CommShape{v[0], v[1], v[2], v[3], v[4], v[5]};
    rows.fail(fmt::format("'{}' is no shape of an operation", cell.substr(0, 60)));
}

std::string extentText(const std::array<std::uint32_t, 3>& e) {
    return fmt::format("{}x{}x{}", e[0], e[1], e[2]);
}

std::array<std::uint32_t, 3> extentFrom(const CsvRows& rows, const std::string& cell) {
    std::array<std::uint32_t, 3> extent{};
    const char* at = cell.data();
    const char* end = at + cell.size();
    for (std::size_t i = 0; i < 3; ++i) {
        const auto [next, status] = std::from_chars(at, end, extent[i]);
        const bool endsWell = i == 2 ? next == end : (next != end && *next == 'x');
        if (status != std::errc{} || !endsWell)
            rows.fail(fmt::format("'{}' is no extent like 112x1x1", cell.substr(0, 40)));
        at = next + 1;
    }
    return extent;
}

void writeHeader(std::string& out, const TraceHeader& h) {
    const auto row = [&out](std::string_view key, std::string_view value) {
        out += key;
        out += ',';
        appendCsvCell(out, value);
        out += '\n';
    };
    out += "[header]\n";
    row("name", h.name);
    row("source", h.source);
    row("licence", h.licence);
    row("content_hash", h.contentHash);
    row("format", h.format);
    row("evidence", nameOf(Evidences, h.evidence));
    row("device_name", h.deviceName);
    row("device_id", h.deviceId);
    row("sm_count", fmt::to_string(h.smCount));
    row("device_memory_bytes", fmt::to_string(h.deviceMemoryBytes));
    row("registers_per_sm", fmt::to_string(h.registersPerSm));
    row("shared_memory_per_sm", fmt::to_string(h.sharedMemoryPerSm));
    row("threads_per_sm", fmt::to_string(h.threadsPerSm));
    row("rank", fmt::to_string(h.rank));
    row("world_size", fmt::to_string(h.worldSize));
    row("time_resolution_ns", fmt::to_string(h.timeResolutionNs));
    row("is_truncated", h.isTruncated ? "1" : "0");
    row("has_host_model", h.hasHostModel ? "1" : "0");
    row("is_what_if_allowed", h.isWhatIfAllowed ? "1" : "0");
    row("structural_repeats", fmt::to_string(h.structuralRepeats));
    row("tokens_per_micro_batch", fmt::format("{}", h.tokensPerMicroBatch));
}

template<class Integer>
Integer narrow(const CsvRows& rows, const std::string& cell, std::string_view column) {
    const std::int64_t value = rows.integer(cell, column);
    if (!std::in_range<Integer>(value))
        rows.fail(fmt::format("{} is out of range for column {}", value, column));
    return static_cast<Integer>(value);
}

void readHeaderRow(const CsvRows& rows, const std::vector<std::string>& cells, TraceHeader& h) {
    if (cells.size() != 2) rows.fail(fmt::format("a header row has {} cells, 2 are expected", cells.size()));
    const std::string& key = cells[0];
    const std::string& value = cells[1];
    if (key == "name")
        h.name = value;
    else if (key == "source")
        h.source = value;
    else if (key == "licence")
        h.licence = value;
    else if (key == "content_hash")
        h.contentHash = value;
    else if (key == "format")
        h.format = value;
    else if (key == "evidence")
        h.evidence = enumerator<TraceEvidence>(rows, Evidences, value, key);
    else if (key == "device_name")
        h.deviceName = value;
    else if (key == "device_id")
        h.deviceId = value;
    else if (key == "sm_count")
        h.smCount = narrow<int>(rows, value, key);
    else if (key == "device_memory_bytes")
        h.deviceMemoryBytes = rows.integer(value, key);
    else if (key == "registers_per_sm")
        h.registersPerSm = narrow<int>(rows, value, key);
    else if (key == "shared_memory_per_sm")
        h.sharedMemoryPerSm = narrow<int>(rows, value, key);
    else if (key == "threads_per_sm")
        h.threadsPerSm = narrow<int>(rows, value, key);
    else if (key == "rank")
        h.rank = narrow<int>(rows, value, key);
    else if (key == "world_size")
        h.worldSize = narrow<int>(rows, value, key);
    else if (key == "time_resolution_ns")
        h.timeResolutionNs = rows.integer(value, key);
    else if (key == "is_truncated")
        h.isTruncated = rows.integer(value, key) != 0;
    else if (key == "has_host_model")
        h.hasHostModel = rows.integer(value, key) != 0;
    else if (key == "is_what_if_allowed")
        h.isWhatIfAllowed = rows.integer(value, key) != 0;
    else if (key == "structural_repeats")
        h.structuralRepeats = narrow<int>(rows, value, key);
    else if (key == "tokens_per_micro_batch")
        h.tokensPerMicroBatch = rows.number(value, key);
    else
        rows.fail(fmt::format("'{}' is no header key of KTR version 1", key.substr(0, 40)));
}

void writeOp(std::string& out, const TraceOp& op) {
    fmt::format_to(std::back_inserter(out), "{},{},{},{},{},{},{},{},{},", op.stream, op.launchThread,
                   op.startNs, op.durationNs, op.launchNs, op.hasLaunch ? 1 : 0, op.correlation, op.graphId,
                   opClassName(op.op.opClass));
    appendCsvCell(out, op.role);
    out += ',';
    appendCsvCell(out, op.section);
    fmt::format_to(std::back_inserter(out), ",{},{},{},{},{},{},{},{},{},{},{},{},{},{},",
                   nameOf(Phases, op.phase), op.layer, nameOf(Precisions, op.op.input),
                   nameOf(Precisions, op.op.weight), shapeText(op.op.shape), op.op.flops.base(),
                   op.op.bytesRead.base(), op.op.bytesWritten.base(), op.op.accumulatesFp32 ? 1 : 0,
                   op.bytes.base(), extentText(op.resources.grid), extentText(op.resources.block),
                   op.resources.registersPerThread, op.resources.sharedMemoryBytes);
    appendCsvCell(out, op.name);
    out += '\n';
}

TraceOp readOp(const CsvRows& rows, const std::vector<std::string>& c) {
    if (c.size() != OpColumnCount)
        rows.fail(fmt::format("an operation has {} cells, {} are expected", c.size(), OpColumnCount));
    TraceOp op;
    op.stream = narrow<std::uint32_t>(rows, c[0], "stream");
    op.launchThread = narrow<std::uint32_t>(rows, c[1], "thread");
    op.startNs = rows.integer(c[2], "start_ns");
    op.durationNs = rows.integer(c[3], "duration_ns");
    if (op.durationNs < 0)
        rows.fail(fmt::format("duration_ns is {}; a duration is never negative", op.durationNs));
    if (op.startNs > std::numeric_limits<std::int64_t>::max() - op.durationNs)
        rows.fail("the end of the operation does not fit");
    op.launchNs = rows.integer(c[4], "launch_ns");
    op.hasLaunch = rows.integer(c[5], "has_launch") != 0;
    op.correlation = narrow<std::uint64_t>(rows, c[6], "correlation");
    op.graphId = narrow<std::uint32_t>(rows, c[7], "graph");
    const auto opClass = opClassFromName(c[8]);
    if (!opClass) rows.fail(fmt::format("'{}' is no class of operations", c[8].substr(0, 40)));
    op.op.opClass = *opClass;
    op.role = c[9];
    op.section = c[10];
    op.phase = enumerator<Phase>(rows, Phases, c[11], "phase");
    op.layer = narrow<std::int32_t>(rows, c[12], "layer");
    op.op.input = enumerator<Precision>(rows, Precisions, c[13], "precision");
    op.op.weight = enumerator<Precision>(rows, Precisions, c[14], "precision");
    op.op.shape = shapeFrom(rows, c[15]);
    op.op.flops = Flops{rows.number(c[16], "flops")};
    op.op.bytesRead = Bytes{rows.number(c[17], "bytes_read")};
    op.op.bytesWritten = Bytes{rows.number(c[18], "bytes_written")};
    op.op.accumulatesFp32 = rows.integer(c[19], "fp32_accumulate") != 0;
    op.bytes = Bytes{rows.number(c[20], "copy_bytes")};
    op.resources.grid = extentFrom(rows, c[21]);
    op.resources.block = extentFrom(rows, c[22]);
    op.resources.registersPerThread = narrow<std::uint32_t>(rows, c[23], "registers");
    op.resources.sharedMemoryBytes = narrow<std::uint32_t>(rows, c[24], "shared_memory");
    op.name = c[25];
    return op;
}

Dependency readDependency(const CsvRows& rows, const std::vector<std::string>& c, std::size_t opCount) {
    if (c.size() != 5) rows.fail(fmt::format("a dependency has {} cells, 5 are expected", c.size()));
    Dependency d;
    d.source = KernelId{narrow<std::uint32_t>(rows, c[0], "source")};
    d.target = KernelId{narrow<std::uint32_t>(rows, c[1], "target")};
    if (d.source.index() >= opCount || d.target.index() >= opCount)
        rows.fail(fmt::format("the dependency {} -> {} names an operation beyond the last one, {}", c[0],
                              c[1], static_cast<std::int64_t>(opCount) - 1));
    d.kind = enumerator<DependencyKind>(rows, Kinds, c[2], "kind of dependency");
    d.lagNs = rows.integer(c[3], "lag_ns");
    d.confidence = rows.number(c[4], "confidence");
    if (d.confidence < 0.0 || d.confidence > 1.0) rows.fail("a confidence lies between 0 and 1");
    return d;
}

ImportFinding readFinding(const CsvRows& rows, const std::vector<std::string>& c) {
    if (c.size() != 4) rows.fail(fmt::format("a finding has {} cells, 4 are expected", c.size()));
    return {c[0], enumerator<Severity>(rows, Severities, c[1], "severity"), rows.integer(c[2], "count"),
            c[3]};
}

/// The row of column names that opens each table.
void expectColumns(CsvRows& rows, std::vector<std::string>& cells, std::string_view columns) {
    std::string joined;
    if (rows.next(cells))
        for (const std::string& cell : cells)
            joined += (joined.empty() ? "" : ",") + cell;
    if (joined != columns)
        rows.fail("the columns are not those of KTR version 1", fmt::format("expected {}", columns));
}

} // namespace

std::string writeKtr(const KernelTrace& trace) {
    std::string out = fmt::format("{},{}\n", Magic, Version);
    writeHeader(out, trace.header);
    out += fmt::format("[findings]\n{}\n", FindingColumns);
    for (const ImportFinding& f : trace.header.findings) {
        appendCsvCell(out, f.code);
        out += fmt::format(",{},{},", nameOf(Severities, f.severity), f.count);
        appendCsvCell(out, f.explanation);
        out += '\n';
    }
    out += fmt::format("[operations]\n{}\n", OpColumns);
    for (const TraceOp& op : trace.ops)
        writeOp(out, op);
    out += fmt::format("[dependencies]\n{}\n", DependencyColumns);
    for (const Dependency& d : trace.dependencies)
        out += fmt::format("{},{},{},{},{}\n", d.source.value, d.target.value, nameOf(Kinds, d.kind), d.lagNs,
                           d.confidence);
    return out;
}

KernelTrace readKtr(std::string_view text, const std::string& where) {
    CsvRows rows(text, where);
    std::vector<std::string> cells;
    if (!rows.next(cells) || cells[0] != Magic || cells.size() != 2)
        rows.fail("this is no KTR file; it does not begin with 'purser-ktr,1'");
    if (cells[1] != Version)
        rows.fail(fmt::format("the file is KTR version {}, this program reads version {}",
                              cells[1].substr(0, 20), Version),
                  "use a newer program or import the original trace again");
    KernelTrace trace;
    enum class Table { None, Header, Findings, Operations, Dependencies } table = Table::None;
    while (rows.next(cells)) {
        if (cells.size() == 1 && cells[0] == "[header]")
            table = Table::Header;
        else if (cells.size() == 1 && cells[0] == "[findings]") {
            table = Table::Findings;
            expectColumns(rows, cells, FindingColumns);
        } else if (cells.size() == 1 && cells[0] == "[operations]") {
            table = Table::Operations;
            expectColumns(rows, cells, OpColumns);
        } else if (cells.size() == 1 && cells[0] == "[dependencies]") {
            table = Table::Dependencies;
            expectColumns(rows, cells, DependencyColumns);
        } else if (table == Table::Header)
            readHeaderRow(rows, cells, trace.header);
        else if (table == Table::Findings)
            trace.header.findings.push_back(readFinding(rows, cells));
        else if (table == Table::Operations)
            trace.ops.push_back(readOp(rows, cells));
        else if (table == Table::Dependencies)
            trace.dependencies.push_back(readDependency(rows, cells, trace.ops.size()));
        else
            rows.fail("a row stands before the first table", "expected [header]");
    }
    if (table != Table::Dependencies)
        throw Error(ErrorCode::BadInput, "the KTR file ends before its table of dependencies", where,
                    "it is cut off; fetch or import it again");
    return trace;
}

} // namespace sim
