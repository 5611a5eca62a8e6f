// SPDX-License-Identifier: Apache-2.0
// DeepSeek's training profile: the shipped figures hold what an independent analysis of the recording found,
// and are what importing the recording gives.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <string>
#include <tuple>

#include "simulator/traces/compressed_reader.h"
#include "simulator/traces/import.h"
#include "simulator/traces/kineto_events.h"
#include "simulator/traces/trace_summary.h"

namespace sim {
namespace {

const std::filesystem::path Hwdb = std::filesystem::path(PURSER_SOURCE_DIR) / "hwdb/data";
const std::filesystem::path Original =
    std::filesystem::path(PURSER_SHARED_DATA) / "traces/deepseek/train.json.zst";

std::string contents(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

const KernelTrace& shipped() {
    static const KernelTrace Trace = readKtr(contents(Hwdb / "traces/deepseek-v3-train-h800.ktr"), "shipped");
    return Trace;
}

std::int64_t us(std::int64_t ns) {
    return ns / 1000;
}

// Counts and times in whole microseconds, taken from the recording by a separate program.
TEST(DeepSeekTrace, CountsAreThoseOfTheRecording) {
    const TraceSummary s = summarise(shipped());
    EXPECT_EQ(s.kernels, 963);
    EXPECT_EQ(s.memcpys, 8);
    EXPECT_EQ(s.memsets, 12);
    EXPECT_EQ(s.kernelsByStream, (std::map<std::uint32_t, std::int64_t>{{7, 907}, {23, 16}, {27, 40}}));
    EXPECT_EQ(s.communicationStreams, std::vector<std::uint32_t>{27});
}

TEST(DeepSeekTrace, BusyTimesAreThoseOfTheRecording) {
    const TraceSummary s = summarise(shipped());
    EXPECT_EQ(us(s.kernelSumNs), 244'041);
    EXPECT_EQ(us(s.spanNs), 129'012);
    EXPECT_EQ(us(s.communicationNs), 114'521);
    // Seven memsets of recorded length zero count half a microsecond each here; not all fall into idle time.
    EXPECT_NEAR(static_cast<double>(s.computeNs), 124'286e3, 7 * 500);
    EXPECT_NEAR(static_cast<double>(s.overlapNs), 110'292e3, 7 * 500);
}

TEST(DeepSeekTrace, ClassesHaveTheTimeOfTheRecording) {
    const TraceSummary s = summarise(shipped());
    const auto expect = [&s](OpClass c, std::int64_t count, std::int64_t microseconds) {
        EXPECT_EQ(s.total(c).count, count) << opClassName(c);
        EXPECT_EQ(us(s.total(c).durationNs), microseconds) << opClassName(c);
    };
    expect(OpClass::AllToAllDispatch, 8, 31'004);
    expect(OpClass::AllToAllCombine, 8, 49'448);
    expect(OpClass::CommSync, 16, 32'578); // notify_dispatch and cached_notify
    expect(OpClass::AttentionPrefill, 4, 4'948);
    expect(OpClass::AttentionBackward, 4, 15'115);
    expect(OpClass::GroupedGemm, 16, 22'926);
}

std::pair<int, std::int64_t> select(const std::function<bool(const TraceOp&)>& isChosen) {
    int count = 0;
    std::int64_t time = 0;
    for (const TraceOp& op : shipped().ops) {
        if (!isChosen(op)) continue;
        ++count;
        time += op.durationNs;
    }
    return {count, us(time)};
}

TEST(DeepSeekTrace, Fp8ProductsHaveTheTimeOfTheRecording) {
    const auto isFp8 = [](const TraceOp& op) {
        return op.op.opClass == OpClass::Gemm && op.op.input == Precision::Fp8;
    };
    using Result = std::pair<int, std::int64_t>;
    EXPECT_EQ(select([&](const TraceOp& op) { return isFp8(op) && op.op.accumulatesFp32 && op.stream == 7; }),
              (Result{44, 21'401}));
    EXPECT_EQ(
        select([&](const TraceOp& op) { return isFp8(op) && op.op.accumulatesFp32 && op.stream == 23; }),
        (Result{16, 11'355}));
    EXPECT_EQ(select([&](const TraceOp& op) { return isFp8(op) && !op.op.accumulatesFp32; }),
              (Result{64, 18'838}));
    EXPECT_EQ(select([](const TraceOp& op) { return op.role == "ep_layout"; }), (Result{4, 410}));
}

// 36.01 dense + 22.77 grouped + 2.75 attention forward + 7.15 backward = 68.68 TFLOP.
TEST(DeepSeekTrace, ArithmeticSumsTo68Point68Teraflop) {
    EXPECT_NEAR(summarise(shipped()).flops * 1e-12, 68.68, 0.005);
}

// Rows the rank's experts received, per layer: backward and forward.
TEST(DeepSeekTrace, RoutedRowsFollowTheGrids) {
    std::vector<double> backward, forward;
    for (const TraceOp& op : shipped().ops) {
        if (op.role == "experts_down_dgrad") backward.push_back(std::get<GemmShape>(op.op.shape).m);
        if (op.role == "experts_gateup") forward.push_back(std::get<GemmShape>(op.op.shape).m);
    }
    EXPECT_EQ(backward, (std::vector<double>{34'688, 32'512, 32'896, 28'416}));
    EXPECT_EQ(forward, (std::vector<double>{31'104, 30'976, 36'864, 31'104}));
}

// H800: 1,979 TFLOP/s of FP8. A shape that implied more, or next to nothing, would be a wrong shape (E13).
TEST(DeepSeekTrace, EveryShapeImpliesAPossibleRate) {
    for (const TraceOp& op : shipped().ops) {
        if (op.op.flops.base() == 0) continue;
        const double rate = op.op.flops.base() / (static_cast<double>(op.durationNs) * 1e-9);
        EXPECT_LT(rate, 1.05 * 1979e12) << op.role;
        EXPECT_GT(rate, 0.005 * 1979e12) << op.role;
    }
}

// dispatch: 7,168 FP8 values and 56 FP32 scales a token; combine: 7,168 BF16 values.
TEST(DeepSeekTrace, ExchangesCarryTheirTokens) {
    for (const TraceOp& op : shipped().ops) {
        const auto* shape = std::get_if<CommShape>(&op.op.shape);
        if (!shape) continue;
        EXPECT_EQ(shape->tokens, 4096);
        EXPECT_EQ(shape->bytesPerToken, op.op.opClass == OpClass::AllToAllDispatch ? 7'392 : 14'336);
        EXPECT_EQ(shape->topK, 8);
        EXPECT_EQ(shape->domainLimit, 4);
        EXPECT_EQ(shape->experts, 256);
        EXPECT_EQ(shape->groupSize, 64);
    }
}

TEST(DeepSeekTrace, PhasesFollowTheSections) {
    for (const TraceOp& op : shipped().ops) {
        EXPECT_TRUE(op.layer >= 0 && op.layer < 4) << op.name;
        const char direction = op.section.at(op.section.size() - 2);
        const Phase phase = direction == 'F'   ? Phase::Forward
                            : direction == 'B' ? Phase::Backward
                                               : Phase::WeightGradient;
        EXPECT_EQ(op.phase, phase) << op.section;
    }
}

/// The operation of a section in launch order; negative counts from the end.
std::uint32_t opOf(int layer, const std::string& section, int index) {
    std::vector<std::pair<std::int64_t, std::uint32_t>> found;
    for (std::uint32_t i = 0; i < shipped().ops.size(); ++i)
        if (shipped().ops[i].layer == layer && shipped().ops[i].section == section)
            found.emplace_back(shipped().ops[i].launchNs, i);
    std::sort(found.begin(), found.end());
    return found
        .at(index < 0 ? found.size() - static_cast<std::size_t>(-index) : static_cast<std::size_t>(index))
        .second;
}

using Edges = std::set<std::pair<std::uint32_t, std::uint32_t>>;
Edges edgesOf(DependencyKind kind) {
    Edges edges;
    for (const Dependency& d : shipped().dependencies)
        if (d.kind == kind) edges.emplace(d.source.value, d.target.value);
    return edges;
}

// The waits between streams, by hand from the order of calls and the slack of each pair over four layers: the
// ends of sections hand over to the next section of the other stream, and two forks and joins inside mlp(W).
TEST(DeepSeekTrace, WaitsBetweenStreamsAreRecovered) {
    Edges expected;
    for (int l = 0; l < 4; ++l) {
        const auto edge = [&](const char* from, int i, const char* to, int j) {
            expected.emplace(opOf(l, from, i), opOf(l, to, j));
        };
        edge("combine(B)", -1, "mlp(B)", 0);
        edge("attn(F)", -1, "dispatch(F)", 0);
        edge("mlp(B)", -1, "dispatch(B)", 0);
        edge("mlp(W)", 1, "mlp(W)", 3);
        edge("mlp(W)", 5, "mlp(W)", 6);
        edge("mlp(W)", 6, "mlp(W)", 8);
        edge("mlp(W)", 10, "mlp(W)", 11);
        edge("dispatch(F)", -1, "mlp(F)", 0);
        edge("dispatch(B)", -1, "attn(B)", 0);
        edge("mlp(F)", -1, "combine(F)", 0);
        if (l == 0) continue;
        expected.emplace(opOf(l - 1, "attn(B)", -1), opOf(l, "combine(B)", 0));
        expected.emplace(opOf(l - 1, "combine(F)", -1), opOf(l, "attn(F)", 0));
    }
    EXPECT_EQ(expected.size(), 46U);
    EXPECT_EQ(edgesOf(DependencyKind::Event), expected);
}

// The host spins until notify_dispatch has counted the rows, then launches dispatch: 17, 17, 38 and 57 us
// after its end in the four layers; the lower middle value is 17.
TEST(DeepSeekTrace, TheHostSpinIsRecovered) {
    Edges expected;
    for (int l = 0; l < 4; ++l)
        expected.emplace(opOf(l, "dispatch(F)", 1), opOf(l, "dispatch(F)", 2));
    EXPECT_EQ(edgesOf(DependencyKind::Host), expected);
    for (const Dependency& d : shipped().dependencies)
        if (d.kind == DependencyKind::Host) {
            EXPECT_EQ(d.lagNs, 17'000);
        }
}

TEST(DeepSeekTrace, DependenciesKeepTheRecordedOrder) {
    for (const Dependency& d : shipped().dependencies)
        EXPECT_LE(shipped().ops[d.source.index()].endNs(), shipped().ops[d.target.index()].startNs);
}

TEST(DeepSeekTrace, IsUsableAndSaysWhereItComesFrom) {
    const TraceHeader& h = shipped().header;
    EXPECT_TRUE(h.isWhatIfAllowed);
    EXPECT_TRUE(h.hasHostModel);
    EXPECT_EQ(h.structuralRepeats, 4);
    EXPECT_EQ(h.deviceName, "NVIDIA H800");
    EXPECT_EQ(h.smCount, 132);
    EXPECT_EQ(h.worldSize, 64);
    EXPECT_NE(h.source.find("449602428a1b023acb8a505d4f34fef536535db6"), std::string::npos);
    EXPECT_TRUE(h.licence.empty()); // the original names none
}

TEST(DeepSeekTrace, TheShippedFiguresAreTheImportOfTheOriginal) {
    if (!std::filesystem::exists(Original)) GTEST_SKIP() << "the original recording is not here";
    ImportOptions options;
    options.templateFolder = Hwdb / "trace_templates";
    EXPECT_EQ(writeKtr(importTrace(Original, options)), contents(Hwdb / "traces/deepseek-v3-train-h800.ktr"));
}

TEST(DeepSeekTrace, TheOriginalHas14240Events) {
    if (!std::filesystem::exists(Original)) GTEST_SKIP() << "the original recording is not here";
    KinetoEvents events;
    EventSplitter splitter(events);
    const auto source = openTraceFile(Original);
    for (auto chunk = source->next(); !chunk.empty(); chunk = source->next())
        splitter.feed(chunk);
    splitter.finish();
    EXPECT_EQ(events.take().events, 14'240);
}

} // namespace
} // namespace sim
