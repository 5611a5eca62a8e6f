// SPDX-License-Identifier: Apache-2.0
// Identification of operations; see identify.h for the order of evidence.
#include "simulator/traces/identify.h"

#include <algorithm>
#include <map>
#include <utility>

#include "simulator/traces/kernel_name.h"

namespace sim {
namespace {

/// The annotations that hold operations and repeat; the outermost ones (a whole step) do not.
struct Annotation {
    std::int64_t start = 0, end = 0;
    std::uint32_t thread = 0;
    std::string_view name;
};

/// Smallest period p with a[i] == a[i+p] throughout, at least two whole periods; 0 when there is none.
int structuralPeriod(const std::vector<std::string_view>& names) {
    const int n = static_cast<int>(names.size());
    for (int p = 1; 2 * p <= n; ++p) {
        if (n % p != 0) continue;
        bool repeats = true;
        for (int i = 0; repeats && i + p < n; ++i)
            repeats = names[static_cast<std::size_t>(i)] == names[static_cast<std::size_t>(i + p)];
        if (repeats) return p;
    }
    return 0;
}

double readAt(const TemplateRow& row, std::size_t i, const Symbols& symbols) {
    return evaluateExpression(row.expressions[i], symbols, row.where);
}

void setGemm(Operator& op, double outputBytes) {
    const auto& g = std::get<GemmShape>(op.shape);
    op.flops = Flops{2.0 * g.m * g.n * g.k};
    // Each operand crosses memory once; `groups` experts have a weight each.
    const double weights = g.groups * g.n * g.k * precisionBytes(op.weight);
    op.bytesRead = Bytes{g.m * g.k * precisionBytes(op.input) + weights};
    op.bytesWritten = Bytes{g.m * g.n * outputBytes};
    // An accumulated gradient is read before it is written.
    if (op.accumulatesFp32) op.bytesRead += Bytes{g.m * g.n * outputBytes};
}

void applyRow(TraceOp& op, const TemplateRow& row, const Symbols& symbols) {
    op.role = row.role;
    op.op.opClass = row.opClass;
    op.op.input = row.input;
    op.op.weight = row.weight;
    op.op.accumulatesFp32 = row.accumulatesFp32;
    const auto at = [&](std::size_t i) { return readAt(row, i, symbols); };
    switch (row.shape) {
    case TemplateShape::Gemm:
        op.op.shape = GemmShape{at(0), at(1), at(2), at(3)};
        setGemm(op.op, row.outputBytes);
        break;
    case TemplateShape::Attention: {
        const AttentionShape a{at(0), at(1), at(1), at(2), at(2), at(3), at(4), true};
        op.op.shape = a;
        op.op.flops = Flops{at(5)};
        // Q, K, V in and O out; backward reads the output and its gradient too and writes three gradients.
        const double qk = a.batch * a.queryLength * a.heads * a.queryKeyDim * precisionBytes(row.input);
        const double v = a.batch * a.queryLength * a.heads * a.valueDim * precisionBytes(row.input);
        const bool isBackward = row.opClass == OpClass::AttentionBackward;
        op.op.bytesRead = Bytes{isBackward ? 2 * qk + 3 * v : 2 * qk + v};
        op.op.bytesWritten = Bytes{isBackward ? 2 * qk + v : v};
        break;
    }
    case TemplateShape::Exchange:
        op.op.shape = CommShape{at(0), at(1), at(2), at(3), at(4), at(5)};
        break;
    case TemplateShape::Movement:
        op.op.bytesRead = Bytes{at(0)};
        op.op.bytesWritten = Bytes{at(1)};
        break;
    case TemplateShape::None:
        break;
    }
}

/// Rows of routed tokens in each annotation, by its running number; the last kernel that tells them decides.
std::map<int, double> routedRows(const std::vector<std::string_view>& names, const std::vector<TraceOp>& ops,
                                 const std::vector<int>& ordinals,
                                 const std::vector<std::size_t>& launchOrder, const LayerTemplate& t) {
    const double ownTokens = t.symbols.contains("T") ? t.symbols.at("T") : 0.0;
    std::map<int, double> rows;
    for (const std::size_t i : launchOrder) {
        for (const RowsRule& rule : t.rowsRules) {
            if (names[i].find(rule.kernel) == std::string_view::npos) continue;
            const double count = ops[i].resources.grid[static_cast<std::size_t>(rule.axis)] * rule.scale;
            // A grid of our own tokens says nothing of the routed ones; extents of one are another layout.
            if (count != ownTokens && count > rule.scale) rows[ordinals[i]] = count;
            break;
        }
    }
    return rows;
}

void applyTemplate(KernelTrace& trace, const std::vector<std::string_view>& names,
                   const std::vector<int>& ordinals, const LayerTemplate& t) {
    std::vector<std::size_t> order(trace.ops.size());
    for (std::size_t i = 0; i < order.size(); ++i)
        order[i] = i;
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        return trace.ops[a].launchNs < trace.ops[b].launchNs;
    });
    const auto rows = routedRows(names, trace.ops, ordinals, order, t);
    std::map<std::pair<int, std::string>, int> counts; // (annotation, kernel) -> seen so far
    for (const std::size_t i : order) {
        TraceOp& op = trace.ops[i];
        Symbols symbols = t.symbols;
        if (const auto it = rows.find(ordinals[i]); it != rows.end()) symbols["R"] = it->second;
        std::map<std::string, int> ordinalHere; // several rows share one kernel name: count it once
        bool isApplied = false;
        for (const TemplateRow& row : t.rows) {
            if (!row.section.empty() && row.section != op.section) continue;
            if (names[i].find(row.kernel) == std::string_view::npos) continue;
            const auto [it, isNew] = ordinalHere.try_emplace(row.kernel, 0);
            if (isNew) it->second = counts[{ordinals[i], row.kernel}]++;
            if (isApplied || (row.ordinal >= 0 && row.ordinal != it->second)) continue;
            applyRow(op, row, symbols);
            isApplied = true;
        }
    }
}

/// Shapes that need no template: those of the launching operator, and what the name and grid give away.
void identifyAlone(TraceOp& op, std::string_view name, const RawTrace& raw, const RawDeviceOp& rawOp) {
    op.op.opClass = rawOp.kind == DeviceOpKind::Memcpy   ? OpClass::Memcpy
                    : rawOp.kind == DeviceOpKind::Memset ? OpClass::Memset
                                                         : classifyKernel(name);
    if (rawOp.kind != DeviceOpKind::Kernel) {
        op.op.bytesWritten = Bytes{rawOp.bytes};
        if (rawOp.kind == DeviceOpKind::Memcpy) op.op.bytesRead = Bytes{rawOp.bytes};
        return;
    }
    if (rawOp.collective >= 0) {
        const RawCollective& c = raw.collectives[static_cast<std::size_t>(rawOp.collective)];
        CommShape shape;
        shape.tokens = 1;
        shape.bytesPerToken = std::max(c.inElements, c.outElements) * precisionBytes(c.precision);
        shape.groupSize = c.groupSize;
        op.op.shape = shape;
        op.op.input = c.precision;
        return;
    }
    const auto shape = raw.shapes.find(rawOp.externalId);
    const bool isProduct = op.op.opClass == OpClass::Gemm || op.op.opClass == OpClass::BatchedGemm;
    if (isProduct && rawOp.externalId != 0 && shape != raw.shapes.end()) {
        const RawOperandShapes& s = shape->second;
        op.op.shape = GemmShape{s.mnk[0] * s.batch, s.mnk[1], s.mnk[2], s.batch};
        op.op.input = op.op.weight = s.precision;
        setGemm(op.op, precisionBytes(s.precision));
        op.role = raw.names[s.name];
    }
}

} // namespace

Phase phaseFromSection(const std::string& section) {
    if (section.ends_with("(F)")) return Phase::Forward;
    if (section.ends_with("(B)")) return Phase::Backward;
    if (section.ends_with("(W)")) return Phase::WeightGradient;
    return Phase::Other;
}

namespace {

/// The annotation a call was made in: the innermost on its own thread; a backward pass runs on a thread of
/// its own while the main thread waits inside the annotation, so any thread's will do when the own has none.
int enclosing(const std::vector<Annotation>& all, const CallSite& call) {
    int best = -1;
    auto last = std::upper_bound(all.begin(), all.end(), call.timeNs,
                                 [](std::int64_t t, const Annotation& a) { return t < a.start; });
    // Nesting is shallow: a few dozen annotations back is far beyond any enclosing one of interest.
    for (int back = 0; last != all.begin() && back < 64; ++back) {
        --last;
        if (call.timeNs > last->end) continue;
        if (last->thread == call.thread) return static_cast<int>(last - all.begin());
        if (best < 0) best = static_cast<int>(last - all.begin());
    }
    return best;
}

/// A wait between two annotations counts to the one before it.
int lastBefore(const std::vector<Annotation>& all, const std::vector<int>& running, const CallSite& call) {
    for (std::size_t a = all.size(); a-- > 0;)
        if (running[a] >= 0 && all[a].start <= call.timeNs && all[a].thread == call.thread) return running[a];
    return -1;
}

} // namespace

Sections findSections(const RawTrace& raw, const std::vector<CallSite>& calls, std::size_t definingCount) {
    std::vector<Annotation> all;
    for (const RawAnnotation& a : raw.annotations)
        all.push_back({a.startNs, a.startNs + a.durationNs, a.thread, raw.names[a.name]});
    std::stable_sort(all.begin(), all.end(), [](const Annotation& a, const Annotation& b) {
        return a.start != b.start ? a.start < b.start : a.end > b.end;
    });
    Sections s;
    s.names.resize(calls.size());
    s.ordinals.assign(calls.size(), -1);
    s.layers.assign(calls.size(), -1);
    s.positions.assign(calls.size(), -1);
    std::vector<bool> isUsed(all.size(), false);
    for (std::size_t i = 0; i < calls.size(); ++i) {
        const int found = calls[i].isKnown ? enclosing(all, calls[i]) : -1;
        if (found < 0) continue;
        s.ordinals[i] = found;
        s.names[i] = std::string(all[static_cast<std::size_t>(found)].name);
        if (i < definingCount) isUsed[static_cast<std::size_t>(found)] = true;
    }
    std::vector<std::string_view> sequence;
    std::vector<int> running(all.size(), -1);
    for (std::size_t a = 0; a < all.size(); ++a) {
        if (!isUsed[a]) continue;
        running[a] = static_cast<int>(sequence.size());
        sequence.push_back(all[a].name);
    }
    s.period = structuralPeriod(sequence);
    if (s.period == 0) return s;
    s.repeats = static_cast<int>(sequence.size()) / s.period;
    for (std::size_t i = 0; i < calls.size(); ++i) {
        int at = s.ordinals[i] < 0 ? -1 : running[static_cast<std::size_t>(s.ordinals[i])];
        if (at < 0 && i >= definingCount) at = lastBefore(all, running, calls[i]);
        if (at < 0) continue;
        s.layers[i] = at / s.period;
        s.positions[i] = at % s.period;
    }
    return s;
}

void identifyOperations(KernelTrace& trace, const std::vector<std::string_view>& fullNames,
                        const RawTrace& raw, const std::vector<RawDeviceOp>& raws,
                        const std::vector<int>& sectionOrdinals, const LayerTemplate* layerTemplate) {
    for (std::size_t i = 0; i < trace.ops.size(); ++i) {
        identifyAlone(trace.ops[i], fullNames[i], raw, raws[i]);
        trace.ops[i].phase = phaseFromSection(trace.ops[i].section);
    }
    if (layerTemplate) applyTemplate(trace, fullNames, sectionOrdinals, *layerTemplate);
}

void checkRates(KernelTrace& trace, const DeviceSpec& device) {
    // Bounds of the import specification, as fractions of the dense peak.
    constexpr double Lowest = 0.005, Highest = 1.05;
    std::int64_t impossible = 0;
    for (const TraceOp& op : trace.ops) {
        const double seconds = static_cast<double>(op.durationNs) * 1e-9;
        if (op.op.flops.base() == 0.0 || seconds == 0.0 || !device.supports(op.op.input)) continue;
        const double share = op.op.flops.base() / seconds / device.peakOf(op.op.input).base();
        impossible += share < Lowest || share > Highest;
    }
    if (impossible == 0) return;
    trace.header.findings.push_back({"E13", Severity::Error, impossible,
                                     "operations whose shape implies an impossible rate on " + device.name +
                                         "; the shapes, or the device, are not the recorded ones"});
}

} // namespace sim
